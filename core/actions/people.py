"""The super admin manages accounts and roles (R8, R9.1); the command line acts as a super admin, too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.access import MANAGE_PEOPLE
from core.acting import Act
from core.errors import AuditorAlone, Conflict, Invalid, LastSuperAdmin, NotFound, RoleHeld, SignInNeeded
from core.identifiers import canonical_identifier, canonical_name, fault_of_identifier
from core.identity.tokens import code_hash, new_code
from core.viewer import Viewer
from db.queries.people import accounts, roles, sessions
from db.queries.people.accounts import AccountFilter
from db.reporting import logins
from db.tables import Role

COMMAND_LINE = Viewer(account_id=0, username="system", name="命令行", grants=((Role.SUPER_ADMIN, None),))
"""The viewer of a person who runs commands on the server; its audit entries name no account."""

OF_COLLEGE = frozenset({Role.COLLEGE_ADMIN, Role.DEPUTY_SECRETARY})
IN_WORDS = {
    Role.SUPER_ADMIN: ("超级管理员", "super admin"),
    Role.STUDENT_AFFAIRS: ("学生处", "student affairs"),
    Role.COLLEGE_ADMIN: ("学院管理员", "college admin"),
    Role.DEPUTY_SECRETARY: ("学院副书记", "deputy secretary"),
    Role.AUDITOR: ("审计员", "auditor"),
}
"""The name of each role in Chinese and English (R9.5)."""


@dataclass(frozen=True, slots=True)
class ActivationCode:
    """Holds a code to hand out; it is shown only once."""

    account: Any
    code: str = field(repr=False)
    expires_at: datetime


async def create_first_super_admin(act: Act, username: str, name: str, lifetime: timedelta) -> ActivationCode:
    """Creates the account of the first super admin in a new system; its owner then activates it.

    Raises:
        Conflict: there is already a super admin who can act.
    """
    act.viewer.require_any(MANAGE_PEOPLE)
    await roles.lock_super_admins(act.db)
    if await roles.count_super_admins(act.db):
        raise Conflict("已有超级管理员", "There is already a super admin")
    row = await _account_named(act, canonical_identifier(username), canonical_name(name))
    await grant_role(act, row.id, Role.SUPER_ADMIN, None)
    return (await issue_activation_codes(act, [row.id], lifetime))[0]


async def _account_named(act: Act, username: str, name: str) -> Any:
    known = await accounts.read_account(act.db, username=username)
    if known is not None:
        return known
    if not (username and name):
        raise Invalid("username", "请填写用户名和姓名", "Enter a user name and a name")
    fault = fault_of_identifier(username, of_person=True)
    if fault:
        raise Invalid("username", *fault)
    account_id = await accounts.insert_account(act.db, username, name)
    await act.record("createAccount", f"{name} {username}", new={"username": username, "name": name})
    return await accounts.read_account(act.db, account_id=account_id)


async def grant_role(act: Act, account_id: int, role: Role, college_id: int | None) -> Any:
    """Runs 授予角色 for a role of the school or of one college. Granting it again is refused."""
    row = await _lock_account(act, account_id)
    college = await _college_of(act, role, college_id)
    if await roles.has_grant(act.db, account_id, role, college_id):
        raise _already_granted(role, college)
    await _require_auditor_alone(act, account_id, role)
    await roles.insert_grant(act.db, account_id, role, college_id, act.now)
    await act.record("grantRole", _named(row), new={"role": role, "college": college and college.name})
    return row


async def revoke_role(act: Act, account_id: int, role: Role, college_id: int | None) -> Any:
    """Runs 撤销角色; it takes effect with the person's next request (R8.5). The last super admin stays."""
    row = await _lock_account(act, account_id)
    if not await roles.has_grant(act.db, account_id, role, college_id):
        raise Conflict("该账号没有此角色", "The account does not have this role", "input.role")
    await roles.delete_grant(act.db, account_id, role, college_id)
    await logins.end_sessions(act.db, await logins.logins_of(act.db, [account_id]))
    await require_super_admin(act)
    college = None if college_id is None else await roles.college_of_role(act.db, college_id)
    await act.record("revokeRole", _named(row), old={"role": role, "college": college and college.name})
    return row


async def disable_account(act: Act, account_id: int) -> Any:
    """Runs 停用: everything that the person has open ends at once, and sessions end for good."""
    row = await _lock_account(act, account_id)
    if account_id == act.viewer.account_id:
        raise Conflict("不能停用自己的账号", "You can't disable your own account", "input.accountId")
    if row.disabled_at is not None:
        return row
    await accounts.set_disabled(act.db, account_id, act.now)
    await require_super_admin(act)
    ended = await sessions.end_sessions(act.db, [account_id])
    await logins.end_sessions(act.db, await logins.logins_of(act.db, [account_id]))
    await act.record("disableAccount", _named(row), new={"sessionsEnded": ended})
    return await accounts.read_account(act.db, account_id=account_id)


