"""按方案计算综合测评成绩: the imported stage of chapter 6, made by the college's scheme (R11)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from core.access import COMPUTE_COMPREHENSIVE, SEE_PARTICIPANTS
from core.acting import Act
from core.actions.comprehensive import require_not_submitted, require_working, result_entry
from core.actions.ratings import require_ratings_computed
from core.actions.schemes import scheme_in_force
from core.errors import (
    AcademicScoresStale,
    GradesIncomplete,
    InputMissingForAll,
    InputsMissing,
    NothingToCompute,
    Refusal,
    Refusals,
    ScoresOutOfRange,
)
from core.operations.kinds import Done
from core.rules.schemes.given import given_from
from core.rules.schemes.lacking import WholeClasses, in_words
from db.qualities import qualities_of
from db.queries.academic import staleness as academic
from db.queries.comprehensive import imports, ranking, sheets, staleness
from db.queries.computations.classes import classes, classes_with_ids, reached_classes
from db.queries.computations.runs import tune_planning
from db.queries.schemes.computing import SCORES_BELOW, Computing, left_out_of_grades, store_given
from db.schemes import Scheme, needs_grades
from db.tables import StaleReason

MOST_NAMED = 100
"""So many students are named at most."""


async def compute_comprehensive_results(act: Act, batch_id: int, class_ids: list[int] | None = None) -> Done:
    """Runs 按方案计算: whole classes or nothing; each computation replaces what was imported or computed before.

    Raises:
        Refusals: the students to whom something is lacking, or whose scores can't be stored.
    """
    act.viewer.require_any(COMPUTE_COMPREHENSIVE)
    batch = await act.batch(batch_id)
    qualities = qualities_of(batch)
    covered = await _reached(act, batch_id, class_ids)
    if not covered:
        raise NothingToCompute("input.classIds")
    await require_working(act, batch_id, covered)
    locked = await sheets.lock_sheets(act.db, batch_id, ranking.of_same_grades(batch_id, covered))
    mine = [row for row in locked if row.class_id in set(covered)]
    require_not_submitted(mine, "input.classIds")
    await tune_planning(act.db)
    await imports.open_staging(act.db)
    versions, computings = await _schemes_of(act, batch, mine)
    for computing in computings:
        await computing.compute(act.db, qualities)
        await _require_complete(act, computing, computing.scheme)
    created, replaced = await imports.count_changes(act.db, batch_id)
    if replaced:
        await imports.audit_replaced(act.db, act.author, "computeComprehensiveResults", batch_id, qualities)
    reads = {computing.text: staleness.reads_of(computing.scheme) for computing in computings}
    computed_by = [imports.ComputedBy(college, one.id, reads[one.text]) for college, one in versions.items()]
    await imports.store_results(
        act.db, batch_id, covered, at=act.now, by=act.viewer.account_id, computed_by=computed_by
    )
    await store_given(act.db, batch_id)
    await ranking.rank(act.db, batch_id, covered)
    entries = (
        result_entry(row, new={"scheme": versions[row.college_id].title, "students": row.participant_count})
        for row in mine
    )
    await act.record_each("computeComprehensiveResults", entries)
    students = sum(row.participant_count for row in mine)
    counts = {"created": created, "replaced": replaced, "unchanged": students - created - replaced}
    return Done(students, {**counts, "batch_id": str(batch_id), "class_ids": covered, "student_count": students})


async def _schemes_of(act: Act, batch: Any, rows: Sequence[Any]) -> tuple[dict[int, Any], list[Computing]]:
    """Returns each college's version, and the computations; colleges of one text are computed together."""
    versions, schemes = {}, {}
    classes: dict[str, list[int]] = defaultdict(list)
    for college_id in sorted({row.college_id for row in rows}):
        version, scheme = await scheme_in_force(act, batch, college_id)
        mine = [row for row in rows if row.college_id == college_id]
        of_college = [row.class_id for row in mine]
        await require_whole_grades(act, batch.id, scheme, of_college)
        await _require_current(act, batch.id, scheme, mine)
        versions[college_id], schemes[version.text] = version, scheme
        classes[version.text] += of_college
    return versions, [Computing(schemes[text], text, batch, of_text) for text, of_text in classes.items()]


