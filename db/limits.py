"""How long anything may wait for the database. Nothing waits without end.

The server keeps the limits of statements and locks: they are told once, when a connection begins, and cost nothing
afterwards. The driver keeps one of its own behind them, for a server that keeps nothing any more.
"""

from dataclasses import dataclass

CONNECT_SECONDS = 4
"""Over all hosts that are named; `connect_timeout` in the address is for each host instead."""
SLOT_SECONDS = 5
"""For one of the pool's connections."""
PATIENCE_SECONDS = 2
"""What the driver gives the server beyond the server's own limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds; None is without a limit. `read` is for what the driver runs itself, `act` for what the engine runs."""

    read: float | None
    act: float | None
    lock: float | None
    idle_in_transaction: float | None

    def settings(self, statement: float | None) -> dict[str, str]:
        """As the server is told them, in milliseconds."""
        named = {
            "statement_timeout": statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle_in_transaction,
        }
        return {name: str(round(seconds * 1000)) for name, seconds in named.items() if seconds is not None}


def command_seconds(statement: float | None) -> float | None:
    """After which the driver gives the connection up, where a statement may take so long."""
    return None if statement is None else statement + PATIENCE_SECONDS


PEOPLE = Limits(read=10, act=20, lock=3, idle_in_transaction=30)
"""Pages and acts: somebody waits for the answer."""
BRIEF = Limits(read=5, act=5, lock=3, idle_in_transaction=None)
"""Questions that every server which lives answers at once."""
LONG = Limits(read=15 * 60, act=15 * 60, lock=30, idle_in_transaction=5 * 60)
"""Imports, exports, computations and commands: work that may be tried again."""
UNLIMITED = Limits(read=None, act=None, lock=None, idle_in_transaction=None)
"""Changing the tables' shape takes as long as it takes, and a second process waits for the first."""
