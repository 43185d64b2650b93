"""参评课程调整 (1.1.2.3): a course counts in the batch or not, and has a bonus ratio."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.access import (
    ADJUST_COURSES,
    COLLEGES_ADJUST,
    COUNSELLORS_ADJUST,
    MONITORS_ADJUST,
    SEE_COURSES,
)
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.actions.phases import working
from core.errors import CourseLeftOut, FailedCourseLocked, Forbidden, Invalid, NoSuchCourse, NotFound, Refusal, Refusals
from core.rules.windows import counsellor_window, monitor_window, require_batch_open
from db.formulas import ACADEMIC
from db.queries.academic import staleness
from db.queries.courses import adjustments, lists
from db.queries.courses.adjustments import Course
from db.scopes import JUDGED
from db.tables import Module

MOST_AT_ONCE = 2_000
HIGHEST_RATIO = Decimal("99.99")
DEFAULT = (True, None)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Says how one course is to count. `ratio` None means the college's default; the course is named
    by score id or by key.
    """

    counted: bool
    ratio: Decimal | None
    score_id: int | None = None
    course: Course | None = None


async def adjust_courses(act: Act, batch_id: int, requested: Sequence[Adjustment]) -> list[Any]:
    """Runs 保存 for all of the adjustments or none. Returns the courses as they count now."""
    act.viewer.require_any(ADJUST_COURSES)
    _require_sensible(requested)
    batch = await act.batch(batch_id)
    named = await _named(act, batch, requested)
    students = await _students(act, batch.id, requested, named)
    await _require_now(act, batch, students.values())
    await adjustments.lock_classes(act.db, batch.id, sorted({row.class_id for row in students.values()}))
    await require_not_approved(act, batch.id, {row.college_id for row in students.values()})
    known = await adjustments.fetch_courses(act.db, batch.id, batch.academic_year, named)
    fresh = _judged(requested, named, students, known)
    changed = {course: new for course, new in fresh.items() if new != _now(known[course])}
    await _keep(act, batch.id, changed)
    await staleness.mark_classes(act.db, batch.id, sorted({students[course[0]].class_id for course in changed}))
    await _record(act, fresh, students, known)
    seen = lists.Seen(JUDGED, JUDGED, batch.id)
    return await lists.courses_by_id(act.db, seen, [known[course].id for course in named])


def _require_sensible(requested: Sequence[Adjustment]) -> None:
    if not 1 <= len(requested) <= MOST_AT_ONCE:
        raise Invalid(
            "input.adjustments", f"一次可调整 1 至 {MOST_AT_ONCE} 门课程", f"Adjust 1 to {MOST_AT_ONCE} courses at once"
        )
    refusals: list[Refusal] = []
    for place, one in enumerate(requested):
        if (one.score_id is None) == (one.course is None):
            zh = "请用 courseScoreId，或用 studentId、term、courseCode 指明课程"
            refusals.append(Invalid(_path(place), zh, "Name the course by id, or by student, term and code"))
        if one.ratio is not None and not 0 <= one.ratio <= HIGHEST_RATIO:
            zh, en = f"加成比例应为 0 至 {HIGHEST_RATIO}", f"The ratio must be from 0 to {HIGHEST_RATIO}"
            refusals.append(Invalid(_path(place, "ratio"), zh, en))
    if refusals:
        raise Refusals(refusals)


async def _named(act: Act, batch: Any, requested: Sequence[Adjustment]) -> list[Course]:
    """Returns the course of each adjustment; an unknown id is refused later by `_students`."""
    ids = [one.score_id for one in requested if one.score_id is not None]
    behind = await adjustments.courses_behind(act.db, ids, batch.academic_year)
    return [one.course or behind.get(one.score_id or 0, (0, 0, "")) for one in requested]


async def _students(
    act: Act, batch_id: int, requested: Sequence[Adjustment], named: Sequence[Course]
) -> dict[int, Any]:
    """Requires that each student takes part and is reached by a role that adjusts (R8.1, R8.2)."""
    found = await adjustments.participants(act.db, batch_id, sorted({course[0] for course in named}))
    refusals: list[Refusal] = []
    for place, (one, course) in enumerate(zip(requested, named, strict=True)):
        what, field = ("student", "studentId") if one.course else ("course score", "courseScoreId")
        try:
            act.reach(ADJUST_COURSES, SEE_COURSES, found.get(course[0]), what, _path(place, field))
        except NotFound as unknown:
            refusals.append(unknown)
    if refusals:
        raise Refusals(refusals)
    return found


