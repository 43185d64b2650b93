"""Writes the steps of a result as a person would check them by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from core.rules.schemes.given import Item, given_from
from core.rules.schemes.marked import read_marked
from core.rules.schemes.reckoning import Reckoned, Step, reckon, shown
from db.schemes import Category, Column, Input, Scheme, names_in, order_of

EXACT_PLACES = 8


class Source(StrEnum):
    """Names where a step comes from, and so where its explanation goes on."""

    COURSES = "COURSES"
    RATINGS = "RATINGS"
    IMPORTED = "IMPORTED"
    CALCULATED = "CALCULATED"


@dataclass(frozen=True, slots=True)
class Told:
    """Tells one named step: its value and how it came about; both are None where the reader may not see it."""

    name: str
    source: Source
    value: str | None
    calculation: str | None


@lru_cache(maxsize=64)
def tree_of(text: str) -> Scheme:
    """Reads the text of a scheme that was checked when it was saved."""
    return Scheme.model_validate(read_marked(text).value)


def explained(stored: Any, language: str, *, with_ratings: bool) -> list[Told]:
    """Tells how a stored result came about, computed again from what was stored with it and the text of its scheme."""
    scheme = tree_of(stored.text)
    return told(scheme, reckon(scheme, given_from(stored)), language, with_ratings=with_ratings)


def told(scheme: Scheme, reckoned: Reckoned, language: str, *, with_ratings: bool) -> list[Told]:
    """Tells every input, part and quality, each after those that it needs.

    Without ratings, what comes from them keeps its place and loses its numbers; a quality's own value is shown anyway.
    """
    hidden = set() if with_ratings else _of_ratings(scheme)
    steps = {**reckoned.steps, **_counted_items(scheme, reckoned)}
    reckoned = Reckoned(steps)
    return [_told(scheme, reckoned, step, language, hidden=name in hidden) for name, step in reckoned.steps.items()]


def _told(scheme: Scheme, reckoned: Reckoned, step: Step, language: str, *, hidden: bool) -> Told:
    quality, source = step.name in scheme.qualities, _source(scheme.inputs.get(step.name))
    value = str(shown(step.value)) if quality else figure(step.value)
    if hidden:
        return Told(step.name, source, value if quality else None, None)
    return Told(step.name, source, value, _sentence(scheme, reckoned, step, language == "en"))


def _source(given: Input | None) -> Source:
    if given is None:
        return Source.CALCULATED
    if isinstance(given, Category | Column):
        return Source.IMPORTED
    return Source.RATINGS if given.source in ("ratingScore", "ratingItem") else Source.COURSES


def _of_ratings(scheme: Scheme) -> set[str]:
    """Names the inputs that come from ratings, and all that needs them."""
    hidden = {name for name, one in scheme.inputs.items() if _source(one) is Source.RATINGS}
    nodes = {**scheme.parts, **{code: rule.score for code, rule in scheme.qualities.items()}}
    for name in (name for layer in order_of(scheme) for name in layer):
        jointly = {one for joint in scheme.joint_caps if name in joint.of for one in joint.of[: joint.of.index(name)]}
        if hidden & ({used for _, used in names_in(nodes[name])} | jointly):
            hidden.add(name)
    return hidden


def _counted_items(scheme: Scheme, reckoned: Reckoned) -> dict[str, Step]:
    """Returns the categories of which nodes choose some items: with the sum of those, and which ones they are."""
    nodes = [*scheme.parts.values(), *(rule.score for rule in scheme.qualities.values())]
    uses = [(path[-2:-1] == ("items",), name) for node in nodes for path, name in names_in(node)]
    uses += [(False, name) for rule in scheme.qualities.values() for level in rule.levels for name in level.when]
    whole = {name for chosen, name in uses if not chosen}
    taken = {id(one.item) for step in reckoned.steps.values() for one in _chosen(step)}
    found = {}
    for name in {name for chosen, name in uses if chosen} - whole:
        step = reckoned.steps[name]
        inside = tuple(replace(one, counts=id(one.item) in taken) for one in step.inside)
        value = sum((one.value for one in inside if one.counts), Fraction(0))
        found[name] = replace(step, value=value, inside=inside)
    return found


def _chosen(step: Step) -> Iterator[Step]:
    """Yields the items that count in the nodes of a step."""
    for one in step.inside:
        if step.what == "items" and one.what == "item" and one.counts:
            yield one
        yield from _chosen(one)


def figure(value: Fraction) -> str:
    """Writes a value with all of its decimals, or about, if they don't end."""
    scaled = value * 10**EXACT_PLACES
    if scaled.denominator == 1:
        whole, rest = divmod(abs(scaled.numerator), 10**EXACT_PLACES)
        digits = f"{whole}.{rest:0{EXACT_PLACES}}".rstrip("0").rstrip(".")
        return f"-{digits}" if value < 0 else digits
    return f"≈{float(value):.6f}"


