"""OneRoster 1.2 as the tables of the roster and of course scores (R16.5).

An org of the type department is a college. A class of the type homeroom is a class of students, and its course the
major. A scheduled class is a course that is taught. `metadata.` columns tell what OneRoster has no word for.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from core.workbooks.oneroster_files import OneRosterWrong, Row, read_files

__all__ = ["OneRosterWrong", "Table", "Tables", "read_oneroster"]

FINAL = {"总评", "总评成绩", "总成绩", "final", "final grade", "final score"}
FAMILY = {"parent", "guardian", "relative"}
WORDS = {"exempt": "免修", "not submitted": "缺考"}
"""The words that stand for a score that nobody gave; a college's scale decides what they are worth (R10.3)."""
GENDERS = {"male": "男", "female": "女"}


class Table(NamedTuple):
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


class Tables(NamedTuple):
    """Holds the tables of the roster by key, and the course scores by term, such as "2025-2026-1"."""

    roster: dict[str, Table]
    scores: dict[str, Table]


def read_oneroster(place: Path, years_of_study: int) -> Tables:
    """Reads a folder or a .zip.

    Raises:
        OneRosterWrong: the files are incomplete, or refer to what is not there.
    """
    reading = _Reading(read_files(place), years_of_study)
    return Tables(reading.roster(), reading.scores())


