"""Puts the report connection into a database: the rights as SQL functions, and the views above them (R16.4).

All of it is made anew from the program whenever the program's differs: the comment of the schema is the hash of what
stands there. Nothing here is part of a back-up, and migrations drop it before they change a table.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.limits import UNLIMITED
from db.reporting.views import View
from db.session import Database

ONE_AT_A_TIME = 5_117_006
LONGEST_TRANSACTION = "10 minutes"
"""A transaction that lasts longer sees nothing any more: what it reads may be of a time before a role was taken."""
DROPPED = "drop schema if exists report, report_wall cascade"
ENDED = """select pg_terminate_backend(pid, 2000) from pg_stat_activity
where datname = current_database() and starts_with(usename, current_database() || '_report_')
  and pg_has_role(usename, 'USAGE')"""
"""Ends every session of a report token; else it could hold a view that is to be dropped."""

ROLES = f"""
create function report_wall.roles()
returns table (role text, granted boolean, college_id bigint, batch_id bigint, class_id bigint, student_id bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with person as materialized (
    select account.id, account.student_id, student.class_id as own_class, staff.retired_at is null as present,
           case when staff.retired_at is null then account.staff_id end as staff_id,
           student.monitor and student.retired_at is null as monitor
    from public.report_token
    join public.account on account.id = report_token.account_id and account.disabled_at is null
    left join public.student on student.id = account.student_id
    left join public.staff on staff.id = account.staff_id
    left join public.second_factor on second_factor.account_id = account.id
    where report_token.login = session_user and report_token.revoked_at is null
      and (report_token.proven or second_factor.active_at is null and not report_token.sleeps)
      and report_token.expires_at > statement_timestamp()
      and statement_timestamp() < transaction_timestamp() + interval '{LONGEST_TRANSACTION}'
  ), belongs as materialized (
    select participant.batch_id, participant.class_id, person.student_id, person.monitor, person.own_class
    from person join public.participant on participant.student_id = person.student_id
    union all
    select null::bigint, own_class, student_id, monitor, own_class from person where student_id is not null
  )
  select lower(role_grant.role), true, role_grant.college_id, null::bigint, null::bigint, null::bigint
  from person join public.role_grant on role_grant.account_id = person.id where person.present
  union all
  select 'student', false, null, batch_id, class_id, student_id from belongs
  union all
  select 'class_monitor', false, null, batch_id, class_id, student_id from belongs
  where monitor and class_id = own_class
"""  # noqa: S608  # composed of constants
ASSIGNED = """  union all
  select '{role}', false, null, batch_id, class_id, null from person join public.{role} using (staff_id)
  union all
  select '{role}', false, null, null, class_id, null
  from person join public.{role} using (staff_id) join public.batch on batch.id = batch_id and batch.status <> 'ENDED'
"""
"""Staff reach a class in the batch of the assignment and, while that goes on, in the roster's own lists (R8.1)."""
SCOPE = """
create function report_wall.scope(
  wanted text, out held boolean, out school boolean, out colleges bigint[],
  out batches bigint[], out classes bigint[], out roster_classes bigint[], out student bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with reached as materialized (
    select name,
      bool_or(granted and reach = 'school') as school,
      coalesce(array_agg(college_id) filter (where reach = 'college' and college_id is not null), '{}')
        as colleges,
      coalesce(array_agg(batch_id) filter (where in_batch), '{}') as batches,
      coalesce(array_agg(class_id) filter (where in_batch), '{}') as classes,
      coalesce(array_agg(class_id) filter (where reaches_class and batch_id is null), '{}') as roster_classes,
      max(student_id) as student
    from (select wanted as name union select 'CONNECT_REPORTS') asked
         join report_wall.rights() using (name) join report_wall.roles() using (role),
         lateral (select not granted and reach = 'class' as reaches_class) one,
         lateral (select reaches_class and batch_id is not null as in_batch) two
    group by name
  )
  select true, school, colleges, batches, classes, roster_classes, student from reached
  where name = wanted and exists (
    select from reached where name = 'CONNECT_REPORTS'
      and (school or student is not null or cardinality(colleges || classes || roster_classes) > 0))
$$"""


class Reached(NamedTuple):
    """Says how far a right reaches for a role, both by their names."""

    right: str
    role: str
    reach: str


@dataclass(frozen=True, slots=True)
class Wall:
    """All that the report connection consists of in a database."""

    rights: Sequence[Reached]
    views: Sequence[View]

    def statements(self) -> Iterable[str]:
        """Yields the statements that make it, for a database without it."""
        yield "create schema report"
        yield "comment on schema report is '报表连接：只读视图，各人只看到自己有权查看的行与列'"
        yield "create schema report_wall"
        rows = ",\n    ".join(f"('{one.right}', '{one.role}', '{one.reach}')" for one in self.rights)
        yield f"""create function report_wall.rights() returns table (name text, role text, reach text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  values
    {rows}
$$"""
        yield ROLES + "".join(ASSIGNED.format(role=role) for role in ("counsellor", "head_teacher")) + "$$"
        yield SCOPE
        yield "revoke all on all functions in schema report_wall from public"
        for view in self.views:
            yield from view.statements()

    @property
    def hash(self) -> str:
        return hashlib.sha256("\n".join(self.statements()).encode()).hexdigest()


async def install(database: Database, wall: Wall) -> bool:
    """Makes the report connection as the program has it, all of it or nothing.

    Returns:
        False if the database's user may not create roles, so that there can be no report connection.
    """
    patient = database.beside(1, UNLIMITED)
    try:
        async with patient.write() as db:
            await db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
            if not await may_create_roles(db):
                return False
            if await _installed(db) != wall.hash:
                await _make(db, wall)
            return True
    finally:
        await patient.dispose()


async def may_create_roles(db: AsyncConnection) -> bool:
    may = "select rolcreaterole or rolsuper from pg_roles where rolname = current_user"
    return bool((await db.execute(text(may))).scalar_one())


async def _installed(db: AsyncConnection) -> str | None:
    """Returns the hash of what stands there, or None."""
    hashed = "select obj_description(to_regnamespace('report_wall'), 'pg_namespace')"
    found: str | None = (await db.execute(text(hashed))).scalar_one()
    return found


async def _make(db: AsyncConnection, wall: Wall) -> None:
    await db.execute(text("set local lock_timeout = '10s'"))
    await db.execute(text(ENDED))
    group = await group_of(db)
    known = await db.execute(text("select 1 from pg_roles where rolname = :name"), {"name": group})
    if known.first() is None:
        await db.exec_driver_sql(f"create role {quoted(group)} nologin")
    script = (
        DROPPED,
        *wall.statements(),
        f"comment on schema report_wall is '{wall.hash}'",
        f"grant usage on schema report to {quoted(group)}",
        f"grant select on all tables in schema report to {quoted(group)}",
        f"grant execute on function report_wall.scope(text) to {quoted(group)}",
        f"revoke temporary on database {quoted(await database_name(db))} from public",
        "revoke create on schema public from public",
    )
    raw: Any = (await db.get_raw_connection()).driver_connection
    await raw.execute(";\n".join(script))  # hundreds of statements, in one round trip


async def database_name(db: AsyncConnection) -> str:
    return str((await db.execute(text("select current_database()"))).scalar_one())


async def group_of(db: AsyncConnection) -> str:
    """Returns the role whose members the logins of this database are; roles belong to a whole server."""
    return f"{await database_name(db)}_report"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