async def enable_account(act: Act, account_id: int) -> Any:
    """Runs 启用; the account keeps its password and its access tokens."""
    row = await _lock_account(act, account_id)
    if row.disabled_at is None:
        return row
    await accounts.set_disabled(act.db, account_id, None)
    await act.record("enableAccount", _named(row))
    return await accounts.read_account(act.db, account_id=account_id)


async def issue_activation_codes(act: Act, account_ids: Iterable[int], lifetime: timedelta) -> Sequence[ActivationCode]:
    """Runs 发放激活码 for these accounts, activated or not, so that people who forgot their password get in again."""
    act.viewer.require_any(MANAGE_PEOPLE)
    chosen = set(account_ids)
    rows = await accounts.accounts_by_id(act.db, chosen)
    if len(rows) != len(chosen):
        raise NotFound("account", "input.accountIds")
    return await _issue(act, rows, lifetime)


async def issue_activation_codes_of(
    act: Act, account_filter: AccountFilter, lifetime: timedelta
) -> Sequence[ActivationCode]:
    """Runs 发放激活码 for the accounts of a class or a college that are not activated yet."""
    act.viewer.require_any(MANAGE_PEOPLE)
    rows = await accounts.accounts_of(act.db, account_filter)
    return await _issue(act, [row for row in rows if not row.activated and row.disabled_at is None], lifetime)


async def _issue(act: Act, rows: Sequence[Any], lifetime: timedelta) -> Sequence[ActivationCode]:
    """Issues codes only for a person who has signed in: with codes, a leaked access token would open
    accounts for good.
    """
    if act.viewer.by_token:
        raise SignInNeeded
    expires_at = act.now + lifetime
    codes = [ActivationCode(row, new_code(), expires_at) for row in rows]
    if codes:
        hashes = {one.account.id: code_hash(one.account.id, one.code) for one in codes}
        await accounts.set_activation_codes(act.db, hashes, expires_at)
        values = {"accounts": [row.username for row in rows], "expiresAt": expires_at}
        await act.record("issueActivationCodes", f"{len(codes)} 个账号", new=values)
    return codes


async def require_super_admin(act: Act) -> None:
    """Requires a super admin after a change that may have removed one.

    Raises:
        LastSuperAdmin: nobody would be left; the change does not happen.
    """
    if not await roles.count_super_admins(act.db):
        raise LastSuperAdmin


async def _lock_account(act: Act, account_id: int) -> Any:
    """Locks the account, always after the lock on the super admins."""
    act.viewer.require_any(MANAGE_PEOPLE)
    await roles.lock_super_admins(act.db)
    row = await accounts.lock_account(act.db, account_id)
    if row is None:
        raise NotFound("account", "input.accountId")
    return row


async def _college_of(act: Act, role: Role, college_id: int | None) -> Any:
    """Returns the college of a college's role; a role of the school has none."""
    if college_id is None:
        if role in OF_COLLEGE:
            raise Invalid("input.collegeId", "该角色须指定学院", "This role needs a college")
        return None
    if role not in OF_COLLEGE:
        raise Invalid(
            "input.collegeId", "该角色属于全校，不能指定学院", "This role belongs to the school and has no college"
        )
    college = await roles.college_of_role(act.db, college_id)
    if college is None or college.retired_at is not None:
        raise NotFound("college", "input.collegeId")
    return college


async def _require_auditor_alone(act: Act, account_id: int, role: Role) -> None:
    """Refuses to make one person both the auditor and somebody whose acts the auditor checks (R16.1)."""
    held = await roles.roles_granted_to(act.db, account_id)
    others = held - {Role.AUDITOR} if role is Role.AUDITOR else held & {Role.AUDITOR}
    for other in sorted(others):
        role_zh, role_en = IN_WORDS[other]
        raise AuditorAlone("input.role", role_zh=role_zh, role_en=role_en)


def _already_granted(role: Role, college: Any) -> RoleHeld:
    zh, en = IN_WORDS[role]
    if college:
        zh, en = f"{zh}（{college.name}）", f"{en} ({college.name})"
    return RoleHeld("input.role", role_zh=zh, role_en=en)


def _named(row: Any) -> str:
    return f"{row.name} {row.username}"
