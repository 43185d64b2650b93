"""Settled courses become the values that are stored of them, and those become what is shown (R10.3, R10.5)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from core.rules.course_points import Attempt, Settled, Worth
from core.score_texts import plain_number, read_score
from db.score_kinds import AttemptKind, ScoreRule

OF_ATTEMPT = {
    "course_name": "courseName",
    "course_kind": "courseKind",
    "teacher": "teacher",
    "credit": "credit",
    "remark": "remark",
}
"""The values of a course that come from one of its attempts, with their names in its list."""


def attempts_of(listed: Sequence[Mapping[str, Any]] | None, text: str | None) -> list[Attempt]:
    """Returns the attempts of a stored list, or the single first attempt of a text."""
    if listed is None:
        return [Attempt(AttemptKind.FIRST, text or "")]
    return [Attempt(AttemptKind(one["kind"]), one["text"], one) for one in listed]


def worth_values(worth: Worth) -> dict[str, Any]:
    """Returns the stored values of what a score is worth."""
    return {
        "score": worth.points,
        "rule": worth.rule.value,
        "question": worth.question,
        "decision_id": worth.decision_id,
    }


def course_values(attempts: Sequence[Attempt], settled: Settled) -> dict[str, Any]:
    """Returns the stored values of a course with a list of attempts.

    Its own values are those of the attempt that counts, or of the first one where nobody can say.
    """
    counts = _counting(settled)
    shown = attempts[counts or 0].values
    values: dict[str, Any] = {name: shown[key] for name, key in OF_ATTEMPT.items()}
    values |= {"credit": Decimal(shown["credit"]), "text": _odd_text(shown["text"])}
    listed = [
        _listed(one, settled.worth if place == counts else settled.each[place], counts=place == counts)
        for place, one in enumerate(attempts)
    ]
    return {**values, **worth_values(settled.worth), "attempts": listed}


def _counting(settled: Settled) -> int | None:
    """Returns the attempt that counts. Of attempts that clash, it is the one whose points were decided on."""
    points = settled.worth.points
    if settled.counts is not None or points is None:
        return settled.counts
    return next((place for place, worth in enumerate(settled.each) if worth.points == points), None)


def _listed(attempt: Attempt, worth: Worth, *, counts: bool) -> dict[str, Any]:
    points = None if worth.points is None else plain_number(worth.points)
    gained = {"points": points, "rule": worth.rule.value, "question": worth.question, "counts": counts}
    return {**attempt.values, **gained}


def _odd_text(text: str) -> str | None:
    """Returns a text unless it is just its number."""
    number = read_score(text).number
    return None if number is not None and plain_number(number) == text else text


class ShownAttempt(NamedTuple):
    """Holds one attempt as the API shows it."""

    kind: AttemptKind
    text: str
    points: Decimal | None
    rule: ScoreRule
    counts: bool
    course_name: str
    credit: Decimal
    teacher: str | None
    remark: str | None


def shown_text(row: Any) -> str | None:
    """Returns the score as it came: of the attempt that counts, or of the first one. A plain number is its own text."""
    if row.attempts is not None:
        return str(next((one["text"] for one in row.attempts if one["counts"]), row.attempts[0]["text"]))
    return row.text if row.text is not None or row.score is None else plain_number(row.score)


def shown_rule(row: Any) -> ScoreRule:
    return ScoreRule(row.rule or ScoreRule.NUMBER)


def shown_attempts(row: Any) -> list[ShownAttempt]:
    """Returns every attempt in the order of the kinds; without a list, the course is its only one."""
    if row.attempts is not None:
        return [listed_attempt(one) for one in row.attempts]
    place = (row.course_name, row.credit, row.teacher, row.remark)
    return [ShownAttempt(AttemptKind.FIRST, shown_text(row) or "", row.score, shown_rule(row), True, *place)]


def listed_attempt(listed: Mapping[str, Any]) -> ShownAttempt:
    """Reads an attempt of a stored list."""
    return ShownAttempt(
        AttemptKind(listed["kind"]),
        listed["text"],
        None if listed["points"] is None else Decimal(listed["points"]),
        ScoreRule(listed["rule"]),
        listed["counts"],
        listed["courseName"],
        Decimal(listed["credit"]),
        listed.get("teacher"),
        listed.get("remark"),
    )
