"""The inputs about comprehensive results."""

import strawberry
from strawberry.file_uploads import Upload

from core.columns.comprehensive import COMPREHENSIVE_RESULTS, OF_QUALITY
from core.operations.arguments import ImportComprehensiveResults
from db.queries.comprehensive.results import LibraryFilter
from graph.inputs.columns import order_field
from graph.inputs.filters import PersonFilter
from graph.server.errors import BadRequest
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.read_columns import CHOICE, ColumnChoiceInput, chosen_columns
from graph.vocabulary.scalars import AcademicYear


@strawberry.input(
    description="综合测评成绩库筛选，各条件同时满足 | Filter for the result library; all conditions must hold"
)
class ComprehensiveResultFilter(PersonFilter):
    batch_id: strawberry.ID | None = shown("批次 | Batch", default=None)
    academic_year: AcademicYear | None = shown("学年 | Academic year", default=None)
    participating: bool = shown(
        "参评状态：参评（true），或未参评学生的名单（false） | "
        "Whether to list participants (true) or the students who do not participate (false)",
        default=True,
    )
    failed_course: bool | None = shown(
        "是否挂科：该学年有无不及格的课程 | Whether the student failed a course in the academic year", default=None
    )

    def to_filter(self) -> LibraryFilter:
        return LibraryFilter(
            batch_id=key_or_none(self.batch_id),
            academic_year=self.academic_year,
            **self.person(),
            participating=self.participating,
            failed_course=self.failed_course,
        )


ComprehensiveResultOrderField = order_field(
    "ComprehensiveResultOrderField",
    COMPREHENSIVE_RESULTS,
    "综合测评成绩的排序依据 | What comprehensive results can be ordered by",
)


@strawberry.input(description="综合测评成绩排序 | Order of comprehensive results")
class ComprehensiveResultOrder(Order):
    field: ComprehensiveResultOrderField = shown("排序依据 | What to order by")  # type: ignore[valid-type]  # made from the columns
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)
    quality: str | None = shown(
        "素质的代号，仅用于 QUALITY_ 开头的排序依据 | Code of the quality, for orders that begin with QUALITY_",
        default=None,
    )

    def sort_key(self) -> tuple[str, bool]:
        order, descending = super().sort_key()
        if order.startswith(OF_QUALITY.upper()) != (self.quality is not None):
            zh = "按一项素质排序（QUALITY_…）时，请用 quality 指明是哪一项；其他排序不需要"
            raise BadRequest(zh, "An order by a quality (QUALITY_…) needs its code as `quality`; others take none")
        return order, descending


@strawberry.input(description="导入综合测评成绩 | Import comprehensive results")
class ImportComprehensiveResultsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    file: Upload = shown(
        "工作簿：.xlsx、.xls 或 CSV，列与模板相同 | Workbook: .xlsx, .xls or CSV, with the columns of the template"
    )
    dry_run: bool = shown("仅校验，不保存 | Only check, save nothing", default=False)
    columns: list[ColumnChoiceInput] | None = shown(CHOICE, default=None)

    def arguments(self) -> ImportComprehensiveResults:
        return ImportComprehensiveResults(key(self.batch_id), self.dry_run, chosen_columns(self.columns))
