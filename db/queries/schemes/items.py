"""Compiles what items are worth, which of them a node counts, and what they add up to for each student."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.queries.schemes.exact import Exact, number, times
from db.schemes import Category, HowMany, Items, Open, PerUnit, PriceTable

DEEPEST = 3
"""A table of points goes by so many facts at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Says which items add up: those of the categories, of each kind and in all the highest ones; or their number.

    `where` holds the words of which an item has one, by fact.
    """

    categories: tuple[str, ...]
    per_kind: int | None = None
    count: int | None = None
    counted: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


def choice_of(node: Items | HowMany | str) -> Choice:
    if isinstance(node, Items):
        return Choice(tuple(node.items), node.per_kind, node.count, where=_where(node))
    if isinstance(node, HowMany):
        return Choice(tuple(node.how_many), counted=True, where=_where(node))
    return Choice((node,))


def _where(node: Items | HowMany) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((fact, tuple(words)) for fact, words in node.only.items())


def restricted(items: FromClause, choice: Choice) -> FromClause:
    """Returns the items that have one of the words of each fact of the choice."""
    if not choice.where:
        return items
    conditions = (items.c[fact].in_(words) for fact, words in choice.where)
    return select(items).where(*conditions).subquery("some_items")


def sums(
    categories: Mapping[str, Category], items: FromClause, choices: Sequence[Choice]
) -> tuple[Subquery, list[Exact]]:
    """Returns one row for each student, with the value of every choice, and `unpriced` where an item has no worth."""
    priced, common = _priced(categories, items)
    places = {name: place for place, name in enumerate(categories)}
    chosen = _chosen(priced, choices, places)
    values = []
    for choice, counts in zip(choices, chosen.conditions, strict=True):
        if choice.counted:
            found: ColumnElement[Any] = func.count().filter(counts)
        else:
            add_up = func.max if choice.count == 1 else func.sum
            found = add_up(chosen.rows.c.worth).filter(counts)
            if any(categories[name].deduction for name in choice.categories):
                found = -found
        values.append(func.coalesce(found, number(0)))
    labels = [f"items_{place}" for place in range(len(choices))]
    query = select(
        chosen.rows.c.student_id,
        func.bool_or(chosen.rows.c.worth.is_(None)).label("unpriced"),
        *(value.label(label) for value, label in zip(values, labels, strict=True)),
    ).group_by(chosen.rows.c.student_id)
    added = query.subquery()
    exact = [
        Exact(func.coalesce(added.c[label], number(0)), 1 if choice.counted else common)
        for label, choice in zip(labels, choices, strict=True)
    ]
    return added, exact


def _priced(categories: Mapping[str, Category], items: FromClause) -> tuple[Subquery, int]:
    """Selects every item with its worth, as a numerator over the common denominator that is returned, too.

    A category is known by its number from here on: comparing texts once for each category and fact took a third of the
    time.
    """
    known = _numbers(categories)
    prices = _prices(categories)
    facts = [_fact(categories, items, known.c.number, place) for place in range(DEEPEST)]
    fits = and_(
        prices.c.category == known.c.number,
        *(prices.c[f"fact_{place}"] == fact for place, fact in enumerate(facts)),
    )
    worths = [_worth(category, items, prices.c.points) for category in categories.values()]
    common = lcm(*(worth.denominator for worth in worths))
    of_category = ((_is(known.c.number, number), one.over(common)) for number, one in enumerate(worths))
    kind = func.coalesce(func.nullif(items.c.kind, ""), items.c.item).collate("C")
    query = select(
        items.c.item_id,
        items.c.student_id,
        kind.label("kind"),
        known.c.number.label("category"),
        case(*of_category, else_=null()).label("worth"),
    )
    return query.select_from(items.join(known, known.c.name == items.c.category).outerjoin(prices, fits)).subquery(
        "priced"
    ), common


def _is(number: ColumnElement[Any], one: int) -> ColumnElement[bool]:
    return number == literal_column(str(one))


def _numbers(categories: Mapping[str, Category]) -> Any:
    names, numbers = literal(list(categories), ARRAY(String)), literal(list(range(len(categories))), ARRAY(Integer))
    return func.unnest(names, numbers).table_valued("name", "number", name="categories").render_derived()


def _prices(categories: Mapping[str, Category]) -> Any:
    """Lists the cells of all tables from arrays: facts are values, never text of the statement."""
    rows = [
        (number, *facts, *("",) * (DEEPEST - len(facts)), points)
        for number, category in enumerate(categories.values())
        if isinstance(category.points, PriceTable)
        for facts, points in category.points.prices()
    ]
    names = ["category", *(f"fact_{place}" for place in range(DEEPEST)), "points"]
    kinds: list[Any] = [Integer(), *[String()] * DEEPEST, Numeric()]
    arrays = [literal([row[place] for row in rows], ARRAY(kind)) for place, kind in enumerate(kinds)]
    return func.unnest(*arrays).table_valued(*names, name="prices").render_derived()


def _fact(
    categories: Mapping[str, Category], items: FromClause, number: ColumnElement[Any], place: int
) -> ColumnElement[Any]:
    """Returns the fact at this place of the table of the item's category; none is an empty text."""
    facts = [
        (_is(number, one), func.coalesce(items.c[category.points.by[place]], ""))
        for one, category in enumerate(categories.values())
        if isinstance(category.points, PriceTable) and place < len(category.points.by)
    ]
    return case(*facts, else_=literal("")) if facts else literal("")


