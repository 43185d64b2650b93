"""Trusted documents: the pages' own queries, sent by the hash of their text. A deployment may require them (R9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.server.errors import BadRequest

ALGORITHM = "sha256:"


@dataclass(frozen=True, slots=True)
class Trusted:
    """Holds `texts` by the SHA-256 of each. With `only`, free text needs an access token."""

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def text(self, document_id: str) -> str:
        """Returns the text of a document id.

        Raises:
            BadRequest
        """
        found = self.texts.get(document_id.removeprefix(ALGORITHM)) if document_id.startswith(ALGORITHM) else None
        if found is None:
            raise BadRequest(
                "页面已更新，请刷新后再试（documentId 未知）",
                "Unknown documentId; the page may be out of date: reload it",
                reason="UNKNOWN_DOCUMENT",
            )
        return found

    def judge(self, viewer: Any, *, by_id: bool) -> None:
        """Refuses a free query without an access token if only trusted documents are allowed. A session, or a visitor
        who is about to sign in, belongs to a page.

        Raises:
            BadRequest: the query is free text, which needs an access token.
        """
        if by_id or not self.only or (viewer is not None and viewer.session_id is None):
            return
        raise BadRequest(
            "本站只执行页面自带的查询（documentId）；程序请使用访问令牌",
            "Only the pages' own queries (documentId) are accepted here; programs need an access token",
            reason="UNTRUSTED_DOCUMENT",
        )
