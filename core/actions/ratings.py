"""评分成绩计算管理 (1.1.3.4): rating scores are computed as often as needed (R5.6)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core.access import COMPUTE_RATING, SEE_PARTICIPANTS
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.errors import NothingToCompute, PhaseNotOpen, RatingScoresStale
from core.operations.kinds import Done
from core.rules.rating_showing import Shown, Verdict, judge
from core.rules.windows import MODULE_ZH, STATUS_ZH, who_ended_rating
from db.queries.batches import phases
from db.queries.comprehensive.staleness import mark_classes
from db.queries.computations import classes as computed_classes
from db.queries.computations.classes import classes_with_ids, lock_classes, reached_classes
from db.queries.ratings import computation, showing, states
from db.tables import Module, StaleReason, Status


async def compute_rating_scores(act: Act, batch_id: int, choice: computation.Choice) -> Done:
    """Runs 开始计算 for the chosen classes, or for all that the viewer may compute; each run replaces
    the last (R5.6, R15.3).
    """
    act.viewer.require_any(COMPUTE_RATING)
    await act.batch(batch_id)
    reached = await _reached_classes(act, batch_id, choice)
    await _require_begun(act, batch_id, {row.college_id for row in reached})
    condition = classes_with_ids([row.class_id for row in reached])
    locked = await lock_classes(act.db, batch_id, condition)
    if not locked:
        raise NothingToCompute("input")
    return await _computed(act, batch_id, {row.class_id: row for row in locked})


async def _computed(act: Act, batch_id: int, classes: Mapping[int, Any]) -> Done:
    """Computes each class as `core.rules.rating_showing` judges it: a class that would reveal a peer's marks keeps its
    shown result.
    """
    verdicts, counted = await judged(act, batch_id, classes)
    changed = {one for one, row in classes.items() if not row.rating_computed_at}
    changed.update(await states.stale_among(act.db, batch_id, classes))
    shown = [class_id for class_id, verdict in verdicts.items() if verdict.shown]
    whole = [class_id for class_id in shown if verdicts[class_id].whole]
    students = await computation.compute(act.db, batch_id, shown, whole, act.author) if shown else 0
    await computation.mark_computed(act.db, batch_id, shown, act.author)
    await mark_classes(act.db, StaleReason.RATING, batch_id, [one for one in shown if one in changed])
    new = {one: (counted.get(one, {}), verdicts[one].whole) for one in shown if verdicts[one].new}
    await showing.store_shown(act.db, batch_id, new, act.now)
    held_back = {class_id: verdict.lacking for class_id, verdict in verdicts.items() if not verdict.shown}
    await act.record_each("computeRatingScores", (_held_back(classes[one], held_back[one]) for one in held_back))
    return Done(students, {"class_ids": shown, "student_count": students, "held_back": held_back})


async def require_ratings_computed(act: Act, batch_id: int, classes: Mapping[int, Any]) -> None:
    """Requires that the rating scores of these classes count every ballot that they may count (R11.5).

    A class whose computation would be held back has the scores that R5.7 lets stand.
    """
    stale = await states.stale_among(act.db, batch_id, classes) if classes else []
    if stale:
        rows = await computed_classes.classes(act.db, batch_id, classes_with_ids(stale))
        verdicts, _ = await judged(act, batch_id, {row.class_id: row for row in rows})
        lacking = [row.name for row in rows if verdicts[row.class_id].shown]
        if lacking:
            raise RatingScoresStale("input.classIds", classes="、".join(lacking))


def _held_back(row: Any, lacking: int) -> dict[str, Any]:
    """Returns the audit entry of a class that keeps its shown result."""
    place = {"batch_id": row.batch_id, "college_id": row.college_id, "class_id": row.class_id}
    return {"subject": row.name, "new": {"heldBack": True, "lacking": lacking}, **place}


async def judged(
    act: Act, batch_id: int, classes: Mapping[int, Any]
) -> tuple[dict[int, Verdict], dict[int, showing.Versions]]:
    """Returns what may be shown of each class, and the peer ballots that it counts now."""
    counted = await showing.fetch_submitted(act.db, batch_id, classes)
    before = await showing.fetch_shown(act.db, batch_id, classes)
    rows = await showing.rating_phases(act.db, batch_id, {row.college_id for row in classes.values()})
    phases = {row.college_id: row for row in rows}
    verdicts = {}
    for class_id, row in classes.items():
        phase, earlier = phases[row.college_id], [Shown(*one) for one in before.get(class_id, [])]
        over, self_rating = who_ended_rating(phase, act.today), phase.self_rating
        verdicts[class_id] = judge(earlier, counted.get(class_id, {}), over=over, self_rating=self_rating)
    return verdicts, counted


async def compute_chosen_rating_scores(act: Act, batch_id: int, **choice: Any) -> Done:
    """Runs the same computation for plain values."""
    return await compute_rating_scores(act, batch_id, computation.Choice(**choice))


async def _reached_classes(act: Act, batch_id: int, choice: computation.Choice) -> Sequence[Any]:
    """Returns the classes to compute; named classes are judged by the roles that reach them, others
    are found by those roles.
    """
    if choice.class_ids is None:
        scope = act.viewer.scope(COMPUTE_RATING)
        return await computed_classes.classes(act.db, batch_id, reached_classes(scope), choice.fits())
    named = await computed_classes.classes(act.db, batch_id, classes_with_ids(choice.class_ids))
    found = {row.class_id: row for row in named}
    for class_id in choice.class_ids:
        act.reach(COMPUTE_RATING, SEE_PARTICIPANTS, found.get(class_id), "class", "input.classIds")
    return await computed_classes.classes(act.db, batch_id, choice.fits())


async def _require_begun(act: Act, batch_id: int, college_ids: Collection[int]) -> None:
    """Allows the computation from the first opening of the phase until the approval, with or without a
    window (R5.6).
    """
    rows = await phases.lock_phases(act.db, batch_id, college_ids, Module.RATING)
    await require_not_approved(act, batch_id, college_ids)
    begun = {row.college_id for row in rows if row.first_opened_at is not None}
    if begun >= set(college_ids):
        return
    [status, *_] = [row.status for row in rows if row.first_opened_at is None] or [Status.NOT_OPENED]
    module = Module.RATING
    raise PhaseNotOpen(
        module=module.value, module_zh=MODULE_ZH[module], status=status, status_zh=STATUS_ZH[Status(status)]
    )
