"""试算与核对: what a draft changes, and how far it gives an earlier workbook's numbers; nothing is stored (R11)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from core.access import (
    COMPUTE_COMPREHENSIVE,
    SEE_COMPREHENSIVE,
    SEE_ITEM_SCORES,
    SEE_PARTICIPANTS,
    SEE_SINGLE_MARKS,
)
from core.acting import Act
from core.actions.comprehensive import require_same
from core.actions.scheme_computing import require_whole_grades
from core.actions.schemes import around, place_of_college, read, scheme_in_force
from core.errors import ItemScoresHidden
from core.rules.schemes.moving import changed_of, groups_of, moves_of
from core.workbooks.comprehensive import ComprehensiveSheet
from db.qualities import Qualities, qualities_of
from db.queries.computations.classes import classes as classes_of_batch
from db.queries.computations.classes import classes_with_ids
from db.queries.schemes import trying
from db.queries.schemes.computing import Computing
from db.schemes import RatingItem, Scheme

MOST_STUDENTS, MOST_CELLS = 200, 1_000


@dataclass(frozen=True, slots=True)
class TrialForm:
    """Holds what is tried (without a text the scheme in force), and where: without classes, in all that one may
    compute.
    """

    batch_id: int
    college_id: int | None = None
    text: str | None = None
    class_ids: Sequence[int] | None = None


class LeftOut(StrEnum):
    """Says why a trial does not compare a student."""

    LACKING = "LACKING"
    WITHHELD = "WITHHELD"
    UNSEEN = "UNSEEN"


PARTS = ("score", "level", "class_place", "grade_place")


async def try_scheme(act: Act, form: TrialForm) -> dict[str, Any]:
    """Compares a draft, or without one the scheme in force, with the stored results that the viewer sees."""
    qualities, rows = await _tried(act, "tryScheme", form)
    compared = [row for row in rows if row.compared]
    left_out = [(row, why) for row in rows if (why := _why_left_out(row)) is not None]
    count = Counter(why for _, why in left_out)
    moved = [(row, moves) for row in compared if (moves := list(_moves(row, qualities)))]
    return {
        "student_count": len(rows),
        "lacking_count": count[LeftOut.LACKING],
        "withheld_count": count[LeftOut.WITHHELD],
        "unseen_count": count[LeftOut.UNSEEN],
        "left_out": [
            SimpleNamespace(number=row.number, name=row.name, class_name=row.class_name, why=why)
            for row, why in left_out[:MOST_STUDENTS]
        ],
        "compared_count": len(compared),
        "changed_count": len(moved),
        "changed": list(changed_of(compared, qualities)),
        "groups": list(groups_of(compared, qualities)),
        "moves": list(moves_of(compared, qualities)),
        "students": [
            SimpleNamespace(number=row.number, name=row.name, class_name=row.class_name, changes=moves)
            for row, moves in moved[:MOST_STUDENTS]
        ],
    }


async def workbook_of(act: Act, batch_id: int) -> tuple[Sequence[str], Qualities]:
    """Returns the levels and the qualities by which a workbook of results is read before it is checked."""
    act.viewer.require_any(COMPUTE_COMPREHENSIVE)
    batch = await act.batch(batch_id)
    return batch.levels, qualities_of(batch)


async def check_scheme(act: Act, form: TrialForm, sheet: ComprehensiveSheet, read_as: Qualities) -> dict[str, Any]:
    """Compares every cell of a workbook of results with what the draft, or the scheme in force, gives.

    Args:
        read_as: the list of qualities by which the workbook was read.

    Raises:
        Conflict: the batch has another list by now.
    """
    await require_same(act, form.batch_id, read_as)
    qualities, rows = await _tried(act, "checkScheme", form)
    known = {row.number: row for row in rows if not row.lacking and not row.withheld}
    compared = [(known[number], cells) for number, cells in _cells(sheet) if number in known]
    unequal = [list(_unequal(row, cells, qualities)) for row, cells in compared]
    cells = [one for each in unequal for one in each]
    return {
        "student_count": sheet.row_count,
        "compared_count": len(compared),
        "equal_count": unequal.count([]),
        "cell_count": len(cells),
        "cells": cells[:MOST_CELLS],
        **_uncompared({row.number: row for row in rows}, [number for number, _ in _cells(sheet)]),
    }


def _why_left_out(row: Any) -> "LeftOut | None":
    if row.compared:
        return None
    return LeftOut.LACKING if row.lacking else LeftOut.WITHHELD if row.withheld else LeftOut.UNSEEN


def _uncompared(known: Mapping[str, Any], numbers: Sequence[str]) -> dict[str, int]:
    """Counts those students of a workbook who could not be compared, by reason."""
    found = [known[number] for number in numbers if number in known]
    return {
        "lacking_count": sum(row.lacking for row in found),
        "withheld_count": sum(row.withheld for row in found),
        "unknown_count": len(numbers) - len(found),
    }


async def _tried(act: Act, action: str, form: TrialForm) -> tuple[Qualities, Sequence[Any]]:
    """Computes the draft for everybody of the college. The audit log tells who tried it: a draft shows numbers."""
    act.viewer.require_any(COMPUTE_COMPREHENSIVE)
    batch = await act.batch(form.batch_id)
    chosen = await place_of_college(act, COMPUTE_COMPREHENSIVE, form.batch_id, form.college_id)
    classes = await trying.classes_of(act.db, batch.id, chosen, act.viewer.scope(COMPUTE_COMPREHENSIVE))
    if form.class_ids is not None:
        classes = await _named_classes(act, batch.id, form.class_ids, classes)
    if form.text is None:
        _, scheme = await scheme_in_force(act, batch, chosen)
    else:
        scheme = read(form.text, await around(act, batch, chosen))
    _require_no_item_scores(act, scheme, chosen, classes, batch.id)
    await require_whole_grades(act, batch.id, scheme, classes)
    computing = Computing(scheme, "", batch, classes)
    qualities = qualities_of(batch)
    await act.record(action, scheme.title, new={"draft": form.text is not None}, batch_id=batch.id, college_id=chosen)
    marks = act.viewer.scope(SEE_SINGLE_MARKS)
    sees_marks = all((batch.id, one) in marks.classes for one in classes)
    scope = act.viewer.scope(SEE_COMPREHENSIVE)
    return qualities, await trying.tried(act.db, computing, qualities, scope, sees_marks=sees_marks)


async def _named_classes(act: Act, batch_id: int, class_ids: Sequence[int], tried: Sequence[int]) -> list[int]:
    """Returns those of the classes that are named, each judged by the roles that reach it (R8.2)."""
    found = {row.class_id: row for row in await classes_of_batch(act.db, batch_id, classes_with_ids(class_ids))}
    for class_id in class_ids:
        act.reach(COMPUTE_COMPREHENSIVE, SEE_PARTICIPANTS, found.get(class_id), "class", "input.classIds")
    return [one for one in tried if one in found]


def _require_no_item_scores(act: Act, scheme: Scheme, college_id: int, classes: Sequence[int], batch_id: int) -> None:
    """Refuses a trial that could tell the scores of single rating items to people who may not see them (R5.7, R8)."""
    reads_items = any(isinstance(one, RatingItem) for one in scheme.inputs.values())
    scope = act.viewer.scope(SEE_ITEM_SCORES)
    sees_all = scope.school or college_id in scope.colleges or all((batch_id, one) in scope.classes for one in classes)
    if reads_items and not sees_all:
        raise ItemScoresHidden("input.text")


def _moves(row: Any, qualities: Qualities) -> Iterator[SimpleNamespace]:
    """Yields the qualities in which a student's score, level or place changes."""
    for place, one in enumerate(qualities):
        old, new = (_values(row, when, place) for when in ("old", "new"))
        if old != new:
            yield SimpleNamespace(code=one.code, **_named("old", old), **_named("new", new))


