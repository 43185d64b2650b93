"""评分方案: declarations, nothing else."""

from datetime import datetime

import strawberry

from graph.permissions.schemes import MayComputeComprehensive, MayManageSchemes
from graph.resolvers import file_notes, import_reports, nested
from graph.resolvers import schemes as resolvers
from graph.resolvers.comprehensive import covered_sheets
from graph.schema.batches import Batch
from graph.schema.classes import College
from graph.schema.import_reports import RowPreview
from graph.schema.operations import Operation
from graph.schema.result_sheets import ResultSheet
from graph.schema.scheme_samples import SchemeSample
from graph.schema.scheme_trials import CheckSchemePayload, TrySchemePayload
from graph.vocabulary import read_columns
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import KnownColumn, ReadColumn
from graph.vocabulary.user_errors import FileNote, UserError


@strawberry.type(
    description="评分方案的一个版本：学院的各项成绩怎样由各项数据得出 | "
    "One version of a scheme: how a college's results come about from inputs"
)
class Scheme:
    id: strawberry.ID = shown("版本的 id | Id of the version")
    batch: Batch = shown("批次 | Batch", nested.batch)
    college: College = shown("学院 | College", nested.college)
    version: int = shown("版本号，从 1 开始 | Number of the version, from 1 on")
    in_force: bool = shown("是否为现行版本 | Whether it is the version in force")
    title: str = shown("方案名称 | Title")
    text: str = shown("方案文本（YAML） | The text, in YAML")
    saved_at: datetime = shown("保存时间 | When it was saved")
    saved_by: str | None = shown("保存人 | Who saved it", resolvers.saved_by)
    frozen: bool = shown(
        "是否已冻结：已有班级提交按方案计算的成绩，学院不能再保存新的版本 | "
        "Whether the college's scheme is frozen: submitted results rest on it, so no version can follow",
        resolvers.frozen,
    )
    frozen_reason: str | None = shown(
        "冻结的原因与解冻的办法；未冻结为空 | Why it is frozen, and what to do about it; null if it is not",
        resolvers.frozen_reason,
    )


@strawberry.type(description="保存评分方案的结果 | Result of saving a scheme")
class SchemePayload:
    scheme: Scheme | None = shown("保存的版本；只检查时为空 | The saved version; null if it was only checked")
    unused: list["UnusedInput"] | None = shown(
        "已导入、方案却不用的数据，例如类别改了名 | "
        "Imported inputs that the scheme does not read, for example of a category that has another name now"
    )
    user_errors: list[UserError] = shown(
        "被拒绝的原因；方案有误时，row、column 是所在的行、列 | "
        "Why it was refused; `row` and `column` are the line and column of a fault"
    )


@strawberry.type(description="已导入、方案却不用的数据 | Imported inputs that the scheme does not read")
class UnusedInput:
    name: str = shown("表头或类别 | The heading or the category")
    total: int = shown("有几个值或项目 | How many values or items there are")
    message: str = shown("应怎样处理 | What to do", resolvers.unused_message)


@strawberry.type(description="导入方案数据的结果 | Result of importing a scheme's inputs")
class ImportSchemeInputsPayload:
    created: int | None = shown("新增的学生数 | Number of students of whom all is new")
    replaced: int | None = shown(
        "有数据被替换或删去的学生数 | Number of students of whom something is replaced or removed"
    )
    unchanged: int | None = shown("没有变动的学生数 | Number of students of whom nothing changes")
    removed: int | None = shown(
        "将删去（已删去）的值和项目数：写“清空”的值，文件中不再有的项目 | "
        "Number of values and items that go: values marked “清空”, and items that the file no longer has"
    )
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
        "不影响导入、但应当知道的情况 | What does not hinder the import but is worth knowing", file_notes.warnings
    )
    columns: list[ReadColumn] | None = shown(read_columns.COLUMNS, read_columns.columns)
    passed_over: list[str] | None = shown(read_columns.PASSED_OVER)
    known_columns: list[KnownColumn] | None = shown(
        "方案的各列，不论文件中有没有 | The columns of the scheme, whether the file has them or not",
        read_columns.known_columns,
    )
    preview: RowPreview | None = shown(
        "仅校验时，将要导入的内容，按学生 | What would be imported, by student; of a check alone", import_reports.rows
    )
    operation: Operation | None = shown(
        "导入任务；文件有误时可下载标出错误的工作簿 | The operation; with the marked workbook, if the file has faults"
    )
    user_errors: list[UserError] = shown(
        "被拒绝的原因；全部行都正确才会保存 | Why it was refused; rows are saved only if all are correct"
    )


