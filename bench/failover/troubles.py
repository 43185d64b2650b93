"""Disturbs the primary while the college rates."""

import asyncio
from collections.abc import Awaitable, Callable

from bench.failover.configs import TTL
from bench.failover.rig import Rig

OUTLASTS = 8
"""A frozen node outlasts its lease by so many seconds."""


async def postmaster(rig: Rig) -> None:
    """Sends SIGKILL to PostgreSQL alone. Patroni starts it again on the same node."""
    (await rig.primary()).kill_postmaster()


async def node(rig: Rig) -> None:
    """Sends SIGKILL to Patroni and PostgreSQL together, like a power failure."""
    (await rig.primary()).kill()


async def switchover(rig: Rig) -> None:
    """Runs an operator's `patronictl switchover`."""
    await rig.switch()


async def frozen(rig: Rig) -> None:
    """Stops the whole machine for longer than its lease, and resumes it: it comes back believing that it leads."""
    primary = await rig.primary()
    primary.freeze()
    await asyncio.sleep(TTL + OUTLASTS)
    primary.thaw()


TROUBLES: dict[str, Callable[[Rig], Awaitable[None]]] = {
    one.__name__: one for one in (postmaster, node, switchover, frozen)
}
LIST = ("postmaster", "postmaster", "node", "node", "switchover", "switchover", "frozen")
