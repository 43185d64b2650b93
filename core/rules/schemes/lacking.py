"""Says in words what is lacking to students (R11.5): to whole classes once, to one student all of it."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from core.rules.schemes.given import Given, Lack, lacking
from core.rules.schemes.pricing import why_unpriced
from db.schemes import Category, Column, Scheme

MOST_CLASSES = 10
"""So many classes are named that lack an input."""
_ADVICE = {
    "academic": ("请先计算学业成绩", "compute the academic scores first"),
    "rating": ("请先计算评分成绩", "compute the rating scores first"),
    "column": (
        "请先导入方案数据，或在方案中写明缺少时按什么计（missing）",
        "import the scheme's inputs first, or say in the scheme what stands in (`missing`)",
    ),
}
_KIND = {"academicScore": "academic", "creditAverage": "academic", "column": "column"}


class WholeClasses(NamedTuple):
    """Names classes of which everybody lacks an input; `every`: these are all classes."""

    name: str
    classes: Sequence[Any]
    every: bool

    def values(self, scheme: Scheme) -> dict[str, Any]:
        """Returns the values of the refusal `InputMissingForAll`."""
        names = [one.name for one in self.classes]
        more = len(names) > MOST_CLASSES
        zh, en = "、".join(names[:MOST_CLASSES]), ", ".join(names[:MOST_CLASSES])
        zh, en = (f"{zh} 等 {len(names)} 个班级", f"{en} and others") if more else (zh, en)
        advice = _ADVICE[_KIND.get(scheme.inputs[self.name].source, "rating")]
        return {
            "where_zh": "全部" if self.every else f"{zh} 全班",
            "where_en": "everybody" if self.every else f"everybody of {en}",
            "count": sum(one.total for one in self.classes),
            "what": self.name,
            "advice_zh": advice[0],
            "advice_en": advice[1],
        }


def in_words(scheme: Scheme, given: Given, told: Collection[str]) -> tuple[str, str]:
    """Says all that is lacking to one student, in both languages, but for the inputs that are told of the class."""
    found = dict.fromkeys(
        words for one in lacking(scheme, given) if one.name not in told for words in _words(scheme, given, one)
    )
    return "、".join(zh for zh, _ in found), ", ".join(en for _, en in found)


def _words(scheme: Scheme, given: Given, lack: Lack) -> Iterator[tuple[str, str]]:
    source, item = scheme.inputs[lack.name], lack.item
    if item is not None and isinstance(source, Category):
        why = [*why_unpriced(source, item)]
        zh, en = "；".join(one.zh for one in why), "; ".join(one.en for one in why)
        yield f"{lack.name}“{item.item}”的分值（{zh}）", f"the points of {lack.name} “{item.item}” ({en})"
        return
    value = given.values.get(lack.name)
    if isinstance(source, Column) and value is not None:
        shown = f"{Decimal(value).normalize():f}"
        zh = f"{lack.name}（“{shown}”不在 {source.min} 至 {source.max} 之间）"
        yield zh, f"{lack.name} (“{shown}” is not within {source.min} and {source.max})"
        return
    yield lack.name, lack.name
