"""导入记录 (R10.9): an import is undone as a whole, as long as nothing of it has changed since."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

from core.access import (
    COMPUTE_COMPREHENSIVE,
    IMPORT_COMPREHENSIVE,
    IMPORT_COURSE_SCORES,
    MANAGE_COLLEGE_BATCH,
    MANAGE_PEOPLE,
)
from core.acting import Act
from core.actions.comprehensive import require_not_submitted, require_working
from core.actions.moved_scores import settling_moved
from core.actions.settling import settle_stored
from core.errors import Forbidden, ImportOverlaid, ImportUndone, LastSuperAdmin, NotFound, Refusal, Refusals
from core.rules.import_obstacles import without_followers, words
from core.rules.steps.phases import refusal_of
from core.rules.windows import require_batch_open, require_module_open
from core.viewer import Viewer
from db.queries.academic import staleness
from db.queries.comprehensive import ranking, sheets
from db.queries.comprehensive.staleness import mark_classes
from db.queries.courses import changes
from db.queries.imports import course_scores, history, obstacles, undoing
from db.queries.imports.obstacles import Obstacle
from db.queries.participants import changes as participant_changes
from db.queries.people import roles
from db.queries.roster import batches
from db.queries.roster.storing import hold_roster, lock_roster
from db.tables import ImportKind, Module, StaleReason

Counts: TypeAlias = tuple[int, int]
"""The first number is that of the records that come back as they were, the second that of those that go."""


IMPORTING = (
    IMPORT_COURSE_SCORES,
    IMPORT_COMPREHENSIVE,
    MANAGE_PEOPLE,
    MANAGE_COLLEGE_BATCH,
    COMPUTE_COMPREHENSIVE,
)
"""The rights to import each kind of file, in the order of `history.Seen`."""


def seen_by(viewer: Viewer) -> history.Seen:
    """Returns how far the viewer may import each kind of file, and so which imports the viewer sees."""
    return history.Seen(*map(viewer.scope, IMPORTING))


def in_the_way(viewer: Viewer, found: Sequence[Obstacle]) -> list[Obstacle]:
    """Leaves out students who moved to another college if the viewer may import into every college, and what only
    follows from a line that stays.
    """
    everywhere = viewer.scope(IMPORT_COURSE_SCORES).school
    return without_followers([one for one in found if not (everywhere and one.reason == "MOVED")])


def shut(phases: Sequence[Any], today: date) -> list[Refusal]:
    """Returns why results can't be imported now, nor an import of them be undone, into the colleges of these phases."""

    def of(phase: Any) -> Refusal | None:
        return refusal_of(lambda: require_module_open(phase.batch_status, Module.COMPREHENSIVE, phase, today))

    return [one for one in map(of, phases) if one]


def closed(status: str) -> list[Refusal]:
    """Returns why staff or inputs can't be imported now, nor an import of them be undone, in a batch of this status."""
    refusal = refusal_of(lambda: require_batch_open(status))
    return [refusal] if refusal else []


async def undo_import(act: Act, import_id: int, *, dry_run: bool) -> dict[str, Any]:
    """Runs 撤销导入, all or nothing; `dry_run` goes the same way and stops before anything is restored."""
    seen = seen_by(act.viewer)
    if all(act.viewer.scope(right).empty for right in IMPORTING):
        raise Forbidden
    if await history.read_import(act.db, seen, import_id) is None:
        raise NotFound("import", "input.id")
    await undoing.lock_record(act.db, import_id)
    imported = await history.read_import(act.db, seen, import_id)
    if imported.undone_at is not None:
        raise ImportUndone("input.id")
    restored, removed = await _UNDOING[imported.kind](act, imported, dry_run)
    if not dry_run:
        await undoing.audit_backwards(act.db, act.author, imported)
        new: dict[str, Any] = {"kind": imported.kind, "file": imported.file_name, "sha256": imported.sha256}
        new |= {"restored": restored, "removed": removed}
        place = {"batch_id": imported.batch_id, "college_id": imported.college_id}
        await act.record("undoImport", imported.file_name, new=new, **place)
        await undoing.forget_changes(act.db, import_id)
        await undoing.mark_undone(act.db, import_id, act.now, act.viewer.account_id or None)
    return {
        "import_": await history.read_import(act.db, seen, import_id),
        "restored": restored,
        "removed": removed,
    }


