"""Writes a step of a result as a person would check it by hand."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from core.rules.schemes.given import Item, points_of, time_of
from core.rules.schemes.reckoning import Step
from db.schemes import Category, PerUnit, RolePart

EXACT_PLACES = 8
NOTHING = ("无", "none")
_LIMITS = {"floor": ("不低于", "not below"), "cap": ("不高于", "at most")}


def figure(value: Fraction) -> str:
    """Writes a value with all of its decimals, or about, if they don't end."""
    scaled = value * 10**EXACT_PLACES
    if scaled.denominator == 1:
        whole, rest = divmod(abs(scaled.numerator), 10**EXACT_PLACES)
        digits = f"{whole}.{rest:0{EXACT_PLACES}}".rstrip("0").rstrip(".")
        return f"-{digits}" if value < 0 else digits
    return f"≈{float(value):.6f}"


def written(step: Step, called: Mapping[str, str], english: bool) -> str:
    """Writes one step with those inside it.

    Args:
        called: what people call what the scheme names.
    """
    if step.what == "number":
        return figure(step.value)
    if step.what in ("name", "item"):
        passed = "" if step.counts else (" not counted" if english else " 不计")
        name = called[step.name] if step.what == "name" else step.name
        return f"{name}{_facts(step, english)} {figure(step.value)}{passed}"
    limits = [one for one in step.inside if one.what in ("floor", "cap")]
    inside = [one for one in step.inside if one.what not in ("floor", "cap", "when", "highest")]
    body = _OPERATORS[step.what](step, [written(one, called, english) for one in inside], english)
    if step.before is not None:
        body += "".join(f"，{_LIMITS[one.what][english]} {written(one.inside[0], called, english)}" for one in limits)
    return f"（{body}）"


def _facts(step: Step, english: bool) -> str:
    """Writes the facts that give an item its worth, and how, unless that is what a table says."""
    if (item := step.item) is None:
        return ""
    how = _how(step.node, item, english) or ("" if item.amount is None else figure(Fraction(item.amount)))
    facts = [one for one in (item.level, item.award, item.role, how) if one]
    return f"（{'、'.join(facts)}）" if facts else ""


def _how(category: Category, item: Item, english: bool) -> str:
    """Writes what `given.worth` reckons: 8 × 0.6, or nothing where the points are the worth."""
    points, share = points_of(category, item), time_of(category.time, item.amount)
    if points is None or share is None:
        return ""
    amount, plain = figure(Fraction(item.amount or 0)), figure(points)
    said = f"{amount} × {category.points.per_unit}" if isinstance(category.points, PerUnit) else plain
    role = (category.roles or {}).get(item.role) or RolePart()
    if role.add:
        said = f"{said} {'-' if role.add < 0 else '+'} {abs(role.add)}"
        said = f"（{said}）" if role.times != 1 or share != 1 else said
    said += "" if role.times == 1 else f" × {role.times}"
    if share != 1:
        full = category.time.full if category.time else None
        said += f" × {figure(share)}" if full is None else f" × {amount}/{full}"
    found = (points + Fraction(role.add)) * Fraction(role.times) * share
    if found < 0:
        said += f"，{_LIMITS['floor'][english]} 0"
    elif category.most is not None and found > category.most:
        said += f"，{_LIMITS['cap'][english]} {category.most}"
    return "" if said == plain else said


def _weighted(step: Step, inside: Sequence[str], english: bool) -> str:
    weights = step.node.weighted.values()
    return " + ".join(f"{one} × {weight}%" for one, weight in zip(inside, weights, strict=True))


def _items(step: Step, inside: Sequence[str], english: bool) -> str:
    return "；".join(inside) or NOTHING[english]


def _scale(step: Step, inside: Sequence[str], english: bool) -> str:
    low, high, start, end = (figure(Fraction(one)) for one in (*step.node.source, *step.node.to))
    return f"{inside[0]}（{low}–{high} → {start}–{end}）"


def _steps(step: Step, inside: Sequence[str], english: bool) -> str:
    return f"{inside[0]} → {figure(step.before if step.before is not None else step.value)}"


def _of_best(step: Step, inside: Sequence[str], english: bool) -> str:
    best = figure(next(one.value for one in step.inside if one.what == "highest"))
    group = {"class": ("班级", "the class"), "grade": ("年级", "the grade")}[step.node.within][english]
    highest = f"the highest of {group}" if english else f"{group}最高"
    got = figure(step.before if step.before is not None else step.value)
    return f"{inside[0]} ÷ {highest} {best} × {step.node.full} → {got}"


def _veto(step: Step, inside: Sequence[str], english: bool) -> str:
    if step.inside[0].counts:
        return inside[0]
    return f"vetoed: {step.node.gives}" if english else f"一票否决，按 {step.node.gives}"


_OPERATORS = {
    "value": lambda step, inside, english: inside[0],
    "sum": lambda step, inside, english: " + ".join(inside),
    "weighted": _weighted,
    "best": lambda step, inside, english: ("highest of " if english else "取最高：") + "；".join(inside),
    "items": _items,
    "howMany": lambda step, inside, english: f"{step.value} items" if english else f"{step.value} 项",
    "share": lambda step, inside, english: f"{inside[0]} × {step.node.ratio}",
    "scale": _scale,
    "round": _steps,
    "steps": _steps,
    "ofBest": _of_best,
    "veto": _veto,
}
