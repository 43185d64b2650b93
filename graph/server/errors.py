"""The errors that this server reports in its own words; every error leaves through `error_reporting`.

ReportedError     an error with words for people and a stable English code
  Unauthenticated   nobody is signed in
    TokenRefused      the token of a program opens nothing
  Withheld          a rule withholds a field from this person (R8.3)
  Denied            this person has no right to the act
  BadRequest        the request itself is at fault
  LimitExceeded     the request asks for too much at once
  TooLarge          the request sends too much at once
  RateLimited       the requests come too often
  Unavailable       the database is away, or the server is overloaded
Anything else that the request did not cause is INTERNAL: masked, and logged under the id of the request.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil
from typing import Any, ClassVar

from graphql import FieldNode, GraphQLError
from graphql.pyutils import Path

INTERNAL = "INTERNAL"
STATUS = {
    "BAD_REQUEST": 400,
    "LIMIT_EXCEEDED": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "RATE_LIMITED": 429,
    INTERNAL: 500,
    "UNAVAILABLE": 503,
}
INTERNAL_WORDS = (
    "服务器内部错误，请联系管理员并提供编号 {request_id}",
    "Internal server error; report this number to the administrators: {request_id}",
)
_FORBIDDEN = ("无权进行此操作", "You have no right to do this")


class ReportedError(GraphQLError):
    """Represents an error in our own words."""

    code: ClassVar[str] = "BAD_REQUEST"
    status: ClassVar[int | None] = None
    zh: str = "请求有误"
    en: str = "Bad request"

    def __init__(self, zh: str | None = None, en: str | None = None, **extensions: Any) -> None:
        self.zh, self.en = zh or self.zh, en or self.en
        super().__init__(self.en, extensions={"code": self.code, **extensions})

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    @property
    def headers(self) -> dict[str, str]:
        """Returns further HTTP headers for a request that is refused as a whole."""
        return {}


class Unauthenticated(ReportedError):
    code = "UNAUTHENTICATED"
    challenge: ClassVar[str] = "Bearer"
    zh = "请先登录"
    en = "Sign in first"

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": self.challenge}


class TokenRefused(Unauthenticated):
    """Refuses a whole request, whatever it asks for: a program that sends a token counts on it (RFC 6750)."""

    challenge = 'Bearer error="invalid_token"'
    zh = "访问令牌无效、已过期或已撤销"
    en = "The token is not valid, has expired, or was revoked"


class BadRequest(ReportedError):
    """Reports that the request can't be understood, or asks for something impossible."""


class LimitExceeded(ReportedError):
    """Refuses a request before it costs anything; `limit` names the limit, `most` is its value."""

    code = "LIMIT_EXCEEDED"


class TooLarge(ReportedError):
    status = 413
    zh = "请求过大"
    en = "The request is too large"


class RateLimited(ReportedError):
    code = "RATE_LIMITED"
    zh = "请求过于频繁，请稍后再试"
    en = "Too many requests; try again later"


class Unavailable(ReportedError):
    """Reports that nothing is wrong with the request and nothing was done; it can be sent again in `retry_after`
    seconds.

    If that is not so, `outcome` says it: DONE, or UNKNOWN for a connection that was lost while the act ended.
    """

    code = "UNAVAILABLE"
    zh = "暂时无法处理，请稍后重试"
    en = "The service can't process this at the moment; try again shortly"

    def __init__(
        self, zh: str | None = None, en: str | None = None, *, retry_after: float = 2, **extensions: Any
    ) -> None:
        self.retry_after = max(1, ceil(retry_after))
        super().__init__(zh, en, retryAfter=self.retry_after, **extensions)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


WORDS_OF_OUTCOME = {
    "UNKNOWN": (
        "暂时无法确认是否已完成：请刷新后查看，未完成再重试",
        "It is not known yet whether this was done: reload to check, and try again only if it was not",
    ),
    "DONE": (
        "已完成，但暂时无法读取结果，请刷新后查看",
        "This was done, but its result can't be read at the moment: reload to see it",
    ),
}


class Denied(ReportedError):
    """Reports that the person has no right to an act."""

    code = "FORBIDDEN"
    zh, en = _FORBIDDEN


class Withheld(ReportedError):
    """Reports a field that a rule withholds from this person, once for each field of the schema (R8.3)."""

    code = "FORBIDDEN"
    zh = "无权查看此项"
    en = "You have no right to see this"

    def __init__(self, coordinate: str) -> None:
        super().__init__(coordinate=coordinate, withheld=1)
        self.coordinate = coordinate
        self.further: list[tuple[Path, list[FieldNode]]] = []
        """The other places of the field in the answer and the document, when values are met one by one."""
        if coordinate.startswith("Mutation."):
            self.zh, self.en = _FORBIDDEN


@lru_cache(maxsize=256)
def language_of(accept_language: str | None) -> str:
    """Returns "zh", unless English is preferred (R9.5)."""
    best, language = 0.0, "zh"
    for part in (accept_language or "")[:200].split(","):
        tag, _, weight = part.strip().lower().partition(";q=")
        known = tag[:2] if tag[:2] in ("zh", "en") and tag[2:3] in ("", "-") else None
        try:
            preference = float(weight or 1)
        except ValueError:
            continue
        if known and preference > best:
            best, language = preference, known
    return language


def in_order(errors: Iterable[GraphQLError], data: Any) -> list[GraphQLError]:
    """Sorts errors by their place in the answer; a withheld field counts where it stands first."""
    return sorted((_first(error, data) for error in errors), key=lambda error: _place(error.path or [], data))


def _first(error: GraphQLError, data: Any) -> GraphQLError:
    """Returns a withheld field's error at the first place of the field."""
    cause = error.original_error
    if not isinstance(cause, Withheld) or not cause.further:
        return error
    places = [(error.path or [], error.nodes), *((path.as_list(), nodes) for path, nodes in cause.further)]
    path, nodes = min(places, key=lambda place: _place(place[0], data))
    return GraphQLError(error.message, nodes, path=path, original_error=cause, extensions=error.extensions)


def _place(path: Sequence[str | int], data: Any) -> list[int]:
    """Returns the position of a path: the index of each step among its siblings."""
    places: list[int] = []
    for step in path:
        if isinstance(step, int):
            places.append(step)
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            places.append(list(data).index(step) if isinstance(data, dict) and step in data else -1)
            data = data.get(step) if isinstance(data, dict) else None
    return places


def cause_of(error: Exception) -> Exception:
    """Returns the original exception, without the layers that place it in the document."""
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error
