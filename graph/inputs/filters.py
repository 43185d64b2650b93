"""The filters that lists of classes and students share; each list's own filter adds to them."""

from typing import Any

import strawberry

from core.identifiers import typed_identifier, typed_name
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none


@strawberry.input(description="所在的学院、专业、年级、班级")
class PlaceFilter:
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    major_id: strawberry.ID | None = shown("专业 | Major", default=None)
    grade: int | None = shown("年级（入学年份） | Grade (year of enrolment)", default=None)
    class_id: strawberry.ID | None = shown("班级 | Class", default=None)

    def place(self) -> dict[str, Any]:
        """Translates the filter of a place for `db.filters`."""
        return {
            "college_id": key_or_none(self.college_id),
            "major_id": key_or_none(self.major_id),
            "grade": self.grade,
            "class_id": key_or_none(self.class_id),
        }


@strawberry.input(description="所在的学院、专业、年级、班级，以及学号、姓名")
class PersonFilter(PlaceFilter):
    number: str | None = shown("学号，从头匹配 | Student number, matched from its beginning", default=None)
    name: str | None = shown("姓名，任意位置匹配 | Name, matched anywhere", default=None)

    def person(self) -> dict[str, Any]:
        """Translates the filter of a student for `db.filters`."""
        return {**self.place(), "number": typed_identifier(self.number), "name": typed_name(self.name)}
