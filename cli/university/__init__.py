"""A believable university is generated here: the same seed gives the same people and scores. No database is needed.

The demo, the proof against exact decimals and the benchmarks use it. 27,600 students take seconds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from cli.university import comprehensive, office, people, ratings, scores
from cli.university.comprehensive import ComprehensiveResult, Earned
from cli.university.people import Assigned, College, Major, SchoolClass, Staff, Student
from cli.university.ratings import Mark, RatingItem
from cli.university.scores import Course, CourseScore
from db.qualities import QUALITIES, Qualities

CLASSES_OF_A_COUNSELLOR = 5


@dataclass(frozen=True, slots=True)
class Size:
    """Holds the size of the university, each number for one unit of the level above."""

    colleges: int = 3
    majors: int = 2
    grades: int = 2
    """The number of years of enrolment; the newest ends its first year with the assessed one."""
    classes: int = 2
    students: int = 12
    courses: int = 10
    """The number of courses of a major's grade in the whole academic year."""


@dataclass(slots=True)
class University:
    """Holds the rows of the roster in the order of its columns (R9.2), and the people's offices."""

    size: Size = Size()
    seed: int = 1
    academic_year: str = "2018-2019"
    colleges: list[College] = field(init=False)
    majors: list[Major] = field(init=False)
    classes: list[SchoolClass] = field(init=False)
    students: list[Student] = field(init=False)
    staff: list[Staff] = field(init=False)
    head_teachers: list[Assigned] = field(init=False, default_factory=list)
    monitors: list[Assigned] = field(init=False)
    counsellors: list[Assigned] = field(init=False, default_factory=list)
    """The counsellors, who are not in the roster: the college assigns them for a batch (R2.6)."""
    student_affairs: list[Staff] = field(init=False)
    college_admins: dict[str, Staff] = field(init=False, default_factory=dict)
    deputy_secretaries: dict[str, Staff] = field(init=False, default_factory=dict)
    teachers: dict[str, list[Staff]] = field(init=False, default_factory=dict)
    _of_class: dict[str, list[Student]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        size, newest = self.size, int(self.academic_year[:4])
        self.colleges = people.colleges(size.colleges)
        self.majors = people.majors(self.colleges, size.majors)
        grades = range(newest - size.grades + 1, newest + 1)
        self.classes = people.classes(self.majors, grades, size.classes)
        self.students = list(people.students(self.seed, self.classes, size.students))
        for student in self.students:
            self._of_class[student.class_code].append(student)
        self.monitors = [
            Assigned(code, people.dice(self.seed, "monitor", code).choice(members).number)
            for code, members in self._of_class.items()
        ]
        self.student_affairs = people.staff(self.seed, None, 2)
        self.staff = [*self.student_affairs]
        for college in self.colleges:
            self._employ(college)

    @property
    def auditor(self) -> Staff:
        """Returns the second person of the student affairs office: the first one runs the batches."""
        return self.student_affairs[1]

    @property
    def cohorts(self) -> list[int]:
        return self.cohorts_in(self.academic_year)

    def cohorts_in(self, academic_year: str) -> list[int]:
        """Lists the cohorts of students who were there in that year. Students who left before the
        assessed year are unknown.
        """
        return sorted({one.cohort for one in self.classes if one.grade <= int(academic_year[:4])})

    def classes_of(self, college_code: str, academic_year: str | None = None) -> list[SchoolClass]:
        latest = int((academic_year or self.academic_year)[:4])
        return [one for one in self.classes if one.major_code.startswith(college_code) and one.grade <= latest]

    def members(self, class_code: str) -> list[Student]:
        return self._of_class[class_code]

    def courses(self, major: Major, grade: int, years_before: int = 0) -> list[Course]:
        first, count = years_before * self.size.courses, self.size.courses
        return scores.courses(self.seed, major, grade, range(first, first + count), self.teachers[major.college_code])

    def course_scores(
        self, term: int, college_code: str | None = None, academic_year: str | None = None
    ) -> Iterator[CourseScore]:
        """Yields the academic office's rows for one term: of one college or of all, of this year or an earlier one."""
        majors = {major.code: major for major in self.majors}
        for one in self.classes_of(college_code or "", academic_year):
            courses = self.courses(majors[one.major_code], one.grade, self._years_before(academic_year))
            for student, course, score in scores.of_class(
                self._seed_of(academic_year), self.members(one.code), courses
            ):
                if course.term == term:
                    yield scores.row(student, course, score)

    def exported(self, term: int, college_code: str, settled: Collection[str] = ()) -> Iterator[list[Any]]:
        """Yields the lines of the academic office's export of one term (R10.1), by `cli.university.office`."""
        rows = self.course_scores(term, college_code)
        return office.exported(self.seed, self.academic_year, term, rows, settled)

    def rating_items(self, college_code: str) -> list[RatingItem]:
        return ratings.items(self.seed, college_code)

    def marks(self, rater: str, rated: SchoolClass, academic_year: str | None = None) -> Iterator[Mark]:
        """Yields the complete marks that the person with that number gives the class (R5.2)."""
        college_code = next(major.college_code for major in self.majors if major.code == rated.major_code)
        items = self.rating_items(college_code)
        return ratings.marks(self._seed_of(academic_year), rater, self.members(rated.code), items)

    def comprehensive_results(
        self, earned: Sequence[Earned], academic_year: str | None = None, qualities: Qualities = QUALITIES
    ) -> list[ComprehensiveResult]:
        """Returns the results that a counsellor imports for one class (R6.1)."""
        return comprehensive.of_class(self._seed_of(academic_year), earned, len(qualities))

    def _years_before(self, academic_year: str | None) -> int:
        return int(self.academic_year[:4]) - int((academic_year or self.academic_year)[:4])

    def _seed_of(self, academic_year: str | None) -> object:
        """Returns a seed of its own for each year."""
        before = self._years_before(academic_year)
        return f"{self.seed}, {before} before" if before else self.seed

    def _employ(self, college: College) -> None:
        """Employs two administrators, counsellors for five classes each, and as many teachers as classes, each of whom
        heads one.
        """
        theirs = self.classes_of(college.code)
        counsellors = ceil(len(theirs) / CLASSES_OF_A_COUNSELLOR)
        staff = people.staff(self.seed, college.code, 2 + counsellors + len(theirs))
        self.staff += staff
        self.college_admins[college.code], self.deputy_secretaries[college.code] = staff[:2]
        self.teachers[college.code] = staff[2:]
        for at, one in enumerate(theirs):
            self.counsellors.append(Assigned(one.code, staff[2 + at // CLASSES_OF_A_COUNSELLOR].number))
            self.head_teachers.append(Assigned(one.code, staff[2 + counsellors + at].number))
