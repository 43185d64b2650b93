"""A course has a worth in the model, by its attempts, the college's scale and its decisions (R10.3 - R10.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

Course = tuple[int, str]
"""Term and code."""
KINDS = {"": ("FIRST", "初修"), "$": ("RESIT", "补考"), "*": ("RETAKE", "重修")}
"""The kinds of attempt, in their order, by the mark behind the score (R10.5)."""
LEVELS = {"优秀": "95", "良好": "85", "合格": None}
TREATMENTS = {"缺考": "ZERO", "免修": "LEFT_OUT", "缓考": "UNDECIDED"}
"""R10.3, R10.4: of the default scale, what the model's words need."""


class Attempt(NamedTuple):
    """One row of a course."""

    text: str
    credit: Decimal

    @property
    def mark(self) -> str:
        return self.text[-1] if self.text[-1] in "$*" else ""

    @property
    def kind(self) -> str:
        return KINDS[self.mark][0]

    @property
    def word(self) -> str:
        return self.text.removesuffix(self.mark) if self.mark else self.text

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.word) if self.word[0].isdigit() else None


class Taken(NamedTuple):
    """A course as it was entered: its attempts in R10.5's order; the version tells one state of it from another."""

    attempts: tuple[Attempt, ...]
    version: int


@dataclass
class CourseImport:
    """Holds what an import of course scores changed: each course before it, and as it left it (R10.9)."""

    changes: dict[tuple[str, Course], tuple[Taken | None, Taken]]
    colleges: frozenset[str]
    at: int


class Adjusted(NamedTuple):
    """This is how somebody lets a course count."""

    counted: bool = True
    ratio: Decimal | None = None
    at: int = 0


class Decision(NamedTuple):
    """Holds what a college decided on a word, or on one course of one student (R10.6)."""

    outcome: str
    points: Decimal | None
    at: int

    @property
    def score(self) -> Decimal | None:
        return {"ZERO": Decimal(0), "LEFT_OUT": None, "POINTS": self.points}[self.outcome]


Asked = tuple[str, str | None, Course | None]
"""A question: the text, and for one course alone whose it is and which."""


@dataclass
class Scale:
    """A college's scale of the year, with its decisions."""

    levels: dict[str, str | None] = field(default_factory=lambda: dict(LEVELS))
    treatments: dict[str, str] = field(default_factory=lambda: dict(TREATMENTS))
    retake: str = "FIRST"
    decisions: dict[Asked, Decision] = field(default_factory=dict)

    def settles(self, word: str) -> bool:
        return word in self.levels or self.treatments.get(word, "UNDECIDED") != "UNDECIDED"


class Worth(NamedTuple):
    """Tells what a course counts as just now."""

    score: Decimal | None
    counting: int | None
    """The place of the attempt that counts; None while nobody can say."""
    rule: str
    question: str | None
    """Names what would have to be decided, if it was not."""
    decided: Asked | None

    @property
    def undecided(self) -> bool:
        return self.question is not None and self.decided is None

    @property
    def left_out(self) -> bool:
        return self.score is None and not self.undecided

    @property
    def failed(self) -> bool:
        return self.score is not None and self.score < 60


def in_order(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """R10.5: by kind; equal rows are one attempt."""
    return tuple(dict.fromkeys(one for mark in KINDS for one in attempts if one.mark == mark))


def worth(scale: Scale, student: str, course: Course, attempts: tuple[Attempt, ...]) -> Worth:
    """R10.3 - R10.6."""
    if question := _clash(scale, attempts):
        asked: Asked = (question, student, course)
        decided = scale.decisions.get(asked)
        places = [place for place, one in enumerate(attempts) if decided and one.number == decided.points is not None]
        score = decided.score if decided else None
        return Worth(score, places[0] if places else None, "DECISION", question, asked if decided else None)
    place, question = _counting(scale, student, course, attempts)
    one = attempts[place]
    if question is None:
        rule = "NUMBER" if one.number is not None else "LEVEL" if one.word in scale.levels else "STATE"
        return Worth(points_of(scale, one), place, rule, None, None)
    both: tuple[Asked, Asked] = ((question, student, course), (question, None, None))
    for asked in both:
        if asked in scale.decisions:
            return Worth(scale.decisions[asked].score, place, "DECISION", question, asked)
    return Worth(None, place, "STATE", question, None)


def points_of(scale: Scale, one: Attempt) -> Decimal | None:
    """Tells what an attempt is worth by the scale, or by what was decided on its word; None where left out."""
    if one.number is not None:
        return one.number
    if one.word in scale.levels:
        points = scale.levels[one.word]
        return None if points is None else Decimal(points)
    if scale.settles(one.word):
        return Decimal(0) if scale.treatments[one.word] == "ZERO" else None
    decided = scale.decisions.get((one.word, None, None))
    return decided.score if decided else None


def _open(scale: Scale, one: Attempt) -> bool:
    return one.number is None and not scale.settles(one.word)


def _clash(scale: Scale, attempts: Sequence[Attempt]) -> str | None:
    """Rows of one kind that differ in what they are worth; the question names each value once, in order."""
    for mark, (_, name) in KINDS.items():
        same = [one for one in attempts if one.mark == mark]
        if len({one.word if _open(scale, one) else points_of(scale, one) for one in same}) > 1:
            return "；".join(f"{name} {word}" for word in sorted({one.word for one in same}))
    return None


def _counting(scale: Scale, student: str, course: Course, attempts: Sequence[Attempt]) -> tuple[int, str | None]:
    """Tells which attempt counts, and the word that must be decided for it (R10.5)."""
    if scale.retake != "BEST":
        place = 0 if scale.retake == "FIRST" else len(attempts) - 1
        return place, attempts[place].word if _open(scale, attempts[place]) else None
    asked = [place for place, one in enumerate(attempts) if _open(scale, one)]
    for place in asked:
        if (attempts[place].word, student, course) in scale.decisions:
            return place, attempts[place].word
    for place in asked:
        if (attempts[place].word, None, None) not in scale.decisions:
            return place, attempts[place].word
    points = [points_of(scale, one) for one in attempts]
    best = max((one for one in points if one is not None), default=None)
    place = points.index(best)
    return place, attempts[place].word if place in asked else None
