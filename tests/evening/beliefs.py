"""Knows the values that one ballot may hold, after all that its rater sent and all that was answered.

Each attempt to write has a beginning, and an end where it was answered; one whose answer was lost has no end: it may
have happened, or not, or late. The stored values must come of *some* order of whole writes in which every write that
ended comes before those that began after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf

from tests.evening.reckoning import Cell

Marks = Mapping[Cell, Decimal | None]
"""A mark of None takes the mark back."""


@dataclass(eq=False)
class Write:
    """One attempt to save marks, by itself or with a submission. `ended` is infinite until it was answered."""

    marks: Marks
    began: float
    ended: float = inf
    submits: bool = False
    refused: str | None = None

    @property
    def acknowledged(self) -> bool:
        return self.ended < inf and self.refused is None


@dataclass
class Beliefs:
    """Keeps every attempt to write one ballot, and what the answer to the submission showed."""

    writes: list[Write] = field(default_factory=list)
    shown: Marks | None = None
    breaches: list[str] = field(default_factory=list)
    late: int = 0
    """Writes without an answer that came after others which began later."""

    @property
    def submitted(self) -> bool:
        return any(write.acknowledged for write in self.writes if write.submits)

    @property
    def maybe_submitted(self) -> bool:
        return any(write.refused is None for write in self.writes if write.submits)

    def expect(self, true: object, breach: str) -> None:
        if not true:
            self.breaches.append(breach)

    def judge(self, stands: Mapping[Cell, Decimal], *, submitted: bool, cells: int) -> list[str]:
        """Returns what is wrong with a ballot that stands like this (R5.3)."""
        self.expect(submitted or not self.submitted, "an acknowledged submission is gone")
        self.expect(not submitted or self.maybe_submitted, "submitted, though nobody asked for it")
        self.expect(not submitted or len(stands) == cells, f"submitted with {len(stands)} of {cells} marks")
        self.expect(self.shown in (None, stands), "other marks stand than the submission's answer showed")
        for write in self.writes:
            if write.acknowledged and write.submits:
                self.expect(_agrees(write, stands), "other marks stand than were acknowledged as submitted")
        self.expect(self.fits(stands), "no order of the acknowledged saves leaves these marks")
        return self.breaches

    @property
    def unanswered(self) -> bool:
        return any(write.ended == inf for write in self.writes)

    def fits(self, stands: Mapping[Cell, Decimal]) -> bool:
        """Whether these marks come of some order of the writes so far.

        Backwards from what stands: whatever may have been last and agrees is taken off, and its cells are explained.
        """
        left = [write for write in self.writes if write.refused is None and write.marks]
        left.sort(key=lambda write: (write.acknowledged, write.began), reverse=True)
        unexplained: dict[Cell, Decimal | None] = dict.fromkeys(_cells(left))
        unexplained.update(stands)
        while last := _last(left, unexplained):
            left.remove(last)
            self.late += not last.acknowledged and any(
                other.began > last.began and other.marks.keys() & last.marks.keys() & unexplained.keys()
                for other in left
                if other.acknowledged
            )
            for cell in last.marks:
                unexplained.pop(cell, None)
        kept = any(write.acknowledged for write in left)
        return not kept and not any(points is not None for points in unexplained.values())


def _cells(writes: list[Write]) -> list[Cell]:
    return [cell for write in writes for cell in write.marks]


def _last(left: list[Write], unexplained: Marks) -> Write | None:
    """A write that may have been the last of these: no answered one began after its end."""
    latest = max((write.began for write in left if write.acknowledged), default=-inf)
    return next((one for one in left if one.ended >= latest and _agrees(one, unexplained)), None)


def _agrees(write: Write, unexplained: Marks) -> bool:
    """Cells that a later write explains may have held anything."""
    return all(unexplained[cell] == points for cell, points in write.marks.items() if cell in unexplained)
