"""The model tells what a reader of any role should see just now: every number, and why work can't be done."""

from decimal import Decimal
from typing import Any

from tests.access import COLLEGES
from tests.soak.reckoning import one_mark_shows, withheld_peers
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
from tests.soak.year import NOT_IMPORTED, PUBLISHED, STAGES, Kind, Klass, Rated, Year

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
        "rating": _rating(year, who),
        "progress": _progress(year, who),
        "comprehensive": _comprehensive(year, who),
        "classes": _classes(year, who),
        "sheets": {
            klass.name: STAGES[klass.stage]
            for klass in year.classes.values()
            if klass.participants and may("Query.resultSheets", who, klass)
        },
        "ballots": _ballots(year, who),
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


def _rating(year: Year, who: str) -> View:
    return {
        student: {
            "ratingScore": _rating_score(who, klass, rated),
            "ballots": list(rated.counts.values()),
            "items": _item_scores(who, klass, rated, "RatingItemScore.score"),
        }
        for klass in year.classes.values()
        for student, rated in klass.ratings.items()
        if may("Query.ratingResults", who, klass, student)
    }


def _rating_score(who: str, klass: Klass, rated: Rated) -> str | None:
    """R8: one that rests on one ballot is for those who may see single marks."""
    if rated.result.rests_on_one and not may("RatingResult.marks", who, klass):
        return None
    return _text(rated.result.rating_score)


def _item_scores(who: str, klass: Klass, rated: Rated, field: str) -> list[str | None]:
    """R5.7, R8: peers have weight in each item of the campus."""
    sees = may(field, who, klass) and (may("RatingResult.marks", who, klass) or not one_mark_shows(rated))
    shown = sees and not withheld_peers(rated)
    return [_text(one) if shown else None for one in rated.result.item_scores]


def _progress(year: Year, who: str) -> View:
    """R5.5: states, and no mark."""
    found: View = {}
    for klass in year.classes.values():
        if klass.participants and may("Query.ratingProgress", who, klass):
            found[klass.name] = {
                "submitted": [len(_submitted(klass, kind)) for kind in Kind],
                "computed": klass.rated,
                "stale": klass.ballots_changed,
            }
    return found


def _submitted(klass: Klass, kind: Kind) -> list[str]:
    """R5.5: of staff, those who are assigned now."""
    now = {Kind.COUNSELLOR: klass.counsellors, Kind.HEAD_TEACHER: klass.head_teachers, Kind.PEER: klass.members}[kind]
    return [who for (of, who), ballot in klass.ballots.items() if of is kind and ballot.submitted and who in now]


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


def _ballots(year: Year, who: str) -> View:
    """R1.7, R5.2: one for each class and kind from the first opening on, while somebody is to be rated; a student's
    only while the student takes part."""
    found: View = {}
    for klass in year.classes.values():
        raters = {Kind.COUNSELLOR: klass.counsellors, Kind.HEAD_TEACHER: klass.head_teachers}
        raters[Kind.PEER] = set(klass.participants)
        for kind, people in raters.items():
            begun = year.colleges[klass.college].phases["RATING"].begun
            if who in people and klass.participants and begun:
                found[f"{klass.name} {kind}"] = _ballot(year, klass, kind, who)
    return found


def _ballot(year: Year, klass: Klass, kind: Kind, who: str) -> View:
    ballot = klass.ballots.get((kind, who))
    shut = rating_shut(year, klass.college)
    status = "NOT_STARTED" if ballot is None else "SUBMITTED" if ballot.submitted else "DRAFT"
    refusal = shut[0] if shut else "BALLOT_SUBMITTED" if status == "SUBMITTED" else None
    return {"status": status, "done": len(ballot.marks) if ballot else 0, "refusal": refusal}


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
