"""The same page of many lists at once: what a list nested in a list needs, in one statement for all of them."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select

from db.paging import Key, Page, Slice, behind, ordering
from db.session import Database

PLACE = "place_in_its_list"


async def pages(
    database: Database,
    query: Select[Any],
    owner: Any,
    owner_ids: Sequence[int],
    keys: Sequence[Key],
    part: Slice,
    count: Callable[[int], Awaitable[int]],
) -> list[Page]:
    """One page for each owner, in the order of `owner_ids`.

    Args:
        query: selects the owner's column by its own name.
        count: how many rows an owner has in all; called only when somebody asks.

    Raises:
        BrokenCursor: `part.after` is not a cursor of this list in this order.
    """
    place = func.row_number().over(partition_by=owner, order_by=ordering(keys)).label(PLACE)
    wanted = query.where(owner.in_(owner_ids)).add_columns(place)
    if part.after is not None:
        wanted = wanted.where(behind(keys, part.after))
    placed = wanted.subquery()
    of_page = placed.c[PLACE].between(part.offset + 1, part.offset + part.first + 1)
    async with database.read() as db:
        rows = (await db.execute(select(placed).where(of_page).order_by(placed.c[PLACE]))).all()
    found: dict[int, list[Any]] = {owner_id: [] for owner_id in owner_ids}
    for row in rows:
        found[getattr(row, owner.name)].append(row)
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


async def counts(database: Database, query: Select[Any], owner: Any, owner_ids: Sequence[int]) -> list[int]:
    """How many rows each owner's list has."""
    mine = query.where(owner.in_(owner_ids)).order_by(None)
    counted = mine.with_only_columns(owner, func.count(), maintain_column_froms=True).group_by(owner)
    async with database.read() as db:
        known = {row[0]: int(row[1]) for row in await db.execute(counted)}
    return [known.get(owner_id, 0) for owner_id in owner_ids]
