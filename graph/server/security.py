"""The security checks before every route: known hosts, no forged requests, limited bodies, and headers that
restrict browsers."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.server.application import TokenOf
from graph.server.errors import TooLarge
from graph.server.headers import header
from graph.server.responses import Refused, refused
from graph.server.settings import ServerSettings
from graph.server.uploads import ENVELOPE_BYTES

JSON_BYTES = 2**20
SAFE = ("GET", "HEAD", "OPTIONS")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def headers_for(settings: ServerSettings) -> dict[str, str]:
    """Returns the security headers. A campus host may use plain http, so only `secure_cookies` upgrades to https."""
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "style-src": "'self' 'unsafe-inline'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(("'self'", *settings.frame_ancestors)),
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def raw_headers_for(settings: ServerSettings) -> list[tuple[bytes, bytes]]:
    """Returns the headers of every response that does not set them itself, as ASGI has them."""
    named = {**headers_for(settings), "Cache-Control": "no-store"}
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in named.items()]


class SecurityHeaders:
    """Adds the headers to every response that does not set them. A response without a cache rule is not stored."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app, self.headers = app, raw_headers_for(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self.headers if one[0] not in present)]
            await send(message)

        await self.app(scope, receive, with_headers)


class Guard:
    """Checks each request by one function, and refuses those that fail."""

    def __init__(self, app: ASGIApp, refusal: Callable[[Scope], Refused | None]) -> None:
        self.app, self.refusal = app, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asks = scope["type"] in ("http", "websocket")
        refusal = self.refusal(scope) if asks else None
        if refusal:
            await refused(scope, refusal)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def known_hosts(settings: ServerSettings) -> Callable[[Scope], Refused | None]:
    """Refuses unknown hosts if the deployment names its own, because pages and links are built from the Host header."""
    hosts = {host.lower() for host in settings.allowed_hosts}

    def refusal(scope: Scope) -> Refused | None:
        host = header(scope, b"host").lower()
        if "*" in hosts or host in hosts or host.rpartition(":")[0] in hosts:
            return None
        return Refused(400, "未知的主机名", "Unknown host")

    return refusal


def forgery(settings: ServerSettings, token_of: TokenOf) -> Callable[[Scope], Refused | None]:
    """Refuses requests by which a page of another site would act with the cookie of a signed-in person.

    Browsers name the page's origin on every unsafe request and on every WebSocket, which they allow to any site. A
    program that sends no cookie has nothing to forge.
    """

    def refusal(scope: Scope) -> Refused | None:
        if scope.get("method") in SAFE:
            return None
        token, by_cookie = token_of(scope)
        if token and not by_cookie:
            return None
        site, origin = header(scope, b"sec-fetch-site"), header(scope, b"origin")
        if origin:
            ours = origin in settings.allowed_origins or _same(origin, header(scope, b"host"))
        else:
            ours = site in ("same-origin", "none") if site else not token
        return None if ours else Refused(403, "拒绝来自其他网站的请求", "Requests from other sites are refused")

    return refusal


def _same(origin: str, host: str) -> bool:
    """Compares origins without the scheme: behind a proxy that serves https for us, we see http."""
    parts = urlsplit(origin)
    port = _DEFAULT_PORTS.get(parts.scheme)
    if port is None:
        return False
    return parts.netloc.lower().removesuffix(port) == host.lower().removesuffix(port)


class BodyLimit:
    """Refuses a request as soon as its body exceeds the limit of its kind."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.upload_bytes = settings.upload_max_bytes + ENVELOPE_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.upload_bytes if header(scope, b"content-type").startswith("multipart/") else JSON_BYTES
        content_length = header(scope, b"content-length", "0")
        if not content_length.isdecimal() or int(content_length[:19]) > most:
            await refused(scope, _too_large(most))(scope, receive, send)
            return
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise _too_large(most)
            return message

        await self.app(scope, bounded, send)


class Compressed(GZipMiddleware):
    """Compresses responses for clients that accept it, and skips all others early."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        takes = scope["type"] == "http" and "gzip" in header(scope, b"accept-encoding")
        await (super().__call__ if takes else self.app)(scope, receive, send)


class Straight:
    """Sends requests for the most used route to its view past the router."""

    def __init__(self, app: ASGIApp, path: str, view: ASGIApp) -> None:
        self.app, self.path, self.view = app, path, view

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_it = scope["type"] == "http" and scope["path"] == self.path
        await (self.view if is_it else self.app)(scope, receive, send)


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"请求内容超过 {most} 字节", f"The body is larger than {most} bytes", most=most)
