"""The inputs about academic results."""

import strawberry

from core.columns.academic import ACADEMIC_RESULTS
from core.operations.arguments import ComputeAcademicScores, RankMajorGrade
from db.queries.academic.results import AcademicFilter
from graph.inputs.columns import order_field
from graph.inputs.filters import PersonFilter
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none


@strawberry.input(description="学业成绩筛选，各条件同时满足 | Filter for academic results; all conditions must hold")
class AcademicResultFilter(PersonFilter):
    undecided: bool | None = shown("有无待定的参评课程 | Whether courses that count are undecided", default=None)

    def to_filter(self) -> AcademicFilter:
        return AcademicFilter(**self.person(), undecided=self.undecided)


AcademicResultOrderField = order_field(
    "AcademicResultOrderField", ACADEMIC_RESULTS, "学业成绩的排序依据 | What academic results can be ordered by"
)


@strawberry.input(description="学业成绩排序 | Order of academic results")
class AcademicResultOrder(Order):
    field: AcademicResultOrderField = shown("排序依据 | What to order by")  # type: ignore[valid-type]  # made from the columns
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.input(description="计算学业成绩 | Compute academic scores")
class ComputeAcademicScoresInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] | None = shown(
        "要计算的班级；不填为您可计算的全部班级 | Classes to compute; without them, all that you may compute",
        default=None,
    )

    def arguments(self) -> ComputeAcademicScores:
        class_ids = None if self.class_ids is None else [key(one) for one in self.class_ids]
        return ComputeAcademicScores(key(self.batch_id), class_ids)


@strawberry.input(description="计算专业年级排名 | Compute major-grade ranks")
class RankMajorGradeInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    major_id: strawberry.ID | None = shown(
        "专业；不填为有权排名的全部专业 | Major; without it, all that you may rank", default=None
    )
    grade: int | None = shown(
        "年级（入学年份）；不填为全部年级 | Grade (year of enrolment); without it, all grades", default=None
    )

    def arguments(self) -> RankMajorGrade:
        return RankMajorGrade(key(self.batch_id), key_or_none(self.major_id), self.grade)
