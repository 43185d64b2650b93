"""The days on which monitors and counsellors adjust courses (R1.7, R4.6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import Refusal
from core.rules.steps.phases import CollegePhases, refusal_of
from core.rules.steps.step import Sentence, joined
from core.rules.windows import Days, counsellor_window, monitor_window
from db.tables import Module

NOBODY_HAS_TO = Sentence("不须调整的，可直接计算学业成绩", "Where nothing is to be adjusted, compute at once")
"""Adjusting stands before computing and may be left out, which nobody can see from its number."""
WHO = (
    (monitor_window, "班长", "Monitors"),
    (counsellor_window, "辅导员", "Counsellors"),
)


@dataclass(frozen=True, slots=True)
class Adjusting:
    """Holds the windows that are set, from the first to the last day of all of them."""

    starts_on: date | None = None
    ends_on: date | None = None
    refusal: Refusal | None = None
    advice: Sentence | None = None

    @property
    def is_set(self) -> bool:
        return self.ends_on is not None

    def is_over(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on < today


def adjusting(college: CollegePhases, *, monitors: bool = True, counsellors: bool = True) -> Adjusting:
    """Returns the windows of monitors, of counsellors, or of both; only those that the college has set."""
    phase: Any = college.of.get(Module.ACADEMIC)
    wanted = [] if phase is None else [one for one, on in zip(WHO, (monitors, counsellors), strict=True) if on]
    found = [(days, zh, en) for window, zh, en in wanted if (days := window(phase)).ends_on is not None]
    if not found:
        return Adjusting()
    refusals = [refusal_of(lambda days=days: days.require(college.today)) for days, *_ in found]  # type: ignore[misc]
    sentences = [_sentence(days, zh, en) for days, zh, en in found]
    return Adjusting(
        starts_on=min(days.starts_on for days, *_ in found if days.starts_on),
        ends_on=max(days.ends_on for days, *_ in found if days.ends_on),
        refusal=None if None in refusals else refusals[0],
        advice=joined(*sentences),
    )


def _sentence(days: Days, zh: str, en: str) -> Sentence:
    return Sentence(f"{zh} {days.starts_on} 至 {days.ends_on}", f"{en} from {days.starts_on} to {days.ends_on}")
