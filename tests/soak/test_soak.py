"""A school that never stops: random acts of every role, each step held against a plain model (R3 - R8).

CI walks a few fixed ways. `make soak` walks new ones for as long as it is asked to, and tells the seed of each round.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from time import monotonic

import hypothesis
from hypothesis.stateful import run_state_machine_as_test

from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.soak.machine import School, clocks

SECONDS = float(os.environ.get("SOAK_SECONDS", "0"))
SEED = int(os.environ.get("SOAK_SEED", "0"))
FIXED = hypothesis.settings(
    max_examples=4,
    stateful_step_count=10,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
    verbosity=hypothesis.Verbosity.quiet,
)
"""A failure is told as it came, at once; `make soak` looks for its shortest story."""
LONG = hypothesis.settings(
    FIXED,
    stateful_step_count=50,
    derandomize=False,
    max_examples=10,
    phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
)


async def test_every_reader_sees_what_the_model_says_after_each_act(cluster: Cluster, template: Template) -> None:
    """R3.3, R4.3 - R4.9, R5.2 - R5.7, R6.2 - R6.4, R7.1 - R7.7, R8, R15.3."""
    name, people, ids = template

    @asynccontextmanager
    async def fresh() -> AsyncIterator[Campus]:
        async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
            yield campus

    School.loop, School.opened = asyncio.get_running_loop(), staticmethod(fresh)
    with ExitStack() as clock:
        for one in clocks():
            clock.enter_context(one)
        await asyncio.to_thread(_walked)


def _walked() -> None:
    if not SECONDS:
        run_state_machine_as_test(School, settings=FIXED)
        return
    ends, seed = monotonic() + SECONDS, SEED or int(monotonic() * 1000)
    try:
        while monotonic() < ends:
            sys.stderr.write(f"SEED={seed}\n")
            hypothesis.seed(seed)(School)
            School.told_by = f"The shortest story that was found: make soak SEED={seed}"
            run_state_machine_as_test(School, settings=LONG)
            seed += 1
    finally:
        told = ", ".join(f"{count} {act}" for act, count in sorted(School.played.items()))
        sys.stderr.write(f"{School.played.total()} acts: {told}\n")
