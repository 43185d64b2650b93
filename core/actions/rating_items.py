"""评分项目设置 (1.1.3.1): a college edits its rating items at any time, and a batch copies them at its
opening (R5.1).
"""

from collections.abc import Sequence
from typing import Any

from core.access import MANAGE_COLLEGE_BATCH, SEE_RATING_ITEMS
from core.acting import Act
from core.errors import NoRatingItems, NotFound, Refusals
from core.rules.rating_items import ItemForm, next_order, refusals
from db.queries.ratings import items, opening


async def create_rating_item(act: Act, college_id: int | None, form: ItemForm) -> Any:
    """Runs 新增 at any time, without a window; batches that have copied their items don't change."""
    act.viewer.require_any(MANAGE_COLLEGE_BATCH)
    own_college_id = act.own_college(MANAGE_COLLEGE_BATCH) if college_id is None else college_id
    place = await items.place_of_college(act.db, own_college_id)
    act.reach(MANAGE_COLLEGE_BATCH, SEE_RATING_ITEMS, place, "college", "input.collegeId")
    others = await items.lock_items(act.db, own_college_id)
    columns = form.over(None)
    if form.order is None:
        columns["order"] = next_order(others)
    _require_sound(columns, others)
    row = await items.insert_item(act.db, college_id=own_college_id, **columns)
    await act.record("createRatingItem", row.name, new=_audit_values(row), college_id=own_college_id)
    return row


async def update_rating_item(act: Act, item_id: int, form: ItemForm) -> Any:
    """Runs 修改: omitted values stay, and the result must be valid."""
    old, others = await _lock_item(act, item_id)
    columns = form.over(old)
    _require_sound(columns, others)
    row = await items.update_item(act.db, item_id, **columns)
    if _audit_values(row) != _audit_values(old):
        await act.record(
            "updateRatingItem", row.name, old=_audit_values(old), new=_audit_values(row), college_id=old.college_id
        )
    return row


async def delete_rating_item(act: Act, item_id: int) -> int:
    """Runs 删除, also for the last item; items that a batch has copied stay."""
    old, _ = await _lock_item(act, item_id)
    await items.delete_item(act.db, item_id)
    await act.record("deleteRatingItem", old.name, old=_audit_values(old), college_id=old.college_id)
    return item_id


async def take_items(act: Act, batch_id: int, college_id: int) -> dict[str, Any]:
    """Copies the items into the batch when RATING opens, with its classes locked, unless a ballot of the college is
    left (R5.1).

    Returns:
        The values for the audit log.
    """
    place = (act.db, batch_id, college_id)
    if await opening.any_ballot(*place):
        return {"items_taken": False, "items": await opening.batch_item_names(*place)}
    removed = await opening.delete_results(*place)
    await opening.copy_items(*place)
    names = await opening.batch_item_names(*place)
    if not names:
        raise NoRatingItems("input.module")
    return {"items_taken": True, "items": names, **({"results_removed": removed} if removed else {})}


async def _lock_item(act: Act, item_id: int) -> tuple[Any, Sequence[Any]]:
    """Locks the item against other changes, and returns it with the other items of its college."""
    act.viewer.require_any(MANAGE_COLLEGE_BATCH)
    found = await items.one_college_item(act.db, item_id)
    act.reach(MANAGE_COLLEGE_BATCH, SEE_RATING_ITEMS, found, "rating item", "input.id")
    every = await items.lock_items(act.db, found.college_id)
    row = next((one for one in every if one.id == item_id), None)
    if row is None:
        raise NotFound("rating item", "input.id")
    return row, [one for one in every if one.id != item_id]


def _require_sound(columns: dict[str, Any], others: Sequence[Any]) -> None:
    if wrong := refusals(columns, others):
        raise Refusals(wrong)


def _audit_values(row: Any) -> dict[str, Any]:
    """Converts an item to values for the audit log."""
    stored = {name: getattr(row, name) for name in items.COLUMNS}
    return {name: value if isinstance(value, int | None) else str(value) for name, value in stored.items()}
