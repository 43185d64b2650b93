"""Reads and changes batches, their colleges and phases."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.qualities import QUALITIES, Qualities, qualities_of
from db.queries.classes import college, klass
from db.scopes import Scope, SessionScope, reached_by
from db.session import Database
from db.tables import (
    Batch,
    BatchClass,
    BatchCohort,
    BatchCollege,
    BatchWindow,
    Counsellor,
    HeadTeacher,
    Module,
    Participant,
    Phase,
    Status,
    table,
)

batch, phase = table(Batch), table(Phase)
batch_window, batch_cohort, batch_college = table(BatchWindow), table(BatchCohort), table(BatchCollege)
batch_class, participant = table(BatchClass), table(Participant)
counsellor, head_teacher = table(Counsellor), table(HeadTeacher)

BATCH_NAMES = 5_117_004


def batches() -> Select[Any]:
    return select(batch)


def seen_by(scope: Scope) -> ColumnElement[bool]:
    """Matches visible batches: a college and its members see a batch once student affairs has opened it (R1.6)."""
    if isinstance(scope, SessionScope):
        return _seen_in_session(scope)
    if scope.school:
        return true()
    takes_part = exists().where(batch_college.c.batch_id == batch.c.id, batch_college.c.college_id.in_(scope.colleges))
    takes_part = takes_part.correlate(batch)
    through_class = batch.c.id.in_({batch_id for batch_id, _ in scope.classes if batch_id is not None})
    return batch.c.opened_at.is_not(None) & or_(takes_part, through_class)


def _seen_in_session(scope: SessionScope) -> ColumnElement[bool]:
    among = batch_college.c.college_id == func.any(scope.value("colleges"))
    takes_part = exists().where(batch_college.c.batch_id == batch.c.id, among).correlate(batch)
    through_class = batch.c.id == func.any(scope.value("batches"))
    return or_(scope.whole, batch.c.opened_at.is_not(None) & or_(takes_part, through_class))


def college_reached(scope: Scope, rows: Any) -> ColumnElement[bool]:
    """Matches rows of a batch's college that the scope reaches, or of which it reaches a class in that batch (R8.1)."""
    of_a_class = exists().where(
        batch_class.c.batch_id == rows.c.batch_id,
        batch_class.c.college_id == rows.c.college_id,
        reached_by(scope, batch=batch_class.c.batch_id, klass=batch_class.c.class_id),
    )
    return or_(reached_by(scope, college=rows.c.college_id), of_a_class.correlate(rows))


async def batch_page(
    database: Database, scope: Scope, *, academic_year: str | None, status: str | None, text: str | None, part: Slice
) -> Page:
    """Reads batches, newest first (R1.5)."""
    query = batches().where(seen_by(scope))
    if academic_year is not None:
        query = query.where(batch.c.academic_year == academic_year)
    if status is not None:
        query = query.where(batch.c.status == status)
    if text:
        named = [one.icontains(text, autoescape=True) for one in (batch.c.name, batch.c.academic_year)]
        query = query.where(or_(*named))
    keys = [Key("created_at", batch.c.created_at, descending=True), Key("id", batch.c.id, descending=True)]
    return await page(database, query, keys, part)


async def one_batch(database: Database, scope: Scope, batch_id: int) -> Any:
    async with database.read() as db:
        return (await db.execute(batches().where(batch.c.id == batch_id, seen_by(scope)))).one_or_none()


async def lock_batch(db: AsyncConnection, batch_id: int, scope: Scope, *, for_change: bool) -> Any:
    """Locks the batch until the transaction ends: `for_change` against everybody, else only against changes."""
    query = batches().where(batch.c.id == batch_id, seen_by(scope))
    return (await db.execute(query.with_for_update(read=not for_change, of=batch))).one_or_none()


async def read_batch(db: AsyncConnection, batch_id: int) -> Any:
    return (await db.execute(batches().where(batch.c.id == batch_id))).one()


async def last_qualities(db: AsyncConnection) -> Qualities:
    """Reads the list of the batch that was created last, or returns the manual's (R11.1)."""
    newest = batches().order_by(batch.c.created_at.desc(), batch.c.id.desc()).limit(1)
    row = (await db.execute(newest)).one_or_none()
    return QUALITIES if row is None else qualities_of(row)


async def insert_batch(db: AsyncConnection, **values: Any) -> int:
    return int((await db.execute(insert(batch).values(**values).returning(batch.c.id))).scalar_one())


async def update_batch(db: AsyncConnection, batch_id: int, **values: Any) -> Any:
    return (await db.execute(update(batch).where(batch.c.id == batch_id).values(**values).returning(batch))).one()


async def delete_batch(db: AsyncConnection, batch_id: int) -> None:
    await db.execute(delete(batch).where(batch.c.id == batch_id))


async def lock_names(db: AsyncConnection) -> None:
    """Prevents others from naming a batch before the transaction ends."""
    await db.execute(select(func.pg_advisory_xact_lock(BATCH_NAMES)))


async def name_taken(db: AsyncConnection, name: str, *, besides: int | None) -> bool:
    query = select(batch.c.id).where(batch.c.name == name, batch.c.id.is_distinct_from(besides))
    return (await db.execute(query)).first() is not None


