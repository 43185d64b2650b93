"""Trusted documents: the pages' own queries, sent by the hash of their text. A deployment may demand them (R9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.server.errors import BadRequest

ALGORITHM = "sha256:"


@dataclass(frozen=True, slots=True)
class Trusted:
    """`texts` by the SHA-256 of each; `only`: free text is left to access tokens."""

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def text(self, document_id: str) -> str:
        """Raises: BadRequest."""
        found = self.texts.get(document_id.removeprefix(ALGORITHM)) if document_id.startswith(ALGORITHM) else None
        if found is None:
            raise BadRequest(
                "没有这个 documentId：页面可能已更新，请刷新",
                "There is no such documentId; the page may be out of date: reload it",
                reason="UNKNOWN_DOCUMENT",
            )
        return found

    def judge(self, viewer: Any, *, by_id: bool) -> None:
        """A session belongs to a person at a page, and so does whoever is about to sign in; a tool has its own token.

        Raises:
            BadRequest: a query in free text, by somebody to whom that is not left.
        """
        if by_id or not self.only or (viewer is not None and viewer.session_id is None):
            return
        raise BadRequest(
            "本站只执行页面自带的查询（documentId）；程序请使用访问令牌",
            "Only the pages' own queries (documentId) are run here; programs use an access token",
            reason="UNTRUSTED_DOCUMENT",
        )
