"""A stand-in for every other system by which a deployment may let people in; each signs in the class monitor."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2

from tests.graph.signing_in.cas_stand_in import cas
from tests.graph.signing_in.dingtalk_stand_in import dingtalk
from tests.graph.signing_in.oidc_stand_in import oidc
from tests.graph.signing_in.wecom_stand_in import wecom
from tests.graph.signing_in.yiban_stand_in import Yiban, visit, yiban

STAND_INS: dict[str, Callable[[], AbstractAsyncContextManager[Any]]] = {
    "oidc": oidc,
    "cas": cas,
    "yiban": yiban,
    "wecom": wecom,
    "dingtalk": dingtalk,
}
"""The names are those of `graph.signing_in.methods`; a test compares them."""


@asynccontextmanager
async def every_system() -> AsyncIterator[dict[str, Any]]:
    """Starts all stand-ins, and yields the settings of a deployment that lets people in by each of them."""
    async with AsyncExitStack() as running:
        settings: dict[str, Any] = {}
        for start in STAND_INS.values():
            stand_in = await running.enter_async_context(start())
            if isinstance(stand_in, Yiban):  # the only one that does not tell the number unless the school may ask
                stand_in.numbers["10000001"] = {"yb_studentid": "20190101"}
            settings |= stand_in.settings()
        yield settings


async def enter_by(client: httpx2.AsyncClient, method: str) -> None:
    """Signs in with a browser: Yiban's app opens a page of ours, all others are gone to and come back from."""
    if method == "yiban":
        assert (await client.get("/m/yiban", params={"verify_request": visit()})).status_code == 303
        return
    out = await client.get(f"/signin/{method}")
    there = await client.get(out.headers["location"].partition("#")[0])
    assert (await client.get(there.headers["location"])).status_code == 303
