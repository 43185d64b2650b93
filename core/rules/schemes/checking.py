"""Finds what is wrong between the values of a scheme: names, circles, sums of weights, ranges, tables."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from graphlib import CycleError
from typing import NamedTuple

from core.rules.schemes import prices
from core.rules.schemes.conditions import bound_faults
from core.rules.schemes.hints import by_code, calculation
from core.rules.schemes.problems import Path, known, nearest, suggestion
from db.schemes import (
    Best,
    Category,
    Column,
    HowMany,
    Items,
    LevelRule,
    Limited,
    Node,
    OfBest,
    RatingItem,
    Scale,
    Scheme,
    Veto,
    Weighted,
    names_in,
    order_of,
    within,
)

MOST_LAYERS = 30
MOST_OPERATORS = 1_000


@dataclass(frozen=True, slots=True)
class Around:
    """Holds what a scheme has to fit: the qualities and levels of its batch, and the rating items of its college.

    `rating_items` is None as long as they are not settled.
    """

    qualities: Mapping[str, str]
    levels: Sequence[str]
    rating_items: Collection[str] | None = None


class Fault(NamedTuple):
    """Says what is wrong at a path; `of_key` if the name itself is at fault, and not its value."""

    path: Path
    zh: str
    en: str
    of_key: bool = False


def faults_of(scheme: Scheme, around: Around) -> Iterator[Fault]:
    """Yields every fault between values."""
    yield from _doubled(scheme)
    yield from _unknown(scheme, around)
    yield from _unused(scheme)
    yield from _circle(scheme)
    yield from _qualities(scheme, around)
    yield from _joint_caps(scheme)
    yield from _inputs(scheme, around)
    for path, node in _nodes(scheme):
        yield from _node(path, node, scheme)


def _roots(scheme: Scheme) -> Iterator[tuple[Path, Node]]:
    for name, node in scheme.parts.items():
        yield ("parts", name), node
    for code, rule in scheme.qualities.items():
        yield ("qualities", code, "score"), rule.score


def _nodes(scheme: Scheme) -> Iterator[tuple[Path, Node]]:
    for root, node in _roots(scheme):
        yield from within(node, root)


def _uses(scheme: Scheme) -> Iterator[tuple[Path, str]]:
    """Yields every use of a name."""
    for root, node in _roots(scheme):
        for path, name in names_in(node):
            yield (*root, *path), name
    for code, rule in scheme.qualities.items():
        for place, level in enumerate(rule.levels):
            for name in level.when:
                yield ("qualities", code, "levels", place, "when", name), name


def _declared(scheme: Scheme) -> list[str]:
    return [*scheme.inputs, *scheme.parts, *scheme.qualities]


def _doubled(scheme: Scheme) -> Iterator[Fault]:
    for name, count in Counter(_declared(scheme)).items():
        if count > 1:
            place = "parts" if name in scheme.parts else "qualities"
            zh = f"“{name}”已经用作别的名称：inputs、parts、qualities 中的名称不能重复"
            yield Fault((place, name), zh, f'"{name}" is a name already: inputs, parts and qualities share them', True)


def _unknown(scheme: Scheme, around: Around) -> Iterator[Fault]:
    """Yields unknown names; a quality that its own place misspells is told there."""
    names = _declared(scheme)
    told = set(_misspelt(scheme, around).values())
    deductions = [name for name, one in scheme.inputs.items() if isinstance(one, Category) and one.deduction]
    for path, name in _uses(scheme):
        if name not in names and name not in told:
            zh, en = by_code(name, around.qualities) or calculation(name, names, deductions) or suggestion(name, names)
            yield Fault(path, f"没有“{name}”：{zh}", f'There is no "{name}": {en}', path[-1] == name)


def _unused(scheme: Scheme) -> Iterator[Fault]:
    """Yields names that nothing uses, and that no misspelt name could mean."""
    used, names = {name for _, name in _uses(scheme)}, _declared(scheme)
    used |= {nearest(name, names) or name for name in used if name not in names}
    for place, inside in (("inputs", scheme.inputs), ("parts", scheme.parts)):
        for name in inside:
            if name not in used:
                zh, en = f"“{name}”没有用到：请用上或删去", f'Nothing uses "{name}": use it or remove it'
                yield Fault((place, name), zh, en, True)


def _misspelt(scheme: Scheme, around: Around) -> dict[str, str]:
    """Returns the qualities that are written wrongly, each with the one that is meant and left out."""
    lacking = [code for code in around.qualities if code not in scheme.qualities]
    called = {around.qualities[code]: code for code in lacking}
    wrong = [code for code in scheme.qualities if code not in around.qualities]
    found = ((code, called.get(code) or nearest(code, lacking)) for code in wrong)
    return {code: meant for code, meant in found if meant is not None}


def _circle(scheme: Scheme) -> Iterator[Fault]:
    try:
        layers = order_of(scheme)
    except CycleError as error:
        way: list[str] = error.args[1]
        path = (("parts" if way[0] in scheme.parts else "qualities"), way[0])
        zh, en = f"循环引用：{' ← '.join(way)}", f"These need one another: {' ← '.join(way)}"
        yield Fault(path, zh, en, True)
        return
    if len(layers) > MOST_LAYERS:
        deep = layers[-1][0]
        path = ("parts" if deep in scheme.parts else "qualities", deep)
        zh, en = f"引用过深：最多 {MOST_LAYERS} 层", f"Names lead to one another over more than {MOST_LAYERS} steps"
        yield Fault(path, zh, en, True)
    if sum(isinstance(node, Limited) for _, node in _nodes(scheme)) > MOST_OPERATORS:
        yield Fault(("parts",), f"最多 {MOST_OPERATORS} 个运算", f"At most {MOST_OPERATORS} operators", True)


def _qualities(scheme: Scheme, around: Around) -> Iterator[Fault]:
    misspelt = _misspelt(scheme, around)
    for code in scheme.qualities:
        if code not in around.qualities:
            meant = misspelt.get(code)
            zh, en = suggestion(code, [meant] if meant else around.qualities)
            yield Fault(("qualities", code), f"本批次没有“{code}”：{zh}", f'The batch has no "{code}": {en}', True)
    known_here = {*scheme.qualities, *misspelt.values()}
    left_out = [f"{code}（{name}）" for code, name in around.qualities.items() if code not in known_here]
    if left_out:
        zh, en = f"缺少：{'、'.join(left_out)}", f"These are left out: {', '.join(left_out)}"
        yield Fault(("qualities",), zh, en, True)
    for code in scheme.qualities:
        yield from _levels(("qualities", code, "levels"), scheme, code, around)


def _levels(path: Path, scheme: Scheme, code: str, around: Around) -> Iterator[Fault]:
    rules = scheme.qualities[code].levels
    for place, rule in enumerate(rules):
        here: Path = (*path, place)
        if rule.level not in around.levels:
            zh, en = suggestion(rule.level, around.levels)
            yield Fault((*here, "level"), f"本批次没有等次“{rule.level}”：{zh}", f'No level "{rule.level}": {en}')
        if rule.within is not None and rule.top_percent is None:
            yield Fault((*here, "within"), "within 须与 topPercent 同用", "`within` belongs to `topPercent`", True)
        if rule.top_percent is not None and rule.within is None:
            yield Fault(here, "topPercent 须写明 within: class 或 grade", "Add `within: class` or `within: grade`")
        if rule.is_for_all != (place == len(rules) - 1):
            if rule.is_for_all:
                yield Fault(here, "没有条件，其后的等次无人可得：请移到最后", "It fits everybody: put it last")
            else:
                yield Fault(here, "最后一个等次不能有条件，否则有人没有等次", "The last level has no condition")
        for name, bounds in rule.when.items():
            yield from (Fault((*here, "when", name), *said) for said in bound_faults(name, bounds, scheme))
        earlier = rules[:place]
        if any(one.level == rule.level for one in earlier[:-1]) and earlier[-1].level != rule.level:
            zh = f"等次“{rule.level}”前面已写过：从高到低，同一等次的几种条件须连在一起"
            yield Fault((*here, "level"), zh, f'"{rule.level}" stands above: rules of one level follow each other')
        before = next((one for one in earlier if _takes_all(one, rule)), None)
        if before is not None and not before.is_for_all:
            zh = f"无人可得：符合这些条件的，前面已得“{before.level}”；等次应从高到低，条件由严到宽"
            yield Fault(
                here, zh, f'Nobody gets it: whoever fits has "{before.level}" already; the strictest comes first'
            )


def _takes_all(one: LevelRule, other: LevelRule) -> bool:
    """Tells whether everybody who fits the other rule fits this one."""
    by_score = one.at_least is None or (other.at_least is not None and other.at_least >= one.at_least)
    within = other.top_percent is not None and one.within == other.within
    by_share = one.top_percent is None or (within and (other.top_percent or 0) <= one.top_percent)
    return by_score and by_share and all(other.when.get(name) == bounds for name, bounds in one.when.items())


def _joint_caps(scheme: Scheme) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, joint in enumerate(scheme.joint_caps):
        for at, name in enumerate(joint.of):
            path: Path = ("jointCaps", place, "of", at)
            if name not in scheme.parts:
                zh, en = suggestion(name, scheme.parts)
                yield Fault(path, f"parts 中没有“{name}”：{zh}", f'"{name}" is not one of the parts: {en}')
            elif name in seen:
                zh, en = f"“{name}”已有一个合计上限", f'"{name}" has a joint cap already'
                yield Fault(path, zh, en)
            seen.add(name)


def _inputs(scheme: Scheme, around: Around) -> Iterator[Fault]:
    for name, one in scheme.inputs.items():
        path: Path = ("inputs", name)
        if isinstance(one, Column) and one.min >= one.max:
            yield Fault((*path, "max"), "max 应大于 min", "`max` has to be greater than `min`")
        if isinstance(one, RatingItem) and around.rating_items is not None and one.item not in around.rating_items:
            zh, en = suggestion(one.item, around.rating_items)
            yield Fault((*path, "item"), f"没有评分项目“{one.item}”：{zh}", f'No rating item "{one.item}": {en}')
        if isinstance(one, Category):
            yield from (Fault((*path, *where), zh, en) for where, zh, en in prices.faults_of(one))


def _node(path: Path, node: Node, scheme: Scheme) -> Iterator[Fault]:
    if isinstance(node, Weighted) and sum(node.weighted.values()) != 100:
        total = sum(node.weighted.values())
        zh, en = f"权重合计应为 100，现在是 {total}", f"The weights have to add up to 100, not {total}"
        yield Fault((*path, "weighted"), zh, en)
    if isinstance(node, Scale) and node.source[0] >= node.source[1]:
        zh, en = "原区间应从小到大，且不能为空", "The range goes from a smaller to a greater number"
        yield Fault((*path, "from"), zh, en)
    if isinstance(node, Veto):
        for name, bounds in node.when.items():
            yield from (Fault((*path, "when", name), *said) for said in bound_faults(name, bounds, scheme))
    if isinstance(node, Best) and node.count >= len(node.best):
        zh = f"只有 {len(node.best)} 项，最高 {node.count} 项即全部：相加用 sum，类别中最高的几项用 items 和 count"
        en = f"{node.count} of {len(node.best)} are all of them: use sum, or items with count for items of a category"
        yield Fault((*path, "best"), zh, en)
    if isinstance(node, OfBest) and (path[0], len(path)) != ("parts", 2):
        zh, en = "ofBest 单独写作 parts 中的一项，再用它的名称", "Write ofBest as a part of its own, and use its name"
        yield Fault(path, zh, en)
    if isinstance(node, Items | HowMany):
        yield from _categories(path, node, scheme)
    if isinstance(node, Limited):
        yield from _limits(path, node)


def _limits(path: Path, node: Limited) -> Iterator[Fault]:
    floor, cap = node.floor, node.cap
    if isinstance(floor, Decimal) and isinstance(cap, Decimal) and floor > cap:
        zh, en = f"floor {floor} 大于 cap {cap}", f"floor {floor} is greater than cap {cap}"
        yield Fault((*path, "floor"), zh, en)


def _categories(path: Path, node: Items | HowMany, scheme: Scheme) -> Iterator[Fault]:
    field, names = ("items", node.items) if isinstance(node, Items) else ("howMany", node.how_many)
    categories = [name for name, one in scheme.inputs.items() if isinstance(one, Category)]
    for place, name in enumerate(names):
        if name in scheme.inputs and name not in categories:
            zh, en = known(categories)
            yield Fault((*path, field, place), f"“{name}”不是项目类别：{zh}", f'"{name}" is no category of items: {en}')
        if name in names[:place]:
            yield Fault((*path, field, place), f"“{name}”写了两次", f'"{name}" stands here twice')
    for fact, words in node.only.items():
        chosen = (scheme.inputs.get(name) for name in names)
        possible = prices.words_of([one for one in chosen if isinstance(one, Category)], fact)
        for place, word in enumerate(words):
            if possible and word not in possible:
                zh, en = suggestion(word, possible)
                said = f"这些类别没有“{word}”：{zh}", f'These categories have no "{word}": {en}'
                yield Fault((*path, "only", fact, place), *said)
    signs = {one.deduction for name in names if isinstance(one := scheme.inputs.get(name), Category)}
    if isinstance(node, Items) and len(signs) > 1:
        yield Fault((*path, field), "加分和扣分不能一起取最高", "Bonuses and deductions can't stand in one list")
