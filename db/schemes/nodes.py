"""The nodes of a scheme: a node is a number, a name, or an operator, which has the name of its class's first field."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from db.schemes.parts import Fact, Name, Number, Part, Percent, Places, Positive, Whole, Word

Only = dict[Fact, Annotated[list[Word], Field(min_length=1)]]
"""Holds for each fact the words of which an item has one."""


class Limited(Part):
    """The base of all operators. First the floor applies, then the cap, so that the cap wins."""

    operator: ClassVar[str]
    floor: "Node | None" = Field(None, description="下限：不足此值按此值 | A smaller value becomes this one")
    cap: "Node | None" = Field(None, description="上限：超过此值按此值 | A greater value becomes this one")


class Value(Limited):
    """A value as it is, to give it a floor or a cap."""

    operator = "value"
    value: "Node" = Field(description="原值，可加上下限 | The value as it is, to give it a floor or a cap")


class Sum(Limited):
    operator = "sum"
    sum: "list[Node]" = Field(min_length=1, description="各项相加 | The sum of all")


class Weighted(Limited):
    operator = "weighted"
    weighted: dict[Name, Percent] = Field(
        min_length=1, description="加权和：名称: 百分数，合计 100 | Names with percentages that add up to 100"
    )


class Best(Limited):
    operator = "best"
    best: "list[Node]" = Field(
        min_length=1, description="最高的一项，或最高 count 项之和 | The highest, or the sum of the `count` highest"
    )
    count: Whole = Field(1, description="取几项 | How many count")


class Items(Limited):
    operator = "items"
    items: list[Name] = Field(min_length=1, description="这些类别项目之和 | The sum of the items of these categories")
    per_kind: Whole | None = Field(
        None, description="同类项目取最高的几项 | Of items of one kind, so many of the highest count"
    )
    count: Whole | None = Field(None, description="共取最高的几项 | So many of the highest count in all")
    only: Only = Field({}, description="只看这些项目：事实: [词] | Only items of these facts")


class HowMany(Limited):
    operator = "howMany"
    how_many: list[Name] = Field(min_length=1, description="这些类别有几项 | How many items the categories have")
    only: Only = Field({}, description="只看这些项目：事实: [词] | Only items of these facts")


class Share(Limited):
    operator = "share"
    share: "Node" = Field(description="乘以系数 | Times a ratio")
    ratio: Number = Field(description="系数，可为负 | The ratio; a negative one subtracts")


class Scale(Limited):
    operator = "scale"
    scale: "Node" = Field(description="换算到另一区间，区间外按端点 | From one range to another; ends hold outside")
    source: tuple[Number, Number] = Field(alias="from", description="原区间 | The range that the value has")
    to: tuple[Number, Number] = Field(description="换算后的区间 | The range that it gets")


class Round(Limited):
    operator = "round"
    round: "Node" = Field(description="四舍五入，默认保留两位小数 | Rounded half up, to two places by default")
    places: Places = Field(2, description="保留几位小数 | How many places")


class Steps(Limited):
    operator = "steps"
    steps: "Node" = Field(description="分段给分 | Points by table")
    source: dict[Number, Number] = Field(
        alias="from", min_length=1, description="达到此值: 得分 | From this value on: these points"
    )
    below: Number = Field(description="不足最低一档的得分 | The points below the lowest step")


class OfBest(Limited):
    operator = "ofBest"
    of_best: Name = Field(
        description="按最高的一名折算：本人 ÷ 最高 × full | In proportion to the highest: own ÷ highest × `full`"
    )
    within: Literal["class", "grade"] = Field(
        "class",
        description="班级或年级（同专业、同入学年份）中的最高 | The highest of the class, or of one major and year",
    )
    full: Positive = Field(Decimal(100), description="最高的一名所得 | What the highest one gets")
    places: Places = Field(2, description="四舍五入，保留几位小数 | Rounded half up to so many places")


class Bounds(Part):
    """A comparison with one or two bounds, of which all hold."""

    at_least: Number | None = Field(None, description="≥")
    above: Number | None = Field(None, description=">")
    at_most: Number | None = Field(None, description="≤")
    below: Number | None = Field(None, description="<")


Condition = dict[Name, Bounds]
"""All of these comparisons hold."""


class Veto(Limited):
    operator = "veto"
    veto: "Node" = Field(description="一票否决：条件成立时按 gives | A veto: the value, or `gives` if `when` holds")
    when: Condition = Field(min_length=1, description="条件，须同时成立 | All of these hold")
    gives: Number = Field(description="否决后的分数 | What stands instead")


OPERATORS: dict[str, type[Limited]] = {
    kind.operator: kind
    for kind in (Value, Sum, Weighted, Best, Items, HowMany, Share, Scale, Round, Steps, OfBest, Veto)
}


def is_number(text: str) -> bool:
    """Tells a number from a name: it begins as a number does."""
    return text.lstrip("+-")[:1].isdecimal() or text.lstrip("+-")[:1] == "."


def _kind(node: Any) -> str | None:
    if isinstance(node, dict):
        return next((f"<{name}>" for name in OPERATORS if name in node), None)
    if isinstance(node, Limited):
        return f"<{node.operator}>"
    if isinstance(node, str):
        return "<number>" if is_number(node) else "<name>"
    return "<number>" if isinstance(node, Decimal | int) else None


Node = Annotated[
    Annotated[Number, Tag("<number>")]
    | Annotated[Name, Tag("<name>")]
    | Annotated[Value, Tag("<value>")]
    | Annotated[Sum, Tag("<sum>")]
    | Annotated[Weighted, Tag("<weighted>")]
    | Annotated[Best, Tag("<best>")]
    | Annotated[Items, Tag("<items>")]
    | Annotated[HowMany, Tag("<howMany>")]
    | Annotated[Share, Tag("<share>")]
    | Annotated[Scale, Tag("<scale>")]
    | Annotated[Round, Tag("<round>")]
    | Annotated[Steps, Tag("<steps>")]
    | Annotated[OfBest, Tag("<ofBest>")]
    | Annotated[Veto, Tag("<veto>")],
    Discriminator(_kind),
]

for _part in OPERATORS.values():
    _part.model_rebuild()
