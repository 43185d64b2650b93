"""The inputs about schemes."""

from enum import Enum

import strawberry
from strawberry.file_uploads import Upload

from core.actions.scheme_trials import LeftOut, TrialForm
from core.actions.schemes import SchemeForm
from core.operations.arguments import ComputeComprehensiveResults, ImportSchemeInputs
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.read_columns import CHOICE, ColumnChoiceInput, chosen_columns


@strawberry.input(
    description="保存评分方案：填写文本，或复制本学院、其他批次的方案；有误则逐处列出，不保存 | "
    "Save a scheme: its text, or a copy of another one; with any fault nothing is saved, and every fault is told"
)
class SaveSchemeInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )
    text: str | None = shown(
        "方案文本（YAML），写法见 docs/schemes.md | The text, in YAML; see docs/schemes.md", default=None
    )
    copy_of: strawberry.ID | None = shown(
        "复制有权查看的一个方案，代替文本 | A scheme that you may see, to be copied instead of a text", default=None
    )
    follows: int = shown(
        "修改前看到的版本号；第一次保存为 0。期间他人保存过则拒绝 | "
        "The version that you have seen, 0 for the first; refused if somebody has saved another meanwhile",
        default=0,
    )
    dry_run: bool = shown("只检查，不保存 | Only check, and save nothing", default=False)

    def form(self) -> SchemeForm:
        return SchemeForm(self.text, key_or_none(self.copy_of), self.follows, self.dry_run)


@strawberry.enum(description="方案数据的两种工作簿 | The two kinds of workbook for a scheme's inputs")
class SchemeInputKind(Enum):
    VALUES = strawberry.enum_value(
        "values", description="每名学生一行，每项数据一列，如体测成绩 | A row for each student, a column for each value"
    )
    ITEMS = strawberry.enum_value(
        "items", description="每个加分或扣分项目一行 | A row for each item, a bonus or a deduction"
    )


@strawberry.input(description="导入方案数据 | Import a scheme's inputs")
class ImportSchemeInputsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    college_id: strawberry.ID | None = shown(
        "学院；只有一个学院时可不填 | College; may be left out if there is only one", default=None
    )
    kind: SchemeInputKind = shown("哪一种工作簿 | Which kind of workbook")
    file: Upload = shown(
        "工作簿：.xlsx、.xls 或 CSV。学号、姓名，以及方案中 column 的各列；"
        "或类别、项目、级别、奖项、角色、同类、数量、分值 | "
        "Workbook: .xlsx, .xls or CSV, with number and name, and a column for each value; or with category, item, "
        "level, award, role, kind, amount and points"
    )
    dry_run: bool = shown("仅校验，不保存 | Only check, save nothing", default=False)
    columns: list[ColumnChoiceInput] | None = shown(CHOICE, default=None)
    removes: bool = shown(
        "文件中没有的项目可以删去；不填则有项目将被删去时不保存，并写明是谁的 | "
        "Items that the file does not have may be removed; without it such a file stores nothing, and names them",
        default=False,
    )

    def arguments(self) -> ImportSchemeInputs:
        return ImportSchemeInputs(
            key(self.batch_id),
            self.kind is SchemeInputKind.ITEMS,
            key_or_none(self.college_id),
            self.dry_run,
            chosen_columns(self.columns),
            self.removes,
        )


@strawberry.input(description="按方案计算综合测评成绩 | Compute comprehensive results by the scheme")
class ComputeComprehensiveResultsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] | None = shown(
        "班级；不填为有权计算的全部 | Classes; all that you may compute without them", default=None
    )

    def arguments(self) -> ComputeComprehensiveResults:
        class_ids = None if self.class_ids is None else [key(one) for one in self.class_ids]
        return ComputeComprehensiveResults(key(self.batch_id), class_ids)


declare_enum(
    LeftOut,
    "LeftOut",
    "试算时没有比较的原因 | Why a trial does not compare a student",
    LACKING="缺少方案所需的数据 | Lacks what the scheme needs",
    WITHHELD="互评人数过少，评分成绩不公开 | The rating score is withheld, because few peers rated",
    UNSEEN="没有您可查看的成绩 | There are no stored results that you may see",
)


@strawberry.input(description="样例学生的一项数据 | A value of a sample student")
class SampleValueInput:
    name: str = shown("方案中的名称 | Its name in the scheme")
    value: str = shown("数值；空白为不填 | The number; blank: none")


@strawberry.input(description="样例学生的一个项目 | An item of a sample student")
class SampleItemInput:
    category: str = shown("类别，即方案中的名称 | Category: its name in the scheme")
    item: str = shown("项目 | Item", default="")
    level: str | None = shown("级别 | Level", default=None)
    award: str | None = shown("奖项 | Award", default=None)
    role: str | None = shown("角色 | Role", default=None)
    kind: str | None = shown("同类 | Kind", default=None)
    amount: str | None = shown("数量 | Amount", default=None)
    points: str | None = shown("分值 | Points", default=None)


@strawberry.input(description="试算评分方案 | Try a scheme")
class TrySchemeInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )
    text: str | None = shown("草稿；不填为现行方案 | The draft; the scheme in force without it", default=None)
    class_ids: list[strawberry.ID] | None = shown(
        "班级；不填为有权计算的全部 | Classes; all that you may compute without them", default=None
    )

    def form(self) -> TrialForm:
        class_ids = None if self.class_ids is None else [key(one) for one in self.class_ids]
        return TrialForm(key(self.batch_id), key_or_none(self.college_id), self.text, class_ids)


@strawberry.input(description="用一份成绩表核对评分方案 | Check a scheme by a workbook of results")
class CheckSchemeInput(TrySchemeInput):
    file: Upload = shown(
        "综合测评成绩的工作簿，列与导入模板相同 | Workbook of comprehensive results, with the columns of the template"
    )
