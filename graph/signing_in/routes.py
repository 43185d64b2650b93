"""The routes of signing in through other systems. Nothing from their addresses is logged (`observability`)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from core.actions import bindings
from core.actions.bindings import Identity, Waiting
from core.actions.sessions import SignedIn, Visit
from core.errors import Refusal
from core.errors.entering import AddressRefused, JourneyLost, TurnedAway
from core.identity.tokens import new_token
from core.settings import Settings
from graph.auth import cookie_name, forget_cookie, set_cookie, set_session_cookie, viewer_of, visit_of
from graph.server.error_reporting import ErrorReporter
from graph.server.errors import language_of
from graph.server.responses import Json, missing
from graph.signing_in.journey import Journey, Method, SignsOut
from graph.signing_in.leaving import site_of, told_of_end
from graph.signing_in.words import BIND, binding_form, not_now, turned_away

JOURNEY, BINDING = "journey", "binding"
"""Cookies besides the session's."""
MINUTES = 10
LONGEST_ADDRESS = 300
Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


def sign_in_routes(methods: Mapping[str, Method], errors: ErrorReporter) -> list[BaseRoute]:
    """Returns the routes. Yiban's entry is below `/m`, where its app opens it."""

    async def list_methods(request: Request) -> Response:
        return Json({"methods": [_password(request), *map(_shown, methods.values())]}, media_type="application/json")

    async def start(request: Request) -> Response:
        method = methods.get(request.path_params["method"])
        return await _set_out(request, method) if method else missing(request)

    async def back(request: Request) -> Response:
        method = methods.get(request.path_params["method"])
        return await _come_back(request, method) if method and method.name != "yiban" else missing(request)

    async def end(request: Request) -> Response:
        method = methods.get(request.path_params["method"])
        return await told_of_end(request, method, errors) if isinstance(method, SignsOut) else missing(request)

    async def entry(request: Request) -> Response:
        return await _from_yiban(request, methods["yiban"]) if "yiban" in methods else missing(request)

    async def bind(request: Request) -> Response:
        return await _bind(request) if "yiban" in methods else missing(request)

    return [
        Route("/signin/methods", list_methods),
        Route("/signin/{method}", _with_error_page(start, errors)),
        Route("/signin/{method}/back", _with_error_page(back, errors)),
        Route("/signin/{method}/back", end, methods=["POST"]),  # CAS tells the address to which it has sent a ticket
        Route("/signin/{method}/end", end, methods=["GET", "POST"]),
        Route("/m/yiban", _with_error_page(entry, errors)),
        Route(BIND, _with_error_page(bind, errors), methods=["GET", "POST"]),
    ]


def _password(request: Request) -> dict[str, Any]:
    english = language_of(request.headers.get("accept-language")) == "en"
    return {"name": "password", "label": "Number and password" if english else "学号（工号）和密码", "start": None}


def _shown(method: Method) -> dict[str, Any]:
    return {"name": method.name, "label": method.label, "start": f"/signin/{method.name}"}


def _with_error_page(handler: Handler, errors: ErrorReporter) -> Handler:
    """Wraps a handler, so that a refused visitor gets a page with the reason."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except (TurnedAway, Refusal) as refusal:
            return turned_away(request, refusal)
        except Exception as error:
            if passing := errors.unavailable(error):
                return not_now(request, passing)
            raise

    return handle


def local(address: str) -> str:
    """Returns an address of this site after checking that browsers can read it only as one path.

    Raises:
        AddressRefused
    """
    plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    if not plain or not address.startswith("/") or address.startswith("//") or set(address) & set('\\"; ,'):
        raise AddressRefused
    return address


async def _set_out(request: Request, method: Method) -> Response:
    """Starts the journey; `to` is the page of ours that follows it."""
    to = local(request.query_params.get("to", "/"))
    journey = Journey(new_token(""), _home(request, method), request.headers.get("user-agent", ""))
    response = RedirectResponse(await method.start(journey), 303)
    set_cookie(response, request.app.state.settings, JOURNEY, f"{journey.secret}:{to}", minutes=MINUTES)
    return response


async def _come_back(request: Request, method: Method) -> Response:
    settings: Settings = request.app.state.settings
    secret, _, to = request.cookies.get(cookie_name(settings, JOURNEY), "").partition(":")
    if not secret:
        raise JourneyLost
    journey = Journey(secret, _home(request, method))
    journey.require(request.query_params.get("state"))
    to = local(to)
    visit = visit_of(request)
    parameters = request.query_params
    identity = await bindings.unhurried(visit, method.name, lambda: method.back(journey, parameters))
    response = await _let_in(request, visit, identity, to)
    forget_cookie(response, settings, JOURNEY)
    return response


def _home(request: Request, method: Method) -> str:
    return f"{site_of(request)}/signin/{method.name}/back"


async def _from_yiban(request: Request, method: Method) -> Response:
    from graph.signing_in.yiban import LIFETIME, ConsentNeeded, Yiban

    if not isinstance(method, Yiban):
        return missing(request)
    visit = visit_of(request)
    try:
        visited = method.read(request.query_params.get("verify_request", ""), visit.now)
    except ConsentNeeded as needed:
        return RedirectResponse(needed.address, 303, {"Referrer-Policy": "no-referrer"})
    await bindings.spend_request(visit, visited.raw, visited.visited_at + 2 * LIFETIME)
    identity = await bindings.unhurried(visit, method.name, lambda: method.confirm(visited))
    return await _let_in(request, visit, identity, "/m")


async def _let_in(request: Request, visit: Visit, identity: Identity, to: str) -> Response:
    lifetime, replaces = await _session_of(request)
    entered = await bindings.enter_as(visit, identity, lifetime, replaces=replaces)
    if isinstance(entered, Waiting):
        response = RedirectResponse(BIND, 303)
        set_cookie(response, request.app.state.settings, BINDING, entered.token, minutes=MINUTES)
        return response
    return _signed_in(request, entered, to)


async def _bind(request: Request) -> Response:
    """Shows the binding form, or processes it. `security.forgery` has checked that a page of ours sent it."""
    visit = visit_of(request)
    settings: Settings = request.app.state.settings
    token = request.cookies.get(cookie_name(settings, BINDING), "")
    waiting = await bindings.who_waits(visit, token)
    if request.method != "POST":
        return binding_form(request, waiting)
    async with request.form(max_files=0, max_fields=4) as sent:
        username, password = str(sent.get("username", "")), str(sent.get("password", ""))
    lifetime, replaces = await _session_of(request)
    try:
        entered = await bindings.bind_by_password(visit, token, username, password, lifetime, replaces=replaces)
    except Refusal as refusal:
        return binding_form(request, waiting, username=username, refusal=refusal)
    response = _signed_in(request, entered, "/m")
    forget_cookie(response, settings, BINDING)
    return response


async def _session_of(request: Request) -> tuple[timedelta, int | None]:
    """Returns the lifetime of a session, and the id of this browser's former session."""
    state = request.app.state
    before = await viewer_of(request.scope, state.database, state.settings)
    replaces = before.session_id if before and before.by_cookie else None
    return timedelta(hours=state.settings.session_hours), replaces


def _signed_in(request: Request, entered: SignedIn, to: str) -> Response:
    """Redirects to a page of ours without the parameters of the address."""
    response = RedirectResponse(to, 303, {"Referrer-Policy": "no-referrer"})
    set_session_cookie(response, request.app.state.settings, entered)
    return response
