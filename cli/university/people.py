"""The people of the university are generated as rows of the roster, each a tuple in the order of its
sheet's columns.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from cli.university.names import COLLEGES, ETHNICITIES, FEMALE, MALE, RARE_SURNAMES, SURNAMES


class College(NamedTuple):
    code: str
    name: str


class Major(NamedTuple):
    code: str
    name: str
    college_code: str


class SchoolClass(NamedTuple):
    code: str
    name: str
    grade: int
    cohort: int
    major_code: str


class Student(NamedTuple):
    number: str
    name: str
    gender: str
    ethnicity: str
    class_code: str


class Staff(NamedTuple):
    number: str
    name: str
    college_code: str | None


class Assigned(NamedTuple):
    """Assigns a person to a class: a head teacher, counsellor or monitor."""

    class_code: str
    number: str


YEARS_OF_STUDY = 4
_GROUPS, _WEIGHTS = tuple(ETHNICITIES), tuple(ETHNICITIES.values())


def dice(*of: object) -> Random:
    """Returns a random generator: the same parts give the same numbers on every machine and version of Python."""
    return Random("/".join(map(str, of)))  # noqa: S311  # believable, not secret


def person(throw: Random, gender: str) -> str:
    rare = throw.random() < 0.02
    surname = throw.choice(RARE_SURNAMES) if rare else SURNAMES[int(throw.random() ** 1.7 * len(SURNAMES))]
    letters = MALE if gender == "男" else FEMALE
    return surname + "".join(throw.choice(letters) for _ in range(1 if throw.random() < 0.2 else 2))


def colleges(count: int) -> list[College]:
    names = list(COLLEGES)
    return [College(f"{n + 1:02d}", _nth(names, n)) for n in range(count)]


def majors(of: list[College], each: int) -> list[Major]:
    """Generates majors. A code begins with the college's, as in most universities: 0103 is the third
    major of college 01.
    """
    return [
        Major(f"{college.code}{n + 1:02d}", _nth(list(COLLEGES.values())[at % len(COLLEGES)], n), college.code)
        for at, college in enumerate(of)
        for n in range(each)
    ]


def classes(of: list[Major], grades: range, each: int) -> list[SchoolClass]:
    return [
        SchoolClass(
            f"{grade}{major.code}{n + 1:02d}",
            f"{major.name}{grade % 100}{n + 1:02d}班",
            grade,
            grade + YEARS_OF_STUDY,
            major.code,
        )
        for major in of
        for grade in grades
        for n in range(each)
    ]


def students(seed: int, of: list[SchoolClass], each: int) -> Iterator[Student]:
    """Yields students, numbered within college and grade: 202201112 is the 112th of college 01 who enrolled in 2022."""
    next_number: dict[tuple[int, str], int] = {}
    width = 3 if len(of) * each < 1_000 else 4
    for one in of:
        throw = dice(seed, "students", one.code)
        place = (one.grade, one.major_code[:-2])
        for _ in range(each):
            number = next_number[place] = next_number.get(place, 0) + 1
            gender = "男" if throw.random() < 0.52 else "女"
            ethnicity = throw.choices(_GROUPS, _WEIGHTS)[0]
            yield Student(f"{place[0]}{place[1]}{number:0{width}d}", person(throw, gender), gender, ethnicity, one.code)


def staff(seed: int, college_code: str | None, count: int) -> list[Staff]:
    """Generates staff. Staff numbers begin with zeros, which Excel tends to drop."""
    throw = dice(seed, "staff", college_code)
    return [
        Staff(f"0{college_code or '00'}{n + 1:03d}", person(throw, throw.choice("男女")), college_code)
        for n in range(count)
    ]


def _nth(names: list[str] | tuple[str, ...], n: int) -> str:
    """Returns the n-th name; when the list is used up, it starts again with a number."""
    again, at = divmod(n, len(names))
    return names[at] + (str(again + 1) if again else "")
