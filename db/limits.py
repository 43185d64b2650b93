"""Limits how long anything may wait for the database; nothing waits for ever.

The server enforces the limits of statements and locks: a connection sets them once when it begins, and they cost
nothing afterwards. The driver has a longer timeout of its own, for a server that no longer responds.
"""

from dataclasses import dataclass

CONNECT_SECONDS = 4
"""This limit covers all hosts of an address; `connect_timeout` in the address applies to each host instead."""
SLOT_SECONDS = 5
"""A request waits at most so long for one of the pool's connections."""
PATIENCE_SECONDS = 2
"""The driver waits so much longer than the server's own limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in seconds; None means no limit. `read` applies to the driver's statements, `act` to the engine's."""

    read: float | None
    act: float | None
    lock: float | None
    idle_in_transaction: float | None

    def settings(self, statement: float | None) -> dict[str, str]:
        """Returns the server's settings, in milliseconds."""
        named = {
            "statement_timeout": statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle_in_transaction,
        }
        return {name: str(round(seconds * 1000)) for name, seconds in named.items() if seconds is not None}


def command_seconds(statement: float | None) -> float | None:
    """Returns the time after which the driver drops the connection of a statement with this limit."""
    return None if statement is None else statement + PATIENCE_SECONDS


PEOPLE = Limits(read=10, act=20, lock=3, idle_in_transaction=30)
"""These limits apply to pages and acts: a person waits for the answer."""
BRIEF = Limits(read=5, act=5, lock=3, idle_in_transaction=None)
"""These limits apply to questions that every live server answers at once."""
LONG = Limits(read=15 * 60, act=15 * 60, lock=30, idle_in_transaction=5 * 60)
"""These limits apply to imports, exports, computations and commands: work that may be retried."""
UNLIMITED = Limits(read=None, act=None, lock=None, idle_in_transaction=None)
"""A migration takes as long as it needs, and a second process waits for the first."""
