"""Reads and changes the modules of a batch in each college (学院批次, R3)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch, batch_window, phase
from db.queries.classes import NOBODY
from db.tables import Module


def phases() -> Select[Any]:
    """Selects phases, each with the school's window for its module."""
    return (
        select(
            phase,
            batch.c.name.label("batch_name"),
            batch_window.c.starts_on.label("school_starts_on"),
            batch_window.c.ends_on.label("school_ends_on"),
            NOBODY.label("class_id"),
            NOBODY.label("student_id"),
        )
        .join(batch, batch.c.id == phase.c.batch_id)
        .join(batch_window, and_(batch_window.c.batch_id == phase.c.batch_id, batch_window.c.module == phase.c.module))
    )


async def lock_phase(db: AsyncConnection, batch_id: int, college_id: int, module: Module, *, for_change: bool) -> Any:
    """Locks the phase until the transaction ends: `for_change` against everybody, else only against changes."""
    query = phases().where(phase.c.batch_id == batch_id, phase.c.college_id == college_id, phase.c.module == module)
    return (await db.execute(query.with_for_update(read=not for_change, of=phase))).one_or_none()


async def lock_phases(db: AsyncConnection, batch_id: int, college_ids: Iterable[int], module: Module) -> Sequence[Any]:
    """Locks a module's phases in these colleges against changes, always in one order, and returns them."""
    conditions = (phase.c.batch_id == batch_id, phase.c.college_id.in_(sorted(college_ids)), phase.c.module == module)
    query = phases().where(*conditions).order_by(phase.c.college_id)
    return list(await db.execute(query.with_for_update(read=True, of=phase)))


async def read_phase(db: AsyncConnection, phase_id: int) -> Any:
    return (await db.execute(phases().where(phase.c.id == phase_id))).one()


async def update_phase(db: AsyncConnection, phase_id: int, **values: Any) -> None:
    await db.execute(update(phase).where(phase.c.id == phase_id).values(**values))


def of_colleges(batch_ids: Iterable[int], college_ids: Iterable[int]) -> Select[Any]:
    """Selects phases in the order of the modules."""
    place = case({str(module): place for place, module in enumerate(Module)}, value=phase.c.module)
    return phases().where(phase.c.batch_id.in_(batch_ids), phase.c.college_id.in_(college_ids)).order_by(place)
