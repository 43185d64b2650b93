"""Schemes: a read calls db.queries, a write calls core.actions."""

from collections.abc import Awaitable, Sequence
from typing import Annotated, Any

import strawberry

from core.access import SEE_BATCHES, SEE_RESULT_SHEETS, SEE_SCHEMES
from core.acting import Act
from core.actions import scheme_inputs, scheme_trials
from core.actions import schemes as actions
from core.actions.corrections import correctable
from core.actions.workbook_places import problem_refusals
from core.errors import Refusals, SchemeFrozen
from core.operations.arguments import SourceFile
from core.workbooks.comprehensive import read_ready
from core.workbooks.joining import ALONE
from core.workbooks.layout import USUAL
from core.workbooks.marking import marked
from core.workbooks.problems import Unreadable
from core.workbooks.remarks import Remark
from core.workbooks.scheme_inputs import item_layout, read_inputs, value_layout
from db.qualities import qualities_of
from db.queries.schemes import versions
from db.scopes import Scope
from db.tables import OperationKind
from graph.context import Info
from graph.inputs.schemes import (
    CheckSchemeInput,
    ComputeComprehensiveResultsInput,
    ImportSchemeInputsInput,
    SaveSchemeInput,
    SchemeInputKind,
    TrySchemeInput,
)
from graph.resolvers.nested import account_name
from graph.resolvers.performing import Outcome, perform, perform_long, run_workbook
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none


async def schemes(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    college_id: Annotated[strawberry.ID | None, argument("只看一个学院 | Only this college")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    where, part = (key(batch_id), key_or_none(college_id)), slice_of(first, after, offset)
    return connection(await versions.scheme_page(info.context.database, _seen(info), where, part))


async def scheme(info: Info, id: Annotated[strawberry.ID, argument("方案的 id | Id of the scheme")]) -> Any:
    async with info.context.database.read() as db:
        return await versions.one_scheme(db, key(id), *_seen(info))


async def saved_by(root: Any, info: Info) -> Any:
    return await account_name(root.saved_by, info)


async def frozen(root: Any, info: Info) -> bool:
    return bool(await info.context.loaders.submitted_by_scheme.load((root.batch_id, root.college_id)))


async def frozen_reason(root: Any, info: Info) -> str | None:
    """Says why no version can follow; of the classes it names those that the viewer sees."""
    rows = await info.context.loaders.submitted_by_scheme.load((root.batch_id, root.college_id))
    if not rows:
        return None
    scope, language = info.context.person.scope(SEE_RESULT_SHEETS), info.context.language
    names = [row.name for row in rows if scope.reaches(row)]
    if len(names) < len(rows):
        others = len(rows) - len(names)
        names.append(f"{others} other classes" if language == "en" else f"另有 {others} 个班级")
    return SchemeFrozen(classes="、".join(names)).message(language)


async def save_scheme(info: Info, input: Input[SaveSchemeInput]) -> Any:
    where = key(input.batch_id), key_or_none(input.college_id)
    return await perform(info, lambda act: actions.save_scheme(act, *where, input.form()), "scheme")


async def import_scheme_inputs(info: Info, input: Input[ImportSchemeInputsInput]) -> Any:
    file: Any = input.file
    source = SourceFile(file.filename or "", await file.read())
    place, items = (key(input.batch_id), key_or_none(input.college_id)), input.kind is SchemeInputKind.ITEMS
    known = await perform(info, lambda act: scheme_inputs.words_of(act, *place, items=items), "words")
    if known.user_errors:
        return known
    words: list[str] = known.words or []
    most, language = info.context.settings.workbook_max_rows, info.context.language
    try:
        sheet = await run_workbook(info, read_inputs, source.content, words, most, items=items)
    except Unreadable as unreadable:
        return Outcome(info, problem_refusals([unreadable.problem], ALONE))
    layout = (item_layout if items else value_layout)(words)

    def mark(remarks: Sequence[Remark]) -> Awaitable[bytes]:
        return run_workbook(info, marked, source.content, remarks, layout.headings, most, language, USUAL)

    async def act(acting: Act) -> dict[str, Any]:
        try:
            return await scheme_inputs.import_scheme_inputs(
                acting, place, sheet, source, words, items=items, dry_run=input.dry_run
            )
        except Refusals as found:
            raise correctable(found, source.name or "方案数据", language, mark) from None

    return await perform(info, act, reads=OperationKind.IMPORT_SCHEME_INPUTS)


async def compute_comprehensive_results(info: Info, input: Input[ComputeComprehensiveResultsInput]) -> Any:
    return await perform_long(info, input.arguments())


async def try_scheme(info: Info, input: Input[TrySchemeInput]) -> Any:
    place = key(input.batch_id), key_or_none(input.college_id)
    return await perform(info, lambda act: scheme_trials.try_scheme(act, *place, input.text))


async def check_scheme(info: Info, input: Input[CheckSchemeInput]) -> Any:
    file: Any = input.file
    place, content = (key(input.batch_id), key_or_none(input.college_id)), await file.read()
    found = await perform(info, lambda act: act.batch(place[0]), "batch")
    if found.user_errors:
        return found
    batch: Any = found.batch
    most, qualities = info.context.settings.workbook_max_rows, qualities_of(batch)
    sheet = await run_workbook(info, read_ready, content, batch.levels, most, None, USUAL, qualities)
    if sheet.problem_count:
        return Outcome(info, problem_refusals(sheet.problems, sheet.parts))
    check = scheme_trials.check_scheme
    return await perform(info, lambda act: check(act, *place, input.text, sheet))


def _seen(info: Info) -> tuple[Scope, Scope]:
    return info.context.person.scope(SEE_BATCHES), info.context.person.scope(SEE_SCHEMES)
