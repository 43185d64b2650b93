"""Generated operations find no server error: schemathesis against the served app, always with the same seed."""

from pathlib import Path

import pytest

from tests.server.schemathesis_run import attack

MANY = "40"
EXCLUDED = ("--exclude-name-regex", "fails|faulty|busy|required|big")
"""Fields that are at fault on purpose."""


async def test_generated_operations_find_no_server_error(toy_url: str, tmp_path: Path) -> None:
    await attack(toy_url, "toy", tmp_path, *EXCLUDED)


@pytest.mark.slow
async def test_many_generated_operations_find_no_server_error(toy_url: str, tmp_path: Path) -> None:
    await attack(toy_url, "toy", tmp_path, *EXCLUDED, examples=MANY)


async def test_a_fault_would_be_found(toy_url: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no_fault_of_ours"):
        await attack(toy_url, "toy", tmp_path, "--include-name", "Query.fails")


async def test_what_cannot_be_asked_does_not_pass_for_success(toy_url: str, tmp_path: Path) -> None:
    """There is nothing to generate from without a right to introspect."""
    with pytest.raises(AssertionError):
        await attack(toy_url, "nobody", tmp_path)
