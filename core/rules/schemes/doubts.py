"""Finds what a careful person would look at again in a file of items that may be stored (R11.3)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.rules.schemes.pricing import Worths
from core.workbooks.notes import Note, row_ranges
from core.workbooks.scheme_inputs import CLEAR, FACTS
from db.schemes import Category, HowMany, Items, Open, PerUnit, PriceTable, Scheme, within

Row = Mapping[str, Any]


def doubts(rows: Sequence[Row], worths: Worths) -> list[Note]:
    """Lists the kinds of doubt, each with the rows that it concerns."""
    scheme = worths.scheme
    found: dict[tuple[str, str, str, str | None], list[int]] = defaultdict(list)
    seen: set[tuple[Any, ...]] = set()
    categories = scheme.inputs.items()
    read = {name: _read(name, one, scheme) for name, one in categories if isinstance(one, Category)}
    for row in rows:
        if row["item"] == CLEAR:
            continue
        key = row["student_number"], row["category"], *(row.get(fact) for fact in FACTS)
        if key in seen:
            zh, en = "与前面的一行完全相同，两项都计入：重复填写的请删去一行", "The same as an earlier row; both count"
            found["REPEATED_ITEM", zh, en, None].append(row["row"])
        seen.add(key)
        for doubt in _of_row(row, read[row["category"]], worths):
            found[doubt].append(row["row"])
    return [Note(code, zh, en, len(of), row_ranges(of), column) for (code, zh, en, column), of in found.items()]


def _of_row(row: Row, read: set[str], worths: Worths) -> Iterator[tuple[str, str, str, str | None]]:
    name = row["category"]
    for fact in ("level", "award", "role", "amount", "points"):
        if row.get(fact) is not None and fact not in read:
            header = FACTS[fact]
            zh = f"方案对“{name}”不看{header}，填写的{header}不起作用"
            yield "FACT_NOT_READ", zh, f"The scheme does not read {header} of “{name}”", header
    _, worth = worths.of(row)
    if worth == 0:
        zh = f"这些“{name}”按方案计 0 分：请核对分值、数量、角色"
        yield "WORTH_NOTHING", zh, f"These items of “{name}” are worth 0: check them", None


def _read(name: str, category: Category, scheme: Scheme) -> set[str]:
    """Names the facts of a category that the scheme reads."""
    points = category.points
    read: set[str] = {*points.by} if isinstance(points, PriceTable) else set()
    read |= {"role"} if category.roles else set()
    read |= {"amount"} if category.time or isinstance(points, PerUnit) else set()
    read |= {"points"} if isinstance(points, Open) else set()
    for root in (*scheme.parts.values(), *(rule.score for rule in scheme.qualities.values())):
        for _, node in within(root):
            names = node.items if isinstance(node, Items) else node.how_many if isinstance(node, HowMany) else ()
            if isinstance(node, Items | HowMany) and name in names:
                read |= {*node.only}
    return read
