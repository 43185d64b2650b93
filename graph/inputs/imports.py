"""The kinds of imports in the history, and the input of undoing one."""

import strawberry

from db.tables import ImportKind
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown

__all__ = ["ForgetColumnsInput", "ImportKind", "UndoImportInput"]

declare_enum(
    ImportKind,
    "ImportKind",
    "导入的种类 | Kind of import",
    COURSE_SCORES="原始成绩 | Course scores",
    COMPREHENSIVE_RESULTS="综合测评成绩 | Comprehensive results",
    ROSTER="名册 | Roster",
    ASSIGNED_STAFF="辅导员、班主任 | Counsellors and head teachers",
    SCHEME_VALUES="方案数据（每名学生一行） | Inputs of a scheme, a row for each student",
    SCHEME_ITEMS="方案数据（每个项目一行） | Inputs of a scheme, a row for each item",
)


@strawberry.input(description="撤销一次导入 | Undo an import")
class UndoImportInput:
    id: strawberry.ID = shown("导入记录的 id | Id of the import")
    dry_run: bool = shown("仅校验，不撤销 | Only check, undo nothing", default=False)


@strawberry.input(description="忘记记住的列 | Forget learnt columns")
class ForgetColumnsInput:
    ids: list[strawberry.ID] = shown("已记住的列的 id，最多 1000 个 | Ids of the learnt columns, at most 1000")
