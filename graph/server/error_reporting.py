"""The one way out for errors: each leaves with a code, in the person's language, and without our internals.

The application explains its own exceptions: some are answers in words (`translate`), some are passing faults, such as a
restarting database (`fault_of`). Any other is INTERNAL: masked, and logged.
"""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Any, TypeAlias

from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from graph.server.error_log import log_fault, log_passing
from graph.server.errors import INTERNAL, INTERNAL_WORDS, WORDS_OF_OUTCOME, ReportedError, Unavailable, cause_of
from graph.server.request_log import trail

_LONGEST = 500


class Fault(Enum):
    """Names what a passing fault means for the client."""

    AT_ONCE = auto()
    """The same may go well at once."""
    LATER = auto()
    """The same may go well in a while."""
    UNKNOWN = auto()
    """It may have been done: the client has to look before it asks again."""


Translate: TypeAlias = Callable[[Exception], ReportedError | None]
FaultOf: TypeAlias = Callable[[BaseException], Fault | None]


def _nothing(_error: BaseException) -> None:
    """Translates nothing, for an application without exceptions of its own."""


class ErrorReporter:
    """Turns every exception into the error that the client gets.

    Args:
        translate: returns the words for an exception of the application, None for any other exception.
        fault_of: returns what a passing fault means, None for any other exception.
    """

    def __init__(self, translate: Translate = _nothing, fault_of: FaultOf = _nothing) -> None:
        self._translate, self.fault_of = translate, fault_of

    def unavailable(self, error: BaseException, *, done: bool = False) -> Unavailable | None:
        """Returns the answer to a passing fault, or None for any other error.

        Args:
            done: whether the act itself was done, so that only its outcome could not be read.
        """
        if isinstance(error, Unavailable):
            return error
        fault = self.fault_of(error)
        if fault is None:
            return None
        if outcome := "DONE" if done else "UNKNOWN" if fault is Fault.UNKNOWN else None:
            return Unavailable(*WORDS_OF_OUTCOME[outcome], outcome=outcome)
        return Unavailable()

    def may_go_well_at_once(self, error: BaseException) -> bool:
        """Tells whether to read again by another connection; a query that took too long would take as long again."""
        return self.fault_of(error) is Fault.AT_ONCE

    def tell(self, errors: Iterable[GraphQLError], language: str, request_id: str) -> list[GraphQLError]:
        """Completes the errors for the client. An unexpected error is logged once for each place, under the
        request's id."""
        reported, seen = [], set[tuple[object, ...]]()
        for error in errors:
            code, words, extensions = self._verdict(error, language)
            if code == INTERNAL:
                cause = cause_of(error)
                place = tuple(step for step in error.path or () if isinstance(step, str))
                if (type(cause), place) not in seen:
                    seen.add((type(cause), place))
                    self.log(cause, request_id, ".".join(place))
                words, extensions = words.format(request_id=request_id), {"requestId": request_id}
            elif code == Unavailable.code:
                log_passing(cause_of(error), request_id)
            trail().codes.add(code)
            error.message, error.extensions = words, {"code": code, **extensions}
            reported.append(error)
        return reported

    def log(self, error: BaseException, request_id: str, place: str = "") -> None:
        """Logs an unexpected error with its frames; a passing fault is one line."""
        (log_passing if self.fault_of(error) else log_fault)(error, request_id, place)

    def _verdict(self, error: GraphQLError, language: str) -> tuple[str, str, dict[str, Any]]:
        """Returns the code, the words and further extensions of an error."""
        cause = cause_of(error)
        if isinstance(cause, ReportedError):
            return cause.code, cause.words(language), error.extensions or cause.extensions or {}
        behind_an_act = trail().kind == "mutation" and len(error.path or ()) > 1
        answer = self._translate(cause) or self.unavailable(cause, done=behind_an_act)
        if answer is not None:
            return answer.code, answer.words(language), answer.extensions or {}
        chinese = language != "en"
        unclear = isinstance(cause, CannotGetOperationTypeError | InvalidOperationTypeError)
        if unclear or (isinstance(cause, GraphQLError) and (error.path is None or cause.nodes)):
            detail = error.message[:_LONGEST]
            return "BAD_REQUEST", f"请求有误：{detail}" if chinese else detail, {}
        return INTERNAL, INTERNAL_WORDS[0 if chinese else 1], {}
