"""Disturbs the machines while the college rates, as the seed draws it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from bench.failover import network
from bench.failover.configs import TTL
from bench.failover.machines import ROOT
from bench.failover.network import APPS
from bench.failover.rig import Rig

OUTLASTS = 6
"""A node that is frozen or cut off outlasts its lease by so many seconds."""
PRIMARY, STANDBY = "leader", "sync_standby"


async def postmaster(rig: Rig, whose: str) -> None:
    """Sends SIGKILL to PostgreSQL alone. Patroni starts it again, or lets another node lead."""
    (await rig.database(whose)).kill_postmaster()


async def node(rig: Rig, which: str) -> None:
    """Sends SIGKILL to Patroni, PostgreSQL and etcd together, like a power failure."""
    (await rig.database(which)).kill()


async def frozen(rig: Rig, which: str) -> None:
    """Stops a whole machine for longer than its lease, and resumes it: a primary comes back believing that it leads."""
    machine = await rig.database(which)
    machine.freeze()
    await asyncio.sleep(TTL + OUTLASTS)
    machine.thaw()


async def cut(rig: Rig, which: str) -> None:
    """Pulls a machine's cable for longer than its lease, and plugs it in again."""
    machine = await rig.database(which)
    network.cut(machine.name)
    await asyncio.sleep(TTL + OUTLASTS)
    network.mend(machine.name)


async def switchover(rig: Rig, _: str) -> None:
    """Runs an operator's `patronictl switchover`."""
    await rig.switch()


async def app(rig: Rig, which: str) -> None:
    """Sends SIGKILL to an app node, like a power failure."""
    rig.app(which).kill()


async def roll(rig: Rig, _: str) -> None:
    """Runs deploy/roll.sh, which replaces all app nodes, one after the other."""
    await rig.roll()


async def upgrade(rig: Rig, _: str) -> None:
    """Migrates beneath an older program that serves, and then replaces the app nodes by this one."""
    await rig.migrate(ROOT)
    for one in rig.apps:
        one.program = ROOT
    await rig.roll()


Trouble = Callable[[Rig, str], Awaitable[None]]
ALL = (postmaster, node, frozen, cut, switchover, app, roll, upgrade)
TROUBLES: dict[str, Trouble] = {one.__name__: one for one in ALL}
LONGEST_SILENCE = {**dict.fromkeys(TROUBLES, 20.0), "switchover": 5.0, "app": 5.0, "roll": 5.0, "upgrade": 5.0}
"""Seconds without an acknowledged write."""
UNSEEN = ("roll", "upgrade")
"""Nobody may notice these: no refusal, and no connection that ends."""


@dataclass(frozen=True)
class Drawn:
    """One trouble, the seconds of the evening before it comes, and the machine that has it."""

    name: str
    after: float
    which: str

    def __str__(self) -> str:
        place = {PRIMARY: "primary", STANDBY: "standby"}.get(self.which, self.which)
        return f"{self.name} {place} at {self.after:.1f} s".replace("  ", " ")


def drawn(seed: int, names: list[str]) -> list[Drawn]:
    """Draws the order, the moments and the machines; a primary is twice as likely as its synchronous standby."""
    chance = Random(f"failover {seed}")
    order = chance.sample(names, len(names))
    return [Drawn(name, chance.uniform(4, 12), _which(name, chance)) for name in order]


def _which(name: str, chance: Random) -> str:
    if name in ("switchover", *UNSEEN):
        return ""
    return chance.choice(APPS if name == "app" else (PRIMARY, PRIMARY, STANDBY))
