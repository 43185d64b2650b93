"""Each import that changes something leaves a record, from which it can be undone (R10.9)."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from core.acting import Act
from core.operations.arguments import SourceFile
from db.queries.imports import recording
from db.queries.imports.recording import Place
from db.tables import ImportKind


async def keep_record(
    act: Act,
    kind: ImportKind,
    source: SourceFile,
    counts: Mapping[str, int],
    places: Collection[Place],
    **about: Any,
) -> int:
    """Records an import that is about to change something, and returns its id.

    Args:
        about: college_id, batch_id, academic_year and term, as far as they apply.
    """
    import_id = await _insert(act, kind, source, about)
    await recording.complete_record(act.db, import_id, places, **counts)
    return import_id


async def _insert(act: Act, kind: ImportKind, source: SourceFile, about: Mapping[str, Any]) -> int:
    values = {"file_name": source.name, "sha256": source.sha256, "imported_at": act.now}
    by = act.viewer.account_id or None
    return await recording.insert_record(act.db, kind=kind, imported_by=by, **values, **about)


@dataclass(slots=True)
class Recorded:
    """Holds the id of an import that is going on; the import fills in what it did and where."""

    id: int
    counts: Mapping[str, int] = field(default_factory=dict)
    places: Collection[Place] = ()


@asynccontextmanager
async def recorded(act: Act, kind: ImportKind, source: SourceFile, **about: Any) -> AsyncIterator[Recorded]:
    """Records an import while it stores, with every row that it changes; one that changed nothing leaves no record.

    Args:
        about: college_id, batch_id, academic_year and term, as far as they apply.
    """
    import_id = await _insert(act, kind, source, about)
    doing = Recorded(import_id)
    async with recording.watching(act.db, import_id):
        yield doing
    if await recording.changed_something(act.db, import_id):
        await recording.complete_record(act.db, import_id, doing.places, **doing.counts)
    else:
        await recording.delete_record(act.db, import_id)


def only_college(places: Sequence[int]) -> int | None:
    """Returns the college of an import that concerns just one."""
    return places[0] if len(places) == 1 else None
