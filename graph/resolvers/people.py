"""The viewer, accounts, roles, staff and the roster: a read calls db.queries, a write calls core.actions."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from types import SimpleNamespace
from typing import Annotated, Any

from core.access import SEE_STAFF
from core.acting import Act
from core.actions import people as actions
from core.actions.columns import columns_to_json, naming_of, require_known
from core.actions.corrections import correctable
from core.actions.roster import Counts
from core.actions.roster import import_roster as import_rows
from core.actions.roster_previews import RosterPreview
from core.errors import Invalid, Refusals
from core.operations.arguments import SourceFile
from core.operations.workbooks import finished
from core.rules.roster_references import to_refusal
from core.workbooks.notes import notes_to_json
from core.workbooks.problems import Unreadable
from core.workbooks.remarks import Remark
from core.workbooks.roster import SHEETS, Roster, read_roster
from core.workbooks.roster_marking import marked_roster
from db.queries.people import accounts as queries
from db.queries.people import sessions
from db.tables import ImportKind, OperationKind
from graph.context import Info
from graph.inputs.people import (
    AccountFilter,
    AccountIdInput,
    ImportRosterInput,
    IssueActivationCodesInput,
    PersonRole,
    RoleInput,
    StaffFilter,
)
from graph.inputs.permissions import PERMISSIONS
from graph.resolvers.performing import Outcome, perform, run_workbook
from graph.server.errors import BadRequest
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Offset, argument
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.read_columns import chosen_columns


def viewer(info: Info) -> Any:
    """Returns the viewer, or None without a session."""
    return info.context.viewer


def account_id(root: Any) -> Any:
    return root.account_id


def held_roles(root: Any) -> Any:
    """Returns the granted roles and those that follow from assignments."""
    held = [SimpleNamespace(role=PersonRole[role], college_id=college_id) for role, college_id in root.grants]
    follows = {
        PersonRole.COUNSELLOR: root.counsels,
        PersonRole.HEAD_TEACHER: root.heads,
        PersonRole.CLASS_MONITOR: root.monitor,
        PersonRole.STUDENT: root.student_id,
    }
    return held + [SimpleNamespace(role=role, college_id=None) for role, has in follows.items() if has]


def permissions(root: Any) -> Any:
    return [name for name, right in PERMISSIONS.items() if not root.scope(right).empty]


def upload_max_bytes(root: Any, info: Info) -> int:
    """Returns this deployment's limit for a file, so that a page can warn before it sends one."""
    return info.context.settings.upload_max_bytes


async def access_tokens(root: Any, info: Info) -> Any:
    return await sessions.access_tokens(info.context.database, root.account_id)


async def student(root: Any, info: Info) -> Any:
    return root.student_id and await info.context.loaders.student.load(root.student_id)


async def staff(root: Any, info: Info) -> Any:
    return root.staff_id and await info.context.loaders.staff.load(root.staff_id)


async def granted_roles(root: Any, info: Info) -> Any:
    return await info.context.loaders.grants.load(root.id)


async def assigned_roles(root: Any, info: Info) -> Any:
    return [PersonRole[row.role] for row in await info.context.loaders.assignments.load(root.id)]


