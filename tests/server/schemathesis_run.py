"""Schemathesis, run against a server."""

import os
import sys
from pathlib import Path

from tests.server.node import run

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "2")
"""The number for each operation; `make test-all` tries more."""


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
