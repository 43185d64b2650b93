"""A report is declared by its layout; columns that several reports have stand here once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Columns = Mapping[str, str]
"""Maps the name of each column to the path of its value, from a row of the list on."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Declares one report.

    Args:
        title: what the rows are, in both languages.
        root: the field of the query that holds the list.
        within: the path from the root to the rows, if the root is no connection.
        each: the path of a list within the row; the report has a row for each of its members.
        page: rows per query; fewer where a row holds lists, because of the cost limit.
        renamed: arguments of the root that the address calls otherwise.
    """

    title: str
    root: str
    columns: Columns
    within: str = ""
    each: str = ""
    page: int = 200
    renamed: Mapping[str, str] = field(default_factory=dict)


def of_class(path: str = "schoolClass", *, own: bool = False) -> Columns:
    """Returns the columns of a class and what it belongs to.

    Args:
        own: whether the row has a major, a college and a grade of its own, as they were then.
    """
    place = "" if own else f"{path}."
    return {
        "class_code": f"{path}.code",
        "class_name": f"{path}.name",
        "grade": f"{place}grade",
        "major_code": f"{place}major.code",
        "major_name": f"{place}major.name",
        "college_code": f"{place}college.code",
        "college_name": f"{place}college.name",
    }


def rank(name: str, path: str) -> Columns:
    """Returns a rank as two numbers, by which tools sort, and as the page shows it."""
    return {f"{name}_position": f"{path}.position", f"{name}_size": f"{path}.size", f"{name}_rank": f"{path}.label"}


def quality(path: str, prefix: str = "") -> Columns:
    """Returns what a student has in one quality."""
    own = {"score": f"{path}.score", "level": f"{path}.level"}
    own |= {**rank("class", f"{path}.classRank"), **rank("grade", f"{path}.gradeRank")}
    return {f"{prefix}{name}": of for name, of in own.items()}


STUDENT: Columns = {"student_number": "student.number", "student_name": "student.name"}
BATCH: Columns = {"batch_id": "batch.id", "batch_name": "batch.name", "academic_year": "batch.academicYear"}
COLLEGE: Columns = {"college_code": "college.code", "college_name": "college.name"}
BANDS: Columns = {"lowest": "lowest", "below": "below", "people": "people", "grade_people": "gradePeople"}
COMPUTED: Columns = {"computed_at": "computedAt", "computed_by": "computedBy"}
