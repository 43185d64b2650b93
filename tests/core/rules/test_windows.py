"""Moves and windows (R1.2, R1.3, R3.3): the state machine against the manual's sentences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid, MoveNotAllowed, OutsideWindow, WindowNotSet
from core.rules.windows import Move, college_window, moved, require_order
from db.tables import Module, Status

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MOVES = st.lists(st.sampled_from(Move), max_size=30)


def told(history: list[Move]) -> str:
    """Returns what the manual calls a batch to which these moves happened, in the words of R1.2 and R1.3."""
    if not history:
        return "NOT_OPENED"
    return {"open": "OPEN", "stop": "STOPPED", "end": "ENDED"}[history[-1].value]


def allowed(history: list[Move], move: Move) -> bool:
    """NOT_OPENED → open → OPEN ⇄ stop/open ⇄ STOPPED; OPEN or STOPPED → end → ENDED; ENDED → open."""
    last = history[-1].value if history else None
    return {"open": last != "open", "stop": last == "open", "end": last in ("open", "stop")}[move.value]


@given(MOVES)
def test_only_the_moves_of_r1_2_and_r1_3_exist(moves: list[Move]) -> None:
    status = Status.NOT_OPENED
    history: list[Move] = []
    for move in moves:
        if allowed(history, move):
            history.append(move)
            status = moved(status, move)
        else:
            with pytest.raises(MoveNotAllowed):
                moved(status, move)
        assert status == told(history)


@given(MOVES)
def test_nothing_ever_goes_back_to_not_opened(moves: list[Move]) -> None:
    """R1.2: what has been opened is not "not opened" again, or it could be deleted."""
    status = Status.NOT_OPENED
    for move in moves:
        try:
            status = moved(status, move)
        except MoveNotAllowed:
            continue
        assert status != Status.NOT_OPENED


@given(DAYS, DAYS, DAYS)
def test_a_window_holds_both_its_ends(starts_on: date, ends_on: date, today: date) -> None:
    """R3.3: both ends included."""
    window = college_window(Module.RATING, starts_on, ends_on)
    if starts_on <= today <= ends_on:
        window.require(today)
    else:
        with pytest.raises(OutsideWindow):
            window.require(today)


def test_a_window_that_is_not_set_says_so() -> None:
    with pytest.raises(WindowNotSet):
        college_window(Module.RATING, None, None).require(date(2020, 1, 1))


@given(DAYS, st.integers(-400, 400))
def test_a_window_ends_after_it_starts(starts_on: date, length: int) -> None:
    """R1.2: one day alone is no window."""
    ends_on = starts_on + timedelta(days=length)
    if length > 0:
        require_order("input.window", starts_on, ends_on)
    else:
        with pytest.raises(Invalid):
            require_order("input.window", starts_on, ends_on)
