"""Writes the steps of a result as a person would check them by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from core.rules.schemes.given import given_from
from core.rules.schemes.level_reasons import asked_by_levels, level_reason
from core.rules.schemes.marked import read_marked
from core.rules.schemes.reckoning import Reckoned, Step, reckon, shown
from core.rules.schemes.sentences import NOTHING, figure, written
from db.schemes import Category, Column, Input, JointCap, Scheme, names_in, order_of


class Source(StrEnum):
    """Names where a step comes from, and so where its explanation goes on."""

    COURSES = "COURSES"
    RATINGS = "RATINGS"
    IMPORTED = "IMPORTED"
    CALCULATED = "CALCULATED"


@dataclass(frozen=True, slots=True)
class Told:
    """Tells one named step: its value and how it came about; both are None where the reader may not see it.

    `name` is what people call it, and `code` is that of a quality. `uses` are the places of the steps that the
    calculation needs, in the order in which it names them. `level` says which level a quality got and why; None where
    the level is not known, or its conditions ask for what the reader may not see.
    """

    name: str
    code: str | None
    source: Source
    value: str | None
    calculation: str | None
    uses: Sequence[int]
    level: str | None = None


@lru_cache(maxsize=64)
def tree_of(text: str) -> Scheme:
    """Reads the text of a scheme that was checked when it was saved."""
    return Scheme.model_validate(read_marked(text).value)


def explained(
    stored: Any, levels: Mapping[str, str], names: Mapping[str, str], language: str, *, with_ratings: bool
) -> list[Told]:
    """Tells how a stored result came about, computed again from what was stored with it and the text of its scheme."""
    scheme = tree_of(stored.text)
    reckoned = reckon(scheme, given_from(stored))
    return told(scheme, reckoned, names, language, levels=levels, with_ratings=with_ratings)


def told(
    scheme: Scheme,
    reckoned: Reckoned,
    names: Mapping[str, str],
    language: str,
    *,
    levels: Mapping[str, str | None],
    with_ratings: bool,
) -> list[Told]:
    """Tells every input, part and quality, each after those that it needs.

    Without ratings, what comes from them keeps its place and loses its numbers; a quality's own value is shown anyway.

    Args:
        names: what people call the qualities, by their codes.
        levels: the level of each quality, as far as it is known.
    """
    hidden = set() if with_ratings else _of_ratings(scheme)
    steps = {**reckoned.steps, **_counted_items(scheme, reckoned)}
    telling = _Telling(scheme, steps, {name: names.get(name, name) for name in steps}, language == "en")
    found = [_told(telling, step, hidden=name in hidden) for name, step in steps.items()]
    reasons = {
        code: level_reason(scheme, code, level, reckoned, telling.called, english=telling.english)
        for code, level in levels.items()
        if level and not asked_by_levels(scheme, code) & (hidden - {*scheme.qualities})
    }
    return [replace(one, level=reasons.get(one.code)) if one.code else one for one in found]


@dataclass(frozen=True, slots=True)
class _Telling:
    """Holds every step by its name in the scheme, and what people call it."""

    scheme: Scheme
    steps: Mapping[str, Step]
    called: Mapping[str, str]
    english: bool

    def written(self, step: Step) -> str:
        return written(step, self.called, self.english)


def _told(telling: _Telling, step: Step, *, hidden: bool) -> Told:
    quality, source = step.name in telling.scheme.qualities, _source(telling.scheme.inputs.get(step.name))
    name, code = telling.called[step.name], step.name if quality else None
    value = str(shown(step.value)) if quality else figure(step.value)
    if hidden:
        return Told(name, code, source, value if quality else None, None, [])
    used = dict.fromkeys([*_used(step), *_before(telling, step)])
    places = [list(telling.steps).index(one) for one in used]
    return Told(name, code, source, value, _sentence(telling, step), places)


def _used(step: Step) -> Iterator[str]:
    """Yields the names inside a step, as they stand in it."""
    for one in step.inside:
        if one.what == "name":
            yield one.name
        yield from _used(one)


def _before(telling: _Telling, step: Step) -> Sequence[str]:
    """Names the parts that come first under the joint cap that has cut this one."""
    if step.before is None:
        return []
    joint = _joint_of(telling, step)
    return joint.of[: joint.of.index(step.name)]


def _joint_of(telling: _Telling, step: Step) -> JointCap:
    return next(one for one in telling.scheme.joint_caps if step.name in one.of)


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


def _sentence(telling: _Telling, step: Step) -> str:
    exact = figure(step.value)
    if step.name in telling.scheme.inputs:
        listed = "；".join(telling.written(one) for one in step.inside)
        return f"{listed} = {exact}" if listed else exact
    written = telling.written(step.inside[0]).removeprefix("（").removesuffix("）")
    if written in (*NOTHING, f"{exact} 项", f"{exact} items"):
        return written
    if step.before is not None:
        written += _joint_cap(telling, step)
    rounded = shown(step.value)
    about = f" ≈ {rounded}" if step.name in telling.scheme.qualities and step.value != Fraction(rounded) else ""
    return f"{written} = {exact}{about}"


def _joint_cap(telling: _Telling, step: Step) -> str:
    """Writes the joint cap that has cut a part, with the parts that come first."""
    first = [f"{telling.called[one]} {figure(telling.steps[one].value)}" for one in _before(telling, step)]
    words, less, comma = ("; joint cap", " less ", ", ") if telling.english else ("；合计上限", "，先计 ", "、")
    return f"{words} {_joint_of(telling, step).cap}{less if first else ''}{comma.join(first)}"
