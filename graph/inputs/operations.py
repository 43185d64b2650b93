"""The inputs that request workbooks."""

from dataclasses import asdict, replace
from enum import Enum
from typing import Any

import strawberry

from core.columns.academic import ACADEMIC_RESULTS
from core.columns.audit import AUDIT_LOG
from core.columns.comprehensive import COMPREHENSIVE_RESULTS
from core.columns.courses import COURSE_SCORES
from core.columns.ratings import RATING_RESULTS
from core.operations.arguments import Export, ExportedRows
from db.queries.operations.operations import OperationFilter as Criteria
from db.tables import OperationKind, OperationStatus
from graph.inputs.academic import AcademicResultFilter, AcademicResultOrder
from graph.inputs.audit import AuditFilter
from graph.inputs.columns import column_field
from graph.inputs.comprehensive import ComprehensiveResultFilter, ComprehensiveResultOrder
from graph.inputs.courses import CourseScoreFilter, CourseScoreOrder
from graph.inputs.ratings import RatingResultFilter, RatingResultOrder
from graph.server.errors import BadRequest
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none

AcademicColumn = column_field(
    "AcademicColumn", ACADEMIC_RESULTS, "学业成绩导出的列 | Columns of the export of academic results"
)
AuditColumn = column_field("AuditColumn", AUDIT_LOG, "操作日志导出的列 | Columns of the export of the audit log")
CourseScoreColumn = column_field(
    "CourseScoreColumn", COURSE_SCORES, "课程成绩导出的列 | Columns of the export of course scores"
)
LibraryColumn = column_field(
    "LibraryColumn", COMPREHENSIVE_RESULTS, "综合测评成绩导出的列 | Columns of the export of comprehensive results"
)
RatingColumn = column_field(
    "RatingColumn", RATING_RESULTS, "评分成绩导出的列 | Columns of the export of rating results"
)
SHEET_PER_CLASS = "每个班级一张工作表；不填为全部在一张表中 | One sheet for each class; otherwise all on one sheet"


def _rows(export: Any, batch_id: int | None) -> ExportedRows:
    return ExportedRows(
        batch_id,
        filter=asdict(export.filter.to_filter()) if export.filter else {},
        order=export.order_by.sort_key() if export.order_by else None,
        columns=_columns(export),
        by_class=export.sheet_per_class,
    )


def _columns(export: Any) -> list[str] | None:
    return None if export.columns is None else [column.value for column in export.columns]


@strawberry.input(
    description="导出课程成绩；指明批次时还有如何参评 | Export course scores; with a batch, also how they count"
)
class CourseScoresExport:
    batch_id: strawberry.ID | None = shown(
        "批次；不填为导入的全部课程 | Batch; without it, all imported courses", default=None
    )
    filter: CourseScoreFilter | None = shown("筛选 | Filter", default=None)
    order_by: CourseScoreOrder | None = shown(
        "排序，默认按学号，再按学期与课程代码 | Order; by default by student number, then by term and course code",
        default=None,
    )
    columns: list[CourseScoreColumn] | None = shown(  # type: ignore[valid-type]  # made from the workbook's columns
        "列及其顺序；不填为有权查看的全部列 | Columns in their order; without them, all that you may see", default=None
    )
    sheet_per_class: bool = shown(SHEET_PER_CLASS, default=False)

    def rows(self) -> ExportedRows:
        if self.batch_id is None and self.filter and self.filter.to_filter().asks_how_it_counts:
            raise BadRequest("按是否参评筛选时，请指定批次", "A filter by how courses count needs a batch")
        return _rows(self, key_or_none(self.batch_id))


@strawberry.input(description="导出学业成绩 | Export academic results")
class AcademicResultsExport:
    batch_id: strawberry.ID = shown("批次 | Batch")
    filter: AcademicResultFilter | None = shown("筛选 | Filter", default=None)
    order_by: AcademicResultOrder | None = shown("排序，默认按学号 | Order; by student number by default", default=None)
    columns: list[AcademicColumn] | None = shown(  # type: ignore[valid-type]  # made from the workbook's columns
        "列及其顺序；不填为有权查看的全部列 | Columns in their order; without them, all that you may see", default=None
    )
    sheet_per_class: bool = shown(SHEET_PER_CLASS, default=False)

    def rows(self) -> ExportedRows:
        return _rows(self, key(self.batch_id))


