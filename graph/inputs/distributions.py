"""The inputs of distributions."""

from enum import Enum

import strawberry

from db.filters import PlaceFilter as Place
from graph.inputs.filters import PlaceFilter
from graph.vocabulary.enums import declare_enum


@strawberry.input(
    description="统计的范围，各条件同时满足；只能按整个班级选取 | "
    "What is counted; all conditions must hold. Classes are chosen as a whole"
)
class DistributionFilter(PlaceFilter):
    def to_filter(self) -> Place:
        return Place(**self.place())


class LevelGrouping(Enum):
    COLLEGE = "college_id"
    SCHOOL_CLASS = "class_id"


declare_enum(
    LevelGrouping,
    "LevelGrouping",
    "等次分别按什么统计 | What levels are counted by",
    COLLEGE="学院 | College",
    SCHOOL_CLASS="班级；须先指定学院或班级 | Class; the college or the class must be given",
)
