"""Opens every connection: chooses the host, sets the time limits, and decides when a connection ends.

Only this module touches the insides of asyncpg (which is pinned): the way a statement is cancelled.
"""

import asyncio
import random
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from math import inf
from typing import Any
from weakref import WeakSet

import asyncpg
import structlog
from asyncpg import connect_utils

from db.address import Address, Host
from db.limits import CONNECT_SECONDS, Limits, command_seconds
from db.passing import BARE, FULL, Fault, LeftBehind, Unreachable, fault_of, sqlstate_of

AGE_SECONDS = 30 * 60
CANCEL_SECONDS = 2
LEAVE_SECONDS = 2
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
USER_TIMEOUT_MILLISECONDS = 10_000
"""If sent data is not acknowledged for so long, somebody has cut the network."""
LEFT_BEHIND_SECONDS = 60
"""A former primary gives way within seconds. If no other server leads after so long, it leads again."""

log = structlog.get_logger()

COMMIT = "COMMIT;"
"""The driver's own transactions send this text."""

TIMELINE = """select system_identifier as system, case when pg_is_in_recovery() then null
  else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end as timeline
from pg_control_system()"""
"""A primary answers this query. Each server that takes over begins a new timeline with a higher number."""

_cancelling: set[asyncio.Task[None]] = set()


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that closes at once when a statement is cancelled, and does not wait for the server's consent.

    A frozen server answers a request to cancel no more than anything else.
    """

    until: float
    """The connection is too old from this time of the monotonic clock on."""
    generation: int
    opened: float
    """The server accepted the connection at this time of the same clock."""
    server: "Server | None" = None
    """It is None until this server is known to be the right one."""
    fresh: bool = True
    """Nobody has used the connection yet: it was opened for the next user, and losses of others do not matter."""
    _commits: bool = False

    async def execute(self, query: str, *values: Any, **options: Any) -> str:
        """Runs statements; both pools end their transactions by this method of the driver."""
        self._commits = query == COMMIT
        done = str(await super().execute(query, *values, **options))
        self._commits = False
        return done

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  # the driver's
        """Closes the connection in an orderly way; a frozen server delays nobody."""
        if self.server is not None and self.server.given_up:
            self.terminate()
            return
        try:
            await super().close(timeout=timeout or LEAVE_SECONDS)
        except TimeoutError:
            if self.server is not None:
                self.server.give_up()

    def _cancel_current_command(self, _sent: Any, _cancelled: Any = None) -> None:
        """Cancels the statement; asyncpg calls this at a timeout, or when the caller was cancelled.

        A commit is never cancelled, only abandoned. It waits for the synchronous standby, and after a request to cancel
        PostgreSQL commits without the standby: others would read, and see as saved, what a failover loses.
        """
        if self._commits:
            self._loop.call_soon(self.terminate)
            return
        backend = {"backend_pid": self._protocol.backend_pid, "backend_secret": self._protocol.backend_secret}
        stopping = _ask_to_stop(loop=self._loop, addr=self._addr, params=self._params, **backend)
        task = self._loop.create_task(stopping)
        _cancelling.add(task)
        task.add_done_callback(_cancelling.discard)
        self._loop.call_soon(self.terminate)  # the protocol still has to inform the waiting caller


async def _ask_to_stop(**backend: Any) -> None:
    """Asks the server to stop a statement for which nobody waits any more."""
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        async with asyncio.timeout(CANCEL_SECONDS):
            await connect_utils._cancel(**backend)


class Server:
    """The server behind an address: its hosts, and its last known state. All pools of a process share one."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.generation = 0
        self.given_up = False
        self._living: WeakSet[Connection] = WeakSet()
        self._first: Host = address.hosts[0]
        self._timelines: dict[int, int] = {}
        """The newest timeline of each cluster; there is one cluster unless the address changes its target."""
        self._heard_at = 0.0
        """The newest timeline last answered at this time."""
        self._dsn = address.dsn()

    def lose(self) -> None:
        """Marks all present connections as lost, so that they end together, not one after the other."""
        self.generation += 1

    def give_up(self, since: float = inf) -> None:
        """Marks the server as dead: callers that wait fail at once, and nobody begins to wait.

        Args:
            since: the time of the unanswered question. If the server has accepted a connection since, it lives, perhaps
                as another machine behind the same address, and only the older connections are lost.
        """
        living = [connection for connection in self._living if not connection.is_closed()]
        lost = [connection for connection in living if connection.opened <= since]
        if len(lost) == len(living):
            self.given_up = True
            self.lose()
        for connection in lost:
            connection.terminate()

    def revive(self) -> None:
        self.given_up = False

    def note_answer(self) -> None:
        """Notes that the newest timeline answers."""
        self._heard_at = time.monotonic()

    def hear(self, error: BaseException, generation: int) -> None:
        """Notes the error of a failed statement.

        Args:
            generation: the connection's generation; errors of a generation that is lost already mean nothing new.
        """
        lost = isinstance(error, BARE) or fault_of(error) in (Fault.LOST, Fault.UNKNOWN)
        if lost and generation == self.generation:
            self.lose()

    def is_good(self, connection: Any) -> bool:
        """Tells whether an idle connection may be used again.

        The driver notices by itself when a connection closes; a test query would cost each request a round trip.
        """
        fresh, connection.fresh = connection.fresh, False
        current = connection.generation == self.generation and connection.until > time.monotonic()
        return (fresh or current) and not connection.is_closed()

    async def connect(
        self, limits: Limits, statement: float | None, *, hopeless: bool = False, **options: Any
    ) -> Connection:
        """Opens a connection to the first host that accepts it, starting with the last successful one.

        Args:
            hopeless: also try a server that is marked as dead.

        Raises:
            Unreachable: no host accepted the connection in time.
        """
        if self.given_up and not hopeless:
            raise Unreachable("the server does not answer")
        settings = {**limits.settings(statement), **options.pop("server_settings", {}), **self.address.settings}
        about = {
            "server_settings": _without_doubles(settings),
            "command_timeout": command_seconds(statement),
            **options,
        }
        each = self.address.connect_seconds or CONNECT_SECONDS / len(self.address.hosts)
        causes: list[BaseException] = []
        for host in self._in_order():
            try:
                connection = await self._reach(host, each, about)
            except Exception as error:
                if isinstance(error, OSError) or fault_of(error):
                    causes.append(error)
                    continue
                raise
            self._first = host
            return connection
        alive = any(isinstance(cause, LeftBehind) or sqlstate_of(cause).startswith(FULL) for cause in causes)
        raise Unreachable("; ".join(f"{_kind(cause)}: {cause}" for cause in causes), alive=alive) from causes[0]

    def _in_order(self) -> Iterable[Host]:
        return sorted(self.address.hosts, key=lambda host: host != self._first)

    async def _reach(self, host: Host, seconds: float, about: dict[str, Any]) -> Connection:
        generation = self.generation
        async with asyncio.timeout(seconds):
            connection = await self._open(host, seconds, about)
            try:
                await self._require_newest(connection)
            except BaseException:
                connection.terminate()
                raise
        connection.server = self
        connection.generation = generation
        connection.opened = time.monotonic()
        connection.until = connection.opened + AGE_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311  # no secret
        self._living.add(connection)
        _keep_alive(connection, self.address)
        return connection

    async def _open(self, host: Host, seconds: float, about: dict[str, Any]) -> Connection:
        address = self.address
        connection: Connection = await asyncpg.connect(
            self._dsn,
            host=host.name,
            port=host.port,
            user=address.user,
            password=address.password,
            database=address.database,
            timeout=seconds,
            connection_class=Connection,
            **about,
        )
        return connection

    async def _require_newest(self, connection: Connection) -> None:
        """Rejects a server that another one has replaced.

        A primary that was frozen or cut off does not know this when it comes back: its data is old, and its writes are
        lost. A proxy may also lead to a server that has become a standby.

        Raises:
            LeftBehind: another server has taken over.
        """
        try:
            system, timeline = await connection.fetchrow(TIMELINE)
        except asyncpg.PostgresError as error:
            if fault_of(error):
                raise
            return  # a compatible service that has no timelines
        newest = self._timelines.get(system, 0)
        if timeline is None and newest and self.address.target != "any":
            raise LeftBehind("found a standby instead of the primary")
        if timeline is not None and timeline < newest:
            if time.monotonic() < self._heard_at + LEFT_BEHIND_SECONDS:
                raise LeftBehind(f"timeline {timeline} is older than {newest}")
            log.error("timeline", now=timeline, before=newest, meaning="data that was saved meanwhile may be lost")
            newest = timeline
        self._heard_at = time.monotonic()
        self._timelines[system] = max(newest, timeline or 0)


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _without_doubles(settings: dict[str, str]) -> dict[str, str]:
    """Drops our settings that the address sets in its `options`."""
    options = settings.get("options", "")
    return {name: value for name, value in settings.items() if name == "options" or f"{name}=" not in options}


def _keep_alive(connection: Connection, address: Address) -> None:
    """Sets TCP keepalive, so that a silently cut network is noticed as far as the operating system can."""
    channel = connection._transport.get_extra_info("socket")
    if channel is None or channel.family not in (socket.AF_INET, socket.AF_INET6):
        return
    named = {name: int(address.options.get(name, usual)) for name, usual in KEEPALIVE.items()}
    unacknowledged = int(address.options.get("tcp_user_timeout", USER_TIMEOUT_MILLISECONDS))
    options = {
        "TCP_KEEPIDLE": named["keepalives_idle"],
        "TCP_KEEPINTVL": named["keepalives_interval"],
        "TCP_KEEPCNT": named["keepalives_count"],
        "TCP_USER_TIMEOUT": unacknowledged,
    }
    with suppress(OSError):
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in options.items():
            if value and hasattr(socket, name):
                channel.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
