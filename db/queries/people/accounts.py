"""Reads accounts, staff and roles, and the viewer, once per request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    bindparam,
    column,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from db.demands import Demands
from db.driver import Driver, Statement
from db.paging import Key, Page, Slice, page
from db.queries.classes import NOBODY, klass
from db.queries.people.ways_in import OF_ACCOUNT, ONE, OWNER, STANDS, WAYS_IN
from db.queries.students import student
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import Account, RoleGrant, SecondFactor, Staff, table

account, staff, role_grant = table(Account), table(Staff), table(RoleGrant)
factor = table(SecondFactor)

VIEWER = """
    with way_in as ({way_in})
    select
        account.id, account.username, account.name, account.student_id, account.staff_id,
        way_in.session_id, way_in.read_only, way_in.is_session, way_in.proven, way_in.used_at, way_in.created_at,
        student.class_id, student.monitor and student.retired_at is null as monitor,
        (select jsonb_agg(jsonb_build_array(role, college_id)) from role_grant
         where role_grant.account_id = account.id and staff.retired_at is null) as grants,
        (select jsonb_agg(jsonb_build_array(batch_id, class_id, batch.status <> 'ENDED'))
         from counsellor join batch on batch.id = batch_id
         where staff_id = account.staff_id and staff.retired_at is null) as counsels,
        (select jsonb_agg(jsonb_build_array(batch_id, class_id, batch.status <> 'ENDED'))
         from head_teacher join batch on batch.id = batch_id
         where staff_id = account.staff_id and staff.retired_at is null) as heads,
        (select jsonb_agg(jsonb_build_array(batch_id, class_id, false))
         from participant where participant.student_id = account.student_id) as belongs,
        (select version from directory) as directory,
        student.number, student.name as student_name, student.name_key, student.gender, student.ethnicity,
        student.retired_at, student.monitor as student_monitor, school_class.college_id
    from way_in {owner}
    left join school_class on school_class.id = student.class_id
    left join staff on staff.id = account.staff_id
    where {stands}
"""
VIEWER_BY_TOKEN = Statement(VIEWER.format(way_in=WAYS_IN.format(tokens=ONE), owner=OWNER, stands=STANDS))
VIEWER_BY_ACCOUNT = Statement(VIEWER.format(way_in=OF_ACCOUNT, owner=OWNER, stands="true"))


async def viewer(db: Driver, token_hash: str, now: datetime, demands: Demands) -> Any:
    """Reads the owner of a token with every role in one statement; returns None if the token is not valid.

    `counsels` and `heads` hold [batch, class, is the batch still going]. The row includes the viewer's own student row,
    because most viewers are students, and request it (`own_student`).
    """
    return await VIEWER_BY_TOKEN.row(db, {"token_hash": token_hash, "now": now, **demands._asdict()})


def own_student(row: Any) -> Any:
    """Returns the viewer's row of `students()`, or None if the viewer is not a student."""
    if row["student_id"] is None:
        return None
    values = {
        name: row[name]
        for name in ("number", "name_key", "gender", "ethnicity", "class_id", "retired_at", "college_id")
    }
    ids = {"id": row["student_id"], "student_id": row["student_id"], "batch_id": None}
    return SimpleNamespace(**ids, **values, name=row["student_name"], monitor=row["student_monitor"])


