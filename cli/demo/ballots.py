"""Many raters' whole ballots are stored at once, as their acts would leave them (R5.3)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.demo.register import Register
from cli.university import Mark, SchoolClass, University
from db.queries import audit
from db.tables import AuditEntry, Ballot, BatchClass, BatchRatingItem, Participant, RaterKind, table

ballot, batch_class = table(Ballot), table(BatchClass)
item, participant = table(BatchRatingItem), table(Participant)
COPIED = ("ballot_id", "student_id", "item_id", "points")
APART = timedelta(seconds=7)
"""The time between one ballot and the next."""


class Rater(NamedTuple):
    """Says who rates which class, and as which kind of rater."""

    number: str
    kind: RaterKind
    of: SchoolClass


def raters(university: University, of: SchoolClass, peers: float = 1.0) -> Iterator[Rater]:
    """Yields the staff of a class, and the given share of its students."""
    staff = ((RaterKind.COUNSELLOR, university.counsellors), (RaterKind.HEAD_TEACHER, university.head_teachers))
    for kind, assigned in staff:
        yield from (Rater(one.number, kind, of) for one in assigned if one.class_code == of.code)
    members = university.members(of.code)
    yield from (Rater(one.number, RaterKind.PEER, of) for one in members[: round(peers * len(members))])


class BallotBox:
    """Collects the ballots of one batch, once its colleges have opened their rating."""

    def __init__(self, register: Register, university: University, batch_id: int, academic_year: str) -> None:
        self.register, self.university = register, university
        self.batch_id, self.academic_year = batch_id, academic_year

    async def take(self, db: AsyncConnection, who: Sequence[Rater], at: datetime) -> int:
        """Submits ballots for the participants who have none yet, one after the other, and returns their number."""
        await self._read(db)
        new = [one for one in who if self._is_new(one)]
        if not new:
            return 0
        moments = [at + APART * place for place in range(len(new))]
        rows = [
            {**self._key(one), "college_id": self._college(one), "saved_at": moment, "submitted_at": moment}
            for one, moment in zip(new, moments, strict=True)
        ]
        columns = (ballot.c.id, ballot.c.class_id, ballot.c.kind, ballot.c.rater_id)
        inserted = await db.execute(insert(ballot).values(rows).returning(*columns))
        ids = {(row.class_id, row.kind, row.rater_id): row.id for row in inserted}
        marks_of = {one: list(self._marks(one)) for one in new}
        records = [(ids[self._short(one)], *mark) for one, marks in marks_of.items() for mark in marks]
        driver: Any = (await db.get_raw_connection()).driver_connection
        await driver.copy_records_to_table("mark", records=records, columns=COPIED)
        submitted = zip(new, moments, marks_of.values(), strict=True)
        entries = [entry for one, moment, marks in submitted for entry in self._entries(one, moment, len(marks))]
        await db.execute(insert(AuditEntry), entries)
        return len(new)

    async def _read(self, db: AsyncConnection) -> None:
        """Reads the batch: its classes, participants, items and existing ballots."""
        classes = await db.execute(select(batch_class).where(batch_class.c.batch_id == self.batch_id))
        self.colleges: dict[int, int] = {row.class_id: row.college_id for row in classes}
        in_batch = (participant.c.batch_id == self.batch_id, participant.c.participating)
        self.rated = set((await db.execute(select(participant.c.student_id).where(*in_batch))).scalars())
        items = await db.execute(select(item).where(item.c.batch_id == self.batch_id))
        self.items = {(row.college_id, row.name): row.id for row in items}
        known = await db.execute(select(ballot).where(ballot.c.batch_id == self.batch_id))
        self.known = {(row.class_id, row.kind, row.rater_id) for row in known}

    def _is_new(self, one: Rater) -> bool:
        takes_part = one.kind is not RaterKind.PEER or self._rater_id(one) in self.rated
        return takes_part and self._short(one) not in self.known

    def _rater_id(self, one: Rater) -> int:
        numbers = self.register.students if one.kind is RaterKind.PEER else self.register.staff
        return numbers[one.number]

    def _short(self, one: Rater) -> tuple[int, str, int]:
        return self.register.classes[one.of.code], one.kind.value, self._rater_id(one)

    def _key(self, one: Rater) -> dict[str, Any]:
        class_id, kind, rater_id = self._short(one)
        return {"batch_id": self.batch_id, "class_id": class_id, "kind": kind, "rater_id": rater_id}

    def _college(self, one: Rater) -> int:
        return self.colleges[self.register.classes[one.of.code]]

    def _marks(self, one: Rater) -> Iterator[tuple[Any, ...]]:
        marks: Iterator[Mark] = self.university.marks(one.number, one.of, self.academic_year)
        for mark in marks:
            student_id = self.register.students[mark.student_number]
            if student_id in self.rated:
                yield student_id, self.items[self._college(one), mark.item_name], mark.points

    def _entries(self, one: Rater, at: datetime, marks: int) -> Iterator[dict[str, Any]]:
        """Yields audit entries that say who saved and submitted, when and how many marks, but never a mark (R9.3)."""
        account = self.register.accounts[one.number]
        place = {"batch_id": self.batch_id, "class_id": self.register.classes[one.of.code]}
        same = {"subject": one.of.name, **place, "college_id": self._college(one)}
        for action, values in (("saveBallot", {"marks": marks}), ("submitBallot", {"submitted": True})):
            author = audit.Author(at, account.id, account.name, uuid4().hex)
            yield {**author.values(action), **same, "new": {"kind": one.kind.value, **values}}
