"""Subscriptions over WebSocket, by the protocol graphql-transport-ws; queries and mutations use HTTP.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

A page is identified by its cookie (`security.forgery` has checked its origin), a program by a header or by its token in
`connection_init`: `{"authorization": "Bearer ..."}`. Each subscription is checked anew, as a request would be.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack, aclosing, suppress
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graph.server.application import Context, ContextFactory
from graph.server.engine.execution import Schema
from graph.server.engine.limits import exceeded
from graph.server.errors import ReportedError, Unauthenticated, language_of
from graph.server.headers import header
from graph.server.open_connections import Places, TooManyOpen
from graph.server.request_log import begin, trail
from graph.server.requests import Ask, ask_of, decoded
from graph.server.responses import refused
from graph.server.trusted_documents import Trusted

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10
MESSAGE_CHARACTERS = 2**20
TRY_AGAIN_LATER = 1013


class Close(Exception):  # an end of the conversation, with a code of the protocol
    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason


class Socket:
    """Serves one connection and its subscriptions. When the connection ends, they end with it."""

    def __init__(
        self,
        websocket: WebSocket,
        schema: Schema,
        context_factory: ContextFactory,
        trusted: Trusted,
        places: Places,
    ) -> None:
        self.errors = schema.errors
        self.websocket, self.schema, self.context_factory = websocket, schema, context_factory
        self.trusted, self.places = trusted, places
        self._scope: Scope = websocket.scope
        self._followed: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()

    async def serve(self) -> None:
        with ExitStack() as place:
            try:
                place.enter_context(self.places.of(None, self._scope))
            except TooManyOpen as many:
                await self.websocket.send_denial_response(refused(self._scope, many))
                return
            await self._talk(place)

    async def _talk(self, place: ExitStack) -> None:
        """Runs the conversation. The place of the address becomes one of the person once the viewer is known."""
        offered = PROTOCOL in self.websocket.scope.get("subprotocols", ())
        await self.websocket.accept(PROTOCOL if offered else None)
        try:
            if not offered:
                raise Close(4406, "Subprotocol not acceptable")
            viewer = await self._be_introduced()
            place.close()
            place.enter_context(self.places.of(viewer, self._scope))
            await self._send(type="connection_ack")
            while True:
                await self._take(await self._message())
        except TooManyOpen:
            await self._close(Close(4429, "Too many connections"))
        except Close as close:
            await self._close(close)
        except WebSocketDisconnect:
            pass
        finally:
            await self._let_go()

    async def _be_introduced(self) -> Any:
        """Waits for `connection_init` and returns the viewer; nothing else is answered before."""
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while (message := await self._message())["type"] != "connection_init":
                    if message["type"] not in ("ping", "pong"):
                        raise Close(4401, "Unauthorized")
                    await self._take(message)
        except TimeoutError:
            raise Close(4408, "Connection initialisation timeout") from None
        self._scope = self._introduced(message.get("payload"))
        try:
            context = await self._context()
        except Unauthenticated:
            raise Close(4403, "Forbidden") from None
        except Exception as error:
            if passing := self.errors.unavailable(error):
                raise Close(TRY_AGAIN_LATER, passing.en) from error
            raise
        if context.viewer is None:
            raise Close(4403, "Forbidden")
        return context.viewer

    def _introduced(self, payload: Any) -> Scope:
        """Returns the scope of the handshake, with the token from `connection_init`."""
        if not isinstance(payload, dict | None):
            raise Close(4400, "Invalid connection init payload")
        given = {name.lower(): value for name, value in (payload or {}).items()}.get("authorization")
        scope = dict(self.websocket.scope)
        if isinstance(given, str):
            others = [header for header in scope["headers"] if header[0] != b"authorization"]
            scope["headers"] = [*others, (b"authorization", given.encode("latin-1", "replace"))]
        return scope

    async def _context(self) -> Context:
        """Builds a fresh context with the viewer's current rights, under the id of the current trail."""
        state = {**self._scope.get("state", {}), "request_id": trail().request_id}
        return await self.context_factory(HTTPConnection({**self._scope, "state": state}), Response())

    async def _message(self) -> dict[str, Any]:
        text = await self._text()
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Close(4400, "Message must be valid JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Close(4400, "Invalid message")
        return message

    async def _text(self) -> str:
        received = await self.websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code") or 1005)
        text = received.get("text")
        if not isinstance(text, str):
            raise Close(4400, "Message must be text")
        if len(text) > MESSAGE_CHARACTERS:
            raise Close(1009, "Message too big")
        return text

    async def _take(self, message: dict[str, Any]) -> None:
        kind, id_ = message["type"], message.get("id")
        if kind == "ping":
            await self._send(type="pong")
        elif kind == "connection_init":
            raise Close(4429, "Too many initialisation requests")
        elif kind == "subscribe" and isinstance(id_, str) and id_:
            await self._subscribe(id_, message.get("payload"))
        elif kind == "complete" and isinstance(id_, str):
            if id_ in self._followed:
                self._followed.pop(id_).cancel()
        elif kind != "pong":
            raise Close(4400, "Invalid message")

    async def _subscribe(self, id_: str, payload: Any) -> None:
        if id_ in self._followed:
            raise Close(4409, f"Subscriber for {id_[:64]} already exists")
        try:
            if len(self._followed) >= self.schema.limits.subscriptions:
                raise exceeded("subscriptions", self.schema.limits)
            ask = ask_of(decoded(orjson.dumps(payload), "payload"), self.trusted)
        except ReportedError as wrong:
            language = language_of(header(self._scope, b"accept-language"))
            await self._refuse(id_, self.errors.tell([wrong], language, "-"))
            return
        self._followed[id_] = asyncio.create_task(self._follow(id_, ask))

    async def _follow(self, id_: str, ask: Ask) -> None:
        """Runs one subscription, with a trail of its own."""
        request_id = begin(self._scope).request_id
        try:
            await self._stream(id_, ask)
        except Close as close:
            await self._close(close)
        except Unauthenticated:
            await self._close(Close(4401, "Unauthorized"))
        except Exception as error:
            if not self._open:  # closed while a message was on its way
                return
            if passing := self.errors.unavailable(error):
                language = language_of(header(self._scope, b"accept-language"))
                await self._refuse(id_, self.errors.tell([passing], language, request_id))
                return
            self.errors.log(error, request_id)
            await self._close(Close(1011, "Internal server error"))
        finally:
            if self._followed.get(id_) is asyncio.current_task():
                del self._followed[id_]

    async def _stream(self, id_: str, ask: Ask) -> None:
        context = await self._context()
        if context.viewer is None:
            raise Close(4401, "Unauthorized")
        try:
            self.trusted.judge(context.viewer, by_id=ask.trusted)
        except ReportedError as wrong:
            await self._refuse(id_, self.errors.tell([wrong], context.language, context.request_id))
            return
        results = await self.schema.stream(
            ask.query,
            variable_values=ask.variables,
            context_value=context,
            operation_name=ask.operation_name,
            operation_extensions=ask.extensions,
            allowed_operation_types={OperationType.SUBSCRIPTION},
        )
        async with aclosing(results):
            async for result in results:
                if isinstance(result, PreExecutionError):
                    await self._refuse(id_, result.errors or [])
                    return
                await self._tell(id_, result)
        self._followed.pop(id_, None)
        await self._send(type="complete", id=id_)

    async def _tell(self, id_: str, result: Any) -> None:
        payload: dict[str, Any] = {"data": result.data}
        if result.errors:
            payload["errors"] = [error.formatted for error in result.errors]
        await self._send(type="next", id=id_, payload=payload)
        if any((error.extensions or {}).get("code") == Unauthenticated.code for error in result.errors or ()):
            raise Close(4401, "Unauthorized")

    async def _refuse(self, id_: str, errors: Sequence[GraphQLError]) -> None:
        """Sends errors that are already in the client's language."""
        self._followed.pop(id_, None)
        await self._send(type="error", id=id_, payload=[error.formatted for error in errors])

    async def _send(self, **message: Any) -> None:
        async with self._sending:
            await self.websocket.send_text(orjson.dumps(message).decode())

    async def _close(self, close: Close) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):  # closed already
            async with self._sending:
                await self.websocket.close(close.code, close.reason)

    @property
    def _open(self) -> bool:
        states = (self.websocket.client_state, self.websocket.application_state)
        return states == (WebSocketState.CONNECTED, WebSocketState.CONNECTED)

    async def _let_go(self) -> None:
        followed = list(self._followed.values())
        for task in followed:
            task.cancel()
        await asyncio.gather(*followed, return_exceptions=True)
