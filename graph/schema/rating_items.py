"""评分项目 (manual 1.1.3.1): declarations, nothing else."""

import strawberry

from graph.permissions.rating_items import MayManageRatingItems
from graph.resolvers import nested
from graph.resolvers import rating_items as resolvers
from graph.schema.classes import College
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Percent, Points
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="评分项目（1.1.3.1）：学院设置的，或批次开启评分时保留下来的")
class RatingItem:
    id: strawberry.ID = shown("评分项目的 id")
    college: College = shown("学院", nested.college)
    name: str = shown("项目名称")
    order: int = shown("序号")
    detail: str | None = shown("项目详情")
    min_points: Points = shown("分值区间的下限")
    max_points: Points = shown("分值区间的上限")
    counsellor_weight: Percent = shown("辅导员打分所占权重，百分数")
    head_teacher_weight: Percent = shown("班主任打分所占权重，百分数")
    peer_weight: Percent = shown("学生互评所占权重，百分数")


@strawberry.type(description="设置评分项目的结果")
class RatingItemPayload:
    rating_item: RatingItem | None = shown("操作后的评分项目")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="删除评分项目的结果")
class DeleteRatingItemPayload:
    deleted_id: strawberry.ID | None = shown("已删除的评分项目 id")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class RatingItemQueries:
    rating_items: Connection[RatingItem] = shown("评分项目，按学院、序号", resolvers.rating_items)


@strawberry.type
class RatingItemMutations:
    create_rating_item: RatingItemPayload | None = shown(
        "新增评分项目，随时可以", resolvers.create_rating_item, by=MayManageRatingItems
    )
    update_rating_item: RatingItemPayload | None = shown(
        "修改评分项目，已开启评分的批次不受影响", resolvers.update_rating_item, by=MayManageRatingItems
    )
    delete_rating_item: DeleteRatingItemPayload | None = shown(
        "删除评分项目，已开启评分的批次不受影响", resolvers.delete_rating_item, by=MayManageRatingItems
    )
