"""Courses and scores are generated with realistic edge cases: ties, failures, absences, averages on half a cent.

Sums use hundredths as whole numbers, so that half a cent is exact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import NamedTuple

from cli.university.names import OWN_COURSES, PUBLIC_COURSES
from cli.university.people import Major, Staff, Student, dice
from db.formulas import ACADEMIC

HUNDREDTHS = tuple(Decimal(cents).scaleb(-2) for cents in range(10_001))
PASSED, FULL = ACADEMIC.passed_from * 100, 100_00
TIE_EVERY, HALF_CENT_EVERY = 8, 9


class CourseScore(NamedTuple):
    """Holds one row in the order of the import's columns (R4.1)."""

    student_number: str
    student_name: str
    course_code: str
    course_name: str
    course_kind: str
    teacher: str | None
    credit: Decimal
    score: Decimal
    remark: str | None


@dataclass(frozen=True, slots=True)
class Course:
    code: str
    name: str
    kind: str
    credit: int
    """The credit in hundredths."""
    term: int
    teacher: str | None
    ease: float


def courses(seed: object, major: Major, grade: int, which: range, teachers: Sequence[Staff]) -> list[Course]:
    """Returns a year's courses of a major's grade: public ones (codes with leading zeros) and its own, in turn."""
    throw = dice(seed, "courses", major.code, grade, *([which.start] if which.start else []))
    pairs = zip(PUBLIC_COURSES, OWN_COURSES, strict=True)
    kinds = [course for pair in pairs for course in pair]
    found = []
    for n in which:
        again, at = divmod(n, len(kinds))
        same = (n - which.start) // len(kinds)
        name, kind, credit = kinds[at]
        code = f"0{at // 2 + 1:03d}{again}" if at % 2 == 0 else f"{major.code}{grade % 100}{n:02d}"
        found.append(
            Course(
                code,
                name.format(major.name) + (f"（{same + 1}）" if same else ""),
                kind,
                int(Decimal(credit) * 100),
                n // 2 % 2 + 1,
                throw.choice(teachers).name if throw.random() < 0.95 else None,
                throw.gauss(0, 4),
            )
        )
    return found


def of_class(
    seed: object, students: Sequence[Student], courses_taken: Sequence[Course]
) -> Iterator[tuple[Student, Course, int]]:
    """Yields scores in hundredths: with ties, halves of a cent, and sometimes a student without any score."""
    throw = dice(seed, "scores", students[0].class_code)
    nothing = throw.randrange(4 * len(students))
    before: list[tuple[Course, int]] = []
    for at, student in enumerate(students):
        if at % TIE_EVERY != TIE_EVERY - 1 or not before:
            before = _of_student(throw, courses_taken)
            if at % HALF_CENT_EVERY == HALF_CENT_EVERY - 5:
                before = _on_half_a_cent(before)
        if at != nothing:
            for course, score in before:
                yield student, course, score


def row(student: Student, course: Course, score: int) -> CourseScore:
    return CourseScore(
        student.number,
        student.name,
        course.code,
        course.name,
        course.kind,
        course.teacher,
        Decimal(course.credit) / 100,
        HUNDREDTHS[score],
        "缺考" if score == 0 else None,
    )


def _of_student(throw: Random, courses_taken: Sequence[Course]) -> list[tuple[Course, int]]:
    ability = throw.gauss(79, 8)
    chosen = [course for course in courses_taken if course.kind == "必修" or throw.random() < 0.6]
    return [(course, _score(throw, ability + course.ease)) for course in chosen]


def _score(throw: Random, expected: float) -> int:
    odd = throw.random()
    if odd < 0.01:
        return throw.choice((0, PASSED - 1, PASSED, FULL))
    points = min(100.0, max(0.0, throw.gauss(expected, 7)))
    if odd < 0.8:
        return round(points) * 100
    return round(points * 2) * 50 if odd < 0.95 else round(points * 100)


def _on_half_a_cent(scores: list[tuple[Course, int]]) -> list[tuple[Course, int]]:
    """Changes one score so that the credit average ends on exactly half a cent, where rounding matters (R4.4).

    Needs credits that add up to a whole number, so a course may have to go.
    """
    for without in (None, *range(len(scores))):
        remaining = [pair for at, pair in enumerate(scores) if at != without]
        total = sum(course.credit for course, _ in remaining)
        if total % 100:
            continue
        weighted = sum(course.credit * score for course, score in remaining)
        for at, (course, score) in enumerate(remaining):
            for more in range(min(200, FULL - score + 1)):
                twice = 2 * (weighted + more * course.credit)
                if twice % total == 0 and twice // total % 2:
                    return [*remaining[:at], (course, score + more), *remaining[at + 1 :]]
    return scores