async def staff_members(
    info: Info,
    filter: Annotated[StaffFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.StaffFilter()
    scope = info.context.person.scope(SEE_STAFF)
    return connection(await queries.staff_page(info.context.database, scope, criteria, slice_of(first, after, offset)))


async def accounts(
    info: Info,
    filter: Annotated[AccountFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.AccountFilter()
    return connection(await queries.account_page(info.context.database, criteria, slice_of(first, after, offset)))


async def grant_role(info: Info, input: Annotated[RoleInput, argument("角色 | Role")]) -> Any:
    role = (key(input.account_id), input.role, key_or_none(input.college_id))
    return _afresh(info, await perform(info, lambda act: actions.grant_role(act, *role), "account"))


async def revoke_role(info: Info, input: Annotated[RoleInput, argument("角色 | Role")]) -> Any:
    role = (key(input.account_id), input.role, key_or_none(input.college_id))
    return _afresh(info, await perform(info, lambda act: actions.revoke_role(act, *role), "account"))


def _afresh(info: Info, outcome: Outcome) -> Outcome:
    info.context.loaders.grants.clear_all()
    return outcome


async def disable_account(info: Info, input: Annotated[AccountIdInput, argument("账号 | Account")]) -> Any:
    return await perform(info, lambda act: actions.disable_account(act, key(input.account_id)), "account")


async def enable_account(info: Info, input: Annotated[AccountIdInput, argument("账号 | Account")]) -> Any:
    return await perform(info, lambda act: actions.enable_account(act, key(input.account_id)), "account")


async def issue_activation_codes(
    info: Info,
    input: Annotated[IssueActivationCodesInput, argument("发放给哪些账号 | Who receives codes")],
) -> Any:
    lifetime = timedelta(days=info.context.settings.activation_days)
    of_group = input.college_id is not None or input.class_id is not None
    if of_group == (input.account_ids is not None):
        raise BadRequest("请指定账号，或指定学院、班级", "Specify accounts, or a college or a class")
    if of_group:
        criteria = input.to_filter()
        return await perform(info, lambda act: actions.issue_activation_codes_of(act, criteria, lifetime), "codes")
    account_ids = [key(one) for one in input.account_ids or ()]
    return await perform(info, lambda act: actions.issue_activation_codes(act, account_ids, lifetime), "codes")


async def import_roster(info: Info, input: Annotated[ImportRosterInput, argument("名册 | Roster")]) -> Any:
    files: list[Any] = [*input.files]
    sources = [(file.filename or "", await file.read()) for file in files]
    chosen = chosen_columns(input.columns)
    try:
        require_known(chosen, [sheet.layout for sheet in SHEETS])
        naming = await naming_of(info.context.database, ImportKind.ROSTER, [None], chosen)
        roster = await run_workbook(info, read_roster, sources, info.context.settings.workbook_max_rows, naming)
    except Invalid as invalid:
        return Outcome(info, [invalid])
    except Unreadable as unreadable:
        return Outcome(info, [to_refusal(unreadable.problem)])
    source = SourceFile.joined([SourceFile(*one) for one in sources])

    def mark(remarks: Sequence[Remark]) -> Awaitable[bytes]:
        most = info.context.settings.workbook_max_rows
        return run_workbook(info, marked_roster, sources, remarks, most, info.context.language, naming)

    async def act(acting: Act) -> Mapping[str, Any]:
        try:
            return await _import(acting, roster, source, input)
        except Refusals as found:
            name = sources[0][0] if len(sources) == 1 else "名册"
            raise correctable(found, name or "名册", info.context.language, mark) from None

    return await perform(info, act, reads=OperationKind.IMPORT_ROSTER)


async def _import(act: Act, roster: Roster, source: SourceFile, input: ImportRosterInput) -> Mapping[str, Any]:
    how: dict[str, Any] = {
        "retire_missing": input.retire_missing,
        "retire_up_to": input.retire_up_to,
        "dry_run": input.dry_run,
        "columns": chosen_columns(input.columns),
        "preview": RosterPreview(act.db, roster) if input.dry_run else None,
    }
    counts = await import_rows(act, roster, source, **how)
    rows = sum(len(getattr(roster, sheet)) for sheet in roster.sheets)
    return {
        "counts": [_counted(sheet, one, how["preview"]) for sheet, one in counts.items()],
        "operation": await finished(act, OperationKind.IMPORT_ROSTER, rows),
        "warnings": notes_to_json(roster.warnings),
        **columns_to_json(roster.columns, roster.passed_over),
    }


def _counted(sheet: str, counts: Counts, preview: RosterPreview | None) -> Any:
    return SimpleNamespace(sheet=sheet.upper(), **asdict(counts), preview=preview and preview.of(sheet))
