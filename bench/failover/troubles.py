"""What happens to the primary while the college rates."""

import asyncio
from collections.abc import Awaitable, Callable

from bench.failover.configs import TTL
from bench.failover.rig import Rig

OUTLASTS = 8
"""By so many seconds a frozen node outlasts its lease."""


async def postmaster(rig: Rig) -> None:
    """SIGKILL to PostgreSQL alone. Patroni starts it again where it was."""
    (await rig.primary()).kill_postmaster()


async def node(rig: Rig) -> None:
    """SIGKILL to Patroni and PostgreSQL together: a machine that has lost its power."""
    (await rig.primary()).kill()


async def switchover(rig: Rig) -> None:
    """An operator's `patronictl switchover`."""
    await rig.switch()


async def frozen(rig: Rig) -> None:
    """SIGSTOP to all of the machine for longer than its lease, and SIGCONT: it comes back believing that it leads."""
    primary = await rig.primary()
    primary.freeze()
    await asyncio.sleep(TTL + OUTLASTS)
    primary.thaw()


TROUBLES: dict[str, Callable[[Rig], Awaitable[None]]] = {
    one.__name__: one for one in (postmaster, node, switchover, frozen)
}
LIST = ("postmaster", "postmaster", "node", "node", "switchover", "switchover", "frozen")
