"""待定成绩: the college decides how scores count that its scale does not settle, and can take that back (R10.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from core.access import KEEP_GRADE_SCALE, SEE_COURSES, SEE_SCORE_QUESTIONS
from core.acting import Act
from core.actions.grade_scales import hold_college, hold_scores
from core.actions.laid_down import LaidDown, laid_down
from core.actions.rescoring import rescore
from core.errors import Forbidden, Invalid, NotFound, Refusal, Refusals, ScoreNotUndecided
from core.rules.course_points import asked
from core.rules.score_decisions import DecisionForm, audit_values, path_of, require_sensible, word_of
from core.rules.settled_courses import attempts_of
from db.queries.courses import decisions, lists, questions

NO_COURSE = (None, None, None)


@dataclass(frozen=True, slots=True)
class Decided:
    """One form together with the question that it decides; `score` is the course, or None for all of a word's."""

    form: DecisionForm
    question: str
    score: Any = None

    @property
    def key(self) -> tuple[Any, ...]:
        """Returns what there is only one decision for, within the college and year."""
        score = self.score
        return (self.question, *(NO_COURSE if score is None else (score.student_id, score.term, score.course_code)))


async def decide_scores(
    act: Act, college_id: int | None, academic_year: str, requested: Sequence[DecisionForm]
) -> dict[str, Any]:
    """Runs 处理 for all of the questions or none. A decision that stands already is left as it is."""
    college = await hold_college(act, college_id, academic_year)
    require_sensible(requested)
    laid = (await laid_down(act.db, [college.id], academic_year))[college.id]
    decided = await _judged(act, college.id, academic_year, requested, laid)
    known = {_key(row): row for row in laid.decisions}
    fresh = [one for one in decided if not _stands(one, known.get(one.key))]
    rescored: dict[str, Any] = {"rescored": 0, "stale_classes": []}
    if fresh:
        rows = [_columns(act, college.id, academic_year, one) for one in fresh]
        await decisions.store_decisions(act.db, rows)
        await act.record_each("decideScores", [_entry(college, academic_year, one, known) for one in fresh])
        rescored = await rescore(act, "decideScores", college.id, academic_year)
    stored = {_key(row): row for row in await decisions.fetch_decisions(act.db, [college.id], academic_year)}
    return {"decisions": [stored[one.key] for one in decided], **rescored}


async def _judged(
    act: Act, college_id: int, academic_year: str, requested: Sequence[DecisionForm], laid: LaidDown
) -> list[Decided]:
    """Finds the question of each form.

    Raises:
        Refusals: all that can't be decided, each with its place.
    """
    ids = [one.score_id for one in requested if one.score_id is not None]
    scores = await questions.scores_to_decide(act.db, ids)
    seen = await _seen_scores(act, ids)
    found: list[Decided] = []
    refusals: list[Refusal] = []
    for place, form in enumerate(requested):
        try:
            if form.score_id is None:
                found.append(Decided(form, word_of(form.text or "", laid.scale, place)))
            else:
                score = scores.get(form.score_id)
                _require_reached(act, score, form.score_id in seen, place)
                found.append(_of_score(form, score, college_id, academic_year, laid, place))
            if any(one.key == found[-1].key for one in found[:-1]):
                raise Invalid(path_of(place), "同一项填写了两次", "The same question is decided twice")
        except Refusal as refusal:
            refusals.append(refusal)
    refusals += [] if refusals else await _never_asked(act, college_id, academic_year, found, laid)
    if refusals:
        raise Refusals(refusals)
    return found


async def _seen_scores(act: Act, ids: Sequence[int]) -> set[int]:
    """Returns those of the scores that the viewer finds when reading (R8.6)."""
    seen = lists.Seen(act.viewer.scope(SEE_COURSES))
    return {row.id for row in await lists.courses_by_id(act.db, seen, ids)}


def _require_reached(act: Act, score: Any, seen: bool, place: int) -> None:
    """Refuses a score that the viewer does not see as one that never was (R8.2)."""
    reached = score is not None and act.viewer.scope(KEEP_GRADE_SCALE).reaches(_placed(score))
    if not reached and not seen:
        raise NotFound("course score", path_of(place, "courseScoreId"))
    if not reached:
        raise Forbidden


def _placed(score: Any) -> Any:
    return SimpleNamespace(batch_id=None, college_id=score.college_id, class_id=None, student_id=None)


def _of_score(
    form: DecisionForm, score: Any, college_id: int, academic_year: str, laid: LaidDown, place: int
) -> Decided:
    path = path_of(place, "courseScoreId")
    if (score.college_id, score.academic_year) != (college_id, academic_year):
        raise Invalid(path, "该课程不属于所选的学院和学年", "The course is not of this college and academic year")
    question = _question(score, laid)
    if question is None:
        raise ScoreNotUndecided(path, text=score.text or score.course_name)
    return Decided(form, question, score)


