"""Finds the highest values of a class or a grade one by one, as a person would (R11.3)."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from core.rules.schemes.reckoning import reckon
from db.schemes import OfBest, Scheme, order_of
from tests.db.schemes.staging import Pupil


def with_bests(scheme: Scheme, pupils: Sequence[Pupil]) -> list[Pupil]:
    """Gives each pupil what the scheme needs of the others: in the order in which it needs it."""
    known: list[Pupil] = list(pupils)
    before: list[str] = []
    for layer in order_of(scheme):
        for name in layer:
            if isinstance(node := scheme.parts.get(name), OfBest):
                known = _with_best(_upto(scheme, before), node, known)
        before += layer
    return known


def _upto(scheme: Scheme, names: Sequence[str]) -> Scheme:
    """Leaves of the scheme what is known by now."""
    parts = {name: node for name, node in scheme.parts.items() if name in names}
    qualities = {code: rule for code, rule in scheme.qualities.items() if code in names}
    joint = [one.model_copy(update={"of": [name for name in one.of if name in names]}) for one in scheme.joint_caps]
    return scheme.model_copy(update={"parts": parts, "qualities": qualities, "joint_caps": joint})


def _with_best(scheme: Scheme, node: OfBest, pupils: Sequence[Pupil]) -> list[Pupil]:
    values = [reckon(scheme, one.given).steps[node.of_best].value for one in pupils]
    found = []
    for one in pupils:
        group = [value for other, value in zip(pupils, values, strict=True) if _together(node, one, other)]
        bests: dict[tuple[str, str], Fraction] = {**one.given.bests, (node.of_best, node.within): max(group)}
        found.append(replace(one, given=replace(one.given, bests=bests)))
    return found


def _together(node: OfBest, one: Pupil, other: Pupil) -> bool:
    return one.class_id == other.class_id if node.within == "class" else one.grade_id == other.grade_id
