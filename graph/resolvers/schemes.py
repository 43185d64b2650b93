"""Schemes: a read calls db.queries, a write calls core.actions."""

from dataclasses import asdict
from typing import Annotated, Any

import strawberry

from core.access import SEE_BATCHES, SEE_RESULT_SHEETS, SEE_SCHEMES
from core.actions import scheme_samples, scheme_trials
from core.actions import schemes as actions
from core.actions.scheme_samples import Sample
from core.actions.workbook_places import problem_refusals
from core.errors import SchemeFrozen
from core.rules.schemes.telling import told
from core.workbooks.comprehensive import read_ready
from core.workbooks.layout import USUAL
from db.queries.schemes import versions
from db.scopes import Scope
from graph.context import Info
from graph.inputs.schemes import (
    CheckSchemeInput,
    ComputeComprehensiveResultsInput,
    ImportSchemeInputsInput,
    SampleItemInput,
    SampleValueInput,
    SaveSchemeInput,
    TrySchemeInput,
)
from graph.resolvers.nested import account_name
from graph.resolvers.performing import Outcome, consult, perform, perform_import, perform_long, run_workbook
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none

_KEEP = "give it the old name back, or import them again under the new one"


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
    return await perform(info, lambda act: actions.save_scheme(act, *where, input.form()))


def unused_message(root: Any, info: Info) -> str:
    if info.context.language == "en":
        what = "items" if root.of_items else "values"
        return f"{root.total} imported {what} of “{root.name}” are not read: {_KEEP}"
    what = "个项目" if root.of_items else "名学生的数据"
    zh = f"已导入“{root.name}”的 {root.total} {what}，方案不再用到："
    return f"{zh}名称改了的，请改回“{root.name}”，或按新的名称重新导入"


async def import_scheme_inputs(info: Info, input: Input[ImportSchemeInputsInput]) -> Any:
    return await perform_import(info, input)


async def compute_comprehensive_results(info: Info, input: Input[ComputeComprehensiveResultsInput]) -> Any:
    return await perform_long(info, input.arguments())


async def try_scheme(info: Info, input: Input[TrySchemeInput]) -> Any:
    return await perform(info, lambda act: scheme_trials.try_scheme(act, input.form()))


async def scheme_sample(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    text: Annotated[str, argument("方案文本 | The text of the scheme")],
    college_id: Annotated[
        strawberry.ID | None, argument("学院；只管理一个学院时可不填 | College; may be left out if you manage only one")
    ] = None,
    student_id: Annotated[
        strawberry.ID | None,
        argument("取哪名参评学生的数据；不填则只用填写的 | Whose data are taken; without it, only those given"),
    ] = None,
    values: Annotated[
        list[SampleValueInput] | None, argument("代替其数据的值 | Values that stand instead of the student's")
    ] = None,
    items: Annotated[
        list[SampleItemInput] | None, argument("代替其全部项目的项目 | Items that stand instead of all the student's")
    ] = None,
) -> Any:
    typed = None if items is None else [asdict(one) for one in items]
    sample = Sample(key_or_none(student_id), {one.name: one.value for one in values or []}, typed)
    place = key(batch_id), key_or_none(college_id)
    return await consult(info, lambda act: scheme_samples.scheme_sample(act, *place, text, sample))


def sample_steps(root: Any, info: Info) -> Any:
    if not root.reckoned:
        return []
    levels = {one.code: one.level for one in root.qualities}
    return told(root.scheme, root.reckoned, root.names, info.context.language, levels=levels, with_ratings=True)


async def check_scheme(info: Info, input: Input[CheckSchemeInput]) -> Any:
    file: Any = input.file
    form, content = input.form(), await file.read()
    known = await perform(info, lambda act: scheme_trials.workbook_of(act, form.batch_id), "workbook")
    if known.user_errors:
        return known
    workbook: Any = known.workbook
    levels, qualities = workbook
    most = info.context.settings.workbook_max_rows
    sheet = await run_workbook(info, read_ready, content, levels, most, None, USUAL, qualities)
    if sheet.problem_count:
        return Outcome(info, problem_refusals(sheet.problems, sheet.parts))
    check = scheme_trials.check_scheme
    return await perform(info, lambda act: check(act, form, sheet, qualities))


def _seen(info: Info) -> tuple[Scope, Scope]:
    return info.context.person.scope(SEE_BATCHES), info.context.person.scope(SEE_SCHEMES)
