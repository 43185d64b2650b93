"""The one door out for errors: each leaves with a code, in the language of the person, and without our insides.

Told            ours: words for people, a stable English code
  Unauthenticated   not signed in
  Withheld          a field that a rule keeps from this person (R8.3)
  BadRequest        the request itself is at fault
  LimitExceeded     too much is asked for at once
  TooLarge          too much is sent at once
  RateLimited       too often
  Unavailable       not just now: the database is away, or there is more to do than can be done
Anything else that the request did not cause is INTERNAL: masked, and logged under the id of the request.
"""

import re
import traceback
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil
from typing import Any, ClassVar, Protocol

import structlog
from graphql import FieldNode, GraphQLError
from graphql.pyutils import Path
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from core.errors import Forbidden, Refusal, Refusals
from db.cursor_values import BrokenCursor
from db.passing import Fault, fault_of
from graph.server.request_log import trail

log = structlog.get_logger("zongce")

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
    "Internal server error; tell the administrators the number {request_id}",
)
_FORBIDDEN = ("无权进行此操作", "You have no right to do this")
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?")
_FRAMES = 12
_LONGEST = 500


class Asking(Protocol):
    """What the edge needs to know of who asks; the application's Context has it."""

    @property
    def viewer(self) -> Any: ...
    @property
    def language(self) -> str: ...
    @property
    def request_id(self) -> str: ...


class Told(GraphQLError):
    """An error in our own words."""

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
        """What HTTP says besides, where the request is refused as a whole."""
        return {}


class Unauthenticated(Told):
    code = "UNAUTHENTICATED"
    zh = "请先登录"
    en = "Sign in first"


class BadRequest(Told):
    """The request can't be understood, or asks for what can't be."""


class LimitExceeded(Told):
    """Refused before it costs anything; `limit` names which, `most` how much there may be."""

    code = "LIMIT_EXCEEDED"


class TooLarge(Told):
    status = 413
    zh = "请求过大"
    en = "The request is too large"


class RateLimited(Told):
    code = "RATE_LIMITED"
    zh = "请求过于频繁，请稍后再试"
    en = "Too many requests; try again later"


class Unavailable(Told):
    """Nothing is wrong with the request, and nothing of it was done; it can be sent again in `retry_after` seconds.

    Where that is not so, `outcome` says it: DONE, or UNKNOWN for a connection that was lost while the act ended.
    """

    code = "UNAVAILABLE"
    zh = "暂时无法处理，请稍后重试"
    en = "This can't be done just now; try again in a moment"

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
        "It can't be told just now whether this was done: look first, and try again only if it was not",
    ),
    "DONE": (
        "已完成，但暂时读不出结果，请刷新后查看",
        "It was done, but what came of it can't be read just now: ask again",
    ),
}


def unavailable(error: BaseException, *, done: bool = False) -> Unavailable | None:
    """What is told of a passing fault of the database; None for any other error.

    Args:
        done: the act itself was done, and only its outcome could not be read.
    """
    if isinstance(error, Unavailable):
        return error
    fault = fault_of(error)
    if fault is None:
        return None
    if outcome := "DONE" if done else "UNKNOWN" if fault is Fault.UNKNOWN else None:
        return Unavailable(*WORDS_OF_OUTCOME[outcome], outcome=outcome)
    return Unavailable()


def may_go_well_at_once(error: BaseException) -> bool:
    """Whether reading again, by another connection, is worth it: what took too long would take as long again."""
    return fault_of(error) in (Fault.LOST, Fault.CROSSED)


class Withheld(Told):
    """R8.3: a field that is kept from this person; told once for each field of the schema."""

    code = "FORBIDDEN"
    zh = "无权查看此项"
    en = "You have no right to see this"

    def __init__(self, coordinate: str) -> None:
        super().__init__(coordinate=coordinate, withheld=1)
        self.coordinate = coordinate
        self.further: list[tuple[Path, list[FieldNode]]] = []
        """Where else the field is withheld, in the answer and in the document, where it is met value by value."""
        if coordinate.startswith("Mutation."):
            self.zh, self.en = _FORBIDDEN


@lru_cache(maxsize=256)
def language_of(accept_language: str | None) -> str:
    """ "zh", unless English is preferred (R9.5)."""
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
    """As they stand in the answer, whichever was met first; a withheld field where it stands first."""
    return sorted((_first(error, data) for error in errors), key=lambda error: _place(error.path or [], data))


