"""A view of the report connection: a SELECT whose columns have the names of the report of the same list (R9.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal_column, select
from sqlalchemy.dialects import postgresql

from db.queries.classes import college, klass, major
from db.queries.people.accounts import account
from db.scopes import SessionScope, StagedScope

WORDS = {
    "id": "编号", "code": "代码", "name": "名称", "grade": "年级（入学年份）", "cohort": "届次（毕业年份）",
    "college_code": "学院代码", "college_name": "学院", "major_code": "专业代码", "major_name": "专业",
    "class_code": "班级代码", "class_name": "班级", "student_number": "学号", "student_name": "姓名",
    "batch_id": "批次编号", "batch_name": "批次", "academic_year": "学年", "term": "学期",
    "participating": "是否参评", "participants": "参评人数", "class_size": "班级人数", "status": "状态",
    "computed_at": "计算时间", "computed_by": "计算人员", "score": "成绩", "level": "等次",
    "class_position": "班级名次", "class_rank": "班级排名", "grade_position": "年级名次，无权查看为空",
    "grade_size": "年级排名人数，无权查看为空", "grade_rank": "年级排名，无权查看为空",
}  # fmt: skip
"""The comment of each column, unless its view has another one."""
HIDDEN = "，无权查看为空"
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class View:
    """Declares one view.

    Args:
        words: the comments of columns that `WORDS` does not name, or that mean something else here.
    """

    name: str
    comment: str
    query: Select[Any]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        return [str(column.name) for column in self.query.selected_columns]

    @property
    def sql(self) -> str:
        return str(self.query.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))

    def statements(self) -> Iterable[str]:
        """Yields the statements that create the view with its comments."""
        yield f"create view report.{self.name} with (security_barrier) as {self.sql}"
        yield f"comment on view report.{self.name} is '{self.comment}'"
        for column in self.columns:
            words = {**WORDS, **self.words}[column]
            yield f"""comment on column report.{self.name}."{column}" is '{words}'"""


class Rights(Protocol):
    """Gives the scopes of the session's person by the names of the rights."""

    def scope(self, right: str) -> SessionScope: ...
    def staged(self, right: str) -> StagedScope: ...


def of_college() -> list[Any]:
    return [college.c.code.label("college_code"), college.c.name.label("college_name")]


def of_class(grade: Any = klass.c.grade) -> list[Any]:
    """Returns the columns of a class and what it belongs to."""
    return [
        klass.c.code.label("class_code"),
        klass.c.name.label("class_name"),
        grade.label("grade"),
        major.c.code.label("major_code"),
        major.c.name.label("major_name"),
        *of_college(),
    ]


def in_college(query: Select[Any], rows: Any) -> Select[Any]:
    """Joins the major and the college that a row names."""
    return query.join(major, major.c.id == rows.c.major_id).join(college, college.c.id == rows.c.college_id)


def seen_where(condition: ColumnElement[bool], value: Any) -> ColumnElement[Any]:
    """Returns the value where the person may see it, and NULL elsewhere (R8.3)."""
    return case((condition, value))


def rank(name: str, position: Any, size: Any, condition: ColumnElement[bool] | None = None) -> list[Any]:
    """Returns a rank as two numbers and as it is shown; all are NULL where one is."""
    known = and_(position.is_not(None), size.is_not(None))
    known = known if condition is None else and_(condition, known)
    label = cast(position, String) + literal_column("'/'") + cast(size, String)
    return [
        seen_where(known, position).label(f"{name}_position"),
        seen_where(known, size).label(f"{name}_size"),
        seen_where(known, label).label(f"{name}_rank"),
    ]


def person(account_id: Any) -> Any:
    """Returns the name of an account, looked up for each row."""
    other = account.alias()
    return select(other.c.name).where(other.c.id == account_id).scalar_subquery()


def joined(values: Any) -> ColumnElement[Any]:
    """Joins an array as a report does: a `;` within a value is written `；`."""
    apart: ColumnElement[Any] = literal_column("chr(31)")
    whole = func.replace(func.array_to_string(values, apart, ""), literal_column("';'"), literal_column("'；'"))
    return func.replace(whole, apart, literal_column("';'"))