def windows(batch_ids: Iterable[int]) -> Select[Any]:
    query = select(batch_window, batch_window.c.batch_id.label("owner_id"))
    return query.where(batch_window.c.batch_id.in_(batch_ids)).order_by(batch_window.c.module)


def cohorts(batch_ids: Iterable[int]) -> Select[Any]:
    query = select(batch_cohort.c.cohort, batch_cohort.c.batch_id.label("owner_id"))
    return query.where(batch_cohort.c.batch_id.in_(batch_ids)).order_by(batch_cohort.c.cohort.desc())


async def college_ids(db: AsyncConnection, batch_id: int) -> set[int]:
    query = select(batch_college.c.college_id).where(batch_college.c.batch_id == batch_id)
    return set((await db.execute(query)).scalars())


async def replace_windows(db: AsyncConnection, batch_id: int, days: dict[Module, tuple[date, date]]) -> None:
    await db.execute(delete(batch_window).where(batch_window.c.batch_id == batch_id))
    rows = [
        {"batch_id": batch_id, "module": module, "starts_on": starts_on, "ends_on": ends_on}
        for module, (starts_on, ends_on) in days.items()
    ]
    await db.execute(insert(batch_window), rows)


async def replace_cohorts(db: AsyncConnection, batch_id: int, cohorts: Iterable[int]) -> None:
    await db.execute(delete(batch_cohort).where(batch_cohort.c.batch_id == batch_id))
    await db.execute(insert(batch_cohort), [{"batch_id": batch_id, "cohort": cohort} for cohort in sorted(cohorts)])


async def replace_colleges(db: AsyncConnection, batch_id: int, college_ids: Iterable[int]) -> None:
    await db.execute(delete(batch_college).where(batch_college.c.batch_id == batch_id))
    await db.execute(insert(batch_college), [{"batch_id": batch_id, "college_id": one} for one in sorted(college_ids)])


async def add_missing_phases(db: AsyncConnection, batch_id: int) -> None:
    """Adds a phase for each college of the batch and each module."""
    modules = (
        func.unnest(literal([str(module) for module in Module], ARRAY(String))).table_valued("module").render_derived()
    )
    missing = select(
        batch_college.c.batch_id, batch_college.c.college_id, modules.c.module, literal(str(Status.NOT_OPENED))
    )
    missing = missing.join_from(batch_college, modules, true()).where(
        batch_college.c.batch_id == batch_id,
        ~exists().where(
            phase.c.batch_id == batch_college.c.batch_id,
            phase.c.college_id == batch_college.c.college_id,
            phase.c.module == modules.c.module,
        ),
    )
    await db.execute(insert(phase).from_select(["batch_id", "college_id", "module", "status"], missing))


def _outside(batch_id: int, colleges: Iterable[int], cohorts: Iterable[int]) -> ColumnElement[bool]:
    stays = batch_class.c.college_id.in_(list(colleges)) & batch_class.c.class_id.in_(
        select(klass.c.id).where(klass.c.cohort.in_(list(cohorts)))
    )
    return (batch_class.c.batch_id == batch_id) & ~stays


def _begun(batch_id: int) -> ColumnElement[bool]:
    """Matches the phases of the batch that were ever opened."""
    return (phase.c.batch_id == batch_id) & phase.c.first_opened_at.is_not(None)


async def any_phase_begun(db: AsyncConnection, batch_id: int) -> bool:
    return (await db.execute(select(phase.c.id).where(_begun(batch_id)).limit(1))).first() is not None


async def begun_colleges_outside(
    db: AsyncConnection, batch_id: int, *, colleges: Iterable[int], cohorts: Iterable[int]
) -> Sequence[str]:
    """Reads the names of colleges that have opened a phase, and would leave the batch or lose classes."""
    loses_classes = exists().where(
        batch_class.c.college_id == phase.c.college_id, _outside(batch_id, colleges, cohorts)
    )
    query = (
        select(college.c.name)
        .join(phase, phase.c.college_id == college.c.id)
        .where(_begun(batch_id), or_(phase.c.college_id.not_in(list(colleges)), loses_classes))
        .distinct()
        .order_by(college.c.name)
    )
    return (await db.execute(query)).scalars().all()


async def remove_outside(
    db: AsyncConnection, batch_id: int, *, colleges: Iterable[int], cohorts: Iterable[int]
) -> None:
    """Removes classes with their participants and staff from the batch, and colleges with their phases."""
    outside = select(batch_class.c.class_id).where(_outside(batch_id, colleges, cohorts)).scalar_subquery()
    for one in (participant, counsellor, head_teacher):
        await db.execute(delete(one).where(one.c.batch_id == batch_id, one.c.class_id.in_(outside)))
    await db.execute(delete(batch_class).where(_outside(batch_id, colleges, cohorts)))
    await db.execute(delete(phase).where(phase.c.batch_id == batch_id, phase.c.college_id.not_in(list(colleges))))


def somebody_takes_part() -> ColumnElement[bool]:
    """Matches participating classes: at least one student of the class takes part."""
    return exists().where(
        participant.c.batch_id == batch_class.c.batch_id,
        participant.c.class_id == batch_class.c.class_id,
        participant.c.participating,
    )
