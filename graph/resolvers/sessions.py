"""Signing in and out. A browser gets a cookie that scripts can't read, a program gets its token, never both (R9.1)."""

from collections.abc import Awaitable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from core.actions import access_tokens, sessions, signing_out
from core.actions.sessions import Way
from core.actions.signing_out import SignedOut
from core.askers import AskerGone
from core.errors import Refusal
from core.errors.entering import Crowded
from core.identity.tokens import hash_of
from db.demands import Demands
from db.queries.people import ways_in
from db.session import Database
from graph.auth import forget_cookie, set_session_cookie, viewer_by, visit_of
from graph.context import Info
from graph.inputs.second_factors import SignInStep
from graph.inputs.sessions import (
    AccessTokenIdInput,
    ActivateAccountInput,
    ChangePasswordInput,
    CreateAccessTokenInput,
    SignInInput,
    SignOutInput,
)
from graph.resolvers.performing import Outcome, perform
from graph.server.admission import step_aside
from graph.server.errors import Unavailable
from graph.vocabulary.fields import argument
from graph.vocabulary.ids import key


async def enter(info: Info, done: Awaitable[Mapping[str, Any]]) -> Outcome:
    """Runs an act that manages its own transactions: a failure is counted although the act is refused.

    Raises:
        Unavailable: too many requests wait, so this one was not processed.
    """
    step_aside()
    try:
        return Outcome(info, **await done)
    except Refusal as refusal:
        return Outcome(info, [refusal])
    except Crowded as crowded:
        (zh, advice_zh), (en, advice_en) = crowded.messages("zh"), crowded.messages("en")
        words = f"{zh}。{advice_zh}", f"{en}. {advice_en}"
        raise Unavailable(*words, retry_after=crowded.values["seconds"]) from None
    except AskerGone:
        raise Unavailable from None


async def sign_in(info: Info, input: Annotated[SignInInput, argument("登录 | Sign in")]) -> Any:
    async def signing_in() -> Mapping[str, Any]:
        before = info.context.viewer
        replaces = before.session_id if before and before.by_cookie and not input.want_token else None
        way = Way(timedelta(hours=info.context.settings.session_hours), replaces)
        signed_in = await sessions.sign_in(visit_of(info.context.request), input.username, input.password, way)
        if not input.want_token:
            set_session_cookie(info.context.response, info.context.settings, signed_in)
        database, demands = info.context.database, info.context.settings.demands
        viewer = await viewer_by(hash_of(signed_in.token), database, demands, by_cookie=not input.want_token)
        step = None if viewer else await step_of_session(database, hash_of(signed_in.token), demands)
        become(info, viewer)
        token = signed_in.token if input.want_token else None
        return {"viewer": viewer, "token": token, "expires_at": signed_in.expires_at, "step": step}

    return await enter(info, signing_in())


def become(info: Info, viewer: Any) -> None:
    """Changes the viewer for the rest of the request."""
    info.context.viewer = viewer
    info.context.forget_loaded()


async def step_of_session(database: Database, token_hash: str, demands: Demands) -> SignInStep | None:
    """Returns what a session lacks, or None if it opens the account or does not exist."""
    now = datetime.now(UTC)
    async with database.driver() as db:
        state = await ways_in.state_of_session(db, token_hash, now, demands)
    if state is None:
        return None
    if state.idle:
        return SignInStep.IDLE
    if not state.lacks_factor or state.created_at <= now - ways_in.HALF:
        return None
    return SignInStep.GIVE_CODE if state.active else SignInStep.SET_UP


async def sign_in_step(info: Info) -> SignInStep | None:
    context = info.context
    if context.viewer is not None or context.token_hash is None:
        return None
    return await step_of_session(context.database, context.token_hash, context.settings.demands)


async def sign_out(
    info: Info, input: Annotated[SignOutInput | None, argument("退出登录的选项 | Sign out")] = None
) -> Any:
    """Ends the session, also one that opens nothing yet. Without a session, only the cookie is removed."""
    context, left = info.context, SignedOut()
    if context.viewer is None and context.token_hash is not None:
        left = await signing_out.give_up(visit_of(context.request), context.token_hash)
    outcome = Outcome(info, sessions_ended=left.ended, left=left)
    if context.viewer is not None:

        async def leave(act: Any) -> Mapping[str, Any]:
            left = await signing_out.sign_out(act, everywhere=input.everywhere if input else False)
            return {"sessions_ended": left.ended, "left": left}

        outcome = await perform(info, leave)
    if not outcome.user_errors:
        forget_cookie(info.context.response, info.context.settings)
        become(info, None)
    return outcome


async def still_there(root: Any, info: Info) -> Any:
    """Asks another system for the address after the session here has ended."""
    if not root.left:
        return None
    step_aside()
    request = info.context.request
    return await request.app.state.farewell_of(request, root.left)


async def activate_account(
    info: Info, input: Annotated[ActivateAccountInput, argument("激活码与新密码 | Activation")]
) -> Any:
    async def activate() -> Mapping[str, Any]:
        await sessions.activate_account(visit_of(info.context.request), input.username, input.code, input.password)
        return {"activated": True}

    return await enter(info, activate())


async def change_password(
    info: Info, input: Annotated[ChangePasswordInput, argument("原密码与新密码 | Old and new password")]
) -> Any:
    viewer = info.context.person

    async def change() -> Mapping[str, Any]:
        await sessions.change_password(visit_of(info.context.request), viewer, input.old_password, input.new_password)
        return {"changed": True}

    return await enter(info, change())


def last_day(root: Any, info: Info) -> date:
    """Returns the day before the midnight at which the token expires, on the school's clock (R9.1)."""
    expires_at: datetime = root.expires_at
    return (expires_at.astimezone(info.context.zone) - timedelta(days=1)).date()


async def create_access_token(
    info: Info, input: Annotated[CreateAccessTokenInput, argument("访问令牌 | Access token")]
) -> Any:
    zone, most_days = ZoneInfo(info.context.settings.timezone), info.context.settings.access_token_days

    async def create(act: Any) -> Mapping[str, Any]:
        row, token = await access_tokens.create_access_token(act, input.form(), zone, most_days)
        return {"access_token": row, "token": token}

    return await perform(info, create)


async def revoke_access_token(
    info: Info, input: Annotated[AccessTokenIdInput, argument("访问令牌 | Access token")]
) -> Any:
    return await perform(info, lambda act: access_tokens.revoke_access_token(act, key(input.id)), "access_token")
