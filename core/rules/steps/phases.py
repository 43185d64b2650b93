"""Says whether a module of a college can be worked in today, and until when (R1.7, R3.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import BatchNotOpen, Refusal
from core.rules.steps.step import Sentence, Words
from core.rules.windows import STATUS_ZH, last_day, module_windows, require_batch_open, require_module_open
from db.tables import Module, Status

NO_SCORES = Sentence("本学年还没有导入原始成绩", "No course scores of this year are imported yet")
NAMED = 3
"""A sentence names so many classes or colleges; the others are counted."""


def refusal_of(require: Callable[[], None]) -> Refusal | None:
    try:
        require()
    except Refusal as refusal:
        return refusal
    return None


@dataclass(frozen=True, slots=True)
class CollegePhases:
    """Holds the phases of one college in a batch on one day."""

    batch_status: str
    of: Mapping[Module, Any]
    today: date

    @property
    def batch_shut(self) -> Words | None:
        """Says that the batch is not open. Before its first opening a batch has no phases."""
        if not self.of and self.batch_status == Status.OPEN:
            return BatchNotOpen(status=Status.NOT_OPENED.value, status_zh=STATUS_ZH[Status.NOT_OPENED])
        return refusal_of(lambda: require_batch_open(self.batch_status))

    def shut(self, module: Module) -> Words | None:
        """Says why the module can't be worked in today, or returns None if it can."""
        if (refusal := self.batch_shut) is not None:
            return refusal
        phase = self.of[module]
        return refusal_of(lambda: require_module_open(self.batch_status, module, phase, self.today))

    def days(self, module: Module) -> dict[str, date | None]:
        """Returns the first and the last day on which the module is worked in: both windows together."""
        if module not in self.of:
            return {"starts_on": None, "ends_on": None}
        windows = [days for days in module_windows(module, self.of[module]) if days.ends_on is not None]
        return {"starts_on": max(days.starts_on for days in windows if days.starts_on), "ends_on": last_day(windows)}

    def is_over(self, module: Module) -> bool:
        """Tells whether the module was ended, or its last day has passed, after it had been opened."""
        phase = self.of.get(module)
        if phase is None or phase.first_opened_at is None:
            return False
        last: date | None = self.days(module)["ends_on"]
        return phase.status == Status.ENDED or (last is not None and last < self.today)


def named(names: list[str] | None, count: int, what_zh: str, what_en: str) -> tuple[str, str]:
    """Writes names in Chinese and English: all of them, or the first and how many there are."""
    first = (names or [])[:NAMED]
    zh, en = "、".join(first), ", ".join(first)
    return (zh, en) if count <= len(first) else (f"{zh} 等 {count} 个{what_zh}", f"{en} and others ({count} {what_en})")
