"""The kinds of imports in the history."""

from db.tables import ImportKind
from graph.vocabulary.enums import declare_enum

__all__ = ["ImportKind"]

declare_enum(
    ImportKind,
    "ImportKind",
    "导入的种类 | Kind of import",
    COURSE_SCORES="原始成绩 | Course scores",
    COMPREHENSIVE_RESULTS="综合测评成绩 | Comprehensive results",
    ROSTER="名册 | Roster",
)
