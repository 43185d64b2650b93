"""Says which phases a college has to schedule, open, open again or prolong (R1.7, R3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import NoRatingItems
from core.rules.steps.phases import CollegePhases, refusal_of
from core.rules.steps.step import Sentence, Words, joined
from core.rules.windows import MODULE_ZH, school_window
from db.tables import Module, Status

ORDER = (Module.ACADEMIC, Module.RATING, Module.COMPREHENSIVE)
MODULE_EN = {Module.ACADEMIC: "academic", Module.RATING: "rating", Module.COMPREHENSIVE: "comprehensive"}


@dataclass(frozen=True, slots=True)
class Lack:
    """One phase that must be changed before its work can go on."""

    advice: Sentence
    refusal: Words | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Opening:
    """Sums up what the phases lack; `reason` is set if none of it can be done now."""

    lacking: int = 0
    reason: Words | None = None
    advice: Sentence | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def opening(college: CollegePhases, finished: Mapping[Module, bool], *, has_items: bool) -> Opening:
    """Returns what is to be done with the phases.

    Args:
        finished: the modules whose work is done, so that their phases no longer matter.
        has_items: whether the college has rating items, which opening RATING takes (R5.1).
    """
    wanted = [module for module in ORDER if module in college.of and not finished[module]]
    lacks = [lack for module in wanted if (lack := _lack(college, module, has_items=has_items)) is not None]
    if not lacks:
        return Opening()
    possible = [lack for lack in lacks if lack.refusal is None]
    first = (possible or lacks)[0]
    return Opening(
        lacking=len(lacks),
        reason=None if possible else first.refusal,
        advice=joined(*[lack.advice for lack in possible or lacks]),
        starts_on=first.starts_on,
        ends_on=first.ends_on,
    )


def _lack(college: CollegePhases, module: Module, *, has_items: bool) -> Lack | None:
    """Academic work is asked for at once, the other modules from the first day of the school's window on. Rating that
    was ended, or whose days are over, needs no phase any more: what is left of it is computing.
    """
    phase = college.of[module]
    if module is Module.RATING and college.is_over(module):
        return None
    if module is not Module.ACADEMIC and phase.first_opened_at is None and college.today < phase.school_starts_on:
        return None
    advice = _advice(college, module, phase)
    if advice is None:
        return None
    refusal: Words | None = None
    if college.today > phase.school_ends_on:
        window = school_window(module, phase.school_starts_on, phase.school_ends_on)
        refusal = refusal_of(lambda: window.require(college.today))
    elif module is Module.RATING and not has_items:
        refusal = NoRatingItems()
    return Lack(advice, refusal, phase.school_starts_on, phase.school_ends_on)


def _advice(college: CollegePhases, module: Module, phase: Any) -> Sentence | None:
    zh, en = MODULE_ZH[module], MODULE_EN[module]
    if phase.starts_on is None:
        ratio = "与学分加成比例" if module is Module.ACADEMIC else ""
        more = " and the bonus ratio" if module is Module.ACADEMIC else ""
        return Sentence(f"{zh}：设置起止时间{ratio}，然后开启", f"{en}: set the window{more}, then open it")
    if phase.status == Status.NOT_OPENED:
        return Sentence(f"{zh}：开启批次", f"{en}: open the phase")
    if phase.status != Status.OPEN:
        return Sentence(f"{zh}：重新开启批次", f"{en}: open the phase again")
    if college.today > phase.ends_on:
        return Sentence(
            f"{zh}：时间已过（至 {phase.ends_on}），请延长", f"{en}: the window is over ({phase.ends_on}); prolong it"
        )
    return None