async def viewer_of_account(db: Driver, account_id: int) -> Any:
    """Reads the current viewer for work that was requested before; None for a disabled account."""
    return await VIEWER_BY_ACCOUNT.row(db, {"account": account_id})


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """Filters staff; every value that is set must match, `number` at its start, `name` anywhere."""

    college_id: int | None = None
    number: str | None = None
    name: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Filters accounts; every value that is set must match; `text` matches in the user name or the name."""

    text: str | None = None
    role: str | None = None
    college_id: int | None = None
    class_id: int | None = None
    activated: bool | None = None
    disabled: bool | None = None


def staff_members() -> Select[Any]:
    """Selects staff with the columns that scopes test: only the college is set."""
    return select(
        staff.c.id,
        staff.c.number,
        staff.c.name,
        staff.c.name_key,
        staff.c.college_id,
        staff.c.retired_at,
        NOBODY.label("batch_id"),
        NOBODY.label("class_id"),
        NOBODY.label("student_id"),
    )


async def staff_page(database: Database, scope: Scope, filters: StaffFilter, part: Slice) -> Page:
    query = staff_members().where(reached_by(scope, college=staff.c.college_id))
    if filters.college_id is not None:
        query = query.where(staff.c.college_id == filters.college_id)
    if filters.number is not None:
        query = query.where(staff.c.number.startswith(filters.number, autoescape=True))
    if filters.name is not None:
        query = query.where(staff.c.name.contains(filters.name, autoescape=True))
    if not filters.retired:
        query = query.where(staff.c.retired_at.is_(None))
    return await page(database, query, [Key("number", staff.c.number), Key("id", staff.c.id)], part)


def accounts() -> Select[Any]:
    """Selects accounts without secrets."""
    return select(
        account.c.id,
        account.c.username,
        account.c.name,
        account.c.student_id,
        account.c.staff_id,
        account.c.password_hash.is_not(None).label("activated"),
        select(factor.c.active_at).where(factor.c.account_id == account.c.id).scalar_subquery().label("factor_at"),
        account.c.disabled_at,
        account.c.created_at,
    )


async def account_page(database: Database, filters: AccountFilter, part: Slice) -> Page:
    query = accounts().where(*_fits(filters))
    return await page(database, query, [Key("username", account.c.username), Key("id", account.c.id)], part)


def _fits(filters: AccountFilter) -> Sequence[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if filters.text is not None:
        found = [one.contains(filters.text, autoescape=True) for one in (account.c.username, account.c.name)]
        fits.append(or_(*found))
    if filters.role is not None:
        fits.append(exists().where(role_grant.c.account_id == account.c.id, role_grant.c.role == filters.role))
    if filters.college_id is not None or filters.class_id is not None:
        fits.append(_belongs(filters.college_id, filters.class_id))
    if filters.activated is not None:
        fits.append(account.c.password_hash.is_not(None) == filters.activated)
    if filters.disabled is not None:
        fits.append(account.c.disabled_at.is_not(None) == filters.disabled)
    return fits


def _belongs(college_id: int | None, class_id: int | None) -> ColumnElement[bool]:
    """Matches accounts of the present students of a class, or of the students and staff of a college."""
    students = select(student.c.id).join(klass, klass.c.id == student.c.class_id).where(student.c.retired_at.is_(None))
    if class_id is not None:
        students = students.where(klass.c.id == class_id)
    if college_id is None:
        return account.c.student_id.in_(students)
    staff_ids = select(staff.c.id).where(staff.c.college_id == college_id, staff.c.retired_at.is_(None))
    if class_id is not None:
        return account.c.student_id.in_(students.where(klass.c.college_id == college_id))
    return or_(
        account.c.student_id.in_(students.where(klass.c.college_id == college_id)), account.c.staff_id.in_(staff_ids)
    )


async def lock_account(db: AsyncConnection, account_id: int) -> Any:
    query = accounts().where(account.c.id == account_id).with_for_update()
    return (await db.execute(query)).one_or_none()


async def read_account(db: AsyncConnection, *, account_id: int | None = None, username: str | None = None) -> Any:
    is_it = account.c.id == account_id if account_id is not None else account.c.username == username
    return (await db.execute(accounts().where(is_it))).one_or_none()


async def insert_account(db: AsyncConnection, username: str, name: str) -> int:
    query = insert(account).values(username=username, name=name).returning(account.c.id)
    return int((await db.execute(query)).scalar_one())


async def set_disabled(db: AsyncConnection, account_id: int, at: datetime | None) -> None:
    await db.execute(update(account).where(account.c.id == account_id).values(disabled_at=at))


async def accounts_by_id(db: AsyncConnection, account_ids: Iterable[int]) -> Sequence[Any]:
    query = accounts().where(account.c.id.in_(list(account_ids))).order_by(account.c.username)
    rows: Sequence[Any] = (await db.execute(query)).all()
    return rows


async def accounts_of(db: AsyncConnection, filters: AccountFilter) -> Sequence[Any]:
    rows: Sequence[Any] = (await db.execute(accounts().where(*_fits(filters)).order_by(account.c.username))).all()
    return rows


async def set_activation_codes(db: AsyncConnection, hashes: dict[int, str], expires_at: datetime) -> None:
    """Sets activation codes; earlier codes of the accounts become invalid."""
    codes = (
        func.unnest(
            bindparam("ids", [*hashes.keys()], type_=ARRAY(BigInteger)),
            bindparam("hashes", [*hashes.values()], type_=ARRAY(String)),
        )
        .table_valued(column("id", BigInteger), column("hash", String))
        .render_derived("code")
    )
    query = update(account).where(account.c.id == codes.c.id)
    await db.execute(query.values(activation_hash=codes.c.hash, activation_expires_at=expires_at))