def _question(score: Any, laid: LaidDown) -> str | None:
    """Returns what is to be decided on a score, or was decided. There is nothing to decide on a plain number."""
    if score.text is None and score.attempts is None:
        return None
    decided = laid.of_course((score.student_id, score.term, score.course_code))
    return asked(attempts_of(score.attempts, score.text), laid.scale, decided)


async def _never_asked(
    act: Act, college_id: int, academic_year: str, found: Sequence[Decided], laid: LaidDown
) -> list[Refusal]:
    """Refuses words that no score of the college has, since a slip would otherwise be taken for a decision."""
    known = {row.question for row in laid.decisions}
    words = {one.question for one in found if one.score is None} - known
    unknown = words - await questions.asked_words(act.db, college_id, academic_year, sorted(words))
    return [
        ScoreNotUndecided(path_of(place, "text"), text=one.question)
        for place, one in enumerate(found)
        if one.score is None and one.question in unknown
    ]


def _stands(one: Decided, known: Any) -> bool:
    if known is None:
        return False
    wanted = (one.form.outcome, one.form.points, one.form.reason.strip())
    return wanted == (known.outcome, known.points, known.reason)


def _key(row: Any) -> tuple[Any, ...]:
    return (row.question, row.student_id, row.term, row.course_code)


def _columns(act: Act, college_id: int, academic_year: str, one: Decided) -> dict[str, Any]:
    question, student_id, term, course_code = one.key
    return {
        "college_id": college_id,
        "academic_year": academic_year,
        "question": question,
        "student_id": student_id,
        "term": term,
        "course_code": course_code,
        "outcome": one.form.outcome.value,
        "points": one.form.points,
        "reason": one.form.reason.strip(),
        "decided_at": act.now,
        "decided_by": act.viewer.account_id,
    }


def _entry(college: Any, academic_year: str, one: Decided, known: Mapping[Any, Any]) -> dict[str, Any]:
    old = known.get(one.key)
    score = one.score
    new = SimpleNamespace(
        question=one.question, outcome=one.form.outcome, points=one.form.points, reason=one.form.reason.strip()
    )
    return {
        "subject": _subject(college.name, academic_year, one.question, score),
        "old": None if old is None else audit_values(old),
        "new": audit_values(new),
        "college_id": college.id,
        "class_id": None if score is None else score.class_id,
        "student_id": None if score is None else score.student_id,
    }


def _subject(college: str, academic_year: str, question: str, score: Any) -> str:
    if score is None:
        return f"{college} {academic_year} {question}"
    return f"{score.student_name} {score.student_number} {academic_year}-{score.term} {score.course_name}"


async def undo_decisions(act: Act, ids: Sequence[int]) -> dict[str, Any]:
    """Runs 撤销 for all of the decisions or none: their scores are undecided again."""
    act.viewer.require_any(KEEP_GRADE_SCALE)
    found = await _require_decisions(act, ids)
    places = sorted({(row.college_id, row.academic_year) for row in found.values()})
    for academic_year in sorted({year for _, year in places}):
        await hold_scores(act, [college for college, year in places if year == academic_year], academic_year)
    found = await _require_decisions(act, ids)
    await decisions.delete_decisions(act.db, list(found))
    await act.record_each("undoDecisions", [_undone(row) for row in found.values()])
    done = [await rescore(act, "undoDecisions", *place) for place in places]
    return {
        "rescored": sum(one["rescored"] for one in done),
        "stale_classes": [klass for one in done for klass in one["stale_classes"]],
    }


async def _require_decisions(act: Act, ids: Sequence[int]) -> dict[int, Any]:
    known = await decisions.decisions_with_ids(act.db, ids)
    seen = await decisions.seen_ids(act.db, act.viewer.scope(SEE_SCORE_QUESTIONS), ids)
    refusals = [NotFound("score decision", f"input.ids.{place}") for place, one in enumerate(ids) if one not in seen]
    if refusals or not ids:
        raise Refusals(refusals or [Invalid("input.ids", "请指定要撤销的处理", "Name the decisions to take back")])
    for row in known.values():
        act.viewer.require(KEEP_GRADE_SCALE, _placed(row))
    return known


def _undone(row: Any) -> dict[str, Any]:
    subject = f"{row.college_name} {row.academic_year} {row.question}"
    if row.student_id is not None:
        subject = f"{row.student_name} {row.student_number} {row.academic_year}-{row.term} {row.course_code}"
    return {
        "subject": subject,
        "old": audit_values(row),
        "new": None,
        "college_id": row.college_id,
        "class_id": None,
        "student_id": row.student_id,
    }
