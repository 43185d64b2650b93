"""A step says what comes next in a batch, until when, how much of it is done, and why it can't be done yet (R1.7)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from core.access import Right
from db.tables import RaterKind


class StepKind(StrEnum):
    """Names a step, in the manual's order: those of a college, then those of student affairs."""

    PARTICIPANTS = "PARTICIPANTS"
    STAFF = "STAFF"
    PHASES = "PHASES"
    RATING_ITEMS = "RATING_ITEMS"
    COURSE_SCORES = "COURSE_SCORES"
    ADJUSTMENTS = "ADJUSTMENTS"
    ACADEMIC = "ACADEMIC"
    RATING = "RATING"
    COMPREHENSIVE = "COMPREHENSIVE"
    NOTICE = "NOTICE"
    APPROVAL = "APPROVAL"
    BATCH = "BATCH"
    COLLEGES = "COLLEGES"
    RESULTS = "RESULTS"
    LIBRARY = "LIBRARY"


class StepState(StrEnum):
    """The state of a step; of all steps that can be done now, the first one is CURRENT and the others are OPEN."""

    DONE = "DONE"
    CURRENT = "CURRENT"
    OPEN = "OPEN"
    BLOCKED = "BLOCKED"


class Words(Protocol):
    """Anything that is written in both languages, such as a refusal."""

    def message(self, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """Holds one sentence in Chinese and English."""

    zh: str
    en: str

    def message(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def joined(*sentences: Words | None) -> Sentence | None:
    """Joins the sentences that are there; without any of them there is none."""
    said = [one for one in sentences if one is not None]
    if not said:
        return None
    zh, en = ([one.message(language) for one in said] for language in ("zh", "en"))
    return Sentence("；".join(zh), "; ".join(en))


@dataclass(frozen=True, slots=True)
class Step:
    """Represents one step; `number` and `state` follow from the list that it stands in (`numbered`).

    `reason` says why it can't be done now, `advice` what there is to do. `mine` tells whether it is the viewer's to do;
    None leaves that to `right`, or to the right of its kind (`core.rules.steps.rights`). The ids say what it is about.
    """

    kind: StepKind
    title: Sentence
    batch_id: int
    college_id: int | None = None
    class_id: int | None = None
    rater_kind: RaterKind | None = None
    finished: bool = False
    reason: Words | None = None
    advice: Words | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    done: int | None = None
    total: int | None = None
    mine: bool | None = None
    right: Right | None = None
    number: int = 0
    state: StepState = StepState.OPEN
    student_id: None = field(default=None, init=False)


def numbered(steps: Iterable[Step], before: Collection[StepKind] = ()) -> list[Step]:
    """Numbers the steps and gives each its state. The current one is, if possible, none of the kinds `before`, which
    later steps have made unimportant.
    """
    found = [_with_state(step, number) for number, step in enumerate(steps, 1)]
    open_ = [place for place, step in enumerate(found) if step.state is StepState.OPEN]
    later = [place for place in open_ if found[place].kind not in before]
    for place in (later or open_)[:1]:
        found[place] = replace(found[place], state=StepState.CURRENT)
    return found


def _with_state(step: Step, number: int) -> Step:
    if step.finished:
        return replace(step, number=number, state=StepState.DONE, reason=None)
    return replace(step, number=number, state=StepState.BLOCKED if step.reason else StepState.OPEN)
