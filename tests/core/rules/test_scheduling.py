"""Windows and ratio of a phase (R3.1, R3.2)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.rules.scheduling import PhaseForm, scheduled
from db.tables import Module

SCHOOL = (date(2020, 3, 1), date(2020, 6, 1))
DAYS = st.dates(date(2020, 2, 1), date(2020, 7, 1))
WINDOWS = st.tuples(DAYS, DAYS)


def phase(**stored: Any) -> Any:
    names = ("monitor_starts_on", "monitor_ends_on", "counsellor_starts_on", "counsellor_ends_on", "bonus_ratio")
    school = {"school_starts_on": SCHOOL[0], "school_ends_on": SCHOOL[1]}
    return SimpleNamespace(**dict.fromkeys(names), **school) if not stored else _with(phase(), stored)


def _with(row: Any, stored: dict[str, Any]) -> Any:
    return SimpleNamespace(**{**vars(row), **stored})


def inside(inner: tuple[date, date], outer: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] < inner[1] <= outer[1]


def is_accepted(module: Module, form: PhaseForm, row: Any = None) -> bool:
    try:
        scheduled(module, row or phase(), form)
    except Invalid:
        return False
    return True


@given(st.sampled_from(Module), WINDOWS)
def test_a_college_window_lies_inside_the_schools(module: Module, window: tuple[date, date]) -> None:
    """R3.1, R1.2: inside, and it ends after it starts."""
    assert is_accepted(module, PhaseForm(window)) == inside(window, SCHOOL)


@given(WINDOWS, st.none() | WINDOWS, st.none() | WINDOWS)
def test_adjusting_happens_inside_the_phase(
    window: tuple[date, date], monitors: tuple[date, date] | None, counsellors: tuple[date, date] | None
) -> None:
    """R3.2."""
    form = PhaseForm(window, monitor_window=monitors, counsellor_window=counsellors)
    wanted = inside(window, SCHOOL) and all(inside(one, window) for one in (monitors, counsellors) if one)
    assert is_accepted(Module.ACADEMIC, form) == wanted


@given(st.decimals(-2, 11000, places=2))
def test_a_ratio_is_never_negative(ratio: Decimal) -> None:
    """R3.2: a ratio is at least 0, and at most what its column holds."""
    assert is_accepted(Module.ACADEMIC, PhaseForm(SCHOOL, bonus_ratio=ratio)) == (0 <= ratio <= Decimal("9999.99"))


def test_the_ratio_is_nought_before_it_was_ever_given() -> None:
    """R3.2 (default 0)."""
    assert scheduled(Module.ACADEMIC, phase(), PhaseForm(SCHOOL))["bonus_ratio"] == Decimal("0.00")


def test_what_is_not_given_stays_as_it_is() -> None:
    row = phase(bonus_ratio=Decimal("0.15"), monitor_starts_on=SCHOOL[0], monitor_ends_on=SCHOOL[1])
    columns = scheduled(Module.ACADEMIC, row, PhaseForm(SCHOOL))
    assert (columns["bonus_ratio"], columns["monitor_ends_on"]) == (Decimal("0.15"), SCHOOL[1])
    assert "counsellor_starts_on" not in columns


def test_a_kept_window_must_still_fit() -> None:
    """R3.2: narrowing the phase may not leave the monitors' window outside."""
    row = phase(monitor_starts_on=SCHOOL[0], monitor_ends_on=SCHOOL[1])
    assert not is_accepted(Module.ACADEMIC, PhaseForm((date(2020, 4, 1), date(2020, 5, 1))), row)


@pytest.mark.parametrize("module", [Module.RATING, Module.COMPREHENSIVE])
def test_only_academic_phases_adjust_courses(module: Module) -> None:
    assert is_accepted(module, PhaseForm(SCHOOL))
    assert not is_accepted(module, PhaseForm(SCHOOL, bonus_ratio=Decimal("0.10")))
    assert not is_accepted(module, PhaseForm(SCHOOL, monitor_window=SCHOOL))


OPENED = datetime(2020, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("wanted", [True, False, None])
@pytest.mark.parametrize("first_opened_at", [None, OPENED])
@pytest.mark.parametrize("module", Module)
def test_self_rating_is_of_rating_and_settled_by_the_first_opening(
    module: Module, first_opened_at: datetime | None, *, wanted: bool | None, stored: bool
) -> None:
    """R5.2 (decided)."""
    row = _with(phase(), {"self_rating": stored, "first_opened_at": first_opened_at})
    settable = module is Module.RATING and (first_opened_at is None or wanted == stored)
    assert is_accepted(module, PhaseForm(SCHOOL, self_rating=wanted), row) == (wanted is None or settable)
    if settable and wanted is not None:
        assert scheduled(module, row, PhaseForm(SCHOOL, self_rating=wanted))["self_rating"] is wanted