@strawberry.input(description="导出评分成绩 | Export rating results")
class RatingResultsExport:
    batch_id: strawberry.ID = shown("批次 | Batch")
    filter: RatingResultFilter | None = shown("筛选 | Filter", default=None)
    order_by: RatingResultOrder | None = shown(
        "排序，默认按班级，班内按学号 | Order; by default by class, then by student number", default=None
    )
    columns: list[RatingColumn] | None = shown(  # type: ignore[valid-type]  # made from the workbook's columns
        "列及其顺序；各项目在其位置展开为每个项目的得分和平均分；不填为有权查看的全部列 | "
        "Columns in their order; ITEMS becomes the score and averages of each item; without columns, all that you "
        "may see",
        default=None,
    )
    sheet_per_class: bool = shown(SHEET_PER_CLASS, default=False)

    def rows(self) -> ExportedRows:
        return _rows(self, key(self.batch_id))


@strawberry.input(
    description="导出综合测评成绩库，可含多个学年 | Export the result library, which may cover several academic years"
)
class ComprehensiveResultsExport:
    filter: ComprehensiveResultFilter | None = shown("筛选 | Filter", default=None)
    order_by: ComprehensiveResultOrder | None = shown(
        "排序，默认新的批次在前，再按学号 | Order; by default newest batch first, then by student number", default=None
    )
    columns: list[LibraryColumn] | None = shown(  # type: ignore[valid-type]  # made from the workbook's columns
        "列及其顺序，QUALITY_ 开头的列按素质依次展开；不填为有权查看的全部列 | "
        "Columns in their order; those that begin with QUALITY_ come for each quality. Without them, all that you may "
        "see",
        default=None,
    )
    qualities: list[str] | None = shown(
        "只要这些素质（代号）；不填为各批次的全部素质 | Only these qualities, by code; otherwise all of the batches'",
        default=None,
    )
    sheet_per_class: bool = shown(SHEET_PER_CLASS, default=False)

    def rows(self) -> ExportedRows:
        rows = _rows(self, key_or_none(self.filter.batch_id) if self.filter else None)
        return replace(rows, quality=self.order_by.quality if self.order_by else None, qualities=self.qualities)


@strawberry.input(description="导出操作日志，新的在前 | Export the audit log, newest first")
class AuditLogExport:
    filter: AuditFilter | None = shown("筛选 | Filter", default=None)
    columns: list[AuditColumn] | None = shown(  # type: ignore[valid-type]  # made from the workbook's columns
        "列及其顺序；不填为全部列 | Columns in their order; without them, all of them", default=None
    )

    def rows(self) -> ExportedRows:
        return ExportedRows(None, asdict(self.filter.to_filter()) if self.filter else {}, columns=_columns(self))


@strawberry.input(one_of=True, description="要导出的数据，只填一种 | Data to export; exactly one kind")
class RequestExportInput:
    course_scores: strawberry.Maybe[CourseScoresExport] = shown("课程成绩 | Course scores")
    academic_results: strawberry.Maybe[AcademicResultsExport] = shown("学业成绩库 | Academic results")
    rating_results: strawberry.Maybe[RatingResultsExport] = shown("评分成绩库 | Rating results")
    comprehensive_results: strawberry.Maybe[ComprehensiveResultsExport] = shown("综合测评成绩库 | Result library")
    audit_log: strawberry.Maybe[AuditLogExport] = shown("操作日志 | Audit log")

    def arguments(self) -> Export:
        sheets: dict[str, Any] = {
            "courseScores": self.course_scores,
            "academicResults": self.academic_results,
            "ratingResults": self.rating_results,
            "comprehensiveResults": self.comprehensive_results,
            "auditLog": self.audit_log,
        }
        for sheet, choice in sheets.items():
            if choice is not None:
                return Export(sheet, choice.value.rows())
        raise BadRequest("请指定要导出的数据", "Specify the data to export")


