"""The GraphQL over HTTP specification, complete: https://graphql.github.io/graphql-over-http/

Queries come by GET or POST, mutations by POST, subscriptions as server-sent events or over WebSocket (`sockets`).
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph.server.admission import Admission, Place, Rank, rank_of, step_aside, take
from graph.server.application import Application, Context
from graph.server.clients import Client, ClientGone
from graph.server.disconnects import Watch, Watched
from graph.server.engine.execution import Schema
from graph.server.errors import (
    STATUS,
    WORDS_OF_OUTCOME,
    BadRequest,
    ReportedError,
    Unauthenticated,
    Unavailable,
    cause_of,
)
from graph.server.headers import header
from graph.server.open_connections import Places, Staying
from graph.server.operators import Operators
from graph.server.request_log import trail
from graph.server.requests import Ask, ask_of, asked, decoded
from graph.server.responses import JSON, Refused, refused
from graph.server.settings import ServerSettings
from graph.server.sockets import Socket
from graph.server.trusted_documents import Trusted

RESPONSE_JSON = "application/graphql-response+json"
EVENTS = "text/event-stream"
METHODS = ("GET", "HEAD", "POST")
HEADERS = {
    media_type: [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"vary", b"Accept, Accept-Encoding, Accept-Language, Authorization, Cookie"),
        (b"cache-control", b"no-store"),
        (b"content-disposition", b'attachment; filename="answer.json"'),
    ]
    for media_type in (RESPONSE_JSON, JSON)
}


@lru_cache(maxsize=256)
def accepted(accept: str) -> str | None:
    """Returns the media type of the answer, or None if none is acceptable. Clients without a preference get
    `application/json`."""
    best: tuple[float, str | None] = (0.0, None)
    for part in (accept or "*/*").split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        named = JSON if media in ("*/*", "application/*") else media
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        try:
            preference = float(weight)
        except ValueError:
            continue
        if named in (RESPONSE_JSON, JSON, EVENTS) and preference > best[0]:
            best = (preference, named)
    return best[1]


class AgainAtOnce(Exception):
    """Ends a first attempt that met a passing fault of a connection; another connection may work."""


class View(GraphQL[Any, None]):
    """Serves one schema. Subscriptions last as long as the client likes, everything else at most `request_seconds`."""

    schema: Schema

    def __init__(
        self,
        schema: Schema,
        application: Application,
        settings: ServerSettings,
        trusted: Trusted,
        admission: Admission,
    ) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=(GRAPHQL_SSE_PROTOCOL,))
        self.application, self.settings, self.errors = application, settings, schema.errors
        self.trusted, self.places = trusted, Places(settings.connections_per_person)
        self.admission, self._watch = admission, Watch()
        self.operators = Operators(application.token_of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = WebSocket(scope, receive, send)
            await Socket(socket, self.schema, self.application.context, self.trusted, self.places).serve()
            return
        request = Request(scope, receive)
        media_type = accepted(header(scope, b"accept"))
        try:
            response = await self._answer(request, media_type)
        except Exception as error:
            refusal = error if isinstance(error, ReportedError | Refused) else self.errors.unavailable(error)
            if refusal is None:
                raise
            response = refused(scope, refusal, media_type=RESPONSE_JSON if media_type == RESPONSE_JSON else JSON)
        await response(scope, receive, send)

    async def _answer(self, request: Request, media_type: str | None) -> Response:
        if request.method not in METHODS:
            raise Refused(405, "只支持 GET 和 POST", "Only GET and POST are supported", Allow=", ".join(METHODS))
        if media_type is None:
            raise Refused(
                406,
                f"Accept 请求头须包含 {JSON} 等支持的格式",
                f"Accept must include {RESPONSE_JSON}, {JSON} or {EVENTS}",
            )
        ask = await asked(request, self.settings, self.trusted)
        client = Client()
        self.application.on_request(client)
        watched = Watched(request.receive, client, trail())
        self._watch.begin(watched)
        try:
            return await self._admitted(request, ask, media_type, client)
        except asyncio.CancelledError:
            if not client.gone:
                raise
            raise ClientDisconnect from None
        except ClientGone:
            raise ClientDisconnect from None
        finally:
            self._watch.end(watched)
            await ask.close()

    async def _admitted(self, request: Request, ask: Ask, media_type: str, client: Client) -> Response:
        """Answers the request once it has a place among the few in flight."""
        rank = self._rank(ask)
        place = self.admission.at_once(rank) or await self._turn(request, rank, client)
        take(place)
        try:
            return await self._tried(request, ask, media_type, again=True)
        except AgainAtOnce:
            return await self._tried(request, ask, media_type, again=False)
        finally:
            place.leave()

    def _rank(self, ask: Ask) -> Rank:
        """Ranks by the root fields. A document that is not cached has none yet, because it must be read first."""
        operation = self.schema.documents.operation(ask.query, ask.operation_name)
        return rank_of(operation.roots if operation else frozenset(), self.application.priorities)

    def _is_long_query(self, ask: Ask) -> bool:
        operation = self.schema.documents.operation(ask.query, ask.operation_name)
        return operation is not None and operation.kind == "query" and self._rank(ask) is Rank.LONG

    def rank_of_body(self, body: bytes) -> Rank | None:
        """Returns the rank of a request in JSON, or None if it can't be read."""
        try:
            return self._rank(ask_of(decoded(body, "JSON"), self.trusted))
        except BadRequest:
            return None

    async def _turn(self, request: Request, rank: Rank, client: Client) -> Place:
        if self.operators.asks(request.scope):
            rank = Rank.OPERATOR
        return await self.admission.wait(rank, client)

    async def _tried(self, request: Request, ask: Ask, media_type: str, *, again: bool) -> Response:
        """Makes one attempt.

        Args:
            again: whether a query is repeated by other connections if these were lost.

        Raises:
            AgainAtOnce: the query is to be repeated.
        """
        response = Response()
        try:
            context = await self.application.context(request, response)
            if again and self._is_long_query(ask):
                await self.application.before_long_query(context)
        except Exception as error:
            if again and self.errors.may_go_well_at_once(error):
                raise AgainAtOnce from error
            raise
        trail().account_id = getattr(context.viewer, "account_id", None)
        self.trusted.judge(context.viewer, by_id=ask.trusted)
        self.operators.note(request.scope, context.viewer)
        if media_type == EVENTS:
            step_aside()
            with ExitStack() as place:
                place.enter_context(self.places.of(context.viewer, request.scope))
                stream = await self._stream(request, ask, context, response)
                return Staying(stream, place.pop_all())
        result = await self._executed_in_time(request, ask, context)
        if again and result.errors and trail().kind == "query" and self._may_go_well(result.errors):
            raise AgainAtOnce
        return self._finished(request, result, media_type, response)

    async def _executed_in_time(self, request: Request, ask: Ask, context: Context) -> ExecutionResult:
        """Executes within the time limit. An abandoned act is rolled back, or was completed just then; uploads have
        no limit here."""
        seconds = None if ask.files is not None else self.settings.request_seconds
        try:
            with self.application.while_executing(ask.query):
                async with asyncio.timeout(seconds):
                    return await self._execute(request, ask, context)
        except TimeoutError as over:
            if trail().kind == "mutation":
                raise Unavailable(*WORDS_OF_OUTCOME["UNKNOWN"], outcome="UNKNOWN") from over
            raise Unavailable from over

    async def _execute(self, request: Request, ask: Ask, context: Context) -> ExecutionResult:
        allowed = {OperationType.QUERY} if request.method != "POST" else {OperationType.QUERY, OperationType.MUTATION}
        try:
            return await self.schema.answer(
                ask.query,
                variable_values=ask.variables,
                context_value=context,
                operation_name=ask.operation_name,
                allowed_operation_types=allowed,
                operation_extensions=ask.extensions,
                fast=self.settings.fast_path,
            )
        except (CannotGetOperationTypeError, MissingQueryError) as unclear:
            raise _unclear() from unclear
        except InvalidOperationTypeError as wrong:
            raise _misplaced(wrong.operation_type) from wrong

    async def _stream(self, request: Request, ask: Ask, context: Context, response: Response) -> Response:
        """Sends each result as one event; the operation ends with `complete`."""
        if request.headers.get("content-type", "").startswith("multipart/"):
            raise Refused(406, "上传文件时不支持事件流", "Uploads can't be answered by an event stream")
        allowed = set(OperationType) if request.method == "POST" else set(OperationType) - {OperationType.MUTATION}
        events: Any = await self.schema.stream(
            ask.query,
            variable_values=ask.variables,
            context_value=context,
            operation_name=ask.operation_name,
            operation_extensions=ask.extensions,
            allowed_operation_types=allowed,
        )
        del response.headers["content-length"]
        return await self._create_streaming_response(
            request=request, result=events, protocol="sse", sub_response=response
        )

    def _finished(self, request: Request, result: ExecutionResult, media_type: str, carried: Response) -> Response:
        """Returns the response. Its body has no `data` if the request itself was at fault."""
        body: dict[str, Any] = {"data": result.data}
        status = 200
        if result.errors:
            if passing := self._unavailable(result.errors, result.data):
                raise passing
            body["errors"] = [error.formatted for error in result.errors]
            if result.data is None and all(error.path is None for error in result.errors):
                del body["data"]
                code = (result.errors[0].extensions or {}).get("code", "")
                status = STATUS.get(code, 400) if media_type == RESPONSE_JSON else 200
        response = Response(self.encode_json(body), status)
        response.raw_headers += HEADERS[media_type]
        if status == 401:
            response.headers.update(Unauthenticated().headers)
        response.raw_headers += [one for one in carried.raw_headers if one[0] != b"content-length"]
        response.background = carried.background
        return response if request.method == "POST" else _cached(request, response)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    def _unavailable(self, errors: Sequence[GraphQLError], data: Any) -> Unavailable | None:
        """Returns the error that replaces a partial answer if the database was away, or None if an act was done."""
        found = [error for error in errors if (error.extensions or {}).get("code") == Unavailable.code]
        if not found:
            return None
        behind_an_act = any(len(one.path or ()) > 1 for one in found)
        if trail().kind == "mutation" and (any((data or {}).values()) or behind_an_act):
            return None
        return self.errors.unavailable(cause_of(found[0]))

    def _may_go_well(self, errors: Sequence[GraphQLError]) -> bool:
        return any(self.errors.may_go_well_at_once(cause_of(error)) for error in errors)


def _unclear() -> BadRequest:
    return BadRequest(
        "查询中没有这个操作，或有多个操作而未填写 operationName",
        "There is no such operation, or there are several and operationName is missing",
    )


def _misplaced(kind: OperationType) -> Refused:
    if kind is OperationType.SUBSCRIPTION:
        return Refused(406, f"订阅须带请求头 Accept: {EVENTS}", f"Subscriptions need the header Accept: {EVENTS}")
    return Refused(405, "修改操作须用 POST 发送", "Mutations must be sent by POST", Allow="POST")


def _cached(request: Request, response: Response) -> Response:
    """Answers "not modified" if the page already has this answer; proxies must not store it."""
    if response.status_code != 200:
        return response
    tag = f'W/"{blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
    response.headers["etag"] = tag
    response.headers["cache-control"] = "private, no-cache"
    known = request.headers.get("if-none-match", "")
    if tag in (candidate.strip() for candidate in known.split(",")):
        kept = {name: response.headers[name] for name in ("etag", "cache-control", "vary")}
        return Response(status_code=304, headers=kept)
    return response
