"""Stores comprehensive results (R6.1, R6.2): a workbook goes through staging tables, and every check is one statement.

An import calls `stage`, `covered_classes`, `bad_rows` and `missing_students`, `count_changes` (a dry run `first_rows`,
too), `audit_replaced`, `store_results`; then `ranking.rank`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Delete,
    FromClause,
    Insert,
    Integer,
    Numeric,
    Row,
    Select,
    String,
    and_,
    any_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.qualities import Qualities
from db.queries import audit
from db.queries.batches.batches import batch_class, participant
from db.queries.classes import klass
from db.queries.comprehensive.qualities import VALUES, of_list
from db.queries.comprehensive.sheets import result, sheet
from db.queries.computations.compiled import BATCH, CLASSES, compiled
from db.queries.courses.imports import plain
from db.queries.students import student
from db.tables import Stage
from db.temporary import create, temporary

UNKNOWN, OF_OTHER_CLASS, NOT_TAKING_PART, WRONG_NAME = "unknown", "of other class", "not taking part", "wrong name"

staged = temporary(
    "staged_result",
    Column("row", Integer),
    Column("student_number", String),
    Column("student_name", String),
    Column("scores", ARRAY(Numeric)),
    Column("levels", ARRAY(String)),
    Column("overall_score", Numeric),
    Column("overall_level", String),
    Column("given", JSONB),
    Column("items", ARRAY(String, dimensions=2)),
)
"""A computation alone stages `given` and `items`, which its results come from (`SchemeGiven`)."""
STAGED = tuple(column.name for column in staged.c if column.name not in ("given", "items"))
known_number = temporary("known_number", Column("student_number", String))


async def open_staging(db: AsyncConnection) -> None:
    await create(db, staged)


async def stage(db: AsyncConnection, columns: Mapping[str, Sequence[Any]], known: Sequence[str]) -> None:
    """Copies the rows, and the numbers of all rows, into tables that end with the transaction."""
    await open_staging(db)
    await create(db, known_number)
    driver: Any = (await db.get_raw_connection()).driver_connection
    rows = zip(*(columns[name] for name in STAGED), strict=True)
    await driver.copy_records_to_table(staged.name, records=rows, columns=STAGED)
    await driver.copy_records_to_table(known_number.name, records=[(one,) for one in known])


async def covered_classes(db: AsyncConnection, batch_id: int, own: Sequence[int]) -> list[int]:
    """Returns the importable classes to which somebody in the workbook belongs."""
    query = (
        select(participant.c.class_id)
        .join(student, student.c.id == participant.c.student_id)
        .join(known_number, known_number.c.student_number == student.c.number)
        .where(participant.c.batch_id == batch_id, participant.c.class_id.in_(own))
    )
    return list((await db.execute(query.distinct().order_by(participant.c.class_id))).scalars())


async def bad_rows(db: AsyncConnection, batch_id: int, own: Sequence[int], most: int) -> Sequence[Row[Any]]:
    """Reads the first rows whose student can't be imported, with the total count and the count per reason."""
    taking_part = and_(participant.c.batch_id == batch_id, participant.c.student_id == student.c.id)
    foreign = or_(participant.c.class_id.is_(None), participant.c.class_id.not_in(own))
    misnamed = case(
        (staged.c.student_name == student.c.name, False),
        else_=plain(staged.c.student_name) != plain(student.c.name),
    )
    reason = case(
        (student.c.id.is_(None), UNKNOWN),
        (foreign, OF_OTHER_CLASS),
        (~participant.c.participating, NOT_TAKING_PART),
        else_=WRONG_NAME,
    )
    query = (
        select(
            staged.c.row,
            staged.c.student_number,
            staged.c.student_name,
            student.c.name.label("known_name"),
            reason.label("reason"),
            func.count().over().label("total"),
            func.count().over(partition_by=reason).label("of_reason"),
        )
        .outerjoin(student, student.c.number == staged.c.student_number)
        .outerjoin(participant, taking_part)
        .where(or_(student.c.id.is_(None), foreign, ~participant.c.participating, misnamed))
        .order_by(staged.c.row)
    )
    return list((await db.execute(query.limit(most))).all())