class _Reading:
    def __init__(self, files: Mapping[str, list[Row]], years_of_study: int) -> None:
        self.files, self.years_of_study = files, years_of_study
        self.orgs, self.courses, self.classes, self.users = (
            {row["sourcedId"]: row for row in files[name]} for name in ("orgs", "courses", "classes", "users")
        )
        self.roles: dict[str, list[Row]] = defaultdict(list)
        for row in files["roles"]:
            self.roles[row["userSourcedId"]].append(row)

    def roster(self) -> dict[str, Table]:
        colleges = [(_code(row), row["name"]) for row in self.orgs.values() if row["type"] == "department"]
        if not colleges:
            raise OneRosterWrong("orgs.csv 中没有 department（学院）", "orgs.csv has no department, which is a college")
        return {
            "colleges": Table(("学院代码", "学院名称"), colleges),
            "majors": Table(("专业代码", "专业名称", "学院代码"), [*dict.fromkeys(self._majors())]),
            "classes": Table(("班级代码", "班级名称", "年级", "届次", "专业代码"), [*self._classes()]),
            "students": self._students(),
            "staff": Table(("工号", "姓名", "学院代码"), [*self._staff()]),
            "head_teachers": Table(("班级代码", "工号"), [*self._head_teachers()]),
        }

    def _homerooms(self) -> Iterator[Row]:
        return (row for row in self.classes.values() if row["classType"] == "homeroom")

    def _majors(self) -> Iterator[tuple[str, str, str]]:
        for row in self._homerooms():
            course = self._of("courses", row["courseSourcedId"], "classes")
            college = self.orgs.get(course.get("orgSourcedId", "")) or self.orgs.get(row["schoolSourcedId"]) or {}
            yield _course_code(course), course["title"], _code(college) if college.get("type") == "department" else ""

    def _classes(self) -> Iterator[tuple[str, ...]]:
        for row in self._homerooms():
            course = self._of("courses", row["courseSourcedId"], "classes")
            grade = row.get("grades", "").partition(",")[0]
            cohort = row.get("metadata.cohort") or (str(int(grade) + self.years_of_study) if grade.isdecimal() else "")
            yield _class_code(row), row["title"], grade, cohort, _course_code(course)

    def _students(self) -> Table:
        class_of = {
            row["userSourcedId"]: _class_code(self.classes[row["classSourcedId"]])
            for row in self._enrolled("student", "homeroom")
        }
        people = [row for row in self.users.values() if self._is_enabled(row) and self._has(row, {"student"})]
        rows = [(_number(row), _name(row), class_of.get(row["sourcedId"], "")) for row in people]
        if "demographics" not in self.files:
            return Table(("学号", "姓名", "班级代码"), rows)
        sex = {row["sourcedId"]: GENDERS.get(row.get("sex", ""), "") for row in self.files["demographics"]}
        known = [sex.get(row["sourcedId"], "") for row in people]
        return Table(
            ("学号", "姓名", "性别", "班级代码"),
            [(number, name, gender, code) for (number, name, code), gender in zip(rows, known, strict=True)],
        )

    def _staff(self) -> Iterator[tuple[str, str, str]]:
        for row in self.users.values():
            posts = [one for one in self.roles[row["sourcedId"]] if one["role"] not in {"student", *FAMILY}]
            if posts and self._is_enabled(row):
                posts.sort(key=lambda one: one["roleType"] != "primary")
                college = self._of("orgs", posts[0]["orgSourcedId"], "roles")
                yield _number(row), _name(row), _code(college) if college["type"] == "department" else ""

    def _head_teachers(self) -> Iterator[tuple[str, str]]:
        for row in self._enrolled("teacher", "homeroom"):
            yield _class_code(self.classes[row["classSourcedId"]]), _number(self.users[row["userSourcedId"]])

    def scores(self) -> dict[str, Table]:
        terms: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        teachers = {row["classSourcedId"]: _name(self.users[row["userSourcedId"]]) for row in self._enrolled("teacher")}
        final = self._final_items()
        for row in self.files.get("results", ()):
            if item := final.get(row["lineItemSourcedId"]):
                taught = self.classes[item["classSourcedId"]]
                score = row.get("textScore") or row.get("score") or WORDS.get(row.get("scoreStatus", ""))
                if score:  # others are not graded yet
                    who = self._of("users", row["studentSourcedId"], "results")
                    cells = self._course_cells(taught, teachers.get(taught["sourcedId"], ""))
                    terms[self._term(taught)].append((_number(who), _name(who), *cells, score))
        headings = ("学号", "姓名", "课程代码", "课程名称", "课程性质", "授课教师", "学分", "成绩")
        return {term: Table(headings, terms[term]) for term in sorted(terms)}

    def _course_cells(self, taught: Row, teacher: str) -> tuple[str, ...]:
        course = self._of("courses", taught["courseSourcedId"], "classes")
        kind = course.get("metadata.courseKind", "")
        return _course_code(course), course["title"], kind, teacher, course.get("metadata.credit", "")

    def _final_items(self) -> dict[str, Row]:
        """Returns the line item of each taught class that is the score of the course."""
        categories = {row["sourcedId"]: row["title"].lower() for row in self.files.get("categories", ())}
        of_class: dict[str, list[Row]] = defaultdict(list)
        for row in self.files.get("lineItems", ()):
            if self._of("classes", row["classSourcedId"], "lineItems")["classType"] == "scheduled":
                of_class[row["classSourcedId"]].append(row)
        final = {}
        for class_id, items in of_class.items():
            chosen = [one for one in items if categories.get(one.get("categorySourcedId", "")) in FINAL]
            chosen = chosen or (items if len(items) == 1 else [])
            if len(chosen) != 1:
                title = self.classes[class_id]["title"]
                raise OneRosterWrong(
                    f"教学班“{title}”有 {len(items)} 项成绩，看不出哪一项是总评：请把它归入名为“总评”的 category",
                    f"the class “{title}” has {len(items)} line items: put the final one into the category “final”",
                )
            final[chosen[0]["sourcedId"]] = chosen[0]
        return final

    def _term(self, taught: Row) -> str:
        """Returns the academic year and term; what begins in the second half of a year is the first term."""
        first = taught.get("termSourcedIds", "").partition(",")[0]
        session = next((row for row in self.files.get("academicSessions", ()) if row["sourcedId"] == first), None)
        begins = (session or {}).get("startDate", "")
        if len(begins) < 7 or not (begins[:4] + begins[5:7]).isdecimal():
            raise OneRosterWrong(
                f"教学班“{taught['title']}”没有写明学期（termSourcedIds、startDate）", "a class has no term with a date"
            )
        year, month = int(begins[:4]), int(begins[5:7])
        return f"{year}-{year + 1}-1" if month >= 7 else f"{year - 1}-{year}-2"

    def _enrolled(self, role: str, *kinds: str) -> Iterator[Row]:
        for row in self.files["enrollments"]:
            taught = self._of("classes", row["classSourcedId"], "enrollments")
            self._of("users", row["userSourcedId"], "enrollments")
            if row["role"] == role and (not kinds or taught["classType"] in kinds):
                yield row

    def _of(self, file: str, key: str, named_in: str) -> Row:
        found: Row | None = getattr(self, file).get(key)
        if found is None:
            raise OneRosterWrong(
                f"{named_in}.csv 提到的“{key}”不在 {file}.csv 中", f"{named_in}.csv refers to what {file}.csv lacks"
            )
        return found

    def _has(self, user: Row, roles: set[str]) -> bool:
        return any(one["role"] in roles for one in self.roles[user["sourcedId"]])

    @staticmethod
    def _is_enabled(user: Row) -> bool:
        return user.get("enabledUser", "").lower() != "false"


def _code(org: Row) -> str:
    return org.get("identifier") or org.get("sourcedId", "")


def _class_code(row: Row) -> str:
    return row.get("classCode") or row["sourcedId"]


def _course_code(row: Row) -> str:
    return row.get("courseCode") or row["sourcedId"]


def _number(user: Row) -> str:
    return user.get("identifier") or user["username"]


def _name(user: Row) -> str:
    """Returns the name as it is written: the family name first, without a space where it is Chinese."""
    family, given = user["familyName"], user["givenName"]
    return f"{family}{given}" if not f"{family}{given}".isascii() else f"{given} {family}".strip()