async def _require_now(act: Act, batch: Any, students: Iterable[Any]) -> None:
    """Requires an open window, once for each class (R4.6). A person with several roles needs only one
    of them (R8.1).
    """
    require_batch_open(batch.status)
    for row in {row.class_id: row for row in sorted(students, key=lambda row: row.class_id)}.values():
        if not act.viewer.scope(COLLEGES_ADJUST).reaches(row):
            await _require_window(act, row)


async def _require_window(act: Act, row: Any) -> None:
    phase = await working(act, row.batch_id, row.college_id, Module.ACADEMIC)
    shut: list[Refusal] = []
    for right, days in ((COUNSELLORS_ADJUST, counsellor_window(phase)), (MONITORS_ADJUST, monitor_window(phase))):
        if act.viewer.scope(right).reaches(row):
            try:
                days.require(act.today)
                return
            except Refusal as refusal:
                shut.append(refusal)
    raise shut[0] if shut else Forbidden


def _judged(
    requested: Sequence[Adjustment], named: Sequence[Course], students: dict[int, Any], known: dict[Course, Any]
) -> dict[Course, tuple[bool, Decimal | None]]:
    """Returns how each course is to count; every refusal names the student and the course."""
    fresh: dict[Course, tuple[bool, Decimal | None]] = {}
    refusals: list[Refusal] = []
    for place, (one, course) in enumerate(zip(requested, named, strict=True)):
        student, row = _called(students[course[0]]), known.get(course)
        if row is None:
            refusals.append(NoSuchCourse(_path(place), student=student, term=course[1], course=course[2]))
        elif course in fresh:
            zh, en = (
                f"{student}的课程“{row.course_name}”重复",
                f'{student}: the course "{row.course_name}" appears twice',
            )
            refusals.append(Invalid(_path(place), zh, en))
        elif row.left_out and (one.counted or one.ratio is not None):
            refusals.append(CourseLeftOut(_path(place), student=student, course=row.course_name))
        elif row.locked and one.ratio:
            refusals.append(_locked(_path(place, "ratio"), student, row.course_name))
        elif row.left_out:
            fresh[course] = _now(row)
        else:
            fresh[course] = (one.counted, None if row.locked else one.ratio)
    if refusals:
        raise Refusals(refusals)
    return fresh


def _locked(path: str, student: str, course: str) -> FailedCourseLocked:
    return FailedCourseLocked(path, student=student, course=course, passed_from=ACADEMIC.passed_from)


async def _keep(act: Act, batch_id: int, changed: dict[Course, tuple[bool, Decimal | None]]) -> None:
    adjusted = {course: new for course, new in changed.items() if new != DEFAULT}
    if adjusted:
        await adjustments.store_adjustments(
            act.db, batch_id, adjusted, adjusted_at=act.now, adjusted_by=act.viewer.account_id
        )
    if back := [course for course, new in changed.items() if new == DEFAULT]:
        await adjustments.delete_adjustments(act.db, batch_id, back)


async def _record(
    act: Act, fresh: dict[Course, tuple[bool, Decimal | None]], students: dict[int, Any], known: dict[Course, Any]
) -> None:
    entries = [
        {
            "subject": f"{_called(students[course[0]])} {known[course].course_name}",
            "batch_id": students[course[0]].batch_id,
            "college_id": students[course[0]].college_id,
            "class_id": students[course[0]].class_id,
            "student_id": course[0],
            "old": _audit_values(course, _now(known[course])),
            "new": _audit_values(course, new),
        }
        for course, new in fresh.items()
        if new != _now(known[course])
    ]
    await act.record_each("adjustCourses", entries)


def _now(row: Any) -> tuple[bool, Decimal | None]:
    """Returns how a course counted before the act; without an adjustment, by default."""
    return DEFAULT if row.counted is None else (row.counted, row.ratio)


def _audit_values(course: Course, how: tuple[bool, Decimal | None]) -> dict[str, Any]:
    counted, ratio = how
    return {
        "term": course[1],
        "courseCode": course[2],
        "counted": counted,
        "ratio": None if ratio is None else str(ratio),
    }


def _called(student: Any) -> str:
    return f"{student.name}（{student.number}）"


def _path(place: int, field: str | None = None) -> str:
    return f"input.adjustments.{place}" + (f".{field}" if field else "")
