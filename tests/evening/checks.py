"""The database and the API, held against what was answered during the evening."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.session import Database
from tests.evening.college import ADMIN, Rater
from tests.evening.desks import SHEET, Desk, marks_of
from tests.evening.evening import Evening
from tests.evening.reckoning import Cell, rating_score
from tests.evening.wire import Wire

BALLOTS = "select id, class_id, kind, rater_id, submitted_at is not null as submitted from ballot"
MARKS = "select ballot_id, student_id, item_id, points from mark"
ENTRIES = """select action, audit_entry.class_id, old, new, coalesce(account.student_id, staff_id) as rater_id
from audit_entry join account on account.id = account_id where action in ('saveBallot', 'submitBallot')"""
TOLD = {"kind", "marks", "submitted"}
"""An audit entry of a ballot may hold these keys only: readers of the log may not see marks."""
COMPUTE = """mutation($batch: ID!) { did: computeRatingScores(input: {batchId: $batch}) {
  studentCount userErrors { code message } } }"""
RESULTS = """query($batch: ID!, $after: String) { ratingResults(batchId: $batch, first: 200, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { student { id } ratingScore } } }"""


@dataclass
class Stands:
    """One ballot as the database has it."""

    submitted: bool
    marks: dict[Cell, Decimal] = field(default_factory=dict)


@dataclass
class Verdict:
    """`checks` counts what was held against what, by its name; `breaches` says where it differed."""

    evening: Evening
    database: Database
    checks: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    ballots: dict[tuple[int, str, int], Stands] = field(default_factory=dict)

    async def reach(self) -> None:
        """Everything, in the state that the evening left; the server must be up."""
        wire = Wire(self.evening.wire.port, 8, self.evening.wire.tls)
        await self._read()
        self._judge_ballots()
        await self._judge_sheets(wire)
        await self._judge_audit()
        await self._judge_scores(wire)
        wire.close()

    def _check(self, name: str, true: object, breach: str) -> None:
        self.checks[name] += 1
        if not true:
            self.breaches.append(f"{name}: {breach}")

    async def _rows(self, statement: str) -> list[Any]:
        async with self.database.read() as db:
            return list((await db.execute(text(statement))).all())

    async def _read(self) -> None:
        by_id: dict[int, Stands] = {}
        for row in await self._rows(BALLOTS):
            stands = by_id[row.id] = Stands(row.submitted)
            self._check(
                "one ballot each", (key := (row.class_id, row.kind, row.rater_id)) not in self.ballots, f"{key}"
            )
            self.ballots[key] = stands
        for row in await self._rows(MARKS):
            by_id[row.ballot_id].marks[row.student_id, row.item_id] = row.points

    def stands(self, rater: Rater) -> Stands:
        return self.ballots.get((rater.class_id, str(rater.kind), rater.id)) or Stands(submitted=False)

    def _judge_ballots(self) -> None:
        """Every acknowledged save and submission stands, wholly; what was not acknowledged is there wholly, or not."""
        for desk in self.evening.desks:
            stands = self.stands(desk.rater)
            wrong = desk.beliefs.judge(stands.marks, submitted=stands.submitted, cells=len(desk.cells))
            self._check("ballots", not wrong, f"{desk.rater}: {wrong}")
        raters = {(one.class_id, str(one.kind), one.id) for one in self.evening.college.raters}
        self._check("nobody else's", self.ballots.keys() <= raters, f"{self.ballots.keys() - raters}")

    async def _judge_sheets(self, wire: Wire) -> None:
        """Each rater sees on the sheet what the database holds."""
        for desk in self.evening.desks:
            stands, rater = self.stands(desk.rater), desk.rater
            asked = {"batchId": str(desk.college.batch_id), "classId": str(rater.class_id), "kind": str(rater.kind)}
            ballot = (await wire.ask(rater.token, SHEET, asked))["data"]["ballot"]
            self._check("sheets", marks_of(ballot) == stands.marks, f"{rater} sees other marks")
            self._check("sheets", (ballot["status"] == "SUBMITTED") == stands.submitted, f"{rater} sees another status")

    async def _judge_audit(self) -> None:
        """R9.3: an entry for each act, in its transaction: as many as happened, telling no mark."""
        entries: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for row in await self._rows(ENTRIES):
            self._check("audit tells no marks", _tells_no_mark(row), f"{row}")
            entries[row.class_id, row.new["kind"], row.rater_id][row.action] += 1
        for desk in self.evening.desks:
            rater, stands = desk.rater, self.stands(desk.rater)
            found = entries[rater.class_id, str(rater.kind), rater.id]
            self._check("audit", found["submitBallot"] == stands.submitted, f"{rater}: {found} of submissions")
            least, most = _saves(desk)
            self._check("audit", least <= found["saveBallot"] <= most, f"{rater}: {found}, not {least} to {most}")

    async def _judge_scores(self, wire: Wire) -> None:
        """R5.4: every rating score is what the submitted marks make, reckoned by hand."""
        college = self.evening.college
        batch, token = str(college.batch_id), f"zs_{ADMIN}"
        did = (await wire.ask(token, COMPUTE, {"batch": batch}))["data"]["did"]
        self._check("computed", did["userErrors"] == [], f"{did}")
        found = {int(node["student"]["id"]): node["ratingScore"] async for node in _results(wire, token, batch)}
        self._check("scores", len(found) == sum(map(len, college.rated.values())), f"{len(found)} have a result")
        for class_id, students in college.rated.items():
            counted = [(one.kind, self.stands(one).marks) for one in college.raters if self._counts(one, class_id)]
            for student in students:
                expected = rating_score(student, college.items, counted)
                shown = None if expected is None else str(expected)
                self._check("scores", found.get(student) == shown, f"{student}: {found.get(student)}, not {shown}")

    def _counts(self, rater: Rater, class_id: int) -> bool:
        return rater.class_id == class_id and self.stands(rater).submitted


async def _results(wire: Wire, token: str, batch: str) -> Any:
    after = None
    while True:
        page = (await wire.ask(token, RESULTS, {"batch": batch, "after": after}))["data"]["ratingResults"]
        for node in page["nodes"]:
            yield node
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def _tells_no_mark(entry: Any) -> bool:
    counts = {name: value for name, value in entry.new.items() if name != "kind"}
    plain = all(isinstance(value, int) for value in counts.values()) and not re.search(r"\d\.\d", str(entry.new))
    return entry.old is None and entry.new.keys() <= TOLD and plain


def _saves(desk: Desk) -> tuple[int, int]:
    """Returns how many entries of saves there must be, and may be: one for each save known to change something.

    A submission that brings marks saves them first.
    """
    saves = [write for write in desk.beliefs.writes if write.refused is None and write.marks]
    if desk.beliefs.unanswered or _overlap(desk):
        return int(any(write.acknowledged for write in saves)), len(saves)
    known: dict[Cell, Decimal | None] = {}
    changed = 0
    for write in saves:
        held = {**known, **write.marks}
        changed += _without_none(held) != _without_none(known)
        known = held
    return changed, changed


def _without_none(marks: dict[Cell, Decimal | None]) -> dict[Cell, Decimal | None]:
    return {cell: points for cell, points in marks.items() if points is not None}


def _overlap(desk: Desk) -> bool:
    """Whether two attempts were under way at the same time."""
    in_order = sorted(desk.beliefs.writes, key=lambda write: write.began)
    return any(first.ended > second.began for first, second in _pairs(in_order))


def _pairs(writes: list[Any]) -> Iterator[tuple[Any, Any]]:
    return ((first, second) for at, first in enumerate(writes) for second in writes[at + 1 :])
