"""The running year's batch was opened some weeks ago, and its students have handed in their ballots day by day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cli.demo.ballots import Rater
from cli.demo.past import PastYear
from cli.demo.state import window
from cli.university.people import dice
from core.rules.windows import Move
from db.tables import Module

CREATED, OPENED, SET_UP, BEGUN = (timedelta(days=days) for days in (29, 28, 25, 21))
"""Student affairs and the colleges did so long before today what a batch begins with."""
RATED = (1, 3, 6, 9, 7, 4, 2, 1, 3, 5, 6, 4, 3, 2, 1, 2, 4, 6, 8, 3)
"""These are the shares of the ballots that are handed in on each of the days up to yesterday."""


class BegunYear(PastYear):
    """Represents the year that is assessed: set up, with all phases open."""

    async def write(self, today: date) -> bool:
        """Writes the batch unless it exists, and tells whether it did."""
        if not await self.begin():
            return False
        first, last = map(date.fromisoformat, window(today).values())
        whole = (first, last)
        await self.open(whole, today - CREATED, today - OPENED)
        for code in self.university.college_admins:
            await self.set_up(code, whole, today - SET_UP)
            for module in Module:
                await self.move(code, module, Move.OPEN, today - BEGUN)
        return True


def by_day(who: Sequence[Rater], today: date) -> Iterator[tuple[date, list[Rater]]]:
    """Yields the raters who hand in their ballots on each of the days before today."""
    days = dice("ballots").choices(range(len(RATED)), RATED, k=len(who))
    for day in range(len(RATED)):
        yield today - timedelta(days=len(RATED) - day), [one for one, on in zip(who, days, strict=True) if on == day]
