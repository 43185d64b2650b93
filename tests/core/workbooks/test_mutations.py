"""Whatever is sent, it gives sheets or a reason, in the time of an honest workbook (R9.2)."""

import time
from collections import Counter

import pytest

from core.workbooks.comprehensive import read_ready
from core.workbooks.course_scores import read_course_scores
from core.workbooks.parts import objects_to_hold
from core.workbooks.problems import Unreadable
from core.workbooks.reading import read_grids
from core.workbooks.roster import read_roster
from db.levels import LEVELS
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


def test_mutated_workbooks_are_no_exception_for_any_reader() -> None:
    """Headings, sheets that are joined and tables that are unfolded stand behind the grids (R10.1, R10.2)."""
    kept = Counter[bool]()
    for number in range(90):
        data = mutated(number)
        sheet = read_course_scores(data, 1000)
        kept[bool(sheet.problems)] += 1
        assert bool(sheet.problems) or len(sheet)
        assert read_ready(data, LEVELS, 1000).problems
        read_roster([("学生.xls", data)], 1000)
    assert len(kept) == 2
