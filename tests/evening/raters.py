"""Raters act on a ballot as people do: most fill it in and submit it, each in their own way."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

from db.tables import RaterKind
from tests.evening.beliefs import Marks
from tests.evening.desks import Desk, marks_of
from tests.evening.reckoning import Cell

Opinion = dict[Cell, Decimal]


async def evening_of(desk: Desk) -> None:
    """Opens the sheet, does as is the person's habit, and may come back to what was submitted."""
    await _sees_the_sheet(desk)
    habit = desk.throw.choices(list(HABITS), list(HABITS.values()))[0]
    if _never_submits(desk):
        habit = only_drafts
    await habit(desk)
    if desk.beliefs.submitted:
        await _after_submitting(desk)


def _never_submits(desk: Desk) -> bool:
    """So that a kind of rater is missing altogether: head teachers in the first class, counsellors in the second."""
    classes = list(desk.college.rated)
    missing = dict(zip((RaterKind.HEAD_TEACHER, RaterKind.COUNSELLOR), classes, strict=False))
    return missing.get(desk.rater.kind) == desk.rater.class_id


async def _sees_the_sheet(desk: Desk) -> None:
    """R5.2, R5.3: every participant of the class by number, every item."""
    ballot = await desk.fetch()
    names = [str(student) for student in desk.college.names_of(desk.rater)]
    if ballot is None:
        desk.beliefs.breaches.append("a rater has no ballot")
        return
    desk.beliefs.expect([row["student"]["id"] for row in ballot["rows"]] == names, "the sheet lists others")
    items = [(str(one.id), one.low, one.high) for one in desk.college.items]
    told = [(one["id"], Decimal(one["minPoints"]), Decimal(one["maxPoints"])) for one in ballot["items"]]
    desk.beliefs.expect(told == items, "the sheet has other items")
    counts = (ballot["status"], ballot["done"], ballot["total"], ballot["refusal"])
    desk.beliefs.expect(counts == ("NOT_STARTED", 0, len(desk.cells), None), f"a fresh sheet tells {counts}")


async def steadily(desk: Desk) -> None:
    """Part by part, going back over some; now and then the same save twice, also at the same time."""
    await _saves(desk, desk.opinion())
    await _accepted(desk, desk.submit())


async def at_once(desk: Desk) -> None:
    """Submits the ballot without any draft."""
    await _accepted(desk, desk.submit(desk.opinion()))


async def saved_and_sent_again(desk: Desk) -> None:
    """A page that sends all of its marks with the submission, too."""
    await _saves(desk, desk.opinion())
    await _accepted(desk, desk.submit(desk.opinion()))


async def on_two_devices(desk: Desk) -> None:
    """Two opinions, interleaved; then whatever came of it is completed and submitted."""
    await asyncio.gather(_saves(desk, desk.opinion()), _saves(desk, _part(desk, desk.opinion())))
    ballot = await desk.fetch()
    stands = marks_of(ballot) if ballot else {}
    desk.beliefs.expect(desk.beliefs.fits(stands), "the sheet shows other marks than any order of saves leaves")
    await _accepted(desk, desk.submit())


async def submitting_from_two_tabs(desk: Desk) -> None:
    """One of two different submissions stands, the other is refused."""
    codes = await asyncio.gather(desk.submit(desk.opinion()), desk.submit(desk.opinion()))
    right = sorted(map(str, codes)) == ["BALLOT_SUBMITTED", "None"]
    desk.beliefs.expect(right, f"two different submissions were answered {codes}")


async def hastily(desk: Desk) -> None:
    """Submits an incomplete ballot, is refused with that reason, and completes it."""
    whole = desk.opinion()
    first = _part(desk, whole)
    await _saves(desk, first)
    await _refused(desk, desk.submit(), "BALLOT_INCOMPLETE")
    await _accepted(desk, desk.save({cell: points for cell, points in whole.items() if cell not in first}))
    await _accepted(desk, desk.submit())


