"""Holds the queries of the tests of rating, and the ways in which they fill in a sheet."""

from typing import Any

from tests.campus import Answer, Campus, Person

SHEET = """query($batch: ID!, $class: ID, $kind: RaterKind) {
  ballot(batchId: $batch, classId: $class, kind: $kind) {
    kind status done total savedAt submittedAt reopenReason schoolClass { code } refusal { code message }
    items { id name minPoints maxPoints } rows { student { id number name } marks { itemId points } } } }"""
_DONE = "{ ballot { status done total } userErrors { code message path } }"
SAVE = f"mutation($input: SaveBallotInput!) {{ saveBallot(input: $input) {_DONE} }}"
SUBMIT = f"mutation($input: SubmitBallotInput!) {{ submitBallot(input: $input) {_DONE} }}"
REOPEN = """mutation($input: ReopenBallotInput!) {
  reopenBallot(input: $input) { reopened userErrors { code message path } } }"""
STORED = """select kind, rater_id, submitted_at is not null as submitted, student_id, item_id, points
  from ballot left join mark on ballot_id = ballot.id order by 1, 2, 4, 5"""
"""Every ballot and mark, to see what changed."""


async def sheet(campus: Campus, rater: Person, **which: Any) -> Any:
    answer = await campus.ask(rater, SHEET, batch=campus.batch, **which)
    assert answer.errors == []
    return answer.data["ballot"]


def marks(found: Any, points: dict[str, str] | None = None, *, students: int | None = None) -> list[dict[str, Any]]:
    """A mark for every item of the first students of a sheet, the least possible unless told by item name."""
    return [
        {"studentId": row["student"]["id"], "itemId": item["id"], "points": (points or {}).get(item["name"], least)}
        for row in found["rows"][:students]
        for item in found["items"]
        for least in [item["minPoints"]]
    ]


async def save(campus: Campus, rater: Person, given: list[dict[str, Any]], **which: Any) -> Any:
    return await _act(campus, rater, SAVE, {"marks": given, **which})


async def submit(campus: Campus, rater: Person, given: list[dict[str, Any]] | None = None, **which: Any) -> Any:
    return await _act(campus, rater, SUBMIT, {"marks": given, **which})


async def _act(campus: Campus, rater: Person, mutation: str, wanted: dict[str, Any]) -> Any:
    answer: Answer = await campus.ask(rater, mutation, input={"batchId": campus.batch, **wanted})
    assert answer.errors == [], answer.errors
    return next(iter(answer.data.values()))
