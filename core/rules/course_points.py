"""Course scores get their points here, from level words, states, attempts and decisions (R10.3 - R10.6).

The functions are pure. They settle one course at a time, and only courses whose score is not just one number.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from core.score_texts import plain_number, read_score
from db.score_kinds import AttemptKind, Outcome, RetakeRule, ScoreRule, Treatment

LEVELS: Mapping[str, Decimal | None] = {
    "优秀": Decimal(95),
    "优": Decimal(95),
    "良好": Decimal(85),
    "良": Decimal(85),
    "中等": Decimal(75),
    "中": Decimal(75),
    "及格": Decimal(65),
    "不及格": Decimal(0),
    "合格": None,
    "通过": None,
}
TREATMENTS: Mapping[str, Treatment] = {
    "缺考": Treatment.ZERO,
    "作弊": Treatment.ZERO,
    "取消资格": Treatment.ZERO,
    "免修": Treatment.LEFT_OUT,
    "缓考": Treatment.UNDECIDED,
    "未评": Treatment.UNDECIDED,
}
_PROPOSED_ZERO = frozenset(
    ["不合格", "不通过", "缺", "旷考", "舞弊", "违纪", "作弊", "取消", "取消考试资格", "缺考", "F"]
)
_PROPOSED_LEFT_OUT = frozenset(
    ["缓考", "缓", "未评", "未考", "未录入", "暂无", "无", "无成绩", "休学", "免考", "免听", "-", "--", "/", "P"]
)
_BETWEEN = "；"
ORDER = {AttemptKind.FIRST: 0, AttemptKind.RESIT: 1, AttemptKind.RETAKE: 2}
KIND_ZH = {AttemptKind.FIRST: "初修", AttemptKind.RESIT: "补考", AttemptKind.RETAKE: "重修"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Says how a decision makes a score count; `points` only with POINTS. A stored decision has an id."""

    outcome: Outcome
    points: Decimal | None = None
    decision_id: int | None = field(default=None, compare=False)

    @property
    def worth(self) -> Decimal | None:
        return Decimal(0) if self.outcome is Outcome.ZERO else self.points


@dataclass(frozen=True, slots=True)
class Scale:
    """Holds what a college has laid down for a year; `words` are its decisions on words (R10.6)."""

    levels: Mapping[str, Decimal | None] = field(default_factory=lambda: LEVELS)
    treatments: Mapping[str, Treatment] = field(default_factory=lambda: TREATMENTS)
    retake_rule: RetakeRule = RetakeRule.FIRST
    words: Mapping[str, Verdict] = field(default_factory=dict)


class Attempt(NamedTuple):
    """One row of a file; `values` are its other columns, of which the attempt that counts gives the course's."""

    kind: AttemptKind
    text: str
    values: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Worth:
    """Says what a score is worth: `points`, or None if it is left out or if `question` is still undecided.

    With the rule DECISION, `decision_id` is the decision that gave the points (`CourseScore.decision_id`).
    """

    points: Decimal | None
    rule: ScoreRule
    question: str | None = None
    decision_id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Settled:
    """Holds the worth of a course, which attempt gave it (by place; None if nobody can say), and the worth of each."""

    worth: Worth
    counts: int | None
    each: tuple[Worth, ...]


def worth_of(text: str, scale: Scale) -> Worth:
    """Returns what one text is worth by itself (R10.3, R10.4)."""
    number, word, _ = read_score(text)
    if word is None:
        return Worth(number, ScoreRule.NUMBER)
    if word in scale.levels:
        return Worth(scale.levels[word], ScoreRule.LEVEL)
    treatment = scale.treatments.get(word, Treatment.UNDECIDED)
    if treatment is not Treatment.UNDECIDED:
        return Worth(Decimal(0) if treatment is Treatment.ZERO else None, ScoreRule.STATE)
    if decided := scale.words.get(word):
        return _decided(decided)
    return Worth(None, ScoreRule.STATE, word)


def _decided(verdict: Verdict) -> Worth:
    return Worth(verdict.worth, ScoreRule.DECISION, decision_id=verdict.decision_id)


