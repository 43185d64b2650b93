"""Finds what is wrong with the points of a category."""

from collections.abc import Iterable, Iterator

from core.identifiers import same_word
from core.rules.schemes.pricing import allowed
from core.rules.schemes.problems import Path
from db.schemes import Category, Open, PerUnit, PriceTable

MOST_PRICES = 2_000


def faults_of(category: Category) -> Iterator[tuple[Path, str, str]]:
    """Yields each fault with its path inside the category."""
    points = category.points
    wrong = list(_table(points)) if isinstance(points, PriceTable) else []
    yield from wrong or _spelt_twice(category)
    if isinstance(points, Open) and points.min >= points.max:
        yield ("points", "max"), "max 应大于 min", "`max` has to be greater than `min`"
    if category.roles is not None and isinstance(points, PriceTable) and "role" in points.by:
        yield ("roles",), "分值表已按角色，不能再按角色折算", "The table goes by role already"
    if category.time is None:
        return
    if isinstance(points, PerUnit):
        yield ("time",), "按单位计分的类别不能再按时间折算", "Points for each unit have no share for time"
    if (category.time.full is None) == (category.time.source is None):
        yield ("time",), "请写 full 或 from 中的一个", "Write either full or from"
    if any(share > 1 for share in (category.time.source or {}).values()):
        yield ("time", "from"), "比例不能大于 1", "A share is at most 1"


def _spelt_twice(category: Category) -> Iterator[tuple[Path, str, str]]:
    """Finds words that an import can't tell apart, since it overlooks case, width and blanks."""
    for fact, words in allowed(category).items():
        first: dict[str, str] = {}
        for word in words:
            before = first.setdefault(same_word(word), word)
            if before != word:
                zh = f"“{word}”与“{before}”只有大小写、全角半角或空格不同，导入时视为同一个：请写成一样"
                en = f"“{word}” and “{before}” are one word for an import: write them alike"
                yield ("roles",) if fact == "role" and category.roles else ("points", "table"), zh, en


def _table(points: PriceTable) -> Iterator[tuple[Path, str, str]]:
    if len(set(points.by)) < len(points.by):
        yield ("points", "by"), "同一事实写了两次", "A fact stands here twice"
    cells = list(points.prices())
    if len(cells) > MOST_PRICES:
        yield ("points", "table"), f"最多 {MOST_PRICES} 格", f"At most {MOST_PRICES} cells"
    for facts, _ in cells:
        if len(facts) != len(points.by):
            zh = f"表应有 {len(points.by)} 层（{'、'.join(points.by)}），这里有 {len(facts)} 层"
            en = f"The table has one level for each of {', '.join(points.by)}; here are {len(facts)}"
            yield ("points", "table", *facts), zh, en


def words_of(categories: Iterable[Category], fact: str) -> list[str]:
    """Lists the words that a fact of these categories can have, or none if any word is possible."""
    found: dict[str, None] = {}
    for category in categories:
        points = category.points
        if isinstance(points, PriceTable) and fact in points.by:
            place = points.by.index(fact)
            found |= dict.fromkeys(facts[place] for facts, _ in points.prices() if len(facts) > place)
        elif fact == "role" and category.roles:
            found |= dict.fromkeys(category.roles)
        else:
            return []
    return list(found)
