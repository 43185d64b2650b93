"""Statuses, the moves between them and windows decide whether work is allowed today (R1.2, R1.3, R3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.errors import BatchNotOpen, Invalid, MoveNotAllowed, OutsideWindow, PhaseNotOpen, WindowNotSet
from core.rules.rating_showing import Over
from db.tables import Module, Status


class Move(StrEnum):
    OPEN = "open"
    STOP = "stop"
    END = "end"


AFTER: dict[Move, Status] = {Move.OPEN: Status.OPEN, Move.STOP: Status.STOPPED, Move.END: Status.ENDED}
FROM: dict[Move, frozenset[Status]] = {
    Move.OPEN: frozenset({Status.NOT_OPENED, Status.STOPPED, Status.ENDED}),
    Move.STOP: frozenset({Status.OPEN}),
    Move.END: frozenset({Status.OPEN, Status.STOPPED}),
}
STATUS_ZH = {Status.NOT_OPENED: "未开启", Status.OPEN: "已开启", Status.STOPPED: "已停止", Status.ENDED: "已结束"}
MOVE_ZH = {Move.OPEN: "开启", Move.STOP: "停止", Move.END: "结束"}
MOVE_EN = {Move.OPEN: "opened", Move.STOP: "stopped", Move.END: "ended"}
MODULE_ZH = {Module.RATING: "评分", Module.ACADEMIC: "学业成绩", Module.COMPREHENSIVE: "素质测评成绩"}


class WindowOwner(StrEnum):
    """Says whose time a window is: set by the school, set by the college, or set by the college for one role."""

    SCHOOL = "SCHOOL"
    COLLEGE = "COLLEGE"
    COUNSELLOR = "COUNSELLOR"
    MONITOR = "MONITOR"


@dataclass(frozen=True, slots=True)
class Days:
    """Represents a window from the first to the last day, both included; either may not be set yet."""

    owner: WindowOwner
    starts_on: date | None
    ends_on: date | None
    zh: str
    en: str

    def require(self, today: date) -> None:
        if self.starts_on is None or self.ends_on is None:
            raise WindowNotSet(window_zh=self.zh, window_en=self.en)
        if not self.starts_on <= today <= self.ends_on:
            raise OutsideWindow(
                window_zh=self.zh, window_en=self.en, starts_on=self.starts_on, ends_on=self.ends_on, today=today
            )


def moved(status: str, move: Move) -> Status:
    """Returns the status after the move.

    Raises:
        MoveNotAllowed: the move does not exist from this status.
    """
    now = Status(status)
    if now not in FROM[move]:
        raise MoveNotAllowed(status=now.value, status_zh=STATUS_ZH[now], move_zh=MOVE_ZH[move], move_en=MOVE_EN[move])
    return AFTER[move]


def require_batch_open(status: str) -> None:
    if status != Status.OPEN:
        raise BatchNotOpen(status=status, status_zh=STATUS_ZH[Status(status)])


def require_phase_open(module: Module, status: str) -> None:
    if status != Status.OPEN:
        raise PhaseNotOpen(
            module=module.value, module_zh=MODULE_ZH[module], status=status, status_zh=STATUS_ZH[Status(status)]
        )


def school_window(module: Module, starts_on: date | None, ends_on: date | None) -> Days:
    zh, en = f"学校的{MODULE_ZH[module]}管理起止时间", f"the school's {module.value} window"
    return Days(WindowOwner.SCHOOL, starts_on, ends_on, zh, en)


def college_window(module: Module, starts_on: date | None, ends_on: date | None) -> Days:
    zh, en = f"本学院的{MODULE_ZH[module]}管理起止时间", f"the college's {module.value} window"
    return Days(WindowOwner.COLLEGE, starts_on, ends_on, zh, en)


def module_windows(module: Module, phase: Any) -> tuple[Days, Days]:
    """Returns the windows in which the work of a module is done (R3.3): the school's, then the college's."""
    school = school_window(module, phase.school_starts_on, phase.school_ends_on)
    return school, college_window(module, phase.starts_on, phase.ends_on)


def counsellor_window(phase: Any) -> Days:
    en = "the counsellors' window for adjustments"
    return Days(WindowOwner.COUNSELLOR, phase.counsellor_starts_on, phase.counsellor_ends_on, "辅导员调整时间", en)


def monitor_window(phase: Any) -> Days:
    en = "the monitors' window for adjustments"
    return Days(WindowOwner.MONITOR, phase.monitor_starts_on, phase.monitor_ends_on, "班长调整时间", en)


def require_module_open(batch_status: str, module: Module, phase: Any, today: date) -> None:
    """Requires that batch and phase are open and that today lies within both windows (R3.3)."""
    require_batch_open(batch_status)
    require_phase_open(module, phase.status)
    for days in module_windows(module, phase):
        days.require(today)


def last_day(windows: Sequence[Days]) -> date | None:
    """Returns the last day on which all of the windows are open, or None if one of them is not set (R3.4)."""
    ends = [days.ends_on for days in windows]
    return None if None in ends else min((day for day in ends if day is not None), default=None)


def days_left(last: date | None, today: date) -> int | None:
    """Counts the days until the last one: 0 on that day, negative afterwards (R3.4)."""
    return None if last is None else (last - today).days


def require_order(path: str, starts_on: date, ends_on: date) -> None:
    """Refuses a window that does not end after it starts (R1.2)."""
    if ends_on <= starts_on:
        raise Invalid(path, "结束日期必须晚于开始日期", "The last day must come after the first")


def who_ended_rating(phase: Any, today: date) -> Over:
    """Tells whether ballots can still come in, and if not, who would have to reopen or extend the rating (R15.3)."""
    if phase.batch_status == Status.ENDED or _is_past(phase.school_ends_on, today):
        return Over.BY_SCHOOL
    return Over.BY_COLLEGE if phase.status == Status.ENDED or _is_past(phase.ends_on, today) else Over.NO


def _is_past(last: date | None, today: date) -> bool:
    return last is not None and today > last
