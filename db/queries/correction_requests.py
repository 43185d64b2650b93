"""Reads and changes correction requests (R16.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import participant
from db.queries.classes import NOBODY, klass
from db.queries.people.accounts import account, staff
from db.queries.students import student
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import CorrectionRequest, CorrectionStatus, CorrectionSubject, table

request = table(CorrectionRequest)


@dataclass(frozen=True, slots=True)
class Answered:
    """The scopes in which a person answers: requests about the roster, and those about scores and results."""

    roster: Scope
    scores: Scope


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Filters requests; every value that is set must match; `number` matches at its start, `name` anywhere."""

    subject: str | None = None
    status: str | None = None
    college_id: int | None = None
    batch_id: int | None = None
    number: str | None = None
    name: str | None = None


class Asked(NamedTuple):
    """Counts the requests of one person: those that are open, and those made since a moment."""

    open: int
    since: int


def requests() -> Select[Any]:
    """Selects requests with the person who asks and the columns that scopes test."""
    return select(
        request,
        account.c.username.label("number"),
        account.c.name,
        account.c.student_id,
        NOBODY.label("class_id"),
    ).join(account, account.c.id == request.c.account_id)


ORDERS = {
    "ASKED_AT": Key("asked_at", request.c.asked_at),
    "CLOSED_AT": Key("closed_at", request.c.closed_at),
    "NUMBER": Key("number", account.c.username),
}


async def request_page(
    database: Database, who: Answered, filters: RequestFilter, order: str, descending: bool, part: Slice
) -> Page:
    """Reads the requests that the person answers."""
    keys = [replace(ORDERS[order], descending=descending), Key("id", request.c.id, descending=descending)]
    return await page(database, requests().where(_answers(who), *_fits(filters)), keys, part)


def _answers(who: Answered) -> ColumnElement[bool]:
    of_roster = request.c.subject == CorrectionSubject.ROSTER
    return or_(
        and_(of_roster, reached_by(who.roster, college=request.c.college_id)),
        and_(~of_roster, reached_by(who.scores, college=request.c.college_id)),
    )


def _fits(filters: RequestFilter) -> Sequence[ColumnElement[bool]]:
    names = ("subject", "status", "college_id", "batch_id")
    fits = [request.c[name] == value for name in names if (value := getattr(filters, name)) is not None]
    if filters.number is not None:
        fits.append(account.c.username.startswith(filters.number, autoescape=True))
    if filters.name is not None:
        fits.append(account.c.name.contains(filters.name, autoescape=True))
    return fits


async def own_requests(database: Database, account_id: int) -> Sequence[Any]:
    """Reads all requests of a person, newest first."""
    query = requests().where(request.c.account_id == account_id)
    async with database.read() as db:
        rows: Sequence[Any] = (await db.execute(query.order_by(request.c.asked_at.desc(), request.c.id.desc()))).all()
    return rows


async def lock_request(db: AsyncConnection, request_id: int) -> Any:
    query = requests().where(request.c.id == request_id).with_for_update(of=request)
    return (await db.execute(query)).one_or_none()


async def read_request(db: AsyncConnection, request_id: int) -> Any:
    return (await db.execute(requests().where(request.c.id == request_id))).one()


async def lock_asker(db: AsyncConnection, account_id: int) -> Any:
    """Locks the account, so that its requests are counted one after another; reads the person's present college."""
    query = (
        select(
            account.c.student_id,
            account.c.staff_id,
            func.coalesce(klass.c.college_id, staff.c.college_id).label("college_id"),
        )
        .outerjoin(student, student.c.id == account.c.student_id)
        .outerjoin(klass, klass.c.id == student.c.class_id)
        .outerjoin(staff, staff.c.id == account.c.staff_id)
        .where(account.c.id == account_id)
        .with_for_update(of=account, key_share=True)
    )
    return (await db.execute(query)).one()


async def college_in_batch(db: AsyncConnection, batch_id: int, student_id: int) -> int | None:
    """Reads the college in which the student stands in a batch; None if the student is not in it."""
    query = select(participant.c.college_id).where(
        participant.c.batch_id == batch_id, participant.c.student_id == student_id
    )
    return (await db.execute(query)).scalar_one_or_none()


async def count_asked(db: AsyncConnection, account_id: int, since: datetime) -> Asked:
    still = request.c.status == CorrectionStatus.OPEN
    query = select(func.count().filter(still), func.count().filter(request.c.asked_at > since)).where(
        request.c.account_id == account_id
    )
    return Asked(*(await db.execute(query)).one())


async def insert_request(db: AsyncConnection, **values: Any) -> int:
    return int((await db.execute(insert(request).values(**values).returning(request.c.id))).scalar_one())


async def close_request(db: AsyncConnection, request_id: int, **values: Any) -> None:
    await db.execute(update(request).where(request.c.id == request_id).values(**values))
