"""评分方案: declarations, nothing else."""

from datetime import datetime

import strawberry

from core.actions.scheme_trials import LeftOut
from graph.permissions.schemes import MayComputeComprehensive, MayManageSchemes
from graph.resolvers import file_notes, import_reports, nested
from graph.resolvers import schemes as resolvers
from graph.resolvers.comprehensive import covered_sheets
from graph.schema.batches import Batch
from graph.schema.classes import College
from graph.schema.comprehensive import ResultStep
from graph.schema.import_reports import RowPreview
from graph.schema.operations import Operation
from graph.schema.result_sheets import ResultSheet
from graph.vocabulary import read_columns
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import KnownColumn, ReadColumn
from graph.vocabulary.scalars import Score
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


@strawberry.type(description="试算后一项成绩的变动 | How one quality of a student changes")
class TriedChange:
    code: str = shown("素质的代号 | Code of the quality")
    old_score: Score = shown("现在的分数 | Score now")
    new_score: Score = shown("试算的分数 | Score by the draft")
    old_level: str = shown("现在的等次 | Level now")
    new_level: str = shown("试算的等次 | Level by the draft")
    old_class_place: int = shown("现在的班级名次 | Place in the class now")
    new_class_place: int = shown("试算的班级名次 | Place in the class by the draft")
    old_grade_place: int = shown("现在的年级名次 | Place in the grade now")
    new_grade_place: int = shown("试算的年级名次 | Place in the grade by the draft")


@strawberry.type(description="试算后有变动的学生 | A student whose results change")
class TriedStudent:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    class_name: str = shown("班级 | Class")
    changes: list[TriedChange] = shown("有变动的各项成绩 | The qualities that change")


@strawberry.type(description="没有比较的学生 | A student who was not compared")
class UntriedStudent:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    class_name: str = shown("班级 | Class")
    why: LeftOut = shown("原因 | Why")


@strawberry.type(description="试算后一项成绩有变动的人数 | How many students get something else in one quality")
class TriedCounts:
    code: str = shown("素质的代号 | Code of the quality")
    score: int = shown("分数有变动的学生数 | Students with another score")
    level: int = shown("等次有变动的学生数 | Students with another level")
    class_place: int = shown("班级名次有变动的学生数 | Students with another place in the class")
    grade_place: int = shown("年级名次有变动的学生数 | Students with another place in the grade")


@strawberry.type(description="试算后一个班级或年级的名次变动 | How places move in one class or grade")
class TriedGroup:
    code: str = shown("素质的代号 | Code of the quality")
    of_grade: bool = shown("是年级而不是班级 | Whether it is a grade and not a class")
    name: str = shown("班级，或年级与专业 | The class, or the grade and its major")
    students: int = shown("比较的学生数 | Number of students compared")
    up: int = shown("名次上升的学生数 | Number of students who go up")
    down: int = shown("名次下降的学生数 | Number of students who go down")
    most: int = shown("最多移动几名 | The most places that a student moves")


@strawberry.type(description="试算后移动同样名次的学生数 | How many students move by one number of places")
class TriedMove:
    code: str = shown("素质的代号 | Code of the quality")
    of_grade: bool = shown("年级名次，不是班级名次 | Whether places in the grade are meant, and not in the class")
    places: int = shown("上升几名；下降为负，不变为 0 | Places up; negative where down, 0 where nothing moves")
    students: int = shown("学生数 | Number of students")


@strawberry.type(description="试算的结果；不保存 | Result of trying a scheme; nothing is stored")
class TrySchemePayload:
    student_count: int | None = shown("参评学生数 | Number of participants")
    lacking_count: int | None = shown("缺少数据、未试算的学生数 | Number of students who lack something")
    withheld_count: int | None = shown(
        "评分成绩不公开、未试算的学生数：互评人数过少，试算会看出个别打分 | "
        "Number of students whose rating score is withheld, because a trial would tell single marks"
    )
    unseen_count: int | None = shown(
        "没有您可查看的成绩、未比较的学生数 | Number of students without stored results that you may see"
    )
    left_out: list[UntriedStudent] | None = shown(
        "没有比较的学生，按班级、学号，最多 200 名 | Students who were not compared, by class and number, at most 200"
    )
    compared_count: int | None = shown(
        "与已有成绩比较的学生数 | Number of students who were compared with stored results"
    )
    changed_count: int | None = shown("有变动的学生数 | Number of students whose results change")
    changed: list[TriedCounts] | None = shown("各项成绩有变动的人数 | How many students change in each quality")
    groups: list[TriedGroup] | None = shown("各班级、各年级的名次变动 | How places move in each class and each grade")
    moves: list[TriedMove] | None = shown(
        "各项成绩移动几名的各有几人，由上升到下降 | How many students move by how many places, from up to down"
    )
    students: list[TriedStudent] | None = shown(
        "有变动的学生，按班级、学号，最多 200 名 | Students whose results change, by class and number, at most 200"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="样例学生的一项数据 | A value of the sample student")