def _worth(category: Category, items: FromClause, price: ColumnElement[Any]) -> Exact:
    """Computes max(0, min(most, (points + add) · times · time)); it is NULL where the category does not say."""
    worth = Exact(_with_role(category, items, _points(category, items, price)))
    if category.time is not None:
        full = category.time.full
        if full is not None:
            worth = times(Exact(worth.numerator * func.least(items.c.amount, number(full))), 1 / Fraction(full))
        else:
            worth = Exact(worth.numerator * _steps(items.c.amount, category.time.source or {}))
    known: ColumnElement[bool] = worth.numerator.is_not(None)
    if category.time is not None:
        known = and_(known, items.c.amount.is_not(None))
    bounded = func.greatest(worth.numerator, number(0))
    if category.most is not None:
        bounded = func.least(bounded, number(category.most * worth.denominator))
    return Exact(case((known, bounded), else_=null()), worth.denominator)


def _points(category: Category, items: FromClause, price: ColumnElement[Any]) -> ColumnElement[Any]:
    pricing = category.points
    if isinstance(pricing, PriceTable):
        return price
    if isinstance(pricing, PerUnit):
        return items.c.amount * number(pricing.per_unit)
    if isinstance(pricing, Open):
        return case((items.c.points.between(number(pricing.min), number(pricing.max)), items.c.points), else_=null())
    return number(pricing)


def _with_role(category: Category, items: FromClause, points: ColumnElement[Any]) -> ColumnElement[Any]:
    if not category.roles:
        return points
    given = [
        (items.c.role == role, (points + number(part.add)) * number(part.times))
        for role, part in category.roles.items()
    ]
    return case((func.coalesce(items.c.role, "") == "", points), *given, else_=null())


def _steps(amount: ColumnElement[Any], steps: Mapping[Decimal, Decimal]) -> ColumnElement[Any]:
    falling = sorted(steps.items(), reverse=True)
    return case(*((amount >= number(from_), number(share)) for from_, share in falling), else_=number(0))


class _Chosen(NamedTuple):
    rows: Subquery
    conditions: list[ColumnElement[bool]]


def _chosen(priced: Subquery, choices: Sequence[Choice], places: Mapping[str, int]) -> _Chosen:
    """Numbers the items from the highest down, first within their kind and then in all.

    Choices of one category share a numbering, because each of them is a sort; of one item alone the highest is asked.
    """
    rows = priced
    if any(_by_kind(one) for one in choices):
        rows = _numbered(priced, {"in_kind": (priced.c.category, priced.c.kind)}, "by_kind")
    numberings = {_numbering(one): _group(rows, one, places) for one in choices if _by_place(one)}
    labels = {numbering: f"best_{place}" for place, numbering in enumerate(numberings)}
    rows = _numbered(rows, {label: numberings[numbering] for numbering, label in labels.items()}, "by_best")
    conditions = []
    for one in choices:
        counts = and_(_inside(rows, one, places), _of_kind(rows, one))
        place = rows.c[labels[_numbering(one)]] <= one.count if _by_place(one) else true()
        conditions.append(and_(counts, place))
    return _Chosen(rows, conditions)


def _by_kind(choice: Choice) -> bool:
    return choice.per_kind is not None and choice.count != 1


def _by_place(choice: Choice) -> bool:
    return choice.count is not None and choice.count > 1


def _numbering(choice: Choice) -> tuple[Any, ...]:
    """Names the numbering that the choice needs; those of one category are numbered together."""
    return (choice.per_kind, *(choice.categories if len(choice.categories) > 1 else ()))


def _group(rows: Subquery, choice: Choice, places: Mapping[str, int]) -> tuple[ColumnElement[Any], ...]:
    together = _inside(rows, choice, places) if len(choice.categories) > 1 else rows.c.category
    return (together, _of_kind(rows, choice)) if choice.per_kind else (together,)


def _inside(rows: Subquery, choice: Choice, places: Mapping[str, int]) -> ColumnElement[bool]:
    return or_(*(rows.c.category == literal_column(str(places[name])) for name in choice.categories))


def _of_kind(rows: Subquery, choice: Choice) -> ColumnElement[bool]:
    """Matches the items that are among the highest of their kind."""
    return rows.c.in_kind <= choice.per_kind if _by_kind(choice) else true()


def _numbered(rows: Subquery, within: Mapping[str, Sequence[ColumnElement[Any]]], name: str) -> Subquery:
    if not within:
        return rows
    order = (rows.c.worth.desc(), rows.c.item_id)
    numbers = (
        func.row_number().over(partition_by=(rows.c.student_id, *groups), order_by=order).label(label)
        for label, groups in within.items()
    )
    return select(*rows.c, *numbers).subquery(name)
