"""The judge of ballots, judged: what it must let pass, and what it must not."""

from decimal import Decimal
from math import inf

import pytest

from tests.evening.beliefs import Beliefs, Marks, Write
from tests.evening.reckoning import Cell

A, B, C = (1, 1), (2, 1), (3, 1)


def marks(**points: int | None) -> Marks:
    return {{"a": A, "b": B, "c": C}[name]: None if value is None else Decimal(value) for name, value in points.items()}


def stands(**points: int) -> dict[Cell, Decimal]:
    return {cell: value for cell, value in marks(**points).items() if value is not None}


FIRST = Write(marks(a=1, b=1), 0, 1)
SECOND = Write(marks(b=2, c=2), 2, 3)
BESIDE_SECOND = Write(marks(b=3, c=3), 2, 3)
LOST = Write(marks(b=9, c=9), 0, inf)
BACK = Write(marks(a=None), 4, 5)


@pytest.mark.parametrize(
    ("writes", "found"),
    [
        ([FIRST, SECOND], stands(a=1, b=2, c=2)),
        ([FIRST, SECOND, BESIDE_SECOND], stands(a=1, b=3, c=3)),
        ([FIRST, SECOND, BESIDE_SECOND], stands(a=1, b=2, c=2)),
        ([FIRST, LOST], stands(a=1, b=1)),
        ([FIRST, LOST], stands(a=1, b=1, c=9)),
        ([FIRST, LOST], stands(a=1, b=9, c=9)),
        ([FIRST, SECOND, BACK], stands(b=2, c=2)),
        ([], {}),
    ],
)
def test_what_some_order_of_saves_leaves_may_stand(writes: list[Write], found: dict[Cell, Decimal]) -> None:
    assert Beliefs(writes).judge(found, submitted=False, cells=3) == []


@pytest.mark.parametrize(
    ("writes", "found"),
    [
        ([FIRST, SECOND], stands(a=1, b=1, c=2)),
        ([FIRST, SECOND], stands(a=1, b=1)),
        ([FIRST, SECOND, BESIDE_SECOND], stands(a=1, b=2, c=3)),
        ([FIRST, LOST], stands(b=9, c=9)),
        ([FIRST, LOST], stands(a=1, c=9, b=2)),
        ([FIRST, SECOND, BACK], stands(a=1, b=2, c=2)),
        ([FIRST], {}),
        ([], stands(a=1)),
    ],
    ids=["overwritten", "lost", "torn", "gone for a lost one", "from nowhere", "not taken back", "none", "of nobody"],
)
def test_what_no_order_of_saves_leaves_is_a_breach(writes: list[Write], found: dict[Cell, Decimal]) -> None:
    assert Beliefs(writes).judge(found, submitted=False, cells=3)


def test_a_submission_is_whole_and_as_acknowledged() -> None:
    whole = Write(marks(a=1, b=1, c=1), 0, 1, submits=True)
    changed = Write(marks(a=2), 2, 3)
    assert Beliefs([whole]).judge(stands(a=1, b=1, c=1), submitted=True, cells=3) == []
    assert Beliefs([whole]).judge(stands(a=1, b=1, c=1), submitted=False, cells=3)
    assert Beliefs([whole, changed]).judge(stands(a=2, b=1, c=1), submitted=True, cells=3)
    assert Beliefs([FIRST]).judge(stands(a=1, b=1), submitted=True, cells=2)
    assert Beliefs([Write(marks(a=1), 0, inf, submits=True)]).judge(stands(a=1), submitted=True, cells=3)
