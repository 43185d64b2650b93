"""The inputs about rating items."""

import strawberry

from core.rules.rating_items import ItemForm
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.scalars import Percent, Points


@strawberry.input(
    description="新增评分项目；三项权重之和为 100 | Create a rating item; its three weights add up to 100"
)
class CreateRatingItemInput:
    name: str = shown("项目名称，本学院内不重复 | Name of the item, unique within the college")
    min_points: Points = shown("分值区间的下限，不小于 0 | Lowest mark allowed, at least 0")
    max_points: Points = shown("分值区间的上限，大于下限 | Highest mark allowed, above the lowest")
    counsellor_weight: Percent = shown("辅导员打分所占权重，百分数 | Weight of the counsellors' marks, in percent")
    head_teacher_weight: Percent = shown("班主任打分所占权重，百分数 | Weight of the head teachers' marks, in percent")
    peer_weight: Percent = shown("学生互评所占权重，百分数 | Weight of the peer ratings, in percent")
    order: int | None = shown("序号，不填为排在最后 | Place in the order; last if left out", default=None)
    detail: str | None = shown("项目详情 | Details of the item", default=None)
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )

    def college(self) -> int | None:
        return key_or_none(self.college_id)

    def form(self) -> ItemForm:
        return _form(self)


@strawberry.input(
    description="修改评分项目，不填的保持不变；改后三项权重之和仍须为 100 | "
    "Change a rating item; what is left out stays, and the three weights must still add up to 100"
)
class UpdateRatingItemInput:
    id: strawberry.ID = shown("评分项目的 id | Id of the rating item")
    name: str | None = shown("项目名称，本学院内不重复 | Name of the item, unique within the college", default=None)
    min_points: Points | None = shown("分值区间的下限，不小于 0 | Lowest mark allowed, at least 0", default=None)
    max_points: Points | None = shown("分值区间的上限，大于下限 | Highest mark allowed, above the lowest", default=None)
    counsellor_weight: Percent | None = shown(
        "辅导员打分所占权重，百分数 | Weight of the counsellors' marks, in percent", default=None
    )
    head_teacher_weight: Percent | None = shown(
        "班主任打分所占权重，百分数 | Weight of the head teachers' marks, in percent", default=None
    )
    peer_weight: Percent | None = shown(
        "学生互评所占权重，百分数 | Weight of the peer ratings, in percent", default=None
    )
    order: int | None = shown("序号 | Place in the order", default=None)
    detail: str | None = shown(
        "项目详情；空字符串为去掉详情 | Details of the item; an empty string removes them", default=None
    )

    def form(self) -> ItemForm:
        return _form(self)


@strawberry.input(description="指明一个评分项目 | Names a rating item")
class RatingItemIdInput:
    id: strawberry.ID = shown("评分项目的 id | Id of the rating item")


def _form(item: CreateRatingItemInput | UpdateRatingItemInput) -> ItemForm:
    return ItemForm(
        name=item.name,
        order=item.order,
        detail=item.detail,
        min_points=item.min_points,
        max_points=item.max_points,
        counsellor_weight=item.counsellor_weight,
        head_teacher_weight=item.head_teacher_weight,
        peer_weight=item.peer_weight,
    )
