"""Finds conditions that decide nothing, because what they compare can't be otherwise."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from db.schemes import COUNTED, Bounds, Category, Column, HowMany, Scheme

_CENT = Decimal("0.01")
_ZERO = Decimal(0)


class Range(NamedTuple):
    """The least and the greatest value that a name can have; None where nothing is known."""

    least: Decimal | None = None
    most: Decimal | None = None


def bound_faults(name: str, bounds: Bounds, scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Yields what is wrong with one comparison, in two languages."""
    if not bounds.model_fields_set:
        yield "请写 atLeast、above、atMost 或 below", "Write atLeast, above, atMost or below"
        return
    of = _range(name, scheme)
    always = _always(bounds, of)
    if not always and not _never(bounds, of):
        return
    zh, en = ("总是成立", "always holds") if always else ("永不成立", "never holds")
    given = scheme.inputs.get(name)
    if isinstance(given, Category) and given.deduction:
        zh += "：扣分的合计不大于 0；“没有扣分”写 {atLeast: 0}，或用 howMany 计次数"
        en += ": deductions add up below zero; write {atLeast: 0} for none of them, or count them with howMany"
    else:
        least, most = ("" if one is None else f"{one.normalize():f}" for one in of)
        zh += f"：“{name}”" + (f"在 {least} 至 {most} 之间" if most else f"不小于 {least}")
        en += f': "{name}" is ' + (f"within {least} and {most}" if most else f"at least {least}")
    yield f"这个条件{zh}", f"This condition {en}"


def _range(name: str, scheme: Scheme) -> Range:
    """Returns the values that a name can have, widened to two decimals, with which levels compare."""
    one = scheme.inputs.get(name)
    if isinstance(one, Category):
        return Range(most=_ZERO) if one.deduction else Range(_ZERO)
    if isinstance(one, Column):
        known = [one.min, one.max, *([] if one.missing is None else [one.missing])]
        return Range(min(known).quantize(_CENT, ROUND_FLOOR), max(known).quantize(_CENT, ROUND_CEILING))
    if one is not None:
        return Range(_ZERO) if one.source in COUNTED else Range()
    part = scheme.parts.get(name)
    counts = isinstance(part, HowMany) and part.floor is None and part.cap is None
    joint = any(name in joint.of for joint in scheme.joint_caps)
    return Range(_ZERO) if counts and not joint else Range()


def _always(bounds: Bounds, of: Range) -> bool:
    least, most = of
    return (
        (bounds.at_least is None or (least is not None and least >= bounds.at_least))
        and (bounds.above is None or (least is not None and least > bounds.above))
        and (bounds.at_most is None or (most is not None and most <= bounds.at_most))
        and (bounds.below is None or (most is not None and most < bounds.below))
    )


def _never(bounds: Bounds, of: Range) -> bool:
    least, most = of
    return (
        (bounds.at_least is not None and most is not None and most < bounds.at_least)
        or (bounds.above is not None and most is not None and most <= bounds.above)
        or (bounds.at_most is not None and least is not None and least > bounds.at_most)
        or (bounds.below is not None and least is not None and least >= bounds.below)
    )
