"""The inputs about rating results."""

import strawberry

from core.columns.ratings import RATING_RESULTS
from core.operations.arguments import ComputeRatingScores
from db.filters import PersonFilter as Criteria
from graph.inputs.columns import order_field
from graph.inputs.filters import PersonFilter
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none


@strawberry.input(description="评分成绩筛选，各条件同时满足 | Filter for rating results; all conditions must hold")
class RatingResultFilter(PersonFilter):
    def to_filter(self) -> Criteria:
        return Criteria(**self.person())


RatingResultOrderField = order_field(
    "RatingResultOrderField", RATING_RESULTS, "评分成绩的排序依据 | What rating results can be ordered by"
)


@strawberry.input(description="评分成绩排序 | Order of rating results")
class RatingResultOrder(Order):
    field: RatingResultOrderField = shown("排序依据 | What to order by")  # type: ignore[valid-type]  # made from the columns
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.input(
    description="计算评分成绩：各条件同时满足；都不填为您可计算的全部班级 | "
    "Compute rating scores: all conditions must hold; without any, all classes that you may compute"
)
class ComputeRatingScoresInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] | None = shown("要计算的班级 | Classes to compute", default=None)
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    major_id: strawberry.ID | None = shown("专业 | Major", default=None)
    grade: int | None = shown("年级（入学年份） | Grade (year of enrolment)", default=None)

    def arguments(self) -> ComputeRatingScores:
        class_ids = None if self.class_ids is None else [key(one) for one in self.class_ids]
        college_id, major_id = key_or_none(self.college_id), key_or_none(self.major_id)
        return ComputeRatingScores(key(self.batch_id), class_ids, college_id, major_id, self.grade)