@strawberry.enum(description="导入模板的种类 | Kinds of templates for imports")
class TemplateKind(Enum):
    COURSE_SCORES = strawberry.enum_value("COURSE_SCORES", description="原始成绩 | Course scores")
    ROSTER = strawberry.enum_value("ROSTER", description="名册 | Roster")
    COMPREHENSIVE_RESULTS = strawberry.enum_value(
        "COMPREHENSIVE_RESULTS",
        description="综合测评成绩，含本人可导入的全部学生，须指明批次 | "
        "Comprehensive results, with all students whom you may import; needs a batch",
    )
    COUNSELLORS = strawberry.enum_value(
        "COUNSELLORS",
        description="辅导员，含本人可设置的全部班级及现有的人员，须指明批次 | "
        "Counsellors, with all classes whose staff you may set and the present people; needs a batch",
    )
    HEAD_TEACHERS = strawberry.enum_value(
        "HEAD_TEACHERS",
        description="班主任，含本人可设置的全部班级及现有的人员，须指明批次 | "
        "Head teachers, with all classes whose staff you may set and the present people; needs a batch",
    )
    SCHEME_VALUES = strawberry.enum_value(
        "SCHEME_VALUES",
        description="方案数据（每名学生一行）：按现行方案的各列，含本人可导入的学生，须指明批次 | "
        "A scheme's values: the columns of the scheme in force, with the students whom you may import; needs a batch",
    )
    SCHEME_ITEMS = strawberry.enum_value(
        "SCHEME_ITEMS",
        description="方案数据（每个项目一行）：按现行方案的类别与可填内容，须指明批次 | "
        "A scheme's items: with the categories and words of the scheme in force; needs a batch",
    )


@strawberry.input(description="要下载的模板 | Which template to request")
class RequestTemplateInput:
    kind: TemplateKind = shown("模板种类 | Kind of template")
    batch_id: strawberry.ID | None = shown(
        "批次：综合测评成绩、辅导员、班主任、方案数据的模板须指明 | "
        "Batch: required for the templates of comprehensive results, counsellors, head teachers and schemes' inputs",
        default=None,
    )
    college_id: strawberry.ID | None = shown(
        "学院：方案数据的模板可指明；只有一个学院时可不填 | "
        "College: for the templates of schemes' inputs; may be left out if there is only one",
        default=None,
    )


declare_enum(
    OperationKind,
    "OperationKind",
    "任务种类 | Kind of operation",
    IMPORT_COURSE_SCORES="导入原始成绩 | Import of course scores",
    IMPORT_COMPREHENSIVE_RESULTS="导入综合测评成绩 | Import of comprehensive results",
    IMPORT_ROSTER="导入名册 | Import of the roster",
    IMPORT_ASSIGNED_STAFF="导入辅导员、班主任 | Import of counsellors or head teachers",
    COMPUTE_ACADEMIC_SCORES="计算学业成绩 | Computation of academic scores",
    RANK_MAJOR_GRADE="计算专业年级排名 | Computation of major-grade ranks",
    COMPUTE_RATING_SCORES="计算评分成绩 | Computation of rating scores",
    IMPORT_SCHEME_INPUTS="导入方案数据 | Import of a scheme's inputs",
    COMPUTE_COMPREHENSIVE_RESULTS="按方案计算综合测评成绩 | Computation of comprehensive results by a scheme",
    EXPORT="导出数据 | Export of data",
    TEMPLATE="下载导入模板 | Template for an import",
)
declare_enum(
    OperationStatus,
    "OperationStatus",
    "任务状态：排队、执行中、成功、失败、已取消 | "
    "Status of an operation: queued, running, succeeded, failed, cancelled",
    QUEUED="排队 | Queued",
    RUNNING="执行中 | Running",
    SUCCEEDED="成功 | Succeeded",
    FAILED="失败：没有写入任何内容 | Failed: nothing was written",
    CANCELLED="已取消：没有写入任何内容 | Cancelled: nothing was written",
)


@strawberry.input(description="任务筛选，各条件同时满足 | Filter for operations; all conditions must hold")
class OperationFilter:
    status: OperationStatus | None = shown("状态 | Status", default=None)
    kind: OperationKind | None = shown("种类 | Kind", default=None)

    def to_filter(self) -> Criteria:
        return Criteria(status=self.status, kind=self.kind)


@strawberry.input(description="取消一个任务 | Cancel an operation")
class CancelOperationInput:
    id: strawberry.ID = shown("任务的 id | Id of the operation")
