"""The one way a connection begins: which host, within which time, and what makes it end.

This is the only place that knows the insides of asyncpg (which is pinned): how a statement is given up.
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
"""What was sent and is not even received so long is lost: somebody has cut the network."""
LEFT_BEHIND_SECONDS = 60
"""A primary that comes back gives way within seconds. If after so long nobody else leads, it does lead again."""

log = structlog.get_logger("zongce")

COMMIT = "COMMIT;"
"""As the driver's own transactions write it."""

TIMELINE = """select system_identifier as system, case when pg_is_in_recovery() then null
  else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end as timeline
from pg_control_system()"""
"""Of a primary. Each that takes over begins a new one, with a higher number."""

_cancelling: set[asyncio.Task[None]] = set()


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that ends at once when a statement is given up, instead of waiting for the server to agree.

    A server that is frozen answers a request to cancel as little as anything else.
    """

    until: float
    """When it is too old, by the clock of the event loop's process."""
    generation: int
    opened: float
    """When it let us in, by the same clock."""
    server: "Server | None" = None
    """None until it is known that this is the one that is wanted."""
    fresh: bool = True
    """Nobody has used it yet: it was opened for whoever takes it, and what is lost meanwhile are others."""
    _commits: bool = False

    async def execute(self, query: str, *values: Any, **options: Any) -> str:
        """Runs statements; both pools end their transactions by this method of the driver."""
        self._commits = query == COMMIT
        done = str(await super().execute(query, *values, **options))
        self._commits = False
        return done

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  # the driver's
        """Takes leave where the server hears it; one that is frozen keeps nobody from ending."""
        if self.server is not None and self.server.given_up:
            self.terminate()
            return
        try:
            await super().close(timeout=timeout or LEAVE_SECONDS)
        except TimeoutError:
            if self.server is not None:
                self.server.give_up()

    def _cancel_current_command(self, _sent: Any, _cancelled: Any = None) -> None:
        """Called by the protocol when the time is over or whoever waited has gone.

        A commit is never cancelled, only abandoned. It waits for the synchronous standby, and PostgreSQL takes a
        request to cancel as leave to do without: others would read, and be told as saved, what a failover loses.
        """
        if self._commits:
            self._loop.call_soon(self.terminate)
            return
        backend = {"backend_pid": self._protocol.backend_pid, "backend_secret": self._protocol.backend_secret}
        stopping = _ask_to_stop(loop=self._loop, addr=self._addr, params=self._params, **backend)
        task = self._loop.create_task(stopping)
        _cancelling.add(task)
        task.add_done_callback(_cancelling.discard)
        self._loop.call_soon(self.terminate)  # the protocol has still to tell whoever waits


async def _ask_to_stop(**backend: Any) -> None:
    """The server need not go on with what nobody waits for."""
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        async with asyncio.timeout(CANCEL_SECONDS):
            await connect_utils._cancel(**backend)


class Server:
    """The server behind an address: its hosts, and what was heard of it last. All pools of a process share one."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.generation = 0
        self.given_up = False
        self._living: WeakSet[Connection] = WeakSet()
        self._first: Host = address.hosts[0]
        self._timelines: dict[int, int] = {}
        """The newest that was seen, of each cluster; there is one, unless the address leads elsewhere one day."""
        self._heard_at = 0.0
        """When the newest was heard of last."""
        self._dsn = address.dsn()

    def lose(self) -> None:
        """All connections that there are lead nowhere any more: they die together, rather than each in turn."""
        self.generation += 1

    def give_up(self, since: float = inf) -> None:
        """It answers nothing at all: nobody waits for it any longer, and nobody begins to.

        Args:
            since: when it was asked in vain. Where it has let somebody in after that, it lives, perhaps as another
                machine behind the same address, and only the connections that are older lead nowhere.
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
        """The newest of its timelines answers."""
        self._heard_at = time.monotonic()

    def hear(self, error: BaseException, generation: int) -> None:
        """Somebody's statement has failed.

        Args:
            generation: of the connection; what is heard of one that is given up already says nothing new.
        """
        lost = isinstance(error, BARE) or fault_of(error) in (Fault.LOST, Fault.UNKNOWN)
        if lost and generation == self.generation:
            self.lose()

    def is_good(self, connection: Any) -> bool:
        """Whether a connection that was idle may be used again. The driver hears by itself of one that is closed:
        asking would cost each request a round trip."""
        fresh, connection.fresh = connection.fresh, False
        current = connection.generation == self.generation and connection.until > time.monotonic()
        return (fresh or current) and not connection.is_closed()

    async def connect(
        self, limits: Limits, statement: float | None, *, hopeless: bool = False, **given: Any
    ) -> Connection:
        """A new connection to the first host that lets us in, beginning with the one that did last.

        Args:
            hopeless: try also a server that was given up.

        Raises:
            Unreachable: none did, in time.
        """
        if self.given_up and not hopeless:
            raise Unreachable("the server does not answer")
        settings = {**limits.settings(statement), **given.pop("server_settings", {}), **self.address.settings}
        about = {"server_settings": _without_doubles(settings), "command_timeout": command_seconds(statement), **given}
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
        """A primary that was frozen or cut off does not know, when it comes back, that another has taken over: what it
        shows is old, and what it is told is lost. And a proxy may lead to one that has become a standby.

        Raises:
            LeftBehind
        """
        try:
            system, timeline = await connection.fetchrow(TIMELINE)
        except asyncpg.PostgresError as error:
            if fault_of(error):
                raise
            return  # a service that calls itself PostgreSQL, and does not say
        newest = self._timelines.get(system, 0)
        if timeline is None and newest and self.address.target != "any":
            raise LeftBehind("a standby, where a primary was seen")
        if timeline is not None and timeline < newest:
            if time.monotonic() < self._heard_at + LEFT_BEHIND_SECONDS:
                raise LeftBehind(f"timeline {timeline}, where {newest} was seen")
            log.error("timeline", now=timeline, before=newest, meaning="what was saved meanwhile may be lost")
            newest = timeline
        self._heard_at = time.monotonic()
        self._timelines[system] = max(newest, timeline or 0)


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _without_doubles(settings: dict[str, str]) -> dict[str, str]:
    """What the address says in its options stands, whatever we would say."""
    options = settings.get("options", "")
    return {name: value for name, value in settings.items() if name == "options" or f"{name}=" not in options}


def _keep_alive(connection: Connection, address: Address) -> None:
    """A network that is cut in silence is noticed, as far as this machine's system can."""
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
