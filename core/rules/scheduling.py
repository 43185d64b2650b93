"""设置时间: these rules say which windows a phase may have (R3.1, R3.2). They turn rows and forms into columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import Invalid
from core.rules.windows import require_order
from db.tables import Module

Window = tuple[date, date]
NO_BONUS = Decimal("0.00")
MOST_BONUS = Decimal("9999.99")
ADJUSTERS = ("monitor", "counsellor")
MOST_NOTICE_DAYS = 60


@dataclass(frozen=True, slots=True)
class PhaseForm:
    """Holds the values of the page's form; a value that is None stays as it is.

    Only ACADEMIC has the ratio and the two windows, only RATING has self-rating, and only COMPREHENSIVE has the minimum
    number of working days for a notice.
    """

    window: Window
    bonus_ratio: Decimal | None = None
    monitor_window: Window | None = None
    counsellor_window: Window | None = None
    self_rating: bool | None = None
    notice_days: int | None = None


def scheduled(module: Module, row: Any, form: PhaseForm) -> dict[str, Any]:
    """Returns the phase's columns after the form.

    Raises:
        Invalid: a window that ends before it starts or lies outside the one around it, a ratio that can't be, or
            something that is of another module or can't be changed any more.
    """
    require_order("input.window", *form.window)
    school = (row.school_starts_on, row.school_ends_on)
    _require_inside("input.window", form.window, school, "须在学校设置的时间内", "must lie within the school's window")
    columns: dict[str, Any] = {"starts_on": form.window[0], "ends_on": form.window[1]}
    if form.self_rating is not None:
        _require_settable(module, row, form.self_rating)
        columns["self_rating"] = form.self_rating
    if form.notice_days is not None:
        _require_days_of_a_notice(module, form.notice_days)
        columns["notice_days"] = form.notice_days
    if module is Module.ACADEMIC:
        return columns | _adjusting(row, form)
    if (form.bonus_ratio, form.monitor_window, form.counsellor_window) != (None, None, None):
        raise Invalid(
            "input.module",
            "只有学业成绩批次才有学分加成比例和参评课程调整时间",
            "Only the ACADEMIC phase has a bonus ratio and windows for adjustments",
        )
    return columns


def _adjusting(row: Any, form: PhaseForm) -> dict[str, Any]:
    """Returns the default ratio, 0 unless given, and the windows for adjustments, which lie inside the phase's own
    (R3.2).
    """
    ratio = next((one for one in (form.bonus_ratio, row.bonus_ratio) if one is not None), NO_BONUS)
    if not NO_BONUS <= ratio <= MOST_BONUS:
        raise Invalid("input.bonusRatio", f"应在 0 到 {MOST_BONUS} 之间", f"Must be between 0 and {MOST_BONUS}")
    columns = {"bonus_ratio": ratio}
    for who, new in zip(ADJUSTERS, (form.monitor_window, form.counsellor_window), strict=True):
        window = new or window_of(row, f"{who}_")
        if window is not None:
            path = f"input.{who}Window"
            require_order(path, *window)
            _require_inside(path, window, form.window, "须在本批次的时间内", "must lie within the phase's window")
            columns |= {f"{who}_starts_on": window[0], f"{who}_ends_on": window[1]}
    return columns


def _require_settable(module: Module, row: Any, self_rating: bool) -> None:
    """Refuses to switch self-rating once the batch has opened (R5.2); repeating the present value is allowed."""
    if module is not Module.RATING:
        raise Invalid("input.selfRating", "只有评分批次才有学生自评的设置", "Only the RATING phase has self-rating")
    if row.first_opened_at is not None and self_rating != row.self_rating:
        raise Invalid(
            "input.selfRating",
            "评分批次已开启过，不能再修改学生自评设置",
            "The rating phase has already been opened, so self-rating can't be changed any more",
        )


def _require_days_of_a_notice(module: Module, days: int) -> None:
    if module is not Module.COMPREHENSIVE:
        raise Invalid(
            "input.noticeDays",
            "只有素质测评成绩批次才有公示的最少工作日数",
            "Only the COMPREHENSIVE phase has a minimum number of working days for notices",
        )
    if not 0 <= days <= MOST_NOTICE_DAYS:
        zh, en = f"应在 0 到 {MOST_NOTICE_DAYS} 之间", f"Must be between 0 and {MOST_NOTICE_DAYS}"
        raise Invalid("input.noticeDays", zh, en)


def _require_inside(path: str, window: Window, outer: Window, zh: str, en: str) -> None:
    if not outer[0] <= window[0] <= window[1] <= outer[1]:
        raise Invalid(path, f"{zh}（{outer[0]} 至 {outer[1]}）", f"The window {en} ({outer[0]} to {outer[1]})")


def window_of(row: Any, prefix: str = "") -> Window | None:
    starts_on, ends_on = getattr(row, f"{prefix}starts_on"), getattr(row, f"{prefix}ends_on")
    return None if starts_on is None or ends_on is None else (starts_on, ends_on)


def audit_values(columns: Mapping[str, Any]) -> dict[str, str | bool | None]:
    """Converts a phase's columns to values for the audit log."""
    return {name: value if isinstance(value, bool | None) else str(value) for name, value in columns.items()}
