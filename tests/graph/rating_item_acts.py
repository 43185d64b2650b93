"""Holds the acts of a college on the page of its rating items, as the tests of items and of opening do them."""

from typing import Any

from tests.campus import Campus, Person
from tests.graph.batch_acts import ERRORS, press

ITEM = "id name order detail minPoints maxPoints counsellorWeight headTeacherWeight peerWeight"
CREATE_ITEM = f"""mutation C($input: CreateRatingItemInput!) {{
  createRatingItem(input: $input) {{ ratingItem {{ {ITEM} }} {ERRORS} }} }}"""
UPDATE_ITEM = f"""mutation U($input: UpdateRatingItemInput!) {{
  updateRatingItem(input: $input) {{ ratingItem {{ {ITEM} }} {ERRORS} }} }}"""
DELETE_ITEM = f"""mutation D($input: RatingItemIdInput!) {{
  deleteRatingItem(input: $input) {{ deletedId {ERRORS} }} }}"""
ITEMS = f"""query($batch: ID, $college: ID, $first: Int! = 20, $offset: Int) {{
  ratingItems(batchId: $batch, collegeId: $college, first: $first, offset: $offset) {{
    totalCount nodes {{ {ITEM} college {{ name }} }} }} }}"""
LABOUR = {
    "name": "劳动",
    "minPoints": "0",
    "maxPoints": "10",
    "counsellorWeight": "33.33",
    "headTeacherWeight": "33.33",
    "peerWeight": "33.34",
}


async def create(campus: Campus, person: Person | None = None, **changed: Any) -> dict[str, Any]:
    return await press(campus, person or campus.college_admin, CREATE_ITEM, **LABOUR | changed)


async def update(campus: Campus, item: str, person: Person | None = None, **changed: Any) -> dict[str, Any]:
    chosen = await item_id(campus, item)
    return await press(campus, person or campus.college_admin, UPDATE_ITEM, id=chosen, **changed)


async def delete(campus: Campus, name: str, person: Person | None = None) -> dict[str, Any]:
    return await press(campus, person or campus.college_admin, DELETE_ITEM, id=await item_id(campus, name))


async def item_id(campus: Campus, name: str, college: str = "info") -> str:
    query = "select id from rating_item where name = :name and college_id = :college"
    return str((await campus.rows(query, name=name, college=campus.ids[college]))[0].id)


async def listed(campus: Campus, person: Person, **wanted: Any) -> list[str]:
    """College and name of each item of the list; its total is as long."""
    answer = await campus.ask(person, ITEMS, **wanted)
    assert not answer.errors, answer.errors
    found = answer.data["ratingItems"]
    assert found["totalCount"] == len(found["nodes"])
    return [f"{one['college']['name'][:2]}{one['name']}" for one in found["nodes"]]


async def stored(campus: Campus) -> list[Any]:
    """All that a denied act must leave as it is: also its audit entries."""
    tables = ("rating_item", "batch_rating_item", "phase", "batch_class", "ballot", "rating_result", "audit_entry")
    rows = " union all ".join(f"select '{table}' as t, to_jsonb({table})::text as r from {table}" for table in tables)
    return await campus.rows(f"select * from ({rows}) every order by t, r")
