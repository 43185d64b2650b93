"""Approvals of colleges' results: a read calls db.queries, a write calls core.actions."""

from typing import Any

from core.actions import approvals as actions
from graph.context import Info
from graph.inputs.approvals import ApproveResultsInput, WithdrawApprovalInput
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.vocabulary.fields import Input
from graph.vocabulary.ids import key, key_or_none


async def approved_at(root: Any, info: Info) -> Any:
    found = await _newest(root, info, withdrawn=False)
    return found and found.approved_at


async def approved_by(root: Any, info: Info) -> str | None:
    found = await _newest(root, info, withdrawn=False)
    return await account_name(found and found.approved_by, info)


async def withdrawn_at(root: Any, info: Info) -> Any:
    found = await _newest(root, info, withdrawn=True)
    return found and found.withdrawn_at


async def withdrawal_reason(root: Any, info: Info) -> Any:
    found = await _newest(root, info, withdrawn=True)
    return found and found.withdrawal_reason


async def _newest(root: Any, info: Info, *, withdrawn: bool) -> Any:
    """Returns the approval in force, or else the last one that was withdrawn."""
    rows = await info.context.loaders.approvals.load((root.batch_id, root.college_id))
    return next((row for row in rows if (row.withdrawn_at is not None) == withdrawn), None)


async def approve_results(info: Info, input: Input[ApproveResultsInput]) -> Any:
    batch, college = key(input.batch_id), key_or_none(input.college_id)
    return await perform(info, lambda act: actions.approve_results(act, batch, college), "batch_college")


async def withdraw_approval(info: Info, input: Input[WithdrawApprovalInput]) -> Any:
    batch, college = key(input.batch_id), key(input.college_id)
    return await perform(
        info, lambda act: actions.withdraw_approval(act, batch, college, input.reason), "batch_college"
    )
