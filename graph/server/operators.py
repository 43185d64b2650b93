"""The sessions of those who run the site, as far as this process has met them: they are let in before a crowd is."""

from collections import OrderedDict
from typing import Any

from starlette.requests import HTTPConnection

from core.identity.tokens import hash_of
from graph.auth import token_of

REMEMBERED = 100


class Operators:
    """By the hash of their token. Who asks is read from the database only once a request has been let in, so what is
    remembered says no more than who goes first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()

    def note(self, context: Any) -> None:
        if getattr(context.viewer, "operates", False):
            self._known[context.token_hash] = None
            self._known.move_to_end(context.token_hash)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def asks(self, request: HTTPConnection) -> bool:
        if not self._known:
            return False
        token, _ = token_of(request.scope, request.app.state.settings)
        return token is not None and hash_of(token) in self._known
