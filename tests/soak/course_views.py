"""Courses, questions and decisions, as the API tells them to a reader and as the model says (R4.10, R8, R10)."""

from collections import defaultdict
from typing import Any

from tests.campus import YEAR
from tests.soak.courses import Adjusted, Course, points_of
from tests.soak.reckoning import credit_of
from tests.soak.standing import may, may_for_college, may_of_class
from tests.soak.year import Klass, Year

View = dict[str, Any]
GUARDED = ("score", "text", "rule", "undecided", "attempts")
QUERY = f"""courseScores(batchId: $b, first: 100) {{ nodes {{ student {{ number }} term courseCode credit
    counted ratio locked score text rule undecided attempts {{ kind text points counts }} }} }}
  scoreQuestions(academicYear: "{YEAR}", first: 20) {{ nodes {{ college {{ code }} text studentCount courseCount }} }}
  scoreDecisions(academicYear: "{YEAR}", first: 50) {{ nodes {{ college {{ code }} text student {{ number }} term
    courseCode outcome points courseCount }} }}"""
CODES = {"info": "01", "lang": "02"}


def told(data: Any, numbers: dict[str, str]) -> View:
    """Brings what the API said into the shape of the model's view."""
    courses, questions, decisions = (
        data[name]["nodes"] for name in ("courseScores", "scoreQuestions", "scoreDecisions")
    )
    return {
        "courses": {_place(numbers, one): _course(one) for one in courses},
        "questions": {
            f"{one['college']['code']} {one['text']}": (one["studentCount"], one["courseCount"]) for one in questions
        },
        "decisions": {
            f"{one['college']['code']} {one['text']} {_place(numbers, one) if one['student'] else ''}": (
                one["outcome"],
                one["points"],
                one["courseCount"],
            )
            for one in decisions
        },
    }


def _place(numbers: dict[str, str], one: Any) -> str:
    return f"{numbers[one['student']['number']]} {one['term']} {one['courseCode']}"


def _course(one: Any) -> View:
    plain = {name: one[name] for name in ("credit", "counted", "ratio", "locked", *GUARDED)}
    attempts = one["attempts"]
    plain["attempts"] = attempts and [(it["kind"], it["text"], it["points"], it["counts"]) for it in attempts]
    return plain


def view(year: Year, who: str) -> View:
    """The model says what a reader should see."""
    return {"courses": _courses(year, who), "questions": _questions(year, who), "decisions": _decisions(year, who)}


def _courses(year: Year, who: str) -> View:
    return {
        f"{student} {course[0]} {course[1]}": _seen(year, klass, who, student, course)
        for student, klass in _takes_part(year)
        if may("Query.courseScores", who, klass, student)
        for course in year.courses[student]
    }


def _takes_part(year: Year) -> list[tuple[str, Klass]]:
    return [(student, klass) for klass in year.classes.values() for student in klass.participants]


def _seen(year: Year, klass: Klass, who: str, student: str, course: Course) -> View:
    taken, worth = year.courses[student][course], year.worth(student, course)
    how = year.adjusted[student].get(course, Adjusted())
    default = year.colleges[klass.college].phases["ACADEMIC"].ratio
    ratio = default if how.ratio is None else how.ratio
    points = [points_of(year.scale_of(student), one) for one in taken.attempts]
    found = {
        "credit": f"{credit_of(taken, worth):.2f}",
        "counted": how.counted and not worth.left_out,
        "ratio": "0.00" if worth.failed else f"{ratio:.2f}",
        "locked": worth.failed,
        "score": None if worth.score is None else f"{worth.score:.2f}",
        "text": taken.attempts[worth.counting or 0].text,
        "rule": worth.rule,
        "undecided": worth.undecided,
        "attempts": [
            (one.kind, one.text, None if number is None else f"{number:.2f}", place == worth.counting)
            for place, (one, number) in enumerate(zip(taken.attempts, points, strict=True))
        ],
    }
    sees = {name: may(f"CourseScore.{name}", who, klass, student) for name in GUARDED}
    return {name: value if sees.get(name, True) else None for name, value in found.items()}


def _questions(year: Year, who: str) -> View:
    found: dict[str, list[str]] = defaultdict(list)
    for student, course in _reached(year, who, "Query.scoreQuestions"):
        worth = year.worth(student, course)
        if worth.undecided:
            found[f"{CODES[year.home(student).college]} {worth.question}"].append(student)
    return {text: (len(set(students)), len(students)) for text, students in found.items()}


def _reached(year: Year, who: str, name: str) -> list[tuple[str, Course]]:
    """R8.6, R10.3: a college finds the students of its roster, and staff who takes part while the batch goes on."""
    found = []
    for student, courses in year.courses.items():
        if student not in year.people.classes:
            continue
        klass = year.class_of(student)
        here = [klass] if klass and klass.members[student] and year.status != "ENDED" else []
        of_college = may_for_college(name, who, year, year.home(student).college)
        if of_college or any(may_of_class(name, who, one) for one in here):
            found += [(student, course) for course in courses]
    return found


def _decisions(year: Year, who: str) -> View:
    found: View = {}
    reached = _reached(year, who, "Query.scoreDecisions")
    settled = [year.worth(student, course).decided for student, course in reached]
    for college, here in year.colleges.items():
        whole = may_for_college("Query.scoreDecisions", who, year, college)
        of_class = any(may_of_class("Query.scoreDecisions", who, one) for one in year.classes_of(college))
        for asked, decision in here.scale.decisions.items():
            text, student, course = asked
            if not (whole or (of_class and year.status != "ENDED" and (not student or (student, course) in reached))):
                continue
            place = f"{student} {course[0]} {course[1]}" if student and course else ""
            points = None if decision.points is None else f"{decision.points:.2f}"
            count = sum(
                it == asked and year.home(who_has).college == college
                for it, (who_has, _) in zip(settled, reached, strict=True)
            )
            found[f"{CODES[college]} {text} {place}"] = (decision.outcome, points, count)
    return found
