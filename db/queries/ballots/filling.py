"""Saves and submits ballots (在线打分), safe against concurrent clearing, computing and copying of items (R5.3).

Saving takes a shared lock on the class's row, so raters do not wait for each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.driver import Driver, Statement, array
from db.queries.audit import Author
from db.queries.ballots.ballots import COLUMNS, FRAME, LEFT_OUT
from db.tables import RaterKind


@dataclass(frozen=True, slots=True)
class BallotKey:
    """The key of one ballot."""

    batch_id: int
    class_id: int
    kind: RaterKind
    rater_id: int

    def key(self) -> dict[str, Any]:
        return {"batch": self.batch_id, "class": self.class_id, "kind": self.kind.value, "rater": self.rater_id}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that a rater sends, column by column; a mark without points is deleted."""

    students: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    points: list[Decimal | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.students)

    def __iter__(self) -> Iterator[tuple[int, int, Decimal | None]]:
        """Yields each mark as student, item and points."""
        return zip(self.students, self.items, self.points, strict=True)

    @property
    def cells(self) -> set[tuple[int, int]]:
        return set(zip(self.students, self.items, strict=True))


_HOLD = Statement("""
with held as materialized (
    select batch_id, class_id from batch_class
    where batch_id = :batch::bigint and class_id = :class::bigint for share
)
select ballot.id from held join ballot using (batch_id, class_id)
where ballot.kind = :kind::text and ballot.rater_id = :rater::bigint for update of ballot
""")


async def lock_ballot(db: Driver, which: BallotKey) -> int | None:
    """Locks the class against clearing, computing and copying of items, then the rater's ballot against other devices.

    It is a separate statement, so that the next one sees the changes of the transaction it waited for. Returns the
    ballot's id, or None if there is no ballot yet, which then is not locked.
    """
    row = await _HOLD.row(db, which.key())
    return None if row is None else int(row.id)


_BEGIN = Statement("""
insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at)
select batch_id, class_id, college_id, :kind::text, :rater::bigint, :now::timestamptz from batch_class
where batch_id = :batch::bigint and class_id = :class::bigint
on conflict on constraint ballot_once do nothing
""")


async def create_ballot(db: Driver, which: BallotKey, now: datetime) -> None:
    """Creates and locks the ballot, or waits for another device that creates it; its marks are visible from then on."""
    await _BEGIN.row(db, {**which.key(), "now": now})
    await lock_ballot(db, which)


_AT = f"""
at as (
    select {COLUMNS}, phase.first_opened_at, {LEFT_OUT} as left_out,
           :kind::text <> 'PEER' or exists (
               select from participant where batch_id = :batch::bigint and student_id = :rater::bigint
                                         and class_id = :class::bigint and participating) as takes_part
    {FRAME} where batch_class.batch_id = :batch and batch_class.class_id = :class
)"""  # noqa: S608  # composed of constants


def _audited(new: str, done: str) -> str:
    """Compiles the audit entry of an act; `new` holds the number of marks, and never a mark."""
    return f"""
    insert into audit_entry (at, account_id, actor_name, action, subject, new, request_id,
                             batch_id, college_id, class_id)
    select :at::timestamptz, :account_id::bigint, :actor_name::text, :action::text, at.class_name,
           jsonb_build_object('kind', :kind, {new}), :request_id::text, at.batch_id, at.college_id, at.class_id
    from at, {done}"""  # noqa: S608  # composed of constants


_STORE = Statement(f"""
with {_AT}, given as (
    select * from unnest(cast(:students::text as bigint[]), cast(:items::text as bigint[]),
                         cast(:points::text as numeric[])) as given (student_id, item_id, points)
), fit as (
    select given.* from at
    join participant on participant.batch_id = at.batch_id and participant.class_id = at.class_id
    join given on given.student_id = participant.student_id
    join batch_rating_item item on item.id = given.item_id
    where participant.participating and participant.student_id is distinct from at.left_out
      and item.batch_id = at.batch_id and item.college_id = at.college_id
      and (given.points is null or given.points between item.min_points and item.max_points)
), held as (
    insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at)
    select batch_id, class_id, college_id, :kind, :rater, :at from at
    on conflict on constraint ballot_once do update set saved_at =
        case when ballot.submitted_at is null then excluded.saved_at else ballot.saved_at end
    returning id, submitted_at
), stored as (
    insert into mark (ballot_id, student_id, item_id, points)
    select held.id, fit.student_id, fit.item_id, fit.points from held, fit
    where held.submitted_at is null and fit.points is not null
    on conflict (ballot_id, student_id, item_id) do update set points = excluded.points
        where mark.points <> excluded.points
    returning 1
), removed as (
    delete from mark using held, fit
    where held.submitted_at is null and fit.points is null and mark.ballot_id = held.id
      and mark.student_id = fit.student_id and mark.item_id = fit.item_id
    returning 1
), changed as (
    select (select count(*) from stored) + (select count(*) from removed) as marks
), audited as (
    {_audited("'marks', changed.marks", "changed where changed.marks > 0")}
)
select at.*, held.id as ballot_id, held.submitted_at, (select count(*) from fit) as fitting
from at left join held on true
""")  # noqa: S608  # composed of constants


