"""Says how the language writes what people write otherwise: min and max, >= 70, 85%, a − b and 2 × a."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from core.rules.schemes.problems import Path
from db.schemes.parts import PLACES

Words = tuple[str, str]

OPERATORS: dict[str, Words] = {
    "min": ("取较小的用 cap，如 {value: 甲, cap: 乙}", "use cap for the lesser, as in {value: a, cap: b}"),
    "max": ("取最大的用 best，如 {best: [甲, 乙]}", "use best for the greatest, as in {best: [a, b]}"),
    "average": ("取平均用 weighted，如 {weighted: {甲: 50, 乙: 50}}", "use weighted for an average"),
    "add": ("相加用 sum，如 {sum: [甲, 乙]}", "use sum, as in {sum: [a, b]}"),
    "subtract": ("相减写 {sum: [甲, {share: 乙, ratio: -1}]}", "write {sum: [a, {share: b, ratio: -1}]}"),
    "multiply": ("乘以系数用 share，如 {share: 甲, ratio: 0.3}", "use share, as in {share: a, ratio: 0.3}"),
    "divide": (
        "除以一个数即乘以它的倒数：{share: 甲, ratio: 0.25}；按班级最高折算用 ofBest",
        "multiply by the inverse with share; in proportion to the best of the class is ofBest",
    ),
    "if": ("条件用 veto 或 steps", "use veto or steps"),
    "count": ("计项目数用 howMany", "use howMany for a number of items"),
}
OPERATORS |= {
    other: OPERATORS[name]
    for name, others in {
        "average": ("avg", "mean"),
        "add": ("plus", "total"),
        "subtract": ("minus", "difference"),
        "multiply": ("times", "product", "factor"),
        "divide": ("quotient",),
        "if": ("when", "case", "then"),
        "max": ("highest", "greatest", "top"),
        "min": ("lowest", "least"),
    }.items()
    for other in others
}
"""These are no operators; each says which one there is instead."""

MISSING: dict[str | int, Words] = {
    "levels": (
        "：等次从高到低；办法不分等次时写 levels: [{level: 合格}]",
        ": the best first, or one for everybody",
    ),
    "points": ("：一项值多少分，如 points: 3", ": what one item is worth, as in points: 3"),
    "below": ("：不足最低一档的得分，如 below: 0", ": the points below the lowest step, as in below: 0"),
    "ratio": ("：系数，如 ratio: 0.3", ": the ratio, as in ratio: 0.3"),
    "max": ("：最大值，如 max: 100", ": the highest value, as in max: 100"),
}
"""These words say what to write where a key is missing."""

GIVES: Words = (
    "gives 只能是一个数；“最高 59 分”写 {value: 甲, cap: {steps: 次数, from: {1: 59}, below: 100}}",
    "`gives` is a number alone; write “at most 59” as {value: a, cap: {steps: count, from: {1: 59}, below: 100}}",
)
"""These words say how to limit a score under a condition, where a veto would replace it."""

_COMPARISON = re.compile(r"\s*(>=|≥|>|<=|≤|<|＞=?|＜=?)\s*(-?\d+(?:\.\d+)?)\s*$")
_BOUNDS = {">=": "atLeast", "≥": "atLeast", ">": "above", "<=": "atMost", "≤": "atMost", "<": "below"}
_NUMBER = r"[-−]?\d+(?:\.\d+)?"
_PRODUCT = re.compile(
    rf"\s*(?:(?P<before>{_NUMBER})\s*[*×]\s*(?P<after>[^\W\d][^*×÷/+−-]*?)"
    rf"|(?P<name>[^\W\d][^*×÷/+−-]*?)\s*[*×]\s*(?P<ratio>{_NUMBER}))\s*"
)
_PORTION = re.compile(r"(?P<number>-?\d+(?:\.\d+)?)\s*(?:[%％]|/\s*(?P<of>\d+))")
_SIGN = re.compile(r"\s*([-+−*×÷/])\s*")


def otherwise(given: str, kind: str, path: Path) -> Words | None:
    """Returns the words for a text that the language writes otherwise."""
    return _compared(given, kind) or _reckoned(given, kind) or _number_meant(given, kind, path)


def _compared(given: str, kind: str) -> Words | None:
    """Returns the words for a comparison that is written with a sign."""
    found = _COMPARISON.match(given)
    if found is None:
        return None
    sign, bound = found[1].replace("＞", ">").replace("＜", "<"), found[2]
    if kind.startswith("decimal"):
        return f"这里只写数：{bound}", f"Write the number alone: {bound}"
    written = f"{{{_BOUNDS[sign]}: {bound}}}"
    return f"比较请写 {written}", f"Write the comparison as {written}"


def _reckoned(given: str, kind: str) -> Words | None:
    """Returns the words for a product, and for a name with signs of a calculation in it, which no name can have."""
    if kind not in ("string_pattern_mismatch", "decimal_parsing"):
        return None
    if (product := _PRODUCT.fullmatch(given)) is not None:
        name, ratio = product["name"] or product["after"], product["ratio"] or product["before"]
        written = f"{{share: {name}, ratio: {ratio.replace('−', '-')}}}"
        return f"相乘请写 {written}", f"Write the product as {written}"
    if not re.search(r"[*×÷=<>]|\d\s*[-+/]|^[-+]", given) or kind == "decimal_parsing":
        return None
    zh, en = "要计算请用运算，如 {sum: [甲, 乙]}、{share: 甲, ratio: 0.3}", "Use operators, as in {sum: [a, b]}"
    return f"“{given[:40]}”不是名称：{zh}", f'"{given[:40]}" is no name: {en}'


def _number_meant(given: str, kind: str, path: Path) -> Words | None:
    """Returns the words for a percentage or a fraction where a number has to stand."""
    found = _PORTION.fullmatch(given.strip()) if kind == "decimal_parsing" else None
    if found is None or Decimal(found["of"] or 100) == 0:
        return None
    whole = not found["of"] and ("weighted" in path or path[-1:] == ("topPercent",))
    exact = Fraction(found["number"]) / (1 if whole else Fraction(found["of"] or 100))
    scaled = exact * 10**PLACES
    if scaled.denominator != 1:
        zh, en = f"写成小数，最多 {PLACES} 位", f"Write it with at most {PLACES} decimals"
        return f"“{given}”{zh}", f"{en}: {given}"
    written = f"{Decimal(scaled.numerator).scaleb(-PLACES).normalize():f}"
    return f"“{given}”请写 {written}", f'Write {written} for "{given}"'


def by_code(name: str, qualities: Mapping[str, str]) -> Words | None:
    """Returns the words for an unknown name by which people call a quality; a scheme writes its code."""
    code = next((code for code, called in qualities.items() if called == name), None)
    return None if code is None else (f"各项成绩写代号“{code}”", f'write the code of the quality, "{code}"')


def calculation(name: str, names: Collection[str], deductions: Collection[str]) -> Words | None:
    """Returns the words for an unknown name that is known ones with a sign between them: 甲 - 乙."""
    first, *rest = _SIGN.split(name)
    signs, others = rest[0::2], rest[1::2]
    if not others or not all(one in names for one in (first, *others)):
        return None
    if not set(signs) <= set("-+−"):
        return "相乘、相除用 share，如 {share: 甲, ratio: 0.3}", "use share, as in {share: a, ratio: 0.3}"
    terms = [
        one if sign == "+" or one in deductions else f"{{share: {one}, ratio: -1}}"
        for sign, one in zip(signs, others, strict=True)
    ]
    written = f"{{sum: [{', '.join([first, *terms])}]}}"
    return f"请写 {written}", f"write {written}"
