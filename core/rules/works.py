"""People read beforehand whether a college's work in a batch can be done today, and until when (R3.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from core import access
from core.access import ADJUST_COURSES, COLLEGES_ADJUST, COUNSELLORS_ADJUST, Right
from core.errors import NoticeOpen, Refusal, ResultsApproved
from core.rules.windows import (
    Days,
    counsellor_window,
    days_left,
    last_day,
    module_windows,
    monitor_window,
    require_batch_open,
    require_phase_open,
)
from core.viewer import Viewer
from db.tables import Module, Status


@dataclass(frozen=True, slots=True)
class CollegeNow:
    """Holds what decides whether work is allowed in one college of a batch."""

    batch_id: int
    college_id: int
    batch_status: str
    approved: bool
    phases: Mapping[Module, Any]
    open_notice: str | None = None
    class_id: None = None
    student_id: None = None

    def status(self, module: Module) -> str:
        """Returns the phase's status. A batch that was never opened has no phases yet."""
        return self.phases[module].status if module in self.phases else Status.NOT_OPENED


@dataclass(frozen=True, slots=True)
class Work:
    """Says when the work that a permission allows may be done, and why it can't be done today."""

    windows: Sequence[Days]
    refusal: Refusal | None
    today: date

    @property
    def last_day(self) -> date | None:
        return last_day(self.windows)

    @property
    def days_left(self) -> int | None:
        """Returns the days until the last one while the work can be done."""
        return None if self.refusal else days_left(self.last_day, self.today)


Check = Callable[[CollegeNow], None]
"""Raises what refuses the work, whatever day it is."""


class Terms(NamedTuple):
    check: Check
    windows: Sequence[Days] = ()


def work(viewer: Viewer, permission: str, now: CollegeNow, today: date) -> Work | None:
    """Returns the work that a permission allows, or None if the viewer has no part in it or it has no terms."""
    if permission not in _TERMS or not _has_part(viewer, _TERMS[permission].right, now):
        return None
    check, windows = _TERMS[permission].of(viewer, now)
    try:
        check(now)
        for days in windows:
            days.require(today)
    except Refusal as refusal:
        return Work(windows, refusal, today)
    return Work(windows, None, today)


def _has_part(viewer: Viewer, right: Right, now: CollegeNow) -> bool:
    """Tells whether the right reaches the college, or a class that the viewer has in the batch."""
    scope = viewer.scope(right)
    return scope.reaches(now) or bool(scope.within(now.batch_id, None).classes)


def _of_module(module: Module, now: CollegeNow) -> Terms:
    """Returns the terms of R3.3."""

    def check(now: CollegeNow) -> None:
        _require_unfrozen(now)
        require_phase_open(module, now.status(module))

    return Terms(check, module_windows(module, now.phases[module]) if module in now.phases else ())


def _academic(viewer: Viewer, now: CollegeNow) -> Terms:
    return _of_module(Module.ACADEMIC, now)


def _adjusting(viewer: Viewer, now: CollegeNow) -> Terms:
    """Returns the terms of R4.6: the college has no window, another role its own beside the module's."""
    if viewer.scope(COLLEGES_ADJUST).reaches(now):
        return Terms(_require_unfrozen)
    check, windows = _of_module(Module.ACADEMIC, now)
    if not windows:
        return Terms(check)
    counsels = viewer.scope(COUNSELLORS_ADJUST).within(now.batch_id, None).classes
    phase = now.phases[Module.ACADEMIC]
    return Terms(check, (*windows, counsellor_window(phase) if counsels else monitor_window(phase)))


def _rating(viewer: Viewer, now: CollegeNow) -> Terms:
    """Returns the terms of a ballot, which asks for no approval: that has ended the phase (R5.3, R7.6)."""

    def check(now: CollegeNow) -> None:
        require_batch_open(now.batch_status)
        require_phase_open(Module.RATING, now.status(Module.RATING))

    return Terms(check, _of_module(Module.RATING, now).windows)


def _comprehensive(viewer: Viewer, now: CollegeNow) -> Terms:
    return _of_module(Module.COMPREHENSIVE, now)


def _computing_ratings(viewer: Viewer, now: CollegeNow) -> Terms:
    """Returns the terms of R5.6: once the phase was opened, until the approval."""

    def check(now: CollegeNow) -> None:
        _require_not_approved(now)
        phase = now.phases.get(Module.RATING)
        if phase is None or phase.first_opened_at is None:
            require_phase_open(Module.RATING, now.status(Module.RATING))

    return Terms(check)


def _settling(viewer: Viewer, now: CollegeNow) -> Terms:
    """Returns the terms of R10.3 and R10.6: until the approval, whatever the batch's status."""
    return Terms(_require_not_approved)


def _setting_back(viewer: Viewer, now: CollegeNow) -> Terms:
    """Returns the terms of R6.4: nothing is set back while a notice shows it."""

    def check(now: CollegeNow) -> None:
        _require_unfrozen(now)
        if now.open_notice is not None:
            raise NoticeOpen(title=now.open_notice)

    return Terms(check)


def _writing_schemes(viewer: Viewer, now: CollegeNow) -> Terms:
    """Returns the terms of R11.4: while the batch goes on; what was submitted freezes the scheme besides."""
    return Terms(lambda now: require_batch_open(now.batch_status))


def _anytime(viewer: Viewer, now: CollegeNow) -> Terms:
    return Terms(_require_unfrozen)


def _require_unfrozen(now: CollegeNow) -> None:
    require_batch_open(now.batch_status)
    _require_not_approved(now)


def _require_not_approved(now: CollegeNow) -> None:
    if now.approved:
        raise ResultsApproved


class _Kind(NamedTuple):
    right: Right
    of: Callable[[Viewer, CollegeNow], Terms]


_TERMS: Mapping[str, _Kind] = {
    "MANAGE_COLLEGE_BATCH": _Kind(access.MANAGE_COLLEGE_BATCH, _anytime),
    "ADJUST_COURSES": _Kind(ADJUST_COURSES, _adjusting),
    "KEEP_GRADE_SCALE": _Kind(access.KEEP_GRADE_SCALE, _settling),
    "COMPUTE_ACADEMIC": _Kind(access.COMPUTE_ACADEMIC, _academic),
    "RANK_MAJOR_GRADE": _Kind(access.RANK_MAJOR_GRADE, _academic),
    "RATE": _Kind(access.RATE, _rating),
    "COMPUTE_RATING": _Kind(access.COMPUTE_RATING, _computing_ratings),
    "MANAGE_SCHEMES": _Kind(access.MANAGE_SCHEMES, _writing_schemes),
    "COMPUTE_COMPREHENSIVE": _Kind(access.COMPUTE_COMPREHENSIVE, _comprehensive),
    "IMPORT_COMPREHENSIVE": _Kind(access.IMPORT_COMPREHENSIVE, _comprehensive),
    "REOPEN_SHEETS": _Kind(access.REOPEN_SHEETS, _setting_back),
    "MANAGE_NOTICES": _Kind(access.MANAGE_NOTICES, _anytime),
    "APPROVE": _Kind(access.APPROVE, _anytime),
}
"""The kinds of work by the name of their permission, in the order of the year."""
STOPPED_BY_NOTICE = frozenset({"REOPEN_SHEETS"})
"""An open notice stops these kinds of work."""