def settle(attempts: Sequence[Attempt], scale: Scale, decided: Mapping[str, Verdict] | None = None) -> Settled:
    """Returns what a course with these attempts is worth.

    Args:
        attempts: in the order of the file; at least one.
        decided: decisions on this very course, by the question that they answer. They win over decisions on words.
    """
    settled = _by_rules(attempts, scale)
    before = _undecided(attempts, scale, decided) if decided else settled
    verdict = (decided or {}).get(before.worth.question or "")
    return replace(settled, worth=_decided(verdict), counts=before.counts) if verdict else settled


def asked(attempts: Sequence[Attempt], scale: Scale, decided: Container[str]) -> str | None:
    """Returns the question that a decision on this course answers, whether it is still undecided or was decided for
    the course or for its word. Returns None if there is nothing to decide.

    Args:
        decided: the questions that decisions on this very course answer.
    """
    return _undecided(attempts, scale, decided).worth.question


def _undecided(attempts: Sequence[Attempt], scale: Scale, decided: Container[str]) -> Settled:
    """Returns the course as it is without the decision that answers its question."""
    first = _by_rules(attempts, replace(scale, words={}))
    if first.worth.question is None or first.worth.question in decided:
        return first
    later = _by_rules(attempts, scale)
    return later if later.worth.question else first


def is_about_attempts(question: str) -> bool:
    """Tells whether a question names attempts that clash; a word never holds a full-width semicolon."""
    return _BETWEEN in question


def _by_rules(attempts: Sequence[Attempt], scale: Scale) -> Settled:
    """Settles a course by everything but the decisions on this very course."""
    each = tuple(worth_of(one.text, scale) for one in attempts)
    places = sorted(range(len(attempts)), key=lambda place: ORDER[attempts[place].kind])
    clash = _clash(attempts, each, places)
    counts = None if clash else _counting(each, places, scale.retake_rule)
    return Settled(Worth(None, ScoreRule.DECISION, clash) if clash else each[counts or 0], counts, each)


def _clash(attempts: Sequence[Attempt], each: Sequence[Worth], places: Sequence[int]) -> str | None:
    """Names attempts of the same kind that differ, which nobody can tell apart (R10.5), or returns None."""
    by_kind: dict[AttemptKind, list[int]] = {}
    for place in places:
        by_kind.setdefault(attempts[place].kind, []).append(place)
    for kind, found in by_kind.items():
        if len({(each[place].points, each[place].question) for place in found}) > 1:
            texts = sorted({_same_however_written(attempts[place].text) for place in found})
            return _BETWEEN.join(f"{KIND_ZH[kind]} {text}" for text in texts)
    return None


def _same_however_written(text: str) -> str:
    """Returns the form that 78, 78.0 and 78分 share, and 缓考 and “缓 考”, so that a question is asked only once."""
    number, word, _ = read_score(text)
    return (word or text) if number is None else plain_number(number)


def _counting(each: Sequence[Worth], places: Sequence[int], rule: RetakeRule) -> int:
    """Returns the place of the attempt that counts. The best one is unknown while any is undecided."""
    if rule is RetakeRule.FIRST:
        return places[0]
    if rule is RetakeRule.LAST:
        return places[-1]
    undecided = [place for place in places if each[place].question]
    if undecided:
        return undecided[0]
    return max(places, key=lambda place: (each[place].points is not None, each[place].points or 0))


def proposal(question: str, attempts: Sequence[Attempt], scale: Scale) -> Verdict | None:
    """Proposes how to decide (R10.6), or returns None if nothing is known.

    A clash of attempts is decided as the retake rule would: the first, the last, or the best. A state is decided by
    another attempt's points, else by what its word usually means.
    """
    each = [worth_of(one.text, scale) for one in attempts]
    points = [one.points for one in each if one.points is not None]
    if points and scale.retake_rule is RetakeRule.BEST:
        return Verdict(Outcome.POINTS, max(points))
    if points:
        return Verdict(Outcome.POINTS, points[-1 if scale.retake_rule is RetakeRule.LAST else 0])
    if question in _PROPOSED_ZERO:
        return Verdict(Outcome.ZERO)
    if question in _PROPOSED_LEFT_OUT:
        return Verdict(Outcome.LEFT_OUT)
    number = read_score(question[:-1]).number if question and question[-1] in "#^$*?" else None
    return Verdict(Outcome.POINTS, number) if number is not None and number <= 100 else None
