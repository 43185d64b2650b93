"""Generated operations find no server error: schemathesis against the served app, always with the same seed."""

import os
import sys
from pathlib import Path

import pytest

from tests.server.node import run

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "5")
MANY = "40"
EXCLUDED = ("--exclude-name-regex", "fails|faulty|busy|required|big")
"""Fields that are at fault on purpose."""


async def attack(url: str, token: str, folder: Path, *options: str, examples: str = EXAMPLES) -> None:
    """Fails with the report where an answer is our own fault."""
    environment = {"SCHEMATHESIS_HOOKS": "tests.server.generated", "PYTHONPATH": str(ROOT)}
    command = (
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        f"{url}/graphql",
        "-H",
        f"Authorization: Bearer {token}",
    )
    chosen = (
        "--checks",
        "no_fault_of_ours",
        "--max-examples",
        examples,
        "--seed",
        "1",
        "--no-color",
        "--warnings",
        "off",
    )
    await run(*command, *chosen, *options, folder=folder, **environment)


async def test_generated_operations_find_no_server_error(toy_url: str, tmp_path: Path) -> None:
    await attack(toy_url, "toy", tmp_path, *EXCLUDED)


@pytest.mark.slow
async def test_many_generated_operations_find_no_server_error(toy_url: str, tmp_path: Path) -> None:
    await attack(toy_url, "toy", tmp_path, *EXCLUDED, examples=MANY)


async def test_a_fault_would_be_found(toy_url: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no_fault_of_ours"):
        await attack(toy_url, "toy", tmp_path, "--include-name", "Query.fails")


async def test_what_cannot_be_asked_does_not_pass_for_success(toy_url: str, tmp_path: Path) -> None:
    """Without a right to introspect there is nothing to generate from."""
    with pytest.raises(AssertionError):
        await attack(toy_url, "nobody", tmp_path)
