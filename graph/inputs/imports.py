"""The kinds of imports in the history, and the input of undoing one."""

import strawberry

from db.tables import ImportKind
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown

__all__ = ["ImportKind", "UndoImportInput"]

declare_enum(
    ImportKind,
    "ImportKind",
    "导入的种类 | Kind of import",
    COURSE_SCORES="原始成绩 | Course scores",
    COMPREHENSIVE_RESULTS="综合测评成绩 | Comprehensive results",
    ROSTER="名册 | Roster",
)


@strawberry.input(description="撤销一次导入 | Undo an import")
class UndoImportInput:
    id: strawberry.ID = shown("导入记录的 id | Id of the import")
    dry_run: bool = shown("仅校验，不撤销 | Only check, undo nothing", default=False)
