"""Stores the roster (R9.2): rows go through staging tables, matched by code or number; every step is one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from db.identifiers import fold_code
from db.queries.audit import Author, write_from
from db.queries.classes import college, klass, major
from db.queries.people.accounts import staff
from db.queries.students import student
from db.temporary import create, temporary

ONE_AT_A_TIME = 5_117_003


def _staged(key: str, *columns: str) -> Table:
    types = {"grade": Integer, "cohort": Integer}
    fields = [Column(name, types.get(name, String)) for name in columns]
    return temporary(f"staged_{key}", *fields)


STAGED = {
    "colleges": _staged("colleges", "code", "name"),
    "majors": _staged("majors", "code", "name", "college_code"),
    "classes": _staged("classes", "code", "name", "grade", "cohort", "major_code", "search"),
    "students": _staged("students", "number", "name", "gender", "ethnicity", "class_code", "name_key", "search"),
    "staff": _staged("staff", "number", "name", "college_code", "name_key"),
    "head_teachers": _staged("head_teachers", "class_code", "staff_number"),
    "monitors": _staged("monitors", "class_code", "student_number"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One sheet of the roster and its table.

    `staged_rows` selects the sheet's values by the table's columns; a change in `compared` columns counts as a change.
    """

    key: str
    title: str
    live: Table
    match: str
    compared: tuple[str, ...]
    staged_rows: Select[Any]

    @property
    def staged(self) -> Table:
        return STAGED[self.key]


def _words(staged: Any) -> Any:
    return cast(staged.search, TSVECTOR).label("search")


_colleges, _majors, _classes = STAGED["colleges"].c, STAGED["majors"].c, STAGED["classes"].c
_students, _staff = STAGED["students"].c, STAGED["staff"].c
KINDS = (
    Kind("colleges", "学院", college, "code", ("name",), select(_colleges.code, _colleges.name)),
    Kind(
        "majors", "专业", major, "code", ("name", "college_id"),
        select(_majors.code, _majors.name, college.c.id.label("college_id"))
        .join(college, college.c.code == _majors.college_code),
    ),
    Kind(
        "classes", "班级", klass, "code", ("name", "grade", "cohort", "major_id", "college_id"),
        select(
            _classes.code, _classes.name, _classes.grade, _classes.cohort,
            major.c.id.label("major_id"), major.c.college_id, _words(_classes),
        ).join(major, major.c.code == _classes.major_code),
    ),
    Kind(
        "students", "学生", student, "number", ("name", "gender", "ethnicity", "class_id"),
        select(
            _students.number, _students.name, _students.name_key, _students.gender, _students.ethnicity,
            klass.c.id.label("class_id"), false().label("monitor"), _words(_students),
        ).join(klass, klass.c.code == _students.class_code),
    ),
    Kind(
        "staff", "教职工", staff, "number", ("name", "college_id"),
        select(_staff.number, _staff.name, _staff.name_key, college.c.id.label("college_id"))
        .outerjoin(college, college.c.code == _staff.college_code),
    ),
)  # fmt: skip
_REFERENCES = {"college_id": ("college", college), "major_id": ("major", major), "class_id": ("class", klass)}


async def lock_roster(db: AsyncConnection) -> None:
    """Allows one import at a time, until the transaction ends."""
    await db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})


async def hold_roster(db: AsyncConnection) -> None:
    """Prevents imports until the transaction ends: students stay in their class, and classes in their college."""
    await db.execute(text("select pg_advisory_xact_lock_shared(:lock)"), {"lock": ONE_AT_A_TIME})


