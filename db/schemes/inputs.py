"""The inputs of a scheme: what the system knows, columns that a college imports, and categories of items."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from db.schemes.parts import Fact, Number, Part, Points, Positive, Word

COMPUTED = ("academicScore", "creditAverage", "ratingScore", "failedCourses", "failedCompulsoryCourses")
"""The system knows these of every student, without an import."""
COUNTED = ("failedCourses", "failedCompulsoryCourses")
"""These are counts, so they are never missing."""


class Replaceable(Part):
    missing: Number | None = Field(
        None, description="缺少时的替代值；不写则拒绝计算 | What stands in; without it the computation is refused"
    )


class Computed(Replaceable):
    source: Literal["academicScore", "creditAverage", "ratingScore", "failedCourses", "failedCompulsoryCourses"] = (
        Field(alias="from")
    )


class RatingItem(Replaceable):
    source: Literal["ratingItem"] = Field(alias="from", description="一个评分项目的得分 | The score of a rating item")
    item: Word = Field(description="评分项目名称 | The name of the rating item")


class Column(Replaceable):
    source: Literal["column"] = Field(alias="from", description="学院导入的一列 | A column that the college imports")
    heading: Word | None = Field(None, description="表头；不写即名称 | Its heading; without it, the name of the input")
    min: Number = Field(Decimal(0), description="最小值 | The lowest value")
    max: Number = Field(description="最大值 | The highest value")


def _price(cell: Any) -> str:
    return "<inner>" if isinstance(cell, dict) else "<points>"


_Cell = Annotated[Points, Tag("<points>")]
_Row = Annotated[_Cell | Annotated[dict[Word, Points], Tag("<inner>")], Discriminator(_price)]
_Rows = Annotated[_Cell | Annotated[dict[Word, _Row], Tag("<inner>")], Discriminator(_price)]


def _cells(facts: tuple[str, ...], cell: Any) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    if not isinstance(cell, dict):
        yield facts, cell
        return
    for fact, inner in cell.items():
        yield from _cells((*facts, fact), inner)


class PriceTable(Part):
    """Points by facts: a table of one, two or three of them, one inside the other."""

    by: list[Fact] = Field(min_length=1, max_length=3, description="按哪些事实查表 | The facts that choose the points")
    table: dict[Word, _Rows] = Field(min_length=1, description="逐层：事实: 得分 | One level for each fact")

    def prices(self) -> Iterator[tuple[tuple[str, ...], Decimal]]:
        """Yields each cell with the facts that lead to it."""
        return _cells((), self.table)

    def price(self, facts: Sequence[str]) -> Decimal | None:
        """Returns the cell to which the facts lead, one for each of `by`; None if there is none."""
        cell: Any = self.table
        for fact in facts:
            cell = cell.get(fact, {})
        return None if isinstance(cell, dict) else cell


class PerUnit(Part):
    """Points for each hour, time or unit."""

    per_unit: Points = Field(description="每单位（次、小时）得分 | Points for each unit of `amount`")


class Open(Part):
    """Points that the imported row itself gives, within a range."""

    min: Points = Field(Decimal(0), description="最低 | The lowest")
    max: Points = Field(description="最高 | The highest")


def _pricing(points: Any) -> str | None:
    if isinstance(points, dict):
        return next((tag for key, tag in _PRICES.items() if key in points), None)
    return "<fixed>" if isinstance(points, str | Decimal) else None


_PRICES = {"table": "<table>", "by": "<table>", "perUnit": "<perUnit>", "max": "<open>", "min": "<open>"}
Pricing = Annotated[
    Annotated[Points, Tag("<fixed>")]
    | Annotated[PriceTable, Tag("<table>")]
    | Annotated[PerUnit, Tag("<perUnit>")]
    | Annotated[Open, Tag("<open>")],
    Discriminator(_pricing),
]


class RolePart(Part):
    """Says what a role gets of an item: first `add` is added, then `times` multiplies."""

    add: Number = Field(Decimal(0), description="加（负数为减） | Added; a negative number is taken off")
    times: Points = Field(Decimal(1), description="再乘以 | Then multiplied by")


class Time(Part):
    """The share that a time in office gives: `amount` out of `full`, or by steps of `amount`."""

    full: Positive | None = Field(None, description="满任期；按比例，至多为 1 | Full time; a part counts in proportion")
    source: dict[Points, Points] | None = Field(
        None, alias="from", min_length=1, description="达到此时长: 比例 | From this amount on: this share"
    )


class Category(Part):
    """A category of items, each worth max(0, min(most, (points + add) · times · time))."""

    source: Literal["items"] = Field(alias="from", description="一类项目 | A category of items")
    deduction: bool = Field(False, description="扣分：计为负 | Deductions count below zero")
    points: Pricing = Field(description="一项的分值 | What one item is worth")
    roles: dict[Word, RolePart] | None = Field(None, min_length=1, description="按角色折算 | What each role gets")
    time: Time | None = Field(None, description="按任职时间折算 | The share for the time in office")
    most: Points | None = Field(None, description="一项的上限 | The most that one item gives")


def _input(given: Any) -> Any:
    return {"from": given} if isinstance(given, str) else given


def _source(given: Any) -> str | None:
    source = given.get("from") if isinstance(given, dict) else getattr(given, "source", None)
    known = {"ratingItem": "<ratingItem>", "column": "<column>", "items": "<items>"}
    return None if source is None else known.get(source, "<computed>")


Input = Annotated[
    Annotated[Computed, Tag("<computed>")]
    | Annotated[RatingItem, Tag("<ratingItem>")]
    | Annotated[Column, Tag("<column>")]
    | Annotated[Category, Tag("<items>")],
    Discriminator(_source),
    BeforeValidator(_input, json_schema_input_type=Literal[COMPUTED] | Computed | RatingItem | Column | Category),
]