async def _undo_course_scores(act: Act, imported: Any, dry_run: bool) -> Counts:
    """Brings the scores back, and settles by the present scale what is not just a number."""
    await hold_roster(act.db)
    college_ids = await course_scores.college_ids_of(act.db, imported.id)
    await changes.lock_colleges(act.db, college_ids)
    _require_nothing(act, await course_scores.fetch_obstacles(act.db, [imported.id]))
    counts = await course_scores.count_rows(act.db, imported.id)
    if not dry_run:
        student_ids = await course_scores.student_ids_of(act.db, imported.id)
        await course_scores.restore(act.db, imported.id)
        for college_id in college_ids:
            await settle_stored(act, college_id, imported.academic_year, student_ids=student_ids, action="undoImport")
        await staleness.mark_inputs_changed(act.db, imported.academic_year, student_ids=student_ids)
    return counts


async def _undo_comprehensive_results(act: Act, imported: Any, dry_run: bool) -> Counts:
    """Needs what an import of the same classes needs: open windows, and nothing submitted (R6.2)."""
    batch_id, class_ids = imported.batch_id, await history.class_ids_of(act.db, imported.id)
    await require_working(act, batch_id, class_ids)
    locked = await sheets.lock_sheets(act.db, batch_id, ranking.of_same_grades(batch_id, class_ids))
    require_not_submitted([row for row in locked if row.class_id in set(class_ids)], "input.id")
    counts = await _undo_watched(act, imported, dry_run)
    if not dry_run:
        await ranking.rank(act.db, batch_id, class_ids)
    return counts


async def _undo_roster(act: Act, imported: Any, dry_run: bool) -> Counts:
    """Leaves somebody who can run the system, as an import does."""
    await lock_roster(act.db)
    await batches.lock_running(act.db)
    await roles.lock_super_admins(act.db)
    before = await roles.count_super_admins(act.db)
    async with settling_moved(act, "undoImport"):
        counts = await _undo_watched(act, imported, dry_run)
    if before and not await roles.count_super_admins(act.db):
        raise LastSuperAdmin("input.id")
    return counts


async def _undo_in_batch(act: Act, imported: Any, dry_run: bool) -> Counts:
    """Needs an open batch, as importing does; the classes are locked, so that nobody assigns, computes or submits in
    between.
    """
    require_batch_open((await act.batch(imported.batch_id)).status)
    class_ids = await history.class_ids_of(act.db, imported.id)
    await participant_changes.lock_classes(act.db, imported.batch_id, class_ids)
    counts = await _undo_watched(act, imported, dry_run)
    if ImportKind(imported.kind).of_scheme and not dry_run:
        await mark_classes(act.db, StaleReason.INPUTS, imported.batch_id, class_ids)
    return counts


async def _undo_watched(act: Act, imported: Any, dry_run: bool) -> Counts:
    tables = await undoing.prepare(act.db, imported.id)
    await undoing.lock_rows(act.db, tables)
    _require_nothing(act, await obstacles.fetch_obstacles(act.db, [imported.id]))
    counts = await undoing.count_rows(act.db, imported.kind)
    if not dry_run:
        await undoing.restore(act.db, tables)
    return counts


def _require_nothing(act: Act, found: Sequence[Obstacle]) -> None:
    """Requires that nothing stands in the way, and names everything that does."""
    left = in_the_way(act.viewer, found)
    if left:
        raise Refusals(
            ImportOverlaid("input.id", what_zh=words(one, act.zone, "zh"), what_en=words(one, act.zone, "en"))
            for one in left
        )


_UNDOING: dict[str, Callable[[Act, Any, bool], Awaitable[Counts]]] = {
    ImportKind.COURSE_SCORES: _undo_course_scores,
    ImportKind.COMPREHENSIVE_RESULTS: _undo_comprehensive_results,
    ImportKind.ROSTER: _undo_roster,
    ImportKind.ASSIGNED_STAFF: _undo_in_batch,
    ImportKind.SCHEME_VALUES: _undo_in_batch,
    ImportKind.SCHEME_ITEMS: _undo_in_batch,
}