async def stage(db: AsyncConnection, key: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Copies rows, in the order of the staged columns, into a table that ends with the transaction."""
    table = STAGED[key]
    await create(db, table)
    connection: Any = (await db.get_raw_connection()).driver_connection
    await connection.copy_records_to_table(table.name, records=rows, columns=[column.name for column in table.c])
    await db.execute(text(f"analyze {table.name}"))


class Comparison(NamedTuple):
    """The sheet's rows, the columns that count, and the conditions that a live row is theirs, and differs."""

    new: FromClause
    compared: list[str]
    same: ColumnElement[bool]
    differs: ColumnElement[bool]


def compare(kind: Kind, absent: Collection[str]) -> Comparison:
    """Compares the sheet's rows with the live ones; `absent` are columns that the sheet lacks."""
    live, new = kind.live, kind.staged_rows.subquery("new")
    compared = [name for name in kind.compared if name not in absent]
    changes = (live.c[name].is_distinct_from(new.c[name]) for name in compared)
    return Comparison(
        new, compared, live.c[kind.match] == new.c[kind.match], or_(live.c.retired_at.is_not(None), *changes)
    )


async def store(db: AsyncConnection, kind: Kind, author: Author, absent: Collection[str]) -> tuple[int, int]:
    """Stores the sheet's rows with an audit entry for each change; returns the numbers of new and of changed rows.

    Args:
        absent: columns that the sheet lacks, and that keep their values.
    """
    live, (new, compared, same, differs) = kind.live, compare(kind, absent)
    changed = await _audit(db, kind, author, live.join(new, same), differs, new, compared)
    if changed:
        await db.execute(update(live).where(same, differs).values(_values(kind, new, compared)))
    names = [column.name for column in new.c]
    fresh = select(new).where(~exists().where(same)).order_by(new.c[kind.match])
    created = await db.execute(insert(live).from_select(names, fresh))
    return created.rowcount, changed


async def similar_codes(db: AsyncConnection, kind: Kind, most: int) -> Sequence[tuple[str, str]]:
    """Reads stored codes that differ from one of the sheet's codes only by case or leading zeros; before `store`."""
    live, staged = kind.live.c[kind.match], kind.staged.c[kind.match]
    known = select(live).where(~exists().where(staged == live)).subquery("known")
    code = known.c[kind.match]
    query = select(code, staged).join(known, (fold_code(staged) == fold_code(code)) & (staged != code))
    return [(row[0], row[1]) for row in await db.execute(query.order_by(staged, code).limit(most))]


def _values(kind: Kind, new: FromClause, compared: Sequence[str]) -> dict[str, Any]:
    """Returns the values of an update. A monitor who changes class is not the monitor of the new class."""
    values: dict[str, Any] = {name: new.c[name] for name in compared} | {"retired_at": None}
    values |= {name: new.c[name] for name in ("name_key", "search") if name in new.c}
    if kind.live is student:
        stays = student.c.class_id == new.c.class_id
        values["monitor"] = case((stays, student.c.monitor), else_=false())
    return values


async def _audit(
    db: AsyncConnection,
    kind: Kind,
    author: Author,
    rows: FromClause,
    where: ColumnElement[bool],
    new: FromClause,
    compared: Sequence[str],
) -> int:
    """Writes an entry, with the new place, for each row that is about to change."""
    return await write_from(
        db,
        author,
        "importRoster",
        rows,
        where,
        subject=func.concat(f"{kind.title} ", new.c.name, " ", new.c[kind.match]),
        old=audit_values(kind.live, compared, kind.live.c.retired_at.is_not(None)),
        new=audit_values(new, compared, false()),
        **_place(kind, new),
    )


def audit_values(rows: FromClause, compared: Sequence[str], retired: ColumnElement[bool]) -> ColumnElement[Any]:
    parts: list[Any] = ["retired", retired]
    for name in compared:
        label, target = _REFERENCES.get(name, (name, None))
        value: Any = rows.c[name]
        if target is not None:
            other = target.alias()
            value = select(other.c.code).where(other.c.id == rows.c[name]).scalar_subquery()
        parts += [label, value]
    return func.jsonb_build_object(*parts)


def _place(kind: Kind, rows: FromClause) -> dict[str, Any]:
    if kind.live is college:
        return {"college_id": college.c.id}
    if kind.live is student:
        here = klass.alias()
        of_class = select(here.c.college_id).where(here.c.id == rows.c.class_id).scalar_subquery()
        return {"college_id": of_class, "class_id": rows.c.class_id, "student_id": student.c.id}
    return {"college_id": rows.c.college_id} | ({"class_id": klass.c.id} if kind.live is klass else {})


async def count_live(db: AsyncConnection, kind: Kind) -> int:
    """Counts the rows of a kind that are not retired."""
    query = select(func.count()).select_from(kind.live).where(kind.live.c.retired_at.is_(None))
    return int((await db.execute(query)).scalar_one())


def is_missing(kind: Kind) -> ColumnElement[bool]:
    """Matches the live rows that are not on the sheet."""
    live, staged = kind.live.c, kind.staged.c
    return live.retired_at.is_(None) & ~exists().where(staged[kind.match] == live[kind.match])


async def retire(db: AsyncConnection, kind: Kind, author: Author, now: datetime) -> int:
    """Retires the rows that are not on the sheet, and returns their number."""
    live, absent = kind.live, is_missing(kind)
    flags = {flag: func.jsonb_build_object("retired", flag == "new") for flag in ("old", "new")}
    subject = func.concat(f"{kind.title} ", live.c.name, " ", live.c[kind.match])
    await write_from(db, author, "importRoster", live, absent, subject=subject, **flags, **_place(kind, live))
    return (await db.execute(update(live).where(absent).values(retired_at=now))).rowcount


async def orphans(db: AsyncConnection) -> Sequence[Any]:
    """Reads live rows whose owner is retired, as (kind, name and code of the owner, count)."""
    found: list[Any] = []
    for owner, link in ((college, major.c.college_id), (major, klass.c.major_id), (klass, student.c.class_id)):
        owned = link.table
        query = (
            select(owner.c.name, owner.c.code, func.count().label("count"))
            .join(owned, link == owner.c.id)
            .where(owner.c.retired_at.is_not(None), owned.c.retired_at.is_(None))
            .group_by(owner.c.name, owner.c.code)
            .order_by(owner.c.code)
        )
        found += [(owner.name, *row) for row in await db.execute(query)]
    return found