async def missing_students(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], most: int
) -> Sequence[Row[Any]]:
    """Reads the first participants of the covered classes who are not in the workbook, with the total count."""
    query = (
        select(
            student.c.number,
            student.c.name,
            klass.c.name.label("class_name"),
            func.count().over().label("total"),
        )
        .join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == participant.c.class_id)
        .where(
            participant.c.batch_id == batch_id,
            participant.c.class_id.in_(class_ids),
            participant.c.participating,
            ~exists().where(known_number.c.student_number == student.c.number),
        )
        .order_by(klass.c.code, student.c.number)
    )
    return list((await db.execute(query.limit(most))).all())


def _standing(batch_id: Any) -> FromClause:
    """Joins each staged row with the result that it would replace."""
    stands = and_(result.c.batch_id == batch_id, result.c.student_id == student.c.id)
    return staged.join(student, student.c.number == staged.c.student_number).outerjoin(result, stands)


def _values(rows: Any) -> ColumnElement[Any]:
    return tuple_(*(rows.c[name] for name in VALUES))


_NEW = or_(result.c.id.is_(None), ~result.c.participating)
_REPLACED = and_(result.c.id.is_not(None), result.c.participating, _values(result).is_distinct_from(_values(staged)))


async def first_rows(db: AsyncConnection, batch_id: int, qualities: Qualities, most: int) -> Sequence[Row[Any]]:
    """Reads the first rows of each kind (created, replaced, unchanged), in the order of the file, with old and new."""
    kind = case((_NEW, "created"), (_REPLACED, "replaced"), else_="unchanged").label("kind")
    rows = select(
        kind,
        staged.c.row,
        staged.c.student_number.label("number"),
        staged.c.student_name.label("name"),
        _audit_values(result, qualities).label("old"),
        _audit_values(staged, qualities).label("new"),
        func.row_number().over(partition_by=kind, order_by=staged.c.row).label("place"),
    ).select_from(_standing(batch_id))
    found = rows.subquery()
    return list(await db.execute(select(found).where(found.c.place <= most).order_by(found.c.row)))


async def count_changes(db: AsyncConnection, batch_id: int) -> tuple[int, int]:
    """Counts the results that are new, and those that replace an earlier one."""
    row = (await compiled("count changes", _counting).execute(db, {"batch_id": batch_id})).one()
    return int(row.new), int(row.replaced)


def _counting() -> Select[int, int]:
    return select(func.count().filter(_NEW).label("new"), func.count().filter(_REPLACED).label("replaced")).select_from(
        _standing(BATCH)
    )


async def audit_replaced(
    db: AsyncConnection, author: audit.Author, action: str, batch_id: int, qualities: Qualities
) -> None:
    """Writes one entry with old and new for each result that is about to be replaced (R9.3); before `store_results`.

    The entries name no college, because a college sees no result before it is submitted, not even in the log.
    """
    values = {**author.bound(action), "batch_id": batch_id}
    await compiled(("audit replaced results", qualities), lambda: _auditing(qualities)).execute(db, values)


def _auditing(qualities: Qualities) -> Insert:
    return audit.entries_from(
        audit.Author.binds(),
        _standing(BATCH),
        _REPLACED,
        subject=student.c.name + " " + student.c.number,
        old=_audit_values(result, qualities),
        new=_audit_values(staged, qualities),
        batch_id=BATCH,
        class_id=result.c.class_id,
        student_id=student.c.id,
    )


def _audit_values(rows: Any, qualities: Qualities) -> ColumnElement[Any]:
    values = {what: of_list(rows, qualities, what) for what in ("score", "level")}
    parts = (
        part
        for place, one in enumerate(qualities)
        for what in values
        for part in (f"{one.code}_{what}", cast(cast(values[what][place], result.c[f"overall_{what}"].type), String))
    )
    return func.jsonb_build_object(*parts)


class ComputedBy(NamedTuple):
    """Names the version by which a college's results were computed, and the changes that concern them."""

    college_id: int
    scheme_id: int
    reads: Sequence[str]


_OF_CLASSES = (participant.c.batch_id == BATCH, participant.c.class_id == any_(CLASSES))


async def store_results(
    db: AsyncConnection,
    batch_id: int,
    class_ids: Sequence[int],
    *,
    at: datetime,
    by: int,
    computed_by: Sequence[ComputedBy] = (),
) -> None:
    """Stores the current students of the classes, with the staged values for those who take part; ids stay.

    Nobody else stores results of these classes meanwhile, so that only rows that change are written: an upsert locks
    and logs every row before it checks whether to change it.
    """
    values = {"batch_id": batch_id, "class_ids": list(class_ids)}
    await compiled("leave out results", _leaving_out).execute(db, values)
    await compiled("store results", _storing).execute(db, values)
    await _store_sheets(db, batch_id, class_ids, computed_by, at=at, by=by)


