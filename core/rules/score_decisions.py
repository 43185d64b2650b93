"""The form of a decision on undecided scores is checked here (R10.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import Invalid, Refusal, Refusals, ScoreNotUndecided
from core.rules.course_points import Scale, Verdict, is_about_attempts
from core.rules.reasons import reason_of
from core.score_texts import read_score
from db.tables import Outcome, Treatment

MOST_AT_ONCE = 1_000
MOST_POINTS = Decimal(100)


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """Says how a question is decided: by its text for every score of the college and year, or for one score."""

    outcome: Outcome
    points: Decimal | None
    reason: str
    text: str | None = None
    score_id: int | None = None

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.outcome, self.points)


def require_sensible(requested: Sequence[DecisionForm]) -> None:
    """Refuses everything that is wrong with the forms by themselves.

    Raises:
        Refusals: all of it, each with its place.
    """
    if not 1 <= len(requested) <= MOST_AT_ONCE:
        zh, en = f"一次可处理 1 至 {MOST_AT_ONCE} 项", f"Decide 1 to {MOST_AT_ONCE} at once"
        raise Invalid("input.decisions", zh, en)
    found = [wrong for place, one in enumerate(requested) for wrong in _wrong(one, place)]
    if found:
        raise Refusals(found)


def _wrong(one: DecisionForm, place: int) -> Sequence[Refusal]:
    found: list[Refusal] = []
    if (one.text is None) == (one.score_id is None):
        zh = "请用 text 指明待定的文字，或用 courseScoreId 指明一门课程"
        found.append(Invalid(path_of(place), zh, "Name the undecided text, or one course by courseScoreId"))
    if (one.points is not None) != (one.outcome is Outcome.POINTS):
        zh, en = "按分数计时须填写分数，其他情况不填", "Give points if it counts as points, and only then"
        found.append(Invalid(path_of(place, "points"), zh, en))
    elif one.points is not None and not 0 <= one.points <= MOST_POINTS:
        zh, en = f"分数应为 0 至 {MOST_POINTS}", f"Points must be from 0 to {MOST_POINTS}"
        found.append(Invalid(path_of(place, "points"), zh, en))
    try:
        reason_of(one.reason, path_of(place, "reason"), "处理的原因")
    except Invalid as wrong:
        found.append(wrong)
    return found


def word_of(text: str, scale: Scale, place: int) -> str:
    """Returns the word that a text is about.

    Raises:
        Refusal: the text is no word, or the scale says what it is worth.
    """
    path = path_of(place, "text")
    if is_about_attempts(text):
        zh = "多次成绩不一致的，请用 courseScoreId 逐门处理"
        raise Invalid(path, zh, "Attempts that clash are decided course by course, with courseScoreId")
    word = read_score(text).word
    if not word or word in scale.levels or scale.treatments.get(word, Treatment.UNDECIDED) is not Treatment.UNDECIDED:
        raise ScoreNotUndecided(path, text=text.strip())
    return word


def path_of(place: int, field: str | None = None) -> str:
    """Returns the path of a decision in the input, or of one of its fields."""
    return f"input.decisions.{place}" + (f".{field}" if field else "")


def audit_values(decision: Any) -> dict[str, Any]:
    """Converts a decision to values for the audit log."""
    return {
        "question": decision.question,
        "outcome": str(decision.outcome),
        "points": None if decision.points is None else str(decision.points),
        "reason": decision.reason,
    }
