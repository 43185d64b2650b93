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


@strawberry.type(
    description="评分项目（1.1.3.1）：学院设置的，或批次开启评分时保留下来的 | "
    "A rating item (manual 1.1.3.1): as the college sets it, or as kept when a batch was opened for "
    "rating"
)
class RatingItem:
    id: strawberry.ID = shown("评分项目的 id | Id of the rating item")
    college: College = shown("学院 | College", nested.college)
    name: str = shown("项目名称 | Name of the item")
    order: int = shown("序号 | Place in the order")
    detail: str | None = shown("项目详情 | Details of the item")
    min_points: Points = shown("分值区间的下限 | Lowest mark allowed")
    max_points: Points = shown("分值区间的上限 | Highest mark allowed")
    counsellor_weight: Percent = shown("辅导员打分所占权重，百分数 | Weight of the counsellors' marks, in percent")
    head_teacher_weight: Percent = shown("班主任打分所占权重，百分数 | Weight of the head teachers' marks, in percent")
    peer_weight: Percent = shown("学生互评所占权重，百分数 | Weight of the peer ratings, in percent")


@strawberry.type(description="设置评分项目的结果 | Result of setting a rating item")
class RatingItemPayload:
    rating_item: RatingItem | None = shown("操作后的评分项目 | The rating item afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="删除评分项目的结果 | Result of deleting a rating item")
class DeleteRatingItemPayload:
    deleted_id: strawberry.ID | None = shown("已删除的评分项目 id | Id of the deleted rating item")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class RatingItemQueries:
    rating_items: Connection[RatingItem] = shown(
        "评分项目，按学院、序号 | Rating items, by college and order", resolvers.rating_items
    )


@strawberry.type
class RatingItemMutations:
    create_rating_item: RatingItemPayload | None = shown(
        "随时可以新增评分项目 | Create a rating item, at any time",
        resolvers.create_rating_item,
        by=MayManageRatingItems,
    )
    update_rating_item: RatingItemPayload | None = shown(
        "修改评分项目，已开启评分的批次不受影响 | "
        "Change a rating item; batches already opened for rating are not affected",
        resolvers.update_rating_item,
        by=MayManageRatingItems,
    )
    delete_rating_item: DeleteRatingItemPayload | None = shown(
        "删除评分项目，已开启评分的批次不受影响 | "
        "Delete a rating item; batches already opened for rating are not affected",
        resolvers.delete_rating_item,
        by=MayManageRatingItems,
    )
