"""Reads 评分成绩 for workbooks (1.1.3.4, R5.6)."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from db.filters import PersonFilter
from db.paging import Key, ordering
from db.queries.classes import college, klass, major
from db.queries.people.accounts import account
from db.queries.ratings.items import of_batch
from db.queries.ratings.results import Seen, matching_results, result
from db.queries.students import student
from db.session import Database

AT_A_TIME = 2_000


async def places(database: Database, seen: Seen, batch_id: int, filters: PersonFilter) -> Sequence[Any]:
    """Reads the place of every requested result."""
    columns = (result.c.batch_id, result.c.college_id, result.c.class_id, result.c.student_id)
    query = matching_results(seen, batch_id, filters).with_only_columns(*columns, maintain_column_froms=True)
    async with database.read() as db:
        return (await db.execute(query)).all()


async def export(
    database: Database, seen: Seen, batch_id: int, filters: PersonFilter, keys: Sequence[Key]
) -> AsyncIterator[Sequence[Any]]:
    """Streams every requested result with the names that a sheet shows, so that memory holds only some at a time."""
    query = (
        matching_results(seen, batch_id, filters)
        .add_columns(
            student.c.number.label("student_number"),
            student.c.name.label("student_name"),
            college.c.name.label("college"),
            major.c.name.label("major"),
            klass.c.name.label("school_class"),
            account.c.name.label("computed_by_name"),
        )
        .join(college, college.c.id == result.c.college_id)
        .join(major, major.c.id == result.c.major_id)
        .join(account, account.c.id == result.c.computed_by)
    )
    async with database.write() as db:  # a cursor lives in a transaction
        found = await db.stream(query.order_by(*ordering(keys)), execution_options={"yield_per": AT_A_TIME})
        async for rows in found.partitions():
            yield rows


async def items(database: Database, batch_id: int, college_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Returns the batch's rating items by college."""
    found: dict[int, list[Any]] = {college_id: [] for college_id in college_ids}
    async with database.read() as db:
        for row in await db.execute(of_batch([batch_id], found)):
            found[row.college_id].append(row)
    return found