def _sentence(scheme: Scheme, reckoned: Reckoned, step: Step, english: bool) -> str:
    exact = figure(step.value)
    if step.name in scheme.inputs:
        listed = "；".join(_written(one, english) for one in step.inside)
        return f"{listed} = {exact}" if listed else exact
    written = _written(step.inside[0], english).removeprefix("（").removesuffix("）")
    if written in (*_NOTHING, f"{exact} 项", f"{exact} items"):
        return written
    if step.before is not None:
        written += _joint_cap(scheme, reckoned, step.name, english)
    rounded = shown(step.value)
    about = f" ≈ {rounded}" if step.name in scheme.qualities and step.value != Fraction(rounded) else ""
    return f"{written} = {exact}{about}"


def _joint_cap(scheme: Scheme, reckoned: Reckoned, name: str, english: bool) -> str:
    """Writes the joint cap that has cut a part, with the parts that come first."""
    joint = next(one for one in scheme.joint_caps if name in one.of)
    first = [f"{one} {figure(reckoned.steps[one].value)}" for one in joint.of[: joint.of.index(name)]]
    words, less, comma = ("; joint cap", " less ", ", ") if english else ("；合计上限", "，先计 ", "、")
    return f"{words} {joint.cap}{less if first else ''}{comma.join(first)}"


def _written(step: Step, english: bool) -> str:
    """Writes one step with those inside it."""
    if step.what == "number":
        return figure(step.value)
    if step.what in ("name", "item"):
        passed = "" if step.counts else (" not counted" if english else " 不计")
        return f"{step.name}{_facts(step.item)} {figure(step.value)}{passed}"
    limits = [one for one in step.inside if one.what in ("floor", "cap")]
    inside = [one for one in step.inside if one.what not in ("floor", "cap", "when")]
    body = _OPERATORS[step.what](step, [_written(one, english) for one in inside], english)
    if step.before is not None:
        words = {"floor": "not below", "cap": "at most"} if english else {"floor": "不低于", "cap": "不高于"}
        body += "".join(f"，{words[one.what]} {_written(one.inside[0], english)}" for one in limits)
    return f"（{body}）"


def _facts(item: Item | None) -> str:
    """Writes the facts that give an item its worth."""
    if item is None:
        return ""
    amount = "" if item.amount is None else figure(Fraction(item.amount))
    facts = [one for one in (item.level, item.award, item.role, amount) if one]
    return f"（{'、'.join(facts)}）" if facts else ""


def _weighted(step: Step, inside: Sequence[str], english: bool) -> str:
    weights = step.node.weighted.values()
    return " + ".join(f"{one} × {weight}%" for one, weight in zip(inside, weights, strict=True))


_NOTHING = ("无", "none")


def _items(step: Step, inside: Sequence[str], english: bool) -> str:
    return "；".join(inside) or _NOTHING[english]


def _scale(step: Step, inside: Sequence[str], english: bool) -> str:
    low, high, start, end = (figure(Fraction(one)) for one in (*step.node.source, *step.node.to))
    return f"{inside[0]}（{low}–{high} → {start}–{end}）"


def _steps(step: Step, inside: Sequence[str], english: bool) -> str:
    return f"{inside[0]} → {figure(step.before if step.before is not None else step.value)}"


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
    "veto": _veto,
}
