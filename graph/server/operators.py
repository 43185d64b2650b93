"""The sessions of operators that this process has met; they are admitted first under load."""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from starlette.types import Scope

from graph.server.application import TokenOf

REMEMBERED = 100


class Operators:
    """Remembers sessions by the hash of their token. The viewer is fetched only after admission, so this memory
    decides nothing but the order. A viewer who operates the site has the attribute `operates`."""

    def __init__(self, token_of: TokenOf) -> None:
        self._token_of = token_of
        self._tokens: OrderedDict[bytes, None] = OrderedDict()

    def note(self, scope: Scope, viewer: Any) -> None:
        if getattr(viewer, "operates", False) and (key := self._key(scope)):
            self._tokens[key] = None
            self._tokens.move_to_end(key)
            if len(self._tokens) > REMEMBERED:
                self._tokens.popitem(last=False)

    def asks(self, scope: Mapping[str, Any]) -> bool:
        return bool(self._tokens) and self._key(scope) in self._tokens

    def _key(self, scope: Mapping[str, Any]) -> bytes | None:
        token, _ = self._token_of(scope)
        return blake2b(token.encode(), digest_size=16).digest() if token else None