async def _reached(act: Act, batch_id: int, class_ids: Sequence[int] | None) -> list[int]:
    """Returns the classes to compute, in which somebody takes part; named ones are judged by the roles that reach them
    (R8.1, R8.2).
    """
    if class_ids is None:
        rows = await classes(act.db, batch_id, reached_classes(act.viewer.scope(COMPUTE_COMPREHENSIVE)))
    else:
        rows = await classes(act.db, batch_id, classes_with_ids(class_ids))
        found = {row.class_id: row for row in rows}
        for class_id in class_ids:
            act.reach(COMPUTE_COMPREHENSIVE, SEE_PARTICIPANTS, found.get(class_id), "class", "input.classIds")
    return sorted(row.class_id for row in rows)


async def require_whole_grades(act: Act, batch_id: int, scheme: Scheme, class_ids: Sequence[int]) -> None:
    """Requires every class of a grade where results depend on the whole grade."""
    if needs_grades(scheme):
        missing = await left_out_of_grades(act.db, batch_id, class_ids)
        if missing:
            raise GradesIncomplete("input.classIds", classes="、".join(missing))


async def _require_current(act: Act, batch_id: int, scheme: Scheme, classes: Sequence[Any]) -> None:
    """Requires that the scores which the scheme takes were computed from the courses and ballots of now."""
    ids = [row.class_id for row in classes]
    if staleness.reads_academic_scores(scheme):
        stale = set(await academic.stale_among(act.db, batch_id, ids))
        if stale:
            names = (row.name for row in classes if row.class_id in stale)
            raise AcademicScoresStale("input.classIds", classes="、".join(names))
    if StaleReason.RATING in staleness.reads_of(scheme):
        await require_ratings_computed(act, batch_id, {row.class_id: row for row in classes})


async def _require_complete(act: Act, computing: Computing, scheme: Scheme) -> None:
    """Requires that nothing is lacking, and that every score can be stored."""
    count, outside = await computing.count_faults(act.db)
    if count:
        whole = _whole_classes(computing.needed, await computing.missing(act.db))
        told = {one.name: [klass.id for klass in one.classes] for one in whole}
        rows = await computing.lacking(act.db, told, MOST_NAMED)
        of_all = [InputMissingForAll("input", **one.values(scheme)) for one in whole]
        raise Refusals([*of_all, *(_missing(row, scheme, told) for row in rows)], problem_count=count)
    if outside:
        rows = await computing.out_of_range(act.db, MOST_NAMED)
        raise Refusals((_outside(row, computing.batch) for row in rows), problem_count=outside)


def _whole_classes(labels: Mapping[str, str], classes: Sequence[Any]) -> list[WholeClasses]:
    """Finds the inputs that everybody of a class lacks. A class of one is named as a student."""
    found = []
    for name, label in labels.items():
        lacks = [one for one in classes if one.total > 1 and getattr(one, label) == one.total]
        if lacks:
            found.append(WholeClasses(name, lacks, every=len(lacks) == len(classes)))
    return found


def _missing(row: Any, scheme: Scheme, told: Mapping[str, Sequence[int]]) -> Refusal:
    of_class = [name for name, class_ids in told.items() if row.id in class_ids]
    zh, en = in_words(scheme, given_from(row), of_class)
    return InputsMissing("input", what_zh=zh, what_en=en, **_who(row))


def _outside(row: Any, batch: Any) -> Refusal:
    """Names the first quality that can't be stored, without its score, which the college may not see yet."""
    scored = zip(qualities_of(batch), row.scores, strict=True)
    name = next(one.name for one, score in scored if not 0 <= score < SCORES_BELOW)
    return ScoresOutOfRange("input", quality=name, **_who(row))


def _who(row: Any) -> dict[str, Any]:
    return {"name": row.name, "number": row.number, "school_class": row.class_name}
