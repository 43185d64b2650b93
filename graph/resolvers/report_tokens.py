"""Report tokens: a read calls db.reporting, a write calls core.actions."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from core.actions import report_tokens as actions
from db.reporting import logins
from graph.context import Info
from graph.inputs.report_tokens import CreateReportTokenInput, ReportTokenIdInput
from graph.resolvers.performing import perform
from graph.vocabulary.fields import Input
from graph.vocabulary.ids import key


async def report_tokens(root: Any, info: Info) -> Any:
    return await logins.report_tokens(info.context.database, root.account_id)


async def create_report_token(info: Info, input: Input[CreateReportTokenInput]) -> Any:
    settings = info.context.settings
    zone, most_days = ZoneInfo(settings.timezone), settings.access_token_days

    async def create(act: Any) -> Mapping[str, Any]:
        row, token, database = await actions.create_report_token(act, input.name, input.expires_on, zone, most_days)
        return {"report_token": row, "password": token, "database": database, "address": settings.report_address}

    return await perform(info, create)


async def revoke_report_token(info: Info, input: Input[ReportTokenIdInput]) -> Any:
    return await perform(info, lambda act: actions.revoke_report_token(act, key(input.id)), "report_token")
