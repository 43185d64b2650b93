"""A `zongce serve` of its own: whether it answers, and how it ended."""

import asyncio
from asyncio.subprocess import Process

import httpx2

from tests.waiting import HANG_SECONDS, connected


async def answers(port: int) -> bool:
    """Whether it answers right now."""
    async with connected() as client:
        try:
            response = await client.post(f"http://127.0.0.1:{port}/graphql", json={"query": "{ __typename }"})
        except httpx2.TransportError:
            return False
        return response.status_code < 500


async def ended(process: Process, number: int) -> int:
    process.send_signal(number)
    await asyncio.wait_for(process.communicate(), HANG_SECONDS)
    return process.returncode if process.returncode is not None else -1
