"""One rater at one ballot: asking, saving, submitting, and asking again when no answer came."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from db.tables import RaterKind
from tests.evening.beliefs import Beliefs, Marks, Write
from tests.evening.college import College, Rater
from tests.evening.reckoning import Cell
from tests.evening.wire import Lost, Wire

SHEET = """
query($batchId: ID!, $classId: ID, $kind: RaterKind) { ballot(batchId: $batchId, classId: $classId, kind: $kind) {
  kind status done total refusal { code } schoolClass { id } items { id minPoints maxPoints }
  rows { student { id number } marks { itemId points } } } }
"""
SAVE = "mutation($input: SaveBallotInput!) { did: saveBallot(input: $input) { userErrors { code message } } }"
SUBMIT = """
mutation($input: SubmitBallotInput!) { did: submitBallot(input: $input) {
  ballot { status rows { student { id } marks { itemId points } } } userErrors { code message } } }
"""
TRIES = 4000
"""Ten minutes: a server that was killed may take its time on a busy machine."""
HURRY = 0.06
"""An impatient client hangs up within so many seconds."""


@dataclass
class Desk:
    """`losses` is how often a request is hung up on; what is believed is kept in `beliefs`."""

    college: College
    rater: Rater
    wire: Wire
    throw: Random
    losses: float
    pause: float = 0
    """The longest that the person thinks before a question, in seconds."""
    beliefs: Beliefs = field(default_factory=Beliefs)

    @property
    def cells(self) -> list[Cell]:
        return self.college.cells_of(self.rater)

    def opinion(self) -> dict[Cell, Decimal]:
        """A mark for everybody in everything."""
        ranges = {item.id: (int(item.low * 100), int(item.high * 100)) for item in self.college.items}
        return {cell: Decimal(self.throw.randint(*ranges[cell[1]])).scaleb(-2) for cell in self.cells}

    async def fetch(self) -> dict[str, Any] | None:
        """The sheet, by one query."""
        await self._think()
        return (await self._until_answered(SHEET, self._address(), self.losses))["ballot"]

    async def save(self, marks: Marks, tries: int = TRIES) -> str | None:
        """Returns the code of a refusal."""
        return (await self._write(SAVE, marks, tries))[0]

    async def submit(self, marks: Marks | None = None, tries: int = TRIES) -> str | None:
        code, ballot = await self._write(SUBMIT, marks or {}, tries, submits=True)
        if ballot is not None and code is None:
            self.beliefs.expect(ballot["status"] == "SUBMITTED", "a submission was answered by another status")
            self.beliefs.shown = marks_of(ballot)
        return code

    async def _write(self, query: str, marks: Marks, tries: int, *, submits: bool = False) -> tuple[str | None, Any]:
        given = [
            {"studentId": str(student), "itemId": str(item), "points": None if points is None else str(points)}
            for (student, item), points in marks.items()
        ]
        variables = {"input": {**self._address(), "marks": given}}
        await self._think()
        for _ in range(tries):
            write = Write(marks, _now(), submits=submits)
            self.beliefs.writes.append(write)
            try:
                did = (await self._ask(query, variables, self.losses if tries > 1 else 1))["did"]
            except Lost as lost:
                await asyncio.sleep(self.throw.uniform(0.02, 0.3) + lost.after)
                continue
            code = did["userErrors"][0]["code"] if did["userErrors"] else None
            write.ended, write.refused = _now(), code
            return code, did.get("ballot")
        return None, None

    async def _think(self) -> None:
        if self.pause:
            await asyncio.sleep(self.throw.uniform(0, self.pause))

    async def _until_answered(self, query: str, variables: dict[str, Any], losses: float) -> Any:
        for _ in range(TRIES):
            try:
                return await self._ask(query, variables, losses)
            except Lost as lost:
                await asyncio.sleep(self.throw.uniform(0.02, 0.3) + lost.after)
        raise Lost

    async def _ask(self, query: str, variables: dict[str, Any], losses: float) -> Any:
        """Asks once; with bad luck the client hangs up early, or in the middle of its own question."""
        drop = self.throw.uniform(0, HURRY) if self.throw.random() < losses else None
        sent = self.throw.choice((1.0, 1.0, 1.0, self.throw.random())) if drop is not None else 1.0
        answer = await self.wire.ask(self.rater.token, query, variables, drop, sent)
        if answer.get("errors"):
            raise AssertionError(f"{self.rater}: {answer['errors']}")
        return answer["data"]

    def _address(self) -> dict[str, Any]:
        """A student need not say which ballot; a tab of a counsellor must."""
        if self.rater.kind is RaterKind.PEER and self.throw.random() < 0.5:
            return {"batchId": str(self.college.batch_id)}
        named = {"classId": str(self.rater.class_id), "kind": str(self.rater.kind)}
        return {"batchId": str(self.college.batch_id), **named}


def marks_of(ballot: Mapping[str, Any]) -> dict[Cell, Decimal]:
    return {
        (int(row["student"]["id"]), int(mark["itemId"])): Decimal(mark["points"])
        for row in ballot["rows"]
        for mark in row["marks"]
    }


def _now() -> float:
    return asyncio.get_running_loop().time()