@strawberry.type(description="按方案计算综合测评成绩的结果 | Result of computing comprehensive results by a scheme")
class ComputeComprehensiveResultsPayload:
    student_count: int | None = shown("计算过的学生数 | Number of students who were computed")
    created: int | None = shown("新增的学生数 | Number of students added")
    replaced: int | None = shown("成绩有变动的学生数 | Number of students whose results changed")
    unchanged: int | None = shown("没有变动的学生数 | Number of students whose results did not change")
    problem_count: int | None = shown("缺少数据的学生数 | Number of students who lack something")
    result_sheets: list[ResultSheet] | None = shown("计算过的班级 | Classes that were computed", covered_sheets)
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown(
        "被拒绝的原因；缺少数据的学生逐一列出，最多 100 名 | "
        "Why it was refused; the students who lack something are named, at most 100"
    )


@strawberry.type
class SchemeQueries:
    schemes: Connection[Scheme] = shown(
        "一个批次的评分方案，限有权看到的学院，按学院、版本由新到旧 | "
        "Schemes of a batch, of the colleges that you may see, by college, the newest version first",
        resolvers.schemes,
    )
    scheme: Scheme | None = shown("一个版本 | One version", resolvers.scheme)
    scheme_sample: SchemeSample | None = shown(
        "一名学生按方案文本得出的成绩：取其可查看的数据，或另行填写；不保存 | "
        "What a text gives for one student, from the data that you may see or that you give; nothing is stored",
        resolvers.scheme_sample,
        by=MayManageSchemes,
    )


@strawberry.type
class SchemeMutations:
    save_scheme: SchemePayload | None = shown(
        "检查并保存学院的评分方案，成为新的版本 | Check a college's scheme, and keep it as a new version",
        resolvers.save_scheme,
        by=MayManageSchemes,
    )
    import_scheme_inputs: ImportSchemeInputsPayload | None = shown(
        "导入方案数据；文件中各班级、各类别的项目整体替换，其他数据逐项替换 | "
        "Import a scheme's inputs: the items of each class and category in the file are replaced as a whole, "
        "values one by one",
        resolvers.import_scheme_inputs,
        by=MayComputeComprehensive,
    )
    compute_comprehensive_results: ComputeComprehensiveResultsPayload | None = shown(
        "按学院的评分方案计算综合测评成绩，等同于导入；整班计算，缺一不可，提交前可反复计算 | "
        "Compute comprehensive results by the college's scheme, as an import would bring them; whole classes or "
        "nothing, repeatable until submission",
        resolvers.compute_comprehensive_results,
        by=MayComputeComprehensive,
    )
    try_scheme: TrySchemePayload | None = shown(
        "试算：草稿与已有成绩相比，谁的分数、等次、名次会变；不保存 | "
        "Try a draft beside the stored results: whose scores, levels and places change; nothing is stored",
        resolvers.try_scheme,
        by=MayComputeComprehensive,
    )
    check_scheme: CheckSchemePayload | None = shown(
        "核对：方案得出的成绩与一份工作簿逐格比较；不保存 | "
        "Check: compare what the scheme gives with a workbook, cell by cell; nothing is stored",
        resolvers.check_scheme,
        by=MayComputeComprehensive,
    )
