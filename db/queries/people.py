"""Accounts, the ways in, roles; and the viewer, who is read once a request."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import Account, Staff, table

account, staff = table(Account), table(Staff)

VIEWER = text("""
    with way_in as (
        select account_id, id as session_id, false as read_only, true as is_session from session
        where token_hash = :token_hash and expires_at > :now
        union all
        select account_id, null, read_only, false from access_token
        where token_hash = :token_hash and expires_at > :now and revoked_at is null
    )
    select
        account.id, account.username, account.name, account.student_id, account.staff_id,
        way_in.session_id, way_in.read_only, way_in.is_session,
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
         from participant where participant.student_id = account.student_id) as belongs
    from way_in
    join account on account.id = way_in.account_id and account.disabled_at is null
    left join student on student.id = account.student_id
    left join staff on staff.id = account.staff_id
""").columns(grants=JSONB, counsels=JSONB, heads=JSONB, belongs=JSONB)


async def viewer(db: AsyncConnection, token_hash: str, now: datetime) -> Any:
    """The person behind a token with every role, in one statement; None where the token opens nothing (any more).

    `counsels` and `heads` hold [batch, class, is the batch still going].
    """
    return (await db.execute(VIEWER, {"token_hash": token_hash, "now": now})).one_or_none()


def staff_members() -> Select[Any]:
    return select(staff.c.id, staff.c.number, staff.c.name, staff.c.name_key, staff.c.college_id, staff.c.retired_at)


def accounts() -> Select[Any]:
    """Without anything secret."""
    return select(
        account.c.id,
        account.c.username,
        account.c.name,
        account.c.student_id,
        account.c.staff_id,
        account.c.disabled_at,
        account.c.created_at,
    )
