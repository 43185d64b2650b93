"""HTTP whose requests pass the gate (`graph.server.gate`) before anything is made for them.

uvicorn makes a task for each request when its head has come. While a crowd lasts, a head is held until its body is
there, which is nearly always at once; then the request is refused by the gate, or goes on as if nothing had been.
"""

from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.server.gate import STATE, Gate
from graph.server.headers import header

PATH = b"/graphql"


class GatedHttp(HttpToolsProtocol):
    """Handles one connection."""

    _held: bytearray | None = None
    """The body so far of a request that is held."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._held is not None:
            self._let_go()  # the rest of its body comes later

    def on_headers_complete(self) -> None:
        gate = cast("Gate | None", self.app_state.get(STATE))
        if gate is not None and gate.shut and self._can_be_held():
            self._held = bytearray()
        else:
            super().on_headers_complete()

    def _can_be_held(self) -> bool:
        """Tells whether this is a request to GraphQL in JSON, nothing before it is unanswered, and an answer would be
        read."""
        return (
            self.url == PATH
            and self.parser.get_method() == b"POST"
            and (self.cycle is None or self.cycle.response_complete)
            and not (self.pipeline or self.expect_100_continue or self.flow.write_paused)
            and not (self.parser.should_upgrade() or self.transport.is_closing())
            and header(self.scope, b"content-type").startswith("application/json")
        )

    def on_body(self, body: bytes) -> None:
        if self._held is None:
            super().on_body(body)
        else:
            self._held += body

    def on_message_complete(self) -> None:
        if self._held is not None:
            gate = cast("Gate", self.app_state[STATE])
            refusal = gate.refusal(self.scope, bytes(self._held))
            if refusal is not None:
                self._held = None
                self._refuse_early(*refusal)
                return
            self._let_go()
        super().on_message_complete()

    def _let_go(self) -> None:
        """Passes the held request on to the app."""
        body, self._held = bytes(self._held or b""), None
        super().on_headers_complete()
        super().on_body(body)

    def _refuse_early(self, head: bytes, body: bytes) -> None:
        kept = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        lines = [b"%s: %s\r\n" % one for one in self.server_state.default_headers]
        if not kept:
            lines.append(b"connection: close\r\n")
        self.transport.write(b"".join([head, *lines, b"\r\n", body]))
        if not kept:
            self.transport.close()
        self.on_response_complete()
