"""The model tells what a reader of any role should see just now: every number, and why work can't be done."""

from decimal import Decimal
from typing import Any

from tests.access import COLLEGES
from tests.soak import course_views, rating_views
from tests.soak.standing import (
    adjusting_shut,
    computing_ratings_shut,
    frozen,
    idle,
    may,
    may_for_college,
    rating_shut,
    roles,
    sees_results,
)
from tests.soak.year import NOT_IMPORTED, PUBLISHED, STAGES, Klass, Year

View = dict[str, Any]
"""A view holds what somebody sees, by list, row and field."""
WORKS = {
    "MANAGE_COLLEGE_BATCH": "setParticipants",
    "ADJUST_COURSES": "adjustCourses",
    "COMPUTE_ACADEMIC": "computeAcademicScores",
    "RANK_MAJOR_GRADE": "rankMajorGrade",
    "RATE": "saveBallot",
    "COMPUTE_RATING": "computeRatingScores",
    "IMPORT_COMPREHENSIVE": "importComprehensiveResults",
    "REOPEN_SHEETS": "reopenResultSheets",
    "MANAGE_NOTICES": "openPublicNotice",
    "APPROVE": "approveResults",
}
"""Each permission, with an act that it allows (R3.4)."""


def view(year: Year, who: str) -> View:
    return {
        "academic": _academic(year, who),
        "comprehensive": _comprehensive(year, who),
        **course_views.view(year, who),
        "classes": _classes(year, who),
        "sheets": {
            klass.name: STAGES[klass.stage]
            for klass in year.classes.values()
            if klass.participants and may("Query.resultSheets", who, klass)
        },
        **rating_views.view(year, who),
        "colleges": _colleges(year, who),
        "notices": _notices(year, who),
    }


def _academic(year: Year, who: str) -> View:
    found = {}
    for klass in year.classes.values():
        stale = year.colleges[klass.college].stale_rankings.get(klass.major, False)
        for student, scored in klass.academic.items():
            if not may("Query.academicResults", who, klass, student):
                continue
            ranked = may("AcademicResult.majorGradeRank", who, klass, student)
            found[student] = {
                "creditAverage": _text(scored.credit_average),
                "academicScore": _text(scored.academic_score),
                "undecidedCourses": scored.undecided_courses,
                "classRank": klass.class_ranks[student],
                "majorGradeRank": klass.major_ranks.get(student) if ranked else None,
                "majorGradeStale": stale if ranked else None,
            }
    return found


def _comprehensive(year: Year, who: str) -> View:
    found = {}
    for klass in year.classes.values():
        for student, result in klass.results.items():
            if not sees_results("Query.comprehensiveResults", who, klass, student):
                continue
            graded = sees_results("QualityScore.gradeRank", who, klass, student)
            grade = [one for one in year.of_major(klass.major) if one.participants]
            found[student] = {
                "status": STAGES[klass.stage],
                "scores": [_text(score) for score in result.scores],
                "levels": list(result.levels),
                "classRanks": list(result.class_ranks),
                "gradeRanks": list(result.grade_ranks) if graded else [None] * 4,
                "missing": sum(one.stage == NOT_IMPORTED for one in grade) if graded else None,
            }
    return found


def _classes(year: Year, who: str) -> View:
    found = {}
    for klass in year.classes.values():
        if may("Query.batchClasses", who, klass):
            going_on = year.status != "ENDED" and not year.colleges[klass.college].approved
            found[klass.name] = {
                "participants": len(klass.participants),
                "cleared": klass.cleared,
                "computed": klass.computed,
                "stale": klass.inputs_changed and going_on,
                "counsellors": sorted(klass.counsellors),
                "headTeachers": sorted(klass.head_teachers),
            }
    return found


def _colleges(year: Year, who: str) -> View:
    found = {}
    for college in COLLEGES:
        mine = [klass for klass in year.classes_of(college) if any(roles(who, klass))]
        if mine:
            here = year.colleges[college]
            progress = may_for_college("BatchCollege.approvedAt", who, year, college)
            found[college] = {
                "phases": {module: phase.status for module, phase in here.phases.items()},
                "approved": here.approved and progress,
                "works": {permission: _work(year, who, mine, permission) for permission in WORKS},
            }
    return found


def _work(year: Year, who: str, mine: list[Klass], permission: str) -> str | None:
    """R3.4: the first reason that the act itself would give, and "now" where there is none."""
    theirs = [klass for klass in mine if may(WORKS[permission], who, klass)]
    if not theirs:
        return None
    college = theirs[0].college
    shut = {
        "ADJUST_COURSES": lambda: _adjusting(year, who, theirs),
        "COMPUTE_ACADEMIC": lambda: idle(year, college, "ACADEMIC"),
        "RANK_MAJOR_GRADE": lambda: idle(year, college, "ACADEMIC"),
        "RATE": lambda: rating_shut(year, college),
        "COMPUTE_RATING": lambda: computing_ratings_shut(year, college),
        "IMPORT_COMPREHENSIVE": lambda: idle(year, college, "COMPREHENSIVE"),
        "REOPEN_SHEETS": lambda: frozen(year, college) or (["NOTICE_OPEN"] if year.open_notice(college) else []),
    }.get(permission, lambda: frozen(year, college))()
    return shut[0] if shut else "now"


def _adjusting(year: Year, who: str, classes: list[Klass]) -> list[str]:
    return adjusting_shut(year, who, classes[0])


def _notices(year: Year, who: str) -> list[View]:
    """R7.1, R7.2: the title stays, the list is for the time of the notice; newest first in each college."""
    found = []
    for college in COLLEGES:
        classes = [klass for klass in year.classes_of(college) if may("Query.publicNotices", who, klass)]
        if not classes:
            continue
        last = len(year.colleges[college].notices) - 1
        for number in range(last, -1, -1):
            is_open = number == last and year.open_notice(college)
            found.append({"college": college, "open": is_open, "entries": _entries(who, classes) if is_open else None})
    return found


def _entries(who: str, classes: list[Klass]) -> View | None:
    readable = [klass for klass in classes if may("PublicNotice.entries", who, klass)]
    if not readable:
        return None
    return {
        student: [_text(result.scores[3]), result.levels[3], None, result.class_ranks[1], None, result.class_ranks[3]]
        for klass in readable
        if klass.stage >= PUBLISHED
        for student, result in klass.results.items()
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
