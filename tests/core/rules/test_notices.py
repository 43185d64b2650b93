"""公示, without a database: titles, last days, and working days (R7.1)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import Invalid
from core.rules.notices import ending_warning, lasts, moment_after, titled, too_short, warning, working_days
from tests.campus import ZONE

FRIDAY = date(2019, 10, 18)


def notice(**changed: Any) -> Any:
    """Opened on a Friday at eleven in the evening of the school's clock, which is no Saturday."""
    at = datetime(2019, 10, 18, 15, 0, tzinfo=UTC)
    return SimpleNamespace(**{"opened_at": at, "ends_on": None, "ended_at": None, "minimum_days": 3, **changed})


def test_working_days_are_counted_as_a_calendar_shows_them() -> None:
    for start in range(7):
        first = FRIDAY + timedelta(days=start)
        for length in range(40):
            days = [first + timedelta(days=day) for day in range(length)]
            assert working_days(first, first + timedelta(days=length - 1)) == sum(day.weekday() < 5 for day in days)


def test_no_day_is_counted_backwards() -> None:
    assert working_days(FRIDAY, FRIDAY - timedelta(days=3)) == 0


@pytest.mark.parametrize(("last", "days", "short"), [(20, 1, True), (21, 2, True), (22, 3, False), (18, 1, True)])
def test_the_day_of_opening_and_the_last_day_count(last: int, days: int, short: bool) -> None:
    """Friday to Tuesday are three working days."""
    ends_on = date(2019, 10, last)
    ended_at = datetime(2019, 10, last, 1, 0, tzinfo=UTC)
    for one in (
        notice(ends_on=ends_on),
        notice(ended_at=ended_at),
        notice(ends_on=date(2020, 1, 1), ended_at=ended_at),
    ):
        assert (lasts(one, ZONE, FRIDAY), too_short(one, ZONE)) == (days, short)


def test_while_nobody_knows_the_end_nothing_is_said() -> None:
    one = notice()
    assert too_short(one, ZONE) is None
    assert warning(one, ZONE, FRIDAY, "zh") is None
    assert lasts(one, ZONE, date(2019, 10, 22)) == 3


def test_the_warning_names_both_numbers() -> None:
    one = notice(ends_on=FRIDAY)
    assert warning(one, ZONE, FRIDAY, "zh") == "公示共 1 个工作日，少于学院设置的 3 个工作日"
    told = warning(one, ZONE, FRIDAY, "en")
    assert told == "The notice lasts 1 working days, fewer than the 3 that your college requires"
    assert warning(notice(ends_on=FRIDAY, minimum_days=0), ZONE, FRIDAY, "zh") is None


def test_a_planned_day_is_over_at_midnight_on_the_schools_clock() -> None:
    assert moment_after(FRIDAY, FRIDAY, ZONE) == datetime(2019, 10, 18, 16, 0, tzinfo=UTC)
    assert moment_after(None, FRIDAY, ZONE) is None


@pytest.mark.parametrize("ends_on", [FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=367), date.max, date.min])
def test_a_last_day_is_neither_past_nor_ages_away(ends_on: date) -> None:
    with pytest.raises(Invalid) as refused:
        moment_after(ends_on, FRIDAY, ZONE)
    assert refused.value.path == "input.endsOn"


def test_a_title_is_given_or_made() -> None:
    assert titled("  十月公示 ", "批次", "学院") == "十月公示"
    assert titled(None, "批次", "学院") == titled(" ", "批次", "学院") == "批次 学院综合测评成绩公示"
    assert len(titled(None, "批" * 100, "学院")) == 100
    with pytest.raises(Invalid):
        titled("题" * 101, "批次", "学院")


def test_ending_a_notice_too_early_is_warned_of_before_it_is_done() -> None:
    """R7.1: the planned last day does not count, today does; nothing is said of a notice that has ended."""
    one = notice(ends_on=date(2019, 12, 1), open=True)
    assert ending_warning(one, ZONE, date(2019, 10, 21), "zh") == "公示共 2 个工作日，少于学院设置的 3 个工作日"
    assert ending_warning(one, ZONE, date(2019, 10, 22), "zh") is None
    assert ending_warning(notice(open=False), ZONE, date(2019, 10, 21), "zh") is None
