"""导入辅导员、班主任 (manual 1.1.1.2): declarations, nothing else."""

import strawberry

from graph.permissions.participants import MayManageParticipants
from graph.resolvers import assigned_staff as resolvers
from graph.resolvers import file_notes, import_reports
from graph.schema.import_reports import RowPreview
from graph.schema.operations import Operation
from graph.schema.participants import BatchClass
from graph.vocabulary import read_columns
from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import ReadColumn
from graph.vocabulary.user_errors import FileNote, UserError


@strawberry.type(description="导入辅导员或班主任的结果 | Result of importing counsellors or head teachers")
class ImportAssignedStaffPayload:
    created: int | None = shown("原来无人、现已设置的班级数 | Number of classes that had nobody")
    replaced: int | None = shown("人员有变动的班级数 | Number of classes whose people changed")
    unchanged: int | None = shown("与原来相同的班级数 | Number of classes that stay as they were")
    row_count: int | None = shown("工作簿中的行数 | Number of rows in the workbook")
    problem_count: int | None = shown(
        "有误之处的总数；最多列出 1000 处 | Number of problems in all; at most 1000 are listed"
    )
    problem_groups: list[FileNote] = shown(
        "问题按种类归并，附数量与行号，最要紧的在前；没有问题为空列表 | "
        "Problems grouped by kind, with their number and rows, gravest first; empty without problems",
        file_notes.problem_groups,
    )
    warnings: list[FileNote] = shown(
        "不影响导入、但应当知道的情况，如没有填写工号的行 | "
        "What does not hinder the import but is worth knowing, such as rows without a staff number",
        file_notes.warnings,
    )
    batch_classes: list[BatchClass] | None = shown("有变动的班级，导入后的状态 | The classes that changed, as they are")
    columns: list[ReadColumn] | None = shown(read_columns.COLUMNS, read_columns.columns)
    passed_over: list[str] | None = shown(read_columns.PASSED_OVER)
    preview: RowPreview | None = shown(
        "仅校验时，将要导入的内容，按班级 | What would be imported, by class; of a check alone", import_reports.rows
    )
    operation: Operation | None = shown(
        "文件有误时，可下载标出错误的工作簿的任务 | Operation with the marked workbook, if the file has faults"
    )
    user_errors: list[UserError] = shown(
        "被拒绝的原因；全部行都正确才会保存 | Why it was refused; rows are saved only if all are correct"
    )


@strawberry.type
class AssignedStaffMutations:
    import_assigned_staff: ImportAssignedStaffPayload | None = shown(
        "导入辅导员或班主任：文件中写到的班级，所列的人成为其全部名单；没有写到的班级不变 | "
        "Import counsellors or head teachers: those named for a class become its whole list; other classes stay as "
        "they are",
        resolvers.import_assigned_staff,
        by=MayManageParticipants,
    )