async def changing_the_mind(desk: Desk) -> None:
    """Takes marks back, and gives them again."""
    whole = desk.opinion()
    back: Marks = dict.fromkeys(_part(desk, whole))
    await _saves(desk, whole)
    await _accepted(desk, desk.save(back))
    code = await desk.submit()
    if code is None and desk.beliefs.unanswered:
        return  # a save without an answer came late, and gave them again
    desk.beliefs.expect(code == "BALLOT_INCOMPLETE", f"answered {code} with marks taken back")
    await _accepted(desk, desk.submit({cell: whole[cell] for cell in back}))


async def carelessly(desk: Desk) -> None:
    """One mark out of range, or for somebody of another class: nothing of it is kept (R5.3)."""
    whole = desk.opinion()
    (student, item), _ = whole.popitem()
    high = next(one.high for one in desk.college.items if one.id == item)
    await _refused(desk, desk.save({**whole, (student, item): high + 1}), "MARK_OUT_OF_RANGE")
    await _refused(desk, desk.submit({**whole, (student, item): high + 1}), "MARK_OUT_OF_RANGE")
    outsider = next(one.id for one in desk.college.outsiders if one.class_id == desk.rater.class_id)
    await _refused(desk, desk.save({**whole, (outsider, item): high}), "NOT_ON_BALLOT")
    await steadily(desk)


async def giving_up(desk: Desk) -> None:
    """Hangs up on the submission and never looks again: it happened wholly, or not."""
    whole = desk.opinion()
    await _accepted(desk, desk.save(whole))
    await desk.submit(desk.throw.choice((None, desk.opinion())), tries=1)


async def only_drafts(desk: Desk) -> None:
    await _saves(desk, _part(desk, desk.opinion()))


async def never(_desk: Desk) -> None:
    """Looks, and does no more."""


HABITS: dict[Callable[[Desk], Awaitable[None]], int] = {
    steadily: 30,
    at_once: 10,
    saved_and_sent_again: 10,
    on_two_devices: 14,
    submitting_from_two_tabs: 6,
    hastily: 6,
    changing_the_mind: 6,
    carelessly: 6,
    giving_up: 5,
    only_drafts: 5,
    never: 2,
}


async def _after_submitting(desk: Desk) -> None:
    """A tab that was left open knows nothing of the submission; what it sends must change nothing (R5.3)."""
    if desk.throw.random() < 0.4:
        await _refused(desk, desk.save(_other(desk)), "BALLOT_SUBMITTED")
    if desk.throw.random() < 0.2:
        await _refused(desk, desk.submit(_other(desk)), "BALLOT_SUBMITTED")
    if desk.throw.random() < 0.2:
        await _accepted(desk, desk.submit())


def _other(desk: Desk) -> Opinion:
    """Marks of which none stands."""
    stands = desk.beliefs.shown or {}
    return {cell: points for cell, points in desk.opinion().items() if points != stands.get(cell)}


async def _saves(desk: Desk, opinion: Opinion) -> None:
    """Saves the ballot in parts that overlap: later parts change some marks that were saved before."""
    cells = list(opinion)
    desk.throw.shuffle(cells)
    parts = desk.throw.randint(1, 4)
    for at in range(parts):
        part = {cell: opinion[cell] for cell in cells[at::parts]}
        if at:
            part |= {
                cell: points for cell, points in desk.opinion().items() if desk.throw.random() < 0.1 and cell in opinion
            }
        await _accepted(desk, desk.save(part))
        again = desk.throw.random()
        if again < 0.1:
            await _accepted(desk, desk.save(part))
        elif again < 0.2:
            await asyncio.gather(_accepted(desk, desk.save(part)), _accepted(desk, desk.save(part)))


def _part(desk: Desk, opinion: Opinion) -> Opinion:
    """Some of it: never nothing, never all."""
    cells = list(opinion)
    return {cell: opinion[cell] for cell in desk.throw.sample(cells, desk.throw.randint(1, len(cells) - 1))}


async def _accepted(desk: Desk, act: Awaitable[str | None]) -> None:
    code = await act
    desk.beliefs.expect(code is None, f"refused: {code}")


async def _refused(desk: Desk, act: Awaitable[str | None], expected: str) -> None:
    code = await act
    desk.beliefs.expect(code == expected, f"answered {code} instead of {expected}")
