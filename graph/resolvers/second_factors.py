"""The second factor, one's own sessions and the sign-in before: a read calls db.queries, a write calls core.actions."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Annotated, Any

from core.actions import second_factors, signing_out
from core.actions.second_factors import Person
from core.actions.sessions import SignedIn
from core.identity.one_time_codes import Sealing
from core.identity.tokens import hash_of
from db.queries.people import sessions as stored_sessions
from db.queries.people import ways_in
from graph.auth import half_session, set_session_cookie, token_of, viewer_by, visit_of
from graph.context import Info
from graph.inputs.people import AccountIdInput
from graph.inputs.second_factors import CodeInput, SetUpSecondFactorInput
from graph.resolvers.performing import perform
from graph.resolvers.sessions import become, enter
from graph.vocabulary.fields import argument
from graph.vocabulary.ids import key


async def _person(info: Info) -> Person:
    """Returns the person of an open session, or of one that waits for its second factor.

    Raises:
        SignInNeeded: there is neither, or the person comes with an access token.
    """
    context = info.context
    if context.viewer is not None:
        session_id = context.viewer.session_id
        began_at = session_id and await stored_sessions.began_at(context.database, session_id)
        return Person.of_viewer(context.viewer, began_at)
    state = context.token_hash and await half_session(context.token_hash, context.database, context.settings.demands)
    if not state:
        raise second_factors.first_step_needed()
    return Person.of_half(state, str(context.token_hash))


async def _as_person(info: Info, act: Callable[[Person, Sealing], Awaitable[Mapping[str, Any]]]) -> Any:
    async def done() -> Mapping[str, Any]:
        return await act(await _person(info), Sealing(info.context.settings.second_factor_keys))

    return await enter(info, done())


async def _entered(info: Info, signed_in: SignedIn | None) -> Mapping[str, Any]:
    """Lets the request go on in the session that has just opened, and gives the token to where the former one was."""
    context = info.context
    if signed_in is None:
        return {"viewer": context.viewer}
    _, by_cookie = token_of(context.request.scope, context.settings)
    if by_cookie:
        set_session_cookie(context.response, context.settings, signed_in)
    viewer = await viewer_by(hash_of(signed_in.token), context.database, context.settings.demands, by_cookie=by_cookie)
    become(info, viewer)
    token = None if by_cookie else signed_in.token
    return {"viewer": viewer, "token": token, "expires_at": signed_in.expires_at}


def _lifetime(info: Info) -> timedelta:
    return timedelta(hours=info.context.settings.session_hours)


async def verify_second_factor(info: Info, input: Annotated[CodeInput, argument("验证码 | Code")]) -> Any:
    async def act(person: Person, sealing: Sealing) -> Mapping[str, Any]:
        visit = visit_of(info.context.request)
        return await _entered(info, await second_factors.verify(visit, person, input.code, sealing, _lifetime(info)))

    return await _as_person(info, act)


async def set_up_second_factor(
    info: Info, input: Annotated[SetUpSecondFactorInput | None, argument("现有的验证码 | Present code")] = None
) -> Any:
    async def act(person: Person, sealing: Sealing) -> Mapping[str, Any]:
        visit, code = visit_of(info.context.request), input.code if input else ""
        secret, address = await second_factors.set_up(visit, person, code, sealing)
        return {"secret": secret, "address": address}

    return await _as_person(info, act)


async def confirm_second_factor(info: Info, input: Annotated[CodeInput, argument("验证码 | Code")]) -> Any:
    async def act(person: Person, sealing: Sealing) -> Mapping[str, Any]:
        visit = visit_of(info.context.request)
        codes, signed_in = await second_factors.confirm(visit, person, input.code, sealing, _lifetime(info))
        return {"recovery_codes": codes, **await _entered(info, signed_in)}

    return await _as_person(info, act)


async def renew_recovery_codes(info: Info, input: Annotated[CodeInput, argument("验证码 | Code")]) -> Any:
    async def act(person: Person, sealing: Sealing) -> Mapping[str, Any]:
        visit = visit_of(info.context.request)
        return {"recovery_codes": await second_factors.renew_recovery_codes(visit, person, input.code, sealing)}

    return await _as_person(info, act)


async def remove_second_factor(info: Info, input: Annotated[CodeInput, argument("验证码 | Code")]) -> Any:
    async def act(person: Person, sealing: Sealing) -> Mapping[str, Any]:
        await second_factors.remove(visit_of(info.context.request), person, input.code, sealing)
        return {"removed": True}

    return await _as_person(info, act)


async def reset_second_factor(info: Info, input: Annotated[AccountIdInput, argument("账号 | Account")]) -> Any:
    return await perform(info, lambda act: second_factors.reset(act, key(input.account_id)), "account")


async def end_other_sessions(info: Info) -> Any:
    return await perform(info, signing_out.end_other_sessions, "sessions_ended")


async def second_factor(root: Any, info: Info) -> Any:
    async with info.context.database.read() as db:
        return await ways_in.factor_of(db, root.account_id, info.context.settings.demands)


async def last_sign_in(root: Any, info: Info) -> Any:
    """Returns the sign-in before the present session, or None for the first and for access tokens."""
    earlier = root.session_id and await stored_sessions.earlier_sign_in(info.context.database, root.session_id)
    if not earlier or earlier["at"] is None:
        return None
    return SimpleNamespace(**{**earlier, "at": datetime.fromisoformat(earlier["at"])})


async def open_sessions(root: Any, info: Info) -> Any:
    rows = await stored_sessions.open_sessions(info.context.database, root.account_id, info.context.now)
    return [SimpleNamespace(**row._mapping, current=row.id == root.session_id) for row in rows]
