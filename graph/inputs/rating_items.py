"""What clients send about rating items."""

import strawberry

from core.rules.rating_items import ItemForm
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.scalars import Percent, Points


@strawberry.input(description="新增评分项目；三项权重之和为 100")
class CreateRatingItemInput:
    name: str = shown("项目名称，本学院内不重复")
    min_points: Points = shown("分值区间的下限，不小于 0")
    max_points: Points = shown("分值区间的上限，大于下限")
    counsellor_weight: Percent = shown("辅导员打分所占权重，百分数")
    head_teacher_weight: Percent = shown("班主任打分所占权重，百分数")
    peer_weight: Percent = shown("学生互评所占权重，百分数")
    order: int | None = shown("序号，不填为排在最后", default=None)
    detail: str | None = shown("项目详情", default=None)
    college_id: strawberry.ID | None = shown("学院；只管理一个学院时可不填", default=None)

    def college(self) -> int | None:
        return key_or_none(self.college_id)

    def form(self) -> ItemForm:
        return _form(self)


@strawberry.input(description="修改评分项目，不填的保持不变；改后三项权重之和仍须为 100")
class UpdateRatingItemInput:
    id: strawberry.ID = shown("评分项目的 id")
    name: str | None = shown("项目名称，本学院内不重复", default=None)
    min_points: Points | None = shown("分值区间的下限，不小于 0", default=None)
    max_points: Points | None = shown("分值区间的上限，大于下限", default=None)
    counsellor_weight: Percent | None = shown("辅导员打分所占权重，百分数", default=None)
    head_teacher_weight: Percent | None = shown("班主任打分所占权重，百分数", default=None)
    peer_weight: Percent | None = shown("学生互评所占权重，百分数", default=None)
    order: int | None = shown("序号", default=None)
    detail: str | None = shown("项目详情；空字符串为去掉详情", default=None)

    def form(self) -> ItemForm:
        return _form(self)


@strawberry.input(description="指明一个评分项目")
class RatingItemIdInput:
    id: strawberry.ID = shown("评分项目的 id")


def _form(given: CreateRatingItemInput | UpdateRatingItemInput) -> ItemForm:
    return ItemForm(
        name=given.name,
        order=given.order,
        detail=given.detail,
        min_points=given.min_points,
        max_points=given.max_points,
        counsellor_weight=given.counsellor_weight,
        head_teacher_weight=given.head_teacher_weight,
        peer_weight=given.peer_weight,
    )
