"""Whatever is sent, it gives sheets or a reason, in the time of an honest workbook (R9.2)."""

import time

import pytest

from core.workbooks.parts import objects_to_hold
from core.workbooks.problems import Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.mutations import mutated

TOGETHER = 60


@pytest.mark.parametrize("first", range(0, 4 * TOGETHER, TOGETHER))
def test_mutated_workbooks_are_read_or_refused(first: int) -> None:
    """Each number makes the same workbook again: `mutated(number)`."""
    slow, reasons = [], 0
    for number in range(first, first + TOGETHER):
        data = mutated(number)
        began = time.process_time()
        try:
            for grid in read_grids(data, 1000):
                assert len({len(row) for row in grid.rows}) <= 1
            if data.startswith(b"PK\x03\x04"):
                objects_to_hold(data)
        except Unreadable:
            reasons += 1
        if time.process_time() - began > 5:
            slow.append(number)
    assert not slow
    assert 0 < reasons < TOGETHER
