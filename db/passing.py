"""Recognizes passing faults: errors of a database that restarts, fails over, is locked, full or out of reach.

They form one family for all sources: PostgreSQL by its codes, the driver by its own errors, SQLAlchemy around either,
and our own limits. The request itself is correct, and may succeed later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from asyncpg import exceptions
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as NoSlotInTime

LOST = ("08", "57P", "53300", "25006", "25P03", "25P04")
"""These prefixes of SQLSTATEs mean that the connection is broken, or leads to a server that takes no writes."""
IN_EACH_OTHERS_WAY = ("40",)
CANCELED, LOCKED, FULL = "57014", "55P03", "53"
LATER = (FULL, LOCKED, CANCELED)
"""The server is full, a lock is taken, or a statement took too long: an immediate retry would double the load."""
_OF_MISUSE = (exceptions.InterfaceError, exceptions.InternalClientError, InvalidRequestError)
_STALE_PLAN = (exceptions.InvalidCachedStatementError, exceptions.OutdatedSchemaCacheError)
BARE = (TimeoutError, ConnectionError)
_DEEPEST = 10
_OVER = ("closed", "another operation is cancelling", "released back", "cannot switch to state")
"""The driver and SQLAlchemy's pool describe a closed connection by these words, in errors that also report misuse.

The last one is a server's farewell that came while no statement was running.
"""


class Passing(Exception):  # a state of the world
    """A passing fault that our own database code raises."""


class Unreachable(Passing):
    """No host of the address accepted a connection in time. `alive`: one answered that it can't just now."""

    def __init__(self, words: str, *, alive: bool = False) -> None:
        super().__init__(words)
        self.alive = alive


class LeftBehind(Passing):
    """Another server has taken over from this one, which may not know it yet."""


class NoSlot(Passing):
    """Every connection of the pool was in use for the whole time limit."""


class ConnectionLost(Passing):
    """The connection broke, or its server did not answer in time."""


class TooSlow(Passing):
    """The work took longer than the time limit."""


_CONNECTION_LOST = (
    Unreachable,
    LeftBehind,
    ConnectionLost,
    exceptions.ConnectionDoesNotExistError,
    exceptions.TargetServerAttributeNotMatched,
)


class CommitUnknown(Passing):
    """The connection was lost during a commit: the transaction may have been committed, or not."""


class Fault(Enum):
    """A kind of passing fault, which tells the caller what to do."""

    LOST = auto()
    """The connection is lost, and perhaps the server: another connection may work."""
    CROSSED = auto()
    """Two transactions collided: an immediate retry may succeed."""
    LATER = auto()
    """A later retry may succeed."""
    UNKNOWN = auto()
    """The work may have been done: check before a retry."""


def fault_of(error: BaseException | None) -> Fault | None:
    """Returns the kind of passing fault of an error or of its causes, or None for any other error."""
    for _ in range(_DEEPEST):
        if error is None:
            break
        if fault := _fault(error):
            return fault
        error = error.__cause__
    return None


def is_passing(error: BaseException) -> bool:
    """Tells whether a retry may succeed."""
    return fault_of(error) is not None


@contextmanager
def known_as_lost() -> Iterator[None]:
    """Turns network errors of a statement into the database's own error.

    Raises:
        ConnectionLost: the network failed.
    """
    try:
        yield
    except BARE as error:
        raise ConnectionLost(str(error)) from error


def sqlstate_of(error: BaseException) -> str:
    """Returns PostgreSQL's code, also from an error that SQLAlchemy has wrapped, or an empty text."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(original, "sqlstate", None) or "")


def _fault(error: BaseException) -> Fault | None:
    if isinstance(error, CommitUnknown):
        return Fault.UNKNOWN
    if isinstance(error, NoSlot | TooSlow | NoSlotInTime):
        return Fault.LATER
    if isinstance(error, _CONNECTION_LOST):
        return Fault.LOST
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Fault.LOST
    if isinstance(error, _STALE_PLAN):
        return Fault.CROSSED
    code = sqlstate_of(error)
    for beginnings, fault in ((LOST, Fault.LOST), (IN_EACH_OTHERS_WAY, Fault.CROSSED), (LATER, Fault.LATER)):
        if code.startswith(beginnings):
            return fault
    if isinstance(error, _OF_MISUSE) and any(words in str(error) for words in _OVER):
        return Fault.LOST
    return None