async def store_marks(db: Driver, which: BallotKey, author: Author, marks: Marks) -> Any:
    """Stores the marks that fit the sheet in the rater's draft, creates the draft if needed, and audits this.

    Returns:
        None if the class has no rating; else the columns that decide whether the rater may do this, the `ballot_id`,
        its `submitted_at` (nothing is stored in a submitted ballot), and the number of `fitting` marks.
    """
    columns = {"students": array(marks.students), "items": array(marks.items), "points": array(marks.points)}
    return await _STORE.row(db, {**which.key(), **author.values("saveBallot"), **columns})


_SUBMIT = Statement(f"""
with {_AT}, mine as (
    select id, submitted_at from ballot where id = :ballot::bigint
), missing as (
    select count(*) as marks from at
    join participant using (batch_id, class_id)
    join batch_rating_item item on item.batch_id = at.batch_id and item.college_id = at.college_id
    where participant.participating and participant.student_id is distinct from at.left_out
      and not exists (select from mark join mine on mine.id = mark.ballot_id
                      where mark.student_id = participant.student_id and mark.item_id = item.id)
), done as (
    update ballot set submitted_at = greatest(
        :at, (select max(computed_at) + interval '1 microsecond' from rating_result
               where batch_id = :batch and class_id = :class)),
        digest = (select bit_xor(hashint8extended(student_id, hashint8extended(item_id, cast(points * 100 as bigint))))
                  from mark where ballot_id = :ballot)
    from mine, missing where ballot.id = mine.id and mine.submitted_at is null and missing.marks = 0
    returning ballot.id
), audited as (
    {_audited("'submitted', true", "done")}
)
select at.*, mine.id as ballot_id, mine.submitted_at, missing.marks as missing
from at left join mine on true cross join missing
""")  # noqa: S608  # composed of constants


async def submit_ballot(db: Driver, which: BallotKey, author: Author, ballot_id: int | None) -> Any:
    """Submits the rater's locked ballot, unless it is submitted already or marks are `missing`; audits this.

    Its time is later than any result computed without it, which shows that the class is stale. Returns the same as
    `store_marks`, with the ballot's state before.
    """
    return await _SUBMIT.row(db, {**which.key(), **author.values("submitBallot"), "ballot": ballot_id})


_STANDING = Statement("select student_id, item_id, points from mark where ballot_id = :ballot::bigint")
_MEMBERS = Statement("""
select student.id, student.number, student.name, participant.participating
from participant join student on student.id = participant.student_id
where batch_id = :batch::bigint and participant.class_id = :class::bigint order by student.number, student.id
""")
_ITEMS = Statement("""
select id, name, min_points, max_points from batch_rating_item
where batch_id = :batch::bigint and college_id = :college::bigint order by "order", id
""")
_PLACE = Statement("""
select batch_id, class_id, college_id, cast(null as bigint) as student_id from batch_class
where batch_id = :batch::bigint and class_id = :class::bigint
""")


async def fetch_marks(db: Driver, ballot_id: int) -> dict[tuple[int, int], Decimal]:
    """Reads every mark of a ballot, by student and item."""
    found = await _STANDING.rows(db, {"ballot": ballot_id})
    return {(row.student_id, row.item_id): row.points for row in found}


async def fetch_members(db: Driver, batch_id: int, class_id: int) -> Sequence[Any]:
    """Reads all members of the class in the batch by number, taking part or not, because a refusal may name them."""
    return await _MEMBERS.rows(db, {"batch": batch_id, "class": class_id})


async def fetch_items(db: Driver, batch_id: int, college_id: int) -> Sequence[Any]:
    return await _ITEMS.rows(db, {"batch": batch_id, "college": college_id})


async def place_of_class(db: Driver, batch_id: int, class_id: int) -> Any:
    return await _PLACE.row(db, {"batch": batch_id, "class": class_id})