class SampleValue:
    name: str = shown("方案中的名称 | Its name in the scheme")
    value: str | None = shown("数值；没有为空 | The number; null if there is none")
    typed: bool = shown("是否为填写的 | Whether it was given with the question")
    hidden: bool = shown("您无权查看该学生的这项数据，可另填一个 | You may not see the student's own; give another")


@strawberry.type(description="样例学生的一个项目 | An item of the sample student")
class SampleItem:
    category: str = shown("类别 | Category")
    item: str = shown("项目 | Item")
    level: str = shown("级别 | Level")
    award: str = shown("奖项 | Award")
    role: str = shown("角色 | Role")
    kind: str = shown("同类 | Kind")
    amount: str | None = shown("数量 | Amount")
    points: str | None = shown("分值 | Points")
    worth: str | None = shown("按方案值多少分；方案没有规定为空 | What it is worth; null if the scheme does not say")


@strawberry.type(description="方案的一个项目类别 | A category of items of the scheme")
class SampleCategory:
    name: str = shown("名称 | Name")
    facts: list[str] = shown(
        "除项目名称外还须填写的：level、award、role、amount、points | "
        "What an item needs beside its name: level, award, role, amount, points",
    )


@strawberry.type(description="缺少的数据 | What is lacking")
class SampleLack:
    name: str = shown("方案中的名称 | Its name in the scheme")
    item: str | None = shown(
        "没有分值的项目；数据本身缺少则为空 | The item without a worth; null if a value is lacking"
    )


@strawberry.type(description="样例学生的一项成绩 | A quality of the sample student")
class SampleQuality:
    code: str = shown("素质的代号 | Code of the quality")
    score: Score = shown("分数 | Score")
    level: str | None = shown("等次；取决于他人的成绩则为空 | Level; null if it depends on the scores of others")


@strawberry.type(
    description="样例学生：按方案文本得出的成绩，不保存 | A sample student, reckoned by a text; nothing is stored"
)
class SchemeSample:
    values: list[SampleValue] | None = shown("方案用到的数据 | The values that the scheme reads")
    categories: list[SampleCategory] | None = shown("方案的项目类别 | The categories of the scheme")
    items: list[SampleItem] | None = shown("项目 | Items")
    lacks: list[SampleLack] | None = shown("缺少的数据；有缺少则没有成绩 | What is lacking; then there are no results")
    qualities: list[SampleQuality] | None = shown("各项成绩 | Every quality")
    steps: list[ResultStep] | None = shown("计算明细 | The steps of the calculation", resolvers.sample_steps)
    user_errors: list[UserError] = shown(
        "方案有误时逐处列出，row、column 是所在的行、列 | Every fault of the text, with its line and column"
    )


@strawberry.type(description="与计算结果不同的一格 | A cell that differs from what is computed")
class UnequalCell:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    code: str = shown("素质的代号 | Code of the quality")
    workbook: str = shown("工作簿中的值 | Value in the workbook")
    computed: str = shown("按方案得出的值 | Value by the scheme")


@strawberry.type(description="核对的结果；不保存 | Result of checking a scheme; nothing is stored")
class CheckSchemePayload:
    student_count: int | None = shown("工作簿中的学生数 | Number of students in the workbook")
    compared_count: int | None = shown("可以核对的学生数 | Number of students who could be compared")
    lacking_count: int | None = shown("缺少数据、未核对的学生数 | Number of students who lack something")
    withheld_count: int | None = shown(
        "评分成绩不公开、未核对的学生数 | Number of students whose rating score is withheld"
    )
    unknown_count: int | None = shown(
        "不在本学院参评学生之中的学生数 | Number of students who don't take part in the college"
    )
    equal_count: int | None = shown("各项都相同的学生数 | Number of students with every cell equal")
    cell_count: int | None = shown("不同的格数 | Number of cells that differ")
    cells: list[UnequalCell] | None = shown("不同的各格，最多 1000 | The cells that differ, at most 1000")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


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
