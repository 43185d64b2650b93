"""Passing faults: what the database says while it restarts, fails over, is in its own way, full or out of reach.

One family, whoever says it: PostgreSQL by its codes, the driver by its own errors, SQLAlchemy around either, and our
own limits. Nothing is wrong with what was asked; the same may go well in a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from asyncpg import exceptions
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as NoSlotInTime

LOST = ("08", "57P", "53300", "25006", "25P03", "25P04")
"""SQLSTATEs, by their beginnings: this connection is no good any more, or leads to a server that takes no writes."""
IN_EACH_OTHERS_WAY = ("40",)
CANCELED, LOCKED, FULL = "57014", "55P03", "53"
LATER = (FULL, LOCKED, CANCELED)
"""No room, a lock that somebody holds, a statement that took too long: to ask again at once would double it."""
_OF_MISUSE = (exceptions.InterfaceError, exceptions.InternalClientError, InvalidRequestError)
_STALE_PLAN = (exceptions.InvalidCachedStatementError, exceptions.OutdatedSchemaCacheError)
BARE = (TimeoutError, ConnectionError)
_DEEPEST = 10
_OVER = ("closed", "another operation is cancelling", "released back", "cannot switch to state")
"""How the driver, and SQLAlchemy's pool, speak of a connection that is gone, in errors that they have for misuse as
well. The last is a server's farewell that came when nobody had asked for anything."""


class Passing(Exception):  # a state of the world
    """A passing fault that the database's own door tells."""


class Unreachable(Passing):
    """No host of the address let us in, in the time that there is. `alive`: one answered that it can't just now."""

    def __init__(self, words: str, *, alive: bool = False) -> None:
        super().__init__(words)
        self.alive = alive


class LeftBehind(Passing):
    """Another server has taken over from this one, which may not know it yet."""


class NoSlot(Passing):
    """Every connection of the pool was in use for as long as anybody may wait for one."""


class ConnectionLost(Passing):
    """The connection broke, or its server did not answer in time."""


class TooSlow(Passing):
    """It took longer than anybody may be kept waiting."""


_CONNECTION_LOST = (
    Unreachable,
    LeftBehind,
    ConnectionLost,
    exceptions.ConnectionDoesNotExistError,
    exceptions.TargetServerAttributeNotMatched,
)


class CommitUnknown(Passing):
    """The connection was lost while a transaction ended: it may have been done, or not."""


class Fault(Enum):
    """What a passing fault means for whoever asked."""

    LOST = auto()
    """The connection, and perhaps the server: another connection may do."""
    CROSSED = auto()
    """Two were in each other's way: at once it may go well."""
    LATER = auto()
    """In a while."""
    UNKNOWN = auto()
    """It may have been done: look, before it is asked for again."""


def fault_of(error: BaseException | None) -> Fault | None:
    """What kind of passing fault an error is, or one that it came from; None for any other error."""
    for _ in range(_DEEPEST):
        if error is None:
            break
        if fault := _fault(error):
            return fault
        error = error.__cause__
    return None


def is_passing(error: BaseException) -> bool:
    """Whether the same may go well if it is tried again."""
    return fault_of(error) is not None


@contextmanager
def known_as_lost() -> Iterator[None]:
    """What the network says to a statement, who is not the only one to say it, is told as the database's own.

    Raises:
        ConnectionLost
    """
    try:
        yield
    except BARE as error:
        raise ConnectionLost(str(error)) from error


def sqlstate_of(error: BaseException) -> str:
    """PostgreSQL's code, also of what SQLAlchemy has wrapped; empty where there is none."""
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
