"""Serves the built pages: `/` the console, `/m` the mini-page, their parts below `/assets/`, `/help` and GraphiQL.

`web/dist` holds the build: `console/` and `mini/`, each with an `index.html` and its files, some of them in `assets/`;
beside them the same pages in English, `console-en/` and `mini-en/`; `help/`, the user's manual; `graphiql/`;
`documents.json`. The API judges every request of a page.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.server.application import ContextFactory
from graph.server.errors import language_of
from graph.server.plain_pages import link, paragraphs, plain_page
from graph.server.responses import missing
from graph.server.static_files import StaticFiles

BUILT = Path(__file__).parents[2] / "web" / "dist"
"""Beside the code, in a checkout and in an installed wheel alike."""
APPS = {"console", "mini", "console-en", "mini-en"}
"""The folders of the pages."""
LANGUAGE = "zongce-language"
"""The cookie with the language that somebody has chosen on a page."""


def page_routes(built: StaticFiles, context_factory: ContextFactory) -> list[BaseRoute]:
    async def console(request: Request) -> Response:
        return index(built, "console", request)

    async def mini(request: Request) -> Response:
        return index(built, "mini", request)

    async def parts(request: Request) -> Response:
        return asset(built, request)

    async def chapter(request: Request) -> Response:
        return manual(built, request)

    async def graphiql(request: Request) -> Response:
        if (await context_factory(request, Response())).viewer is None:
            return sign_in_first(request)
        name = request.path_params.get("path") or "index.html"
        return built.answer(request, f"graphiql/{name}", shared=False) or missing(request)

    return [
        Route("/", console),
        Route("/m", mini),
        Route("/m/{path:path}", mini),
        Route("/assets/{path:path}", parts),
        Route("/help", chapter),
        Route("/help/{path:path}", chapter),
        Route("/graphiql", graphiql),
        Route("/graphiql/{path:path}", graphiql),
    ]


def not_routed(built: StaticFiles) -> Callable[[Request], Awaitable[Response]]:
    """Answers an address without a route, if it belongs to the console."""

    async def answer(request: Request) -> Response:
        paths = {route.path.split("/")[1] for route in request.app.routes if isinstance(route, Route)}
        return own_address(built, request, paths - {""}) or missing(request)

    return answer


def index(built: StaticFiles, app: str, request: Request) -> Response:
    """Returns the page for each of its addresses, or a short notice if the pages are not built.

    It is in English for who has chosen that on a page, or else prefers it by `Accept-Language` (R9.5).
    """
    language = request.cookies.get(LANGUAGE)
    if language not in ("zh", "en"):
        language = language_of(request.headers.get("accept-language"))
    names = ([f"{app}-en/index.html"] if language == "en" else []) + [f"{app}/index.html"]
    answers = (built.answer(request, name, varies="Accept-Encoding, Accept-Language, Cookie") for name in names)
    return next((answer for answer in answers if answer is not None), None) or _not_built(request)


def asset(built: StaticFiles, request: Request) -> Response:
    """Returns `/assets/console/...` or `/assets/mini/...`: a file beside the page or in its `assets/`."""
    app, _, rest = request.path_params["path"].partition("/")
    names = (f"{app}/{rest}", f"{app}/assets/{rest}") if app in APPS and rest != "index.html" else ()
    answers = (built.answer(request, name) for name in names)
    return next((answer for answer in answers if answer is not None), None) or missing(request)


def manual(built: StaticFiles, request: Request) -> Response:
    """Returns a chapter of the user's manual or a part of it; at `/help` its contents, or all chapters for one role."""
    role = request.query_params.get("role")
    path = request.path_params.get("path") or (f"for/{role}" if role else "index")
    return built.answer(request, f"help/{path}" if "." in path else f"help/{path}.html") or missing(request)


def own_address(built: StaticFiles, request: Request, reserved: set[str]) -> Response | None:
    """Answers an address without a route: a file at the top of the console (`/favicon.ico`), or one of its pages.

    Args:
        reserved: the first path segments of routes.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    path = request.url.path.strip("/")
    if found := built.answer(request, f"console/{path}"):
        return found
    first, last = path.partition("/")[0], path.rpartition("/")[2]
    shown = "text/html" in request.headers.get("accept", "") and "." not in last
    clean = request.url.path == f"/{path}" and not path.startswith(".") and "\0" not in path
    if not shown or not clean or first in reserved or "console/index.html" not in built:
        return None
    return index(built, "console", request)


def _not_built(request: Request) -> Response:
    if language_of(request.headers.get("accept-language")) == "en":
        words = (
            "The pages are not built on this server; the API is available at /graphql. "
            "Ask the administrators to run make demo."
        )
        return plain_page("Zongce", paragraphs(words), language="en")
    return plain_page(
        "综测",
        paragraphs("本服务器尚未构建页面；接口 /graphql 可用。", "请联系管理员运行 make demo 构建页面。"),
    )


def sign_in_first(request: Request) -> Response:
    """Redirects to sign-in before a page that is shown only with a session."""
    if language_of(request.headers.get("accept-language")) == "en":
        return plain_page("Sign in first", link("/", "To the sign-in page"), status=401, language="en")
    return plain_page("请先登录", link("/", "前往登录"), status=401)
