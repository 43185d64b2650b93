"""Operations and their files: requesting, finding, following and cancelling them."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Annotated, Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from core.access import IMPORT_COURSE_SCORES
from core.acting import Act
from core.actions.assigned_staff import to_assign
from core.actions.comprehensive import to_import
from core.actions.operations import cancel_operation, offer_template
from core.actions.scheme_templates import scheme_template
from core.errors import Invalid, StoredRefusal
from core.identity.viewing import viewer_of_account
from core.operations.following import SignedOut
from core.operations.stages import words
from core.viewer import Viewer
from core.workbooks.assigned_staff import WORDS
from core.workbooks.templates import (
    assigned_template,
    comprehensive_template,
    course_score_template,
    roster_template,
)
from db.qualities import qualities_of
from db.queries.batches import batches
from db.queries.operations import operations as queries
from graph.context import Info
from graph.inputs.operations import (
    CancelOperationInput,
    OperationFilter,
    RequestExportInput,
    RequestTemplateInput,
    TemplateKind,
)
from graph.resolvers import file_notes
from graph.resolvers.performing import perform, perform_long, perform_making
from graph.server.errors import Unauthenticated
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.user_errors import user_error

TEMPLATES = {
    TemplateKind.COURSE_SCORES: (course_score_template, "原始成绩导入模板.xlsx"),
    TemplateKind.ROSTER: (roster_template, "名册导入模板.xlsx"),
}
ASSIGNED = {TemplateKind.COUNSELLORS: "counsellors", TemplateKind.HEAD_TEACHERS: "headTeachers"}
OF_SCHEME = (TemplateKind.SCHEME_VALUES, TemplateKind.SCHEME_ITEMS)
Id = Annotated[strawberry.ID, argument("任务的 id | Id of the operation")]


async def operation(info: Info, id: Id) -> Any:
    return await queries.one_operation(info.context.database, starter(info.context.person), key(id))


def starter(viewer: Viewer) -> queries.Starter:
    return queries.Starter(viewer.account_id, viewer.entitlements)


async def operations(
    info: Info,
    filter: Annotated[OperationFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.OperationFilter()
    own, part = starter(info.context.person), slice_of(first, after, offset)
    return connection(await queries.own_page(info.context.database, own, criteria, part))


async def follow(info: Info, id: Id) -> AsyncGenerator[Any, None]:
    """Yields the operation at once and after each change; yields null if it does not exist or another person started it
    (R8.2).

    A person who has meanwhile lost a role or class gets null at the next change (R8.5).
    """
    found = await operation(info, id)
    if found is None:
        yield None
        return
    try:
        async with aclosing(info.context.runner.following.changes(found.id, info.context.token_hash)) as changes:
            async for change in changes:
                if not await still_reached(info, found.id):
                    yield None
                    return
                yield change
    except SignedOut:
        raise Unauthenticated from None


async def still_reached(info: Info, operation_id: int) -> bool:
    """Tells whether the person's current rights still reach the operation (R8.5)."""
    viewer = await viewer_of_account(info.context.database, info.context.person.account_id)
    return viewer is not None and (
        await queries.one_operation(info.context.database, starter(viewer), operation_id) is not None
    )


def progress(root: Any, info: Info) -> Any:
    stage = root.stage and words(root.stage, info.context.language)
    return SimpleNamespace(done=root.done, total=root.total, stage=stage)


def outcome(root: Any, info: Info) -> Any:
    """Returns the outcome in the shape of the mutation's payload, with ids as text."""
    stored = (root.outcome or {}).items()
    return {to_camel_case(name): _render(name, value, info.context.language) for name, value in stored} or None


def _render(name: str, value: Any, language: str) -> Any:
    if name in file_notes.NOTES:
        return file_notes.render_notes(value, language)
    if isinstance(value, list):
        return [_render_row(one) if isinstance(one, dict) else str(one) for one in value]
    return _render_row(value) if isinstance(value, dict) else value


def _render_row(value: Any) -> Any:
    """Names the fields of rows within the outcome as the payload does."""
    if isinstance(value, dict):
        return {to_camel_case(name): _render_row(one) for name, one in value.items()}
    return [_render_row(one) for one in value] if isinstance(value, list) else value


def problems(root: Any, info: Info) -> Any:
    return [user_error(StoredRefusal(problem), info.context.language) for problem in root.problems]


async def download_url(root: Any, info: Info) -> str | None:
    if root.finished_at is None:
        return None
    token = await info.context.loaders.download_token.load(root.id)
    return f"/downloads/{token}" if token else None


async def request_export(info: Info, input: Input[RequestExportInput]) -> Any:
    return await perform_long(info, input.arguments(), changes_nothing=True)


async def request_template(info: Info, input: Input[RequestTemplateInput]) -> Any:
    lifetime = timedelta(minutes=info.context.settings.download_minutes)
    return await perform_making(
        info,
        lambda act: _template(act, input),
        lambda act, workbook: offer_template(act, workbook, lifetime),
        "operation",
    )


async def _template(act: Act, input: RequestTemplateInput) -> tuple[str, Callable[[], bytes]]:
    """Returns the file name of a template and the function that writes it in a workbook process."""
    if input.kind in TEMPLATES:
        act.viewer.require_any(IMPORT_COURSE_SCORES)
        template, file_name = TEMPLATES[input.kind]
        return file_name, template
    if input.batch_id is None:
        raise Invalid("input.batchId", "请指定批次", "Specify the batch")
    if input.kind in ASSIGNED:
        word = WORDS[ASSIGNED[input.kind]]
        name, rows = await to_assign(act, ASSIGNED[input.kind], key(input.batch_id))
        return f"{name} {word}导入模板.xlsx", partial(assigned_template, word, rows)
    if input.kind in OF_SCHEME:
        return await scheme_template(
            act, key(input.batch_id), key_or_none(input.college_id), items=input.kind is TemplateKind.SCHEME_ITEMS
        )
    students, batch = await to_import(act, key(input.batch_id)), key(input.batch_id)
    row = await batches.read_batch(act.db, batch)
    template = partial(comprehensive_template, students, row.levels, qualities_of(row))
    return f"{row.name} 综合测评成绩导入模板.xlsx", template


async def cancel(info: Info, input: Input[CancelOperationInput]) -> Any:
    outcome = await perform(info, lambda act: cancel_operation(act, key(input.id)), "operation")
    if not outcome.user_errors:
        info.context.runner.interrupt(key(input.id))
    return outcome
