"""Translates exceptions of `core` and `db` for clients: refusals in their own words, and passing faults of the
database."""

from core.errors import Forbidden, Refusal, Refusals
from db import passing
from db.cursor_values import BrokenCursor
from graph.server.error_reporting import ErrorReporter, Fault
from graph.server.errors import BadRequest, Denied, ReportedError

_FAULTS = {
    passing.Fault.LOST: Fault.AT_ONCE,
    passing.Fault.CROSSED: Fault.AT_ONCE,
    passing.Fault.LATER: Fault.LATER,
    passing.Fault.UNKNOWN: Fault.UNKNOWN,
}


def translate(error: Exception) -> ReportedError | None:
    """Returns the words for an exception of `core` or `db`, or None for any other."""
    if isinstance(error, BrokenCursor):
        return BadRequest(
            "游标与列表或排序不符，请从第一页开始",
            "The cursor does not fit this list and order; start from the first page",
        )
    if isinstance(error, Refusals) and error.refusals:
        error = error.refusals[0]
    if isinstance(error, Refusal):
        return BadRequest(error.message("zh"), error.message("en"), reason=error.code)
    return Denied() if isinstance(error, Forbidden) else None


def fault_of(error: BaseException) -> Fault | None:
    """Returns what a passing fault of the database means for the client, or None for any other error."""
    fault = passing.fault_of(error)
    return None if fault is None else _FAULTS[fault]


ERRORS = ErrorReporter(translate, fault_of)
