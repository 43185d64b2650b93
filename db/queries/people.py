"""Accounts, the ways in, roles; and the viewer, who is read once a request."""

from typing import Any

from sqlalchemy import Select, select

from db.tables import Account, Staff, table

account, staff = table(Account), table(Staff)


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
