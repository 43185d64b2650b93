"""Correction requests: a read calls db.queries, a write calls core.actions."""

from datetime import date
from typing import Annotated, Any

from core.acting import Act
from core.actions import correction_requests as actions
from core.rules import correction_requests as rules
from db.queries import correction_requests as queries
from db.tables import CorrectionStatus, CorrectionSubject
from graph.context import Info
from graph.inputs.correction_requests import (
    AnswerCorrectionInput,
    CorrectionRequestFilter,
    CorrectionRequestIdInput,
    CorrectionRequestOrder,
    RequestCorrectionInput,
)
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key


async def correction_requests(
    info: Info,
    filter: Annotated[CorrectionRequestFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        CorrectionRequestOrder | None, argument("排序，默认新的在前 | Order; newest first by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.RequestFilter()
    order, descending = order_by.sort_key() if order_by else ("ASKED_AT", True)
    who, part = rules.answered_by(info.context.person), slice_of(first, after, offset)
    return connection(await queries.request_page(info.context.database, who, criteria, order, descending, part))


async def own_requests(root: Any, info: Info) -> Any:
    return await queries.own_requests(info.context.database, root.account_id)


def subject(root: Any) -> CorrectionSubject:
    return CorrectionSubject(root.subject)


def status(root: Any) -> CorrectionStatus:
    return CorrectionStatus(root.status)


def answer_by(root: Any, info: Info) -> date:
    return rules.answer_by(root.asked_at, info.context.zone)


def overdue(root: Any, info: Info) -> bool:
    return rules.is_overdue(root, info.context.today, info.context.zone)


async def closed_by(root: Any, info: Info) -> str | None:
    return await account_name(root.closed_by, info)


async def request_correction(info: Info, input: Input[RequestCorrectionInput]) -> Any:
    return await perform(info, lambda act: actions.request_correction(act, input.form()), "correction_request")


async def withdraw_correction(info: Info, input: Input[CorrectionRequestIdInput]) -> Any:
    return await perform(info, lambda act: actions.withdraw_correction(act, key(input.id)), "correction_request")


async def answer_correction(info: Info, input: Input[AnswerCorrectionInput]) -> Any:
    async def answer(act: Act) -> Any:
        return await actions.answer_correction(act, key(input.id), corrected=input.corrected, answer=input.answer)

    return await perform(info, answer, "correction_request")