def _values(row: Any, when: str, place: int) -> tuple[Any, ...]:
    names = f"{when}_score_{place}", f"{when}_level_{place}", f"{when}_{place}_in_class", f"{when}_{place}_in_grade"
    return tuple(getattr(row, name) for name in names)


def _named(when: str, values: Sequence[Any]) -> dict[str, Any]:
    return {f"{when}_{part}": value for part, value in zip(PARTS, values, strict=True)}


def _cells(sheet: ComprehensiveSheet) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
    """Yields the score and level of every quality of each student in a workbook."""
    columns = (sheet.student_number, sheet.scores, sheet.levels, sheet.overall_score, sheet.overall_level)
    for number, scores, levels, score, level in zip(*columns, strict=True):
        yield number, [*zip(scores, levels, strict=True), (score, level)]


def _unequal(row: Any, cells: Sequence[tuple[Any, Any]], qualities: Qualities) -> Iterator[SimpleNamespace]:
    for place, (one, given) in enumerate(zip(qualities, cells, strict=True)):
        for what, workbook in zip(("score", "level"), given, strict=True):
            computed = getattr(row, f"new_{what}_{place}")
            if computed != workbook:
                values = {"workbook": _text(workbook), "computed": _text(computed)}
                yield SimpleNamespace(number=row.number, name=row.name, code=one.code, **values)


def _text(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
