"""Reads a person's ballots (打分表) and the sheets to fill in (R5.2, R5.3)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, delete, exists
from sqlalchemy.ext.asyncio import AsyncConnection

from db.driver import Driver, Statement, array
from db.queries.batches.batches import batch_class
from db.session import Database
from db.tables import Ballot, Mark, RaterKind, table

ballot, mark = table(Ballot), table(Mark)

# A class with the columns that decide whether it may be rated now; LEFT_OUT is the rater if self-rating is off (R5.2).
FRAME = """
from batch_class
join school_class on school_class.id = batch_class.class_id
join batch on batch.id = batch_class.batch_id
join phase on phase.batch_id = batch.id and phase.college_id = batch_class.college_id and phase.module = 'RATING'
join batch_window on batch_window.batch_id = batch.id and batch_window.module = 'RATING'
"""
COLUMNS = """
batch_class.batch_id, batch_class.class_id, batch_class.college_id, school_class.name as class_name,
batch.status as batch_status, phase.status as phase_status, phase.starts_on, phase.ends_on,
batch_window.starts_on as school_starts_on, batch_window.ends_on as school_ends_on
"""
LEFT_OUT = "case when not phase.self_rating then cast(:rater as bigint) end"
_RATED = "participating and student_id is distinct from left_out"


async def delete_ballots(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> Sequence[Any]:
    """Deletes ballots with all their marks (R2.4). Returns the class and the kind of each."""
    deleting = delete(ballot).where(ballot.c.batch_id == batch_id, ballot.c.class_id.in_(class_ids))
    return (await db.execute(deleting.returning(ballot.c.class_id, ballot.c.kind))).all()


def of_class() -> list[ColumnElement[Any]]:
    """Lists the columns of a class in a batch; its next mark ends the cleared state, as clearing leaves no ballot
    (R2.3).
    """
    begun = exists().where(ballot.c.batch_id == batch_class.c.batch_id, ballot.c.class_id == batch_class.c.class_id)
    cleared_at = case((~begun, batch_class.c.cleared_at)).label("cleared_at")
    return [*(column for column in batch_class.c if column.name != "cleared_at"), cleared_at]


_OWN = Statement(f"""
with asked as (
    select * from unnest(
        cast(:kinds::text as text[]), cast(:batches::text as bigint[]), cast(:classes::text as bigint[])
    ) as asked (kind, batch_id, class_id)
), mine as (
    select {COLUMNS}, asked.kind, ballot.id as ballot_id, ballot.saved_at, ballot.submitted_at, ballot.reopened_at,
           ballot.reopen_reason, {LEFT_OUT} as left_out, school_class.code
    {FRAME} join asked on asked.batch_id = batch_class.batch_id and asked.class_id = batch_class.class_id
    left join ballot on ballot.batch_id = batch.id and ballot.class_id = asked.class_id
                    and ballot.kind = asked.kind and ballot.rater_id = :rater
    where phase.first_opened_at is not null
      and exists (select from participant where batch_id = batch.id and class_id = asked.class_id and participating
                  and (asked.kind <> 'PEER' or student_id = :rater))
)
select mine.*, :rater::bigint as rater_id,
       (select count(*) from mark where mark.ballot_id = mine.ballot_id) as done,
       (select count(*) from participant where batch_id = mine.batch_id and class_id = mine.class_id and {_RATED})
       * (select count(*) from batch_rating_item
          where batch_id = mine.batch_id and college_id = mine.college_id) as total
from mine order by batch_id, code, kind
""")  # noqa: S608  # composed of constants


async def fetch_own(database: Database, rater_id: int, rated: Sequence[tuple[RaterKind, int, int]]) -> Sequence[Any]:
    """Reads one person's ballots for these kinds, batches and classes. There are none before rating was first opened,
    and none for a class in which nobody takes part.
    """
    if not rated:
        return []
    kinds, batches, classes = map(array, zip(*rated, strict=True))
    values = {"rater": rater_id, "kinds": kinds, "batches": batches, "classes": classes}
    async with database.driver() as db:
        return await _OWN.rows(db, values)


RowsKey = tuple[int, int, int | None, int | None]
"""Batch, class, ballot, and the student who is left out."""

_ROWS = Statement(f"""
select asked.place, participant.student_id,
       coalesce(array_agg(mark.item_id) filter (where mark.item_id is not null), '{{}}') as item_ids,
       coalesce(array_agg(mark.points) filter (where mark.item_id is not null), '{{}}') as points
from unnest(cast(:batches::text as bigint[]), cast(:classes::text as bigint[]),
            cast(:ballots::text as bigint[]), cast(:left_out::text as bigint[]))
            with ordinality as asked (batch_id, class_id, ballot_id, left_out, place)
join participant using (batch_id, class_id)
join student on student.id = participant.student_id
left join mark on mark.ballot_id = asked.ballot_id and mark.student_id = participant.student_id
where {_RATED.replace("student_id", "participant.student_id")}
group by asked.place, participant.student_id, student.number order by asked.place, student.number, student_id
""")  # noqa: S608  # composed of constants


async def fetch_rows(db: Driver, keys: Sequence[RowsKey]) -> list[list[Any]]:
    """Reads the rows of ballots by student number, each with the marks given so far."""
    batches, classes, ballots, left_out = map(array, zip(*keys, strict=True))
    values = {"batches": batches, "classes": classes, "ballots": ballots, "left_out": left_out}
    found: list[list[Any]] = [[] for _ in keys]
    for row in await _ROWS.rows(db, values):
        found[row.place - 1].append(row)
    return found
