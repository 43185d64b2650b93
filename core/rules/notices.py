"""公示: the title of a notice and its number of working days (R7.1) follow from rows and days alone."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Invalid

LONGEST_TITLE = 100
MOST_DAYS_AHEAD = 366


def titled(typed: str | None, batch_name: str, college_name: str) -> str:
    """Returns the title to store, or the default title if none is given."""
    title = (typed or "").strip()
    if len(title) > LONGEST_TITLE:
        zh, en = f"公示标题最多 {LONGEST_TITLE} 字", f"A title has at most {LONGEST_TITLE} characters"
        raise Invalid("input.title", zh, en)
    return title or f"{batch_name} {college_name}综合测评成绩公示"[:LONGEST_TITLE]


def moment_after(ends_on: date | None, today: date, zone: ZoneInfo) -> datetime | None:
    """Returns the end of the planned last day on the school's clock.

    Raises:
        Invalid: the day is over already, or further away than a notice can be meant to last.
    """
    if ends_on is None:
        return None
    last = today + timedelta(days=MOST_DAYS_AHEAD)
    if not today <= ends_on <= last:
        zh, en = f"应在 {today} 到 {last} 之间", f"Must be between {today} and {last}"
        raise Invalid("input.endsOn", zh, en)
    return datetime.combine(ends_on + timedelta(days=1), time.min, zone)


def working_days(first: date, last: date) -> int:
    """Counts the Mondays to Fridays from the first to the last day, both included."""
    weeks, rest = divmod(max((last - first).days + 1, 0), 7)
    return 5 * weeks + sum((first + timedelta(days=day)).weekday() < 5 for day in range(rest))


def last_day(notice: Any, zone: ZoneInfo) -> date | None:
    """Returns the last day of a notice that has ended or has a planned end, or None if it is not known yet."""
    if notice.ended_at is None:
        planned: date | None = notice.ends_on
        return planned
    ended: datetime = notice.ended_at
    return ended.astimezone(zone).date()


def lasts(notice: Any, zone: ZoneInfo, today: date) -> int:
    """Counts the notice's working days: planned, actual, or so far."""
    return working_days(notice.opened_at.astimezone(zone).date(), last_day(notice, zone) or today)


def too_short(notice: Any, zone: ZoneInfo) -> bool | None:
    """Tells whether the notice is shorter than its college requires, or None if its end is not known yet."""
    last = last_day(notice, zone)
    return None if last is None else lasts(notice, zone, last) < notice.minimum_days


def warning(notice: Any, zone: ZoneInfo, today: date, language: str) -> str | None:
    """Returns the warning that accompanies the act, which is carried out nevertheless."""
    return _words(lasts(notice, zone, today), notice.minimum_days, language) if too_short(notice, zone) else None


def ending_warning(notice: Any, zone: ZoneInfo, today: date, language: str) -> str | None:
    """Returns the warning that ending the notice today would bring, so that it can stand in the question before."""
    if not notice.open:
        return None
    days = working_days(notice.opened_at.astimezone(zone).date(), today)
    return _words(days, notice.minimum_days, language) if days < notice.minimum_days else None


def _words(days: int, least: int, language: str) -> str:
    if language == "en":
        return f"The notice lasts {days} working days, fewer than the {least} that your college requires"
    return f"公示共 {days} 个工作日，少于学院设置的 {least} 个工作日"
