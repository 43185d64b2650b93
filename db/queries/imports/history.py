"""Reads the history of imports, newest first, limited to those whose places the viewer may import (R10.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch, phase
from db.queries.batches.phases import phases
from db.queries.classes import NOBODY
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import Import, ImportKind, ImportPlace, Module, table

record, place = table(Import), table(ImportPlace)

OF_SCHEME = [kind for kind in ImportKind if kind.of_scheme]


@dataclass(frozen=True, slots=True)
class Seen:
    """The scopes within which a viewer imports each kind of file."""

    course_scores: Scope
    comprehensive_results: Scope
    roster: Scope
    assigned_staff: Scope
    scheme_inputs: Scope


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """Filters imports; every value that is set must match."""

    kind: ImportKind | None = None
    academic_year: str | None = None
    college_id: int | None = None
    batch_id: int | None = None


def imports(seen: Seen) -> Select[Any]:
    """Selects the imports that the viewer could have done: those of which every place is within reach."""
    return select(record, NOBODY.label("class_id"), NOBODY.label("student_id")).where(
        or_(
            and_(record.c.kind == ImportKind.COURSE_SCORES, _reached(seen.course_scores)),
            and_(record.c.kind == ImportKind.COMPREHENSIVE_RESULTS, _reached(seen.comprehensive_results)),
            and_(record.c.kind == ImportKind.ROSTER, _reached(seen.roster)),
            and_(record.c.kind == ImportKind.ASSIGNED_STAFF, _reached(seen.assigned_staff)),
            and_(record.c.kind.in_(OF_SCHEME), _reached(seen.scheme_inputs)),
        )
    )


def _reached(scope: Scope) -> ColumnElement[bool]:
    """Matches imports whose places the scope reaches, all of them. The roster's have none: the school reaches them."""
    if scope.school or scope.empty:
        return true() if scope.school else false()
    here = place.c.import_id == record.c.id
    reached = reached_by(scope, college=place.c.college_id, batch=record.c.batch_id, klass=place.c.class_id)
    return and_(exists().where(here), ~exists().where(here, not_(reached)))


async def import_page(database: Database, seen: Seen, filters: ImportFilter, part: Slice) -> Page:
    keys = [Key("imported_at", record.c.imported_at, descending=True), Key("id", record.c.id, descending=True)]
    return await page(database, imports(seen).where(*_fits(filters)), keys, part)


def _fits(filters: ImportFilter) -> list[ColumnElement[bool]]:
    names = ("kind", "academic_year", "batch_id")
    fits = [record.c[name] == value for name in names if (value := getattr(filters, name)) is not None]
    if filters.college_id is not None:
        here = place.c.import_id == record.c.id
        fits.append(exists().where(here, place.c.college_id == filters.college_id))
    return fits


async def read_import(db: AsyncConnection, seen: Seen, import_id: int) -> Any:
    """Reads one import, or None if the viewer sees no such import."""
    return (await db.execute(imports(seen).where(record.c.id == import_id))).one_or_none()


def phases_of(import_ids: Iterable[int]) -> Select[Any]:
    """Selects the phases in which comprehensive results are imported, of each college of these imports."""
    here = exists().where(place.c.import_id == record.c.id, place.c.college_id == phase.c.college_id)
    return (
        phases()
        .add_columns(record.c.id.label("import_id"), batch.c.status.label("batch_status"))
        .join(record, record.c.batch_id == phase.c.batch_id)
        .where(record.c.id.in_(import_ids), phase.c.module == Module.COMPREHENSIVE, here)
        .order_by(record.c.id, phase.c.college_id)
    )


async def class_ids_of(db: AsyncConnection, import_id: int) -> list[int]:
    """Lists the classes of an import into a batch."""
    query = select(place.c.class_id).where(place.c.import_id == import_id).order_by(place.c.class_id)
    return list((await db.execute(query)).scalars())
