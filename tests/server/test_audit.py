"""GraphQL over HTTP, judged by others: npm's graphql-http audit suite against the served app."""

import json
from pathlib import Path

import pytest

from tests.server.audits import AUDIT, AUDITS
from tests.server.node import bin_folder, installed, run


@pytest.fixture(scope="session")
async def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await installed(AUDIT, Path(tmp_path_factory.mktemp("audit")))


async def test_every_audit_of_graphql_over_http_passes(audit: Path, toy_url: str) -> None:
    node = str(await bin_folder() / "node")
    results = json.loads(await run(node, "audit.mjs", f"{toy_url}/graphql", "toy", folder=audit))
    wrong = [f"{result['id']} {result['name']}: {result['reason']}" for result in results if result["status"] != "ok"]
    assert not wrong
    assert len(results) == AUDITS
