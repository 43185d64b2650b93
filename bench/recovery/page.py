"""Reads the shell of docs/recovery.md, block by block, and runs it for the account that each block names."""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.failover.programs import account

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "recovery.md"
BLOCK = re.compile(r"^### (?P<step>\d)\.|^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Block:
    """One block of the page, with the number of its step (0 before the first) and who types it."""

    step: int
    who: str
    text: str


def blocks() -> list[Block]:
    step, found = 0, []
    for one in BLOCK.finditer(PAGE.read_text("utf-8")):
        if one["step"]:
            step = int(one["step"])
        elif one["kind"] == "sh":
            who = one["text"].partition("\n")[0].removeprefix("# as ").removeprefix("# ")
            found.append(Block(step, who.partition(",")[0], one["text"]))
    return found


def settings() -> str:
    """Returns what the page wants in postgresql.conf."""
    (found,) = [one["text"] for one in BLOCK.finditer(PAGE.read_text("utf-8")) if one["kind"] == "ini"]
    return found


@dataclass
class Typist:
    """Types blocks into a shell; what a block exports stays for the next one."""

    folder: Path
    begin: str
    """This stands in the place of the page's first block."""
    environment: dict[str, str]
    database_url: str

    def type(self, block: Block) -> tuple[str, float]:
        """Returns what was printed, and the seconds that it took.

        Raises:
            RuntimeError: a command of the block failed.
        """
        state = self.folder / "state"
        ours = block.who == "postgres"
        kept = f"[ ! -f {state} ] || . {state}\n{block.text}\nexport -p > {state}"
        text = f"{self.begin}\n{kept if ours else block.text}\n"
        zongce = {**os.environ, "DATABASE_URL": self.database_url}
        zongce["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        began = time.monotonic()
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=self.environment if ours else zongce,
            timeout=PATIENCE_SECONDS,
            check=False,
            **(account() if ours else {}),
        )
        if ran.returncode:
            raise RuntimeError(
                f"step {block.step}, as {block.who}: status {ran.returncode}\n{block.text}\n{ran.stdout}"
            )
        return ran.stdout, time.monotonic() - began
