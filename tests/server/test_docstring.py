"""The server's docstring shows a whole application, and that one runs."""

import inspect
import sys
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

import graph.server
from tests.serving import serving
from tests.waiting import connected


def shown() -> str:
    """The indented lines of the docstring."""
    lines = inspect.cleandoc(graph.server.__doc__ or "").splitlines()
    return dedent("\n".join(line for line in lines if not line or line.startswith("    ")))


async def test_the_application_of_the_docstring_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("shown")
    monkeypatch.setitem(sys.modules, "shown", module)
    exec(shown(), module.__dict__)
    async with serving(module.app) as url, connected(url) as client:
        assert (await client.post("/graphql", json={"query": "{ hello }"})).json() == {"data": {"hello": "world"}}
        assert (await client.get("/healthz")).json() == {"status": "alive"}
