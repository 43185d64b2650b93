"""The demo's first chapter lets everybody sign in (R9.1, R9.2)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from cli.acting import acting
from cli.demo.client import Client
from cli.demo.state import DemoState
from cli.university import University
from core.actions.people import create_first_super_admin, issue_activation_codes
from core.settings import Settings
from db.queries.people import accounts
from db.session import Database

ADMIN = "admin"
IMPORT = """mutation($input: ImportRosterInput!) {
  importRoster(input: $input) { operation { id status outcome } userErrors { message } } }"""
ACCOUNTS = """query($filter: AccountFilter) {
  accounts(filter: $filter, first: 200) { nodes { id username roles { role college { code } } } } }"""
GRANT = "mutation($input: RoleInput!) { grantRole(input: $input) { userErrors { message } } }"
COLLEGES = "{ colleges(first: 200) { nodes { id code } } }"
CODES = """mutation($input: IssueActivationCodesInput!) {
  issueActivationCodes(input: $input) { codes { code account { username } } userErrors { message } } }"""


class People:
    """Signs people in, and activates them first if necessary."""

    def __init__(self, nobody: Client, university: University, state: DemoState) -> None:
        self.nobody, self.university, self.state = nobody, university, state
        self._signed_in: dict[str, Client] = {}

    async def sign_in(self, username: str) -> Client:
        if username not in self._signed_in:
            self._signed_in[username] = await self.nobody.signed_in(username, self.state.password(username))
        return self._signed_in[username]

    async def sign_all_in(self, usernames: list[str]) -> None:
        """Signs all of them in at once, because hashing takes a while."""
        await asyncio.gather(*map(self.sign_in, usernames))

    async def first_admin(self, database: Database, settings: Settings) -> None:
        """Creates the super admin as `zongce accounts create` does; the account then sets a password
        through the API.
        """
        if ADMIN in self.state.activated:
            return
        lifetime = timedelta(days=settings.activation_days)
        async with acting(database, settings) as act:
            known = await accounts.read_account(act.db, username=ADMIN)
            if known:
                (code,) = await issue_activation_codes(act, [known.id], lifetime)
            else:
                code = await create_first_super_admin(act, ADMIN, "系统管理员", lifetime)
        await self._activate(ADMIN, code.code)

    async def import_roster(self, file: Path) -> None:
        admin = await self.sign_in(ADMIN)
        await admin.finished(await admin.upload(IMPORT, file, "variables.input.files.0", input={"files": [None]}))

    async def grant_roles(self) -> None:
        admin = await self.sign_in(ADMIN)
        colleges = {one["code"]: one["id"] for one in (await admin.ask(COLLEGES))["nodes"]}
        await self._grant(admin, self.university.student_affairs[0].number, "STUDENT_AFFAIRS", None)
        await self._grant(admin, self.university.auditor.number, "AUDITOR", None)
        for code, staff in self.university.college_admins.items():
            await self._grant(admin, staff.number, "COLLEGE_ADMIN", colleges[code])
        for code, staff in self.university.deputy_secretaries.items():
            await self._grant(admin, staff.number, "DEPUTY_SECRETARY", colleges[code])

    async def activate(self, usernames: list[str], done: Callable[[int], None]) -> None:
        """Activates accounts with activation codes from the super admin; there are no default passwords."""
        waiting = [username for username in usernames if username not in self.state.activated]
        done(len(usernames) - len(waiting))
        if not waiting:
            return
        admin = await self.sign_in(ADMIN)
        listed = await asyncio.gather(*(_account(admin, username) for username in waiting))
        issued = await admin.ask(CODES, input={"accountIds": [one["id"] for one in listed]})

        async def activate(one: Any) -> None:
            await self._activate(one["account"]["username"], one["code"])
            done(1)

        await asyncio.gather(*map(activate, issued["codes"]))  # hashing takes a tenth of a second each

    async def _activate(self, username: str, code: str) -> None:
        password = self.state.password(username)
        self.state.save()
        await self.nobody.activate(username, code, password)
        self.state.activated.append(username)
        self.state.save()

    async def _grant(self, admin: Client, username: str, role: str, college_id: str | None) -> None:
        account = await _account(admin, username)
        if role not in {granted["role"] for granted in account["roles"]}:
            await admin.ask(GRANT, input={"accountId": account["id"], "role": role, "collegeId": college_id})


async def _account(admin: Client, username: str) -> Any:
    found = await admin.ask(ACCOUNTS, filter={"text": username})
    return next(one for one in found["nodes"] if one["username"] == username)
