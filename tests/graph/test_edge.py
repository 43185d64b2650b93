"""The whole app, judged by others: npm's audit of GraphQL over HTTP, and schemathesis for generated operations."""

import json
from pathlib import Path

from tests.campus import Campus, address
from tests.server.audits import AUDIT, AUDITS
from tests.server.node import bin_folder, installed, run
from tests.server.schemathesis_run import attack


async def test_every_audit_of_graphql_over_http_passes(campus: Campus, tmp_path: Path) -> None:
    folder = await installed(AUDIT, tmp_path)
    node, token = str(await bin_folder() / "node"), campus.counsellor_li.token
    results = json.loads(await run(node, "audit.mjs", f"{address(campus)}/graphql", token, folder=folder))
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == AUDITS


async def test_generated_operations_find_no_server_error(campus: Campus, tmp_path: Path) -> None:
    await attack(address(campus), campus.college_admin.token, tmp_path)


async def test_a_stranger_reads_nothing_of_the_schema(campus: Campus) -> None:
    assert (await campus.client.get("/schema.graphql")).status_code == 401