def _first(error: GraphQLError, data: Any) -> GraphQLError:
    """A withheld field's error, as it is told of the place where the field stands first."""
    cause = error.original_error
    if not isinstance(cause, Withheld) or not cause.further:
        return error
    places = [(error.path or [], error.nodes), *((path.as_list(), nodes) for path, nodes in cause.further)]
    path, nodes = min(places, key=lambda place: _place(place[0], data))
    return GraphQLError(error.message, nodes, path=path, original_error=cause, extensions=error.extensions)


def _place(path: Sequence[str | int], data: Any) -> list[int]:
    """Where a path leads, as the places of its steps in what they are steps of."""
    places: list[int] = []
    for step in path:
        if isinstance(step, int):
            places.append(step)
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            places.append(list(data).index(step) if isinstance(data, dict) and step in data else -1)
            data = data.get(step) if isinstance(data, dict) else None
    return places


def tell(errors: Iterable[GraphQLError], language: str, request_id: str) -> list[GraphQLError]:
    """The errors as they leave. What was unexpected is logged once for each place, under the request's id."""
    told, seen = [], set[tuple[object, ...]]()
    for error in errors:
        code, words, extensions = _verdict(error, language)
        if code == INTERNAL:
            cause = cause_of(error)
            place = tuple(step for step in error.path or () if isinstance(step, str))
            if (type(cause), place) not in seen:
                seen.add((type(cause), place))
                log_unexpected(cause, request_id, ".".join(place))
            words, extensions = words.format(request_id=request_id), {"requestId": request_id}
        elif code == Unavailable.code:
            log_passing(cause_of(error), request_id)
        trail().codes.add(code)
        error.message, error.extensions = words, {"code": code, **extensions}
        told.append(error)
    return told


def _verdict(error: GraphQLError, language: str) -> tuple[str, str, dict[str, Any]]:
    """Code, words and further extensions."""
    cause = cause_of(error)
    chinese = language != "en"
    if isinstance(cause, BrokenCursor):
        cause = BadRequest("游标与列表或排序不符，请从第一页开始", "The cursor is not of this list in this order")
    if isinstance(cause, Told):
        return cause.code, cause.words(language), error.extensions or cause.extensions or {}
    if isinstance(cause, Refusals) and cause.refusals:
        cause = cause.refusals[0]
    if isinstance(cause, Refusal):
        return "BAD_REQUEST", cause.message(language), {"reason": cause.code}
    if isinstance(cause, Forbidden):
        return "FORBIDDEN", _FORBIDDEN[0 if chinese else 1], {}
    behind_an_act = trail().kind == "mutation" and len(error.path or ()) > 1
    if passing := unavailable(cause, done=behind_an_act):
        return passing.code, passing.words(language), passing.extensions or {}
    unclear = isinstance(cause, CannotGetOperationTypeError | InvalidOperationTypeError)
    if unclear or (isinstance(cause, GraphQLError) and (error.path is None or cause.nodes)):
        detail = error.message[:_LONGEST]
        return "BAD_REQUEST", f"请求有误：{detail}" if chinese else detail, {}
    return INTERNAL, INTERNAL_WORDS[0 if chinese else 1], {}


def cause_of(error: Exception) -> Exception:
    """What was raised at first, under the layers that place it in the document."""
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error


def log_passing(error: BaseException, request_id: str, place: str = "") -> None:
    """One line: there may be hundreds of them in a second, and each says the same."""
    log.warning("unavailable", request_id=request_id, place=place, cause=type(error).__name__, said=scrubbed(error))


def log_unexpected(error: BaseException, request_id: str, place: str = "") -> None:
    """Where it came from and what it was, without a value that somebody sent or stored; a passing fault is a line."""
    if fault_of(error):
        log_passing(error, request_id, place)
        return
    causes: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < 5:
        causes.append(f"{type(cause).__name__}: {scrubbed(cause)}")
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    log.error(
        "unexpected",
        request_id=request_id,
        place=place,
        causes=causes,
        frames=[f"{'/'.join(frame.filename.rsplit('/', 3)[1:])}:{frame.lineno} {frame.name}" for frame in frames],
    )


def scrubbed(error: BaseException) -> str:
    """The first line of its message, without quoted values and numbers; names in the code may stay."""
    message = str(error).strip().partition("\n")[0][:200]
    return message if isinstance(error, AttributeError | NameError) else _VALUE.sub("…", message)
