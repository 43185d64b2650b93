"""已记住的列 (R10.1): declarations, nothing else."""

from datetime import datetime

import strawberry

from db.tables import ImportKind
from graph.permissions.courses import MayImportCourseScores
from graph.resolvers import learnt_columns as resolvers
from graph.resolvers import nested
from graph.schema.classes import College
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError


@strawberry.type(
    description="导入时指定过、以后自动认得的列名 | A heading that was chosen in an import and is known by itself since"
)
class LearntColumn:
    id: strawberry.ID = shown("已记住的列的 id | Id of the learnt column")
    kind: ImportKind = shown("导入的种类 | Kind of import")
    college: College | None = shown("学院；名册的为空 | College; null for the roster's", nested.college)
    heading: str = shown("文件中的列名 | Heading in the file")
    key: str = shown("列的代号，如 SCORE | Key of the column, such as SCORE", resolvers.column_key)
    title: str = shown("本系统的列名，如“成绩” | Our name of the column, such as “成绩”", resolvers.title)
    learnt_at: datetime = shown("记住的时间 | When it was learnt")
    learnt_by: str | None = shown(
        "由谁指定；命令行导入为空 | Who chose it; null for the command line", resolvers.learnt_by
    )


@strawberry.type(description="忘记记住的列的结果 | Result of forgetting learnt columns")
class ForgetColumnsPayload:
    forgotten: int | None = shown("忘记的数量 | Number of forgotten columns")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class LearntColumnQueries:
    learnt_columns: Connection[LearntColumn] | None = shown(
        "已记住的列，新的在前 | Learnt columns, newest first",
        resolvers.learnt_columns,
        by=MayImportCourseScores,
    )


@strawberry.type
class LearntColumnMutations:
    forget_columns: ForgetColumnsPayload | None = shown(
        "忘记记住的列：全部或都不忘记；已导入的内容不变 | "
        "Forget learnt columns, all of them or none; what was imported stays",
        resolvers.forget_columns,
        by=MayImportCourseScores,
    )
