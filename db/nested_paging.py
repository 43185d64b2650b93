"""Reads the same page of many lists in one statement, for lists nested in a list."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Select, func, select

from db.driver import column_of
from db.paging import Key, Page, Slice, behind, ordering, ordering_name
from db.prepared import IDS, Ids, NamedQuery, bind_value, read
from db.session import Database

PLACE = "place_in_its_list"


async def pages(
    database: Database,
    query: Select[Any] | NamedQuery,
    owner: Any,
    owner_ids: Sequence[int],
    keys: Sequence[Key],
    part: Slice,
    count: Callable[[int], Awaitable[int]],
) -> list[Page]:
    """Reads one page for each owner, in the order of `owner_ids`.

    Args:
        query: selects the owner's column by its own name.
        count: how many rows an owner has in all; called only when somebody asks.

    Raises:
        BrokenCursor: `part.after` is not a cursor of this list in this order.
    """
    owners = Ids(owner_ids)
    variation = ("pages", ordering_name(keys)) if part.after is None else None

    def place_rows(query: Select[Any]) -> Select[Any]:
        return _placed(query, owner, owners, keys, part)

    rows = await read(database, query, variation, place_rows, {"owners": owners, "part": part})
    found: dict[int, list[Any]] = {owner_id: [] for owner_id in owner_ids}
    for owner_id, row in zip(column_of(rows, owner.name), rows, strict=True):
        found[owner_id].append(row)
    return [
        Page(
            rows=found[owner_id][: part.first],
            has_next=len(found[owner_id]) > part.first,
            has_previous=part.offset > 0 or part.after is not None,
            keys=keys,
            count=partial(count, owner_id),
        )
        for owner_id in owner_ids
    ]


def _placed(query: Select[Any], owner: Any, owners: Ids, keys: Sequence[Key], part: Slice) -> Select[Any]:
    """Numbers the rows within each owner's list, and keeps those of the page."""
    place = func.row_number().over(partition_by=owner, order_by=ordering(keys)).label(PLACE)
    owned = query.where(owner == func.any(bind_value("owners", "ids", owners.ids, IDS))).add_columns(place)
    if part.after is not None:
        owned = owned.where(behind(keys, part.after))
    placed = owned.subquery()
    first, last = (bind_value("part", name, getattr(part, name), BigInteger) for name in ("first_place", "last_place"))
    return select(placed).where(placed.c[PLACE].between(first, last)).order_by(placed.c[PLACE])


async def counts(
    database: Database, query: Select[Any] | NamedQuery, owner: Any, owner_ids: Sequence[int]
) -> list[int]:
    """Counts the rows of each owner's list."""
    owners = Ids(owner_ids)

    def count_owned(query: Select[Any]) -> Select[Any]:
        mine = query.where(owner == func.any(bind_value("owners", "ids", owners.ids, IDS))).order_by(None)
        return mine.with_only_columns(owner, func.count(), maintain_column_froms=True).group_by(owner)

    known = {row[0]: int(row[1]) for row in await read(database, query, "counts", count_owned, {"owners": owners})}
    return [known.get(owner_id, 0) for owner_id in owner_ids]