def _leaving_out() -> Delete:
    """Deletes the results of those who are in none of the classes any more."""
    left = ~exists().where(*_OF_CLASSES, participant.c.student_id == result.c.student_id)
    return delete(result).where(result.c.batch_id == BATCH, result.c.class_id == any_(CLASSES), left)


def _storing() -> Insert:
    in_class = and_(batch_class.c.batch_id == BATCH, batch_class.c.class_id == participant.c.class_id)
    placed = [participant.c.batch_id, participant.c.student_id, participant.c.class_id, batch_class.c.college_id]
    rows = (
        select(
            *placed,
            batch_class.c.major_id,
            batch_class.c.grade,
            participant.c.participating,
            literal(int(Stage.IMPORTED)).label("stage"),
            *(staged.c[name] for name in VALUES),
        )
        .join(batch_class, in_class)
        .join(student, student.c.id == participant.c.student_id)
        .outerjoin(staged, and_(staged.c.student_number == student.c.number, participant.c.participating))
        .where(*_OF_CLASSES)
        .order_by(participant.c.student_id)
    )
    names = [column.name for column in rows.selected_columns]
    fresh = [column for column in rows.selected_columns if column.name not in ("batch_id", "student_id")]
    stands = and_(result.c.batch_id == participant.c.batch_id, result.c.student_id == participant.c.student_id)
    changed = rows.outerjoin(result, stands).where(
        tuple_(*(result.c[column.name] for column in fresh)).is_distinct_from(tuple_(*fresh))
    )
    storing = postgresql.insert(result).from_select(names, changed)
    given = {column.name: storing.excluded[column.name] for column in fresh}
    return storing.on_conflict_do_update(index_elements=["batch_id", "student_id"], set_=given)


async def _store_sheets(
    db: AsyncConnection,
    batch_id: int,
    class_ids: Sequence[int],
    computed_by: Sequence[ComputedBy],
    *,
    at: datetime,
    by: int,
) -> None:
    values = {
        "batch_id": batch_id,
        "class_ids": list(class_ids),
        "at": at,
        "by": by,
        "colleges": [one.college_id for one in computed_by],
        "schemes": [one.scheme_id for one in computed_by],
        "reads": ["{" + ",".join(one.reads) + "}" for one in computed_by],
    }
    computed = bool(computed_by)
    await compiled(("store sheets", computed), lambda: _storing_sheets(computed=computed)).execute(db, values)


def _storing_sheets(*, computed: bool) -> Insert:
    """Writes each sheet once: a row that is written again in a transaction has all its references checked again.

    What concerned computed results stays while a workbook is imported instead (`ResultSheet`).
    """
    columns = {
        "stage": literal(int(Stage.IMPORTED), sheet.c.stage.type),
        "imported_at": bindparam("at", None, sheet.c.imported_at.type),
        "imported_by": bindparam("by", None, sheet.c.imported_by.type),
    }
    kinds: dict[str, Any] = {"colleges": BigInteger, "schemes": BigInteger, "reads": String}
    arrays = (bindparam(name, None, ARRAY(kind)) for name, kind in kinds.items())
    version = func.unnest(*arrays).table_valued("college_id", "scheme_id", "reads", name="version").render_derived()
    rows = (
        select(
            batch_class.c.batch_id,
            batch_class.c.class_id,
            batch_class.c.college_id,
            version.c.scheme_id,
            cast(func.coalesce(version.c.reads, "{}"), sheet.c.reads.type).label("reads"),
            literal([], sheet.c.stale.type).label("stale"),
            *(value.label(name) for name, value in columns.items()),
        )
        .outerjoin(version, version.c.college_id == batch_class.c.college_id)
        .where(batch_class.c.batch_id == BATCH, batch_class.c.class_id == any_(CLASSES))
    )
    names = [column.name for column in rows.selected_columns]
    storing = postgresql.insert(sheet).from_select(names, rows)
    kept = ("batch_id", "class_id", "college_id", *(() if computed else ("reads", "stale")))
    fresh = {name: storing.excluded[name] for name in names if name not in kept}
    return storing.on_conflict_do_update(index_elements=["batch_id", "class_id"], set_=fresh)
