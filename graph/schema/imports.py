"""导入记录 (R10.9): declarations, nothing else."""

from datetime import datetime

import strawberry

from db.tables import ImportKind
from graph.permissions.imports import MaySeeImports
from graph.resolvers import imports as resolvers
from graph.resolvers import nested
from graph.schema.batches import Batch
from graph.schema.classes import College
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import AcademicYear
from graph.vocabulary.user_errors import UserError


@strawberry.type(
    description="一次保存了内容的导入：何人、何时、哪个文件、新增与替换了多少 | "
    "An import that stored something: who, when, which file, and how much was new or replaced"
)
class Import:
    id: strawberry.ID = shown("导入记录的 id | Id of the import")
    kind: ImportKind = shown("导入的种类 | Kind of import")
    file_name: str = shown("文件名；多个文件以顿号分隔 | Name of the file; several are separated by 、")
    sha256: str = shown("文件内容的 SHA-256 | SHA-256 of the file's content")
    imported_at: datetime = shown("导入时间 | When it was imported")
    imported_by: str | None = shown(
        "导入人；命令行导入为空 | Who imported it; null for the command line", resolvers.imported_by
    )
    academic_year: AcademicYear | None = shown("学年；名册为空 | Academic year; null for the roster")
    term: int | None = shown("学期；只有原始成绩有 | Term; for course scores only")
    batch: Batch | None = shown(
        "批次；综合测评成绩、辅导员与班主任、方案数据有 | "
        "Batch; for comprehensive results, assigned staff and inputs of schemes",
        nested.batch,
    )
    college: College | None = shown(
        "学院；涉及多个学院或名册为空 | College; null for several colleges and for the roster", nested.college
    )
    created: int = shown(
        "新增的数量；辅导员、班主任按班级计，方案数据按学生计 | "
        "Number of new records; for assigned staff, of classes; for inputs of schemes, of students"
    )
    replaced: int = shown("有变动的数量；名册包括停用的 | Number of changed records; for the roster, retired ones too")
    unchanged: int = shown("没有变动的数量 | Number of records that did not change")
    undone_at: datetime | None = shown("撤销时间；未撤销为空 | When it was undone; null if it was not")
    undone_by: str | None = shown("撤销人；未撤销为空 | Who undid it; null if nobody did", resolvers.undone_by)
    obstacles: list[str] = shown(
        "妨碍撤销的情况；为空则可以撤销 | What stands in the way of undoing it; empty if it can be undone",
        resolvers.obstacles,
    )


@strawberry.type(description="撤销导入的结果 | Result of undoing an import")
class UndoImportPayload:
    import_: Import | None = shown("撤销后的导入记录 | The import afterwards", name="import")
    restored: int | None = shown("恢复原状的数量 | Number of records that are as they were before")
    removed: int | None = shown("删除的新增数量 | Number of new records that were removed")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class ImportQueries:
    imports: Connection[Import] | None = shown(
        "导入记录，新的在前；限于有权导入其全部范围的 | "
        "History of imports, newest first; only those all of whose places you may import",
        resolvers.imports,
        by=MaySeeImports,
    )


@strawberry.type
class ImportMutations:
    undo_import: UndoImportPayload | None = shown(
        "撤销一次导入：全部恢复原状，或什么都不做并说明原因 | "
        "Undo an import: everything is as before, or nothing is done and the answer says why",
        resolvers.undo_import,
        by=MaySeeImports,
    )
