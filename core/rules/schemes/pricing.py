"""Says what an item may be, and why a category gives it no points (R11.3)."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from core.rules.schemes.given import Item, worth
from core.workbooks.scheme_inputs import FACTS as TITLES
from db.schemes import FACTS, Category, Open, PerUnit, PriceTable, Scheme

MOST_WORDS = 12
"""So many of the allowed words are told."""


class Unpriced(NamedTuple):
    """Names the fact that is at fault, in words that quote it."""

    fact: str
    zh: str
    en: str


class Worths:
    """Knows the items of a file's rows and what they are worth. Most rows repeat the item of another row."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._known: dict[tuple[Any, ...], tuple[Item, Fraction | None]] = {}

    def of(self, row: Mapping[str, Any]) -> tuple[Item, Fraction | None]:
        """Returns the item of a row, and its worth; None if the scheme gives it none."""
        key = row["category"], *(row.get(fact) for fact in TITLES)
        known = self._known.get(key)
        if known is None:
            category, item = self.scheme.inputs[row["category"]], _item_of(row)
            priced = worth(category, item) if isinstance(category, Category) else None
            known = self._known[key] = item, priced
        return known


def _item_of(row: Mapping[str, Any]) -> Item:
    facts: dict[str, Any] = {name: row.get(name) or "" for name in ("level", "award", "role", "kind")}
    return Item(row["category"], row["item"], **facts, amount=row.get("amount"), points=row.get("points"))


def allowed(category: Category) -> Mapping[str, list[str]]:
    """Lists the words that a category knows, by fact; a fact without a list may be any word."""
    found: dict[str, dict[str, None]] = {}
    if isinstance(category.points, PriceTable):
        for words, _ in category.points.prices():
            for fact, word in zip(category.points.by, words, strict=True):
                found.setdefault(fact, {})[word] = None
    if category.roles:
        found.setdefault("role", {}).update(dict.fromkeys(category.roles))
    return {fact: list(words) for fact, words in found.items()}


def needed(category: Category) -> list[str]:
    """Lists the facts that a category asks for, in the order of a workbook; a role may be left blank."""
    asked = {*allowed(category)}
    if isinstance(category.points, PerUnit) or category.time is not None:
        asked.add("amount")
    if isinstance(category.points, Open):
        asked.add("points")
    return [fact for fact in (*FACTS, "amount", "points") if fact in asked]


def why_unpriced(category: Category, item: Item) -> Iterator[Unpriced]:
    """Yields what keeps an item from having a worth (`given.worth`)."""
    points = category.points
    if isinstance(points, PriceTable):
        yield from _not_in_table(points, item)
    if isinstance(points, Open):
        yield from _outside(points, item)
    if item.amount is None and (isinstance(points, PerUnit) or category.time is not None):
        zh, en = "没有填写数量：这一类按数量（次数、时长）计分", "no amount: this category counts by it"
        yield Unpriced("amount", zh, en)
    if category.roles and item.role and item.role not in category.roles:
        yield _unknown("role", item.role, category.roles, ())


def _not_in_table(points: PriceTable, item: Item) -> Iterator[Unpriced]:
    cells: Any = points.table
    before: list[str] = []
    for fact in points.by:
        word = getattr(item, fact)
        if word not in cells:
            yield _unknown(fact, word, cells, before)
            return
        cells = cells[word]
        before.append(word)


def _unknown(fact: str, word: str, words: Iterable[str], before: Iterable[str]) -> Unpriced:
    """Quotes a word that is not among those of the table, and names these."""
    zh, en = TITLES[fact], fact
    known, english = _few([*words])
    of, beside = "".join(f"“{one}”的" for one in before), "".join(f" of “{one}”" for one in before)
    if not word:
        return Unpriced(fact, f"没有填写{zh}，可填：{known}", f"no {en}: enter one of {english}")
    told = f"{of}{zh}“{word}”不在方案之列，可填：{known}"
    return Unpriced(fact, told, f"the scheme knows no {en} “{word}”{beside}: enter one of {english}")


def _few(words: list[str]) -> tuple[str, str]:
    more = len(words) - MOST_WORDS
    zh, en = "、".join(words[:MOST_WORDS]), ", ".join(words[:MOST_WORDS])
    return (f"{zh} 等 {len(words)} 个", f"{en} and {more} others") if more > 0 else (zh, en)


def _outside(points: Open, item: Item) -> Iterator[Unpriced]:
    low, high = points.min, points.max
    if item.points is None:
        zh, en = f"没有填写分值：应为 {low} 至 {high}", f"no points: enter {low} to {high}"
        yield Unpriced("points", zh, en)
    elif not low <= item.points <= high:
        zh = f"分值“{item.points}”不在范围内：应为 {low} 至 {high}"
        yield Unpriced("points", zh, f"“{item.points}” points are not within {low} and {high}")
