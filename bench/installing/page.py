"""Reads the shell of docs/installing.md: each way's blocks, in the order in which they are typed."""

import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "installing.md"
RELEASE = ROOT / "build" / "release"
BLOCK = re.compile(r"^## (?P<heading>[^\n]+)$|^```sh\n# (?P<who>[^\n]+)\n(?P<text>.*?)^```$", re.M | re.S)
WAYS = {"pip": "pip", "image": "Containers", "deb": "Debian package"}
"""The headings of the page below which each way stands."""
PATIENCE_SECONDS = 1200


@dataclass(frozen=True)
class Block:
    """One block of the page: what it does, and the commands."""

    kind: str
    text: str


def blocks(way: str) -> dict[str, Block]:
    """Returns the blocks of one way by their kinds."""
    heading, found = "", dict[str, Block]()
    for one in BLOCK.finditer(PAGE.read_text("utf-8")):
        if one["heading"]:
            heading = one["heading"]
        elif heading == WAYS[way]:
            kind = one["who"].partition(",")[0]
            found[kind] = Block(kind, one["text"])
    return found


def the_file(pattern: str) -> Path:
    """Returns the only file of the release that fits."""
    (found,) = RELEASE.glob(pattern)
    return found


def suite_of() -> str:
    """Returns the release of Debian for which the package, and with it the image, was made."""
    return the_file("*.deb").name.partition("~")[2].partition("_")[0]


@dataclass
class Typist:
    """Types blocks into a shell at the place where the way is tried."""

    folder: Path
    """The commands are typed there; it holds the files of the release."""
    inside: Sequence[str] = ()
    """The command that leads to another machine or account, if the place is one."""
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Mapping[str, Any] = field(default_factory=dict)

    def type(self, block: Block) -> str:
        """Returns what the commands printed.

        Raises:
            RuntimeError: a command of the block failed.
        """
        print(f"--- {block.kind}", block.text.strip(), sep="\n", flush=True)
        began = time.monotonic()
        ran = self._shell(block.text, subprocess.PIPE)
        said, _ = ran.communicate(timeout=PATIENCE_SECONDS)
        if ran.returncode:
            raise RuntimeError(f"{block.kind}: status {ran.returncode}\n{said}")
        print(*said.splitlines()[-6:], f"... {time.monotonic() - began:.1f} s", sep="\n", flush=True)
        return str(said)

    @contextmanager
    def begun(self, block: Block, log: Path) -> "Iterator[subprocess.Popen[str]]":
        """Types what goes on until it is stopped, as in a terminal of its own."""
        print(f"--- {block.kind}, in a terminal of its own", block.text.strip(), sep="\n", flush=True)
        with log.open("ab") as file:
            process = self._shell(f"exec {block.text.strip()}", file)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)

    def _shell(self, text: str, output: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*self.inside, "bash", "-euo", "pipefail", "-c", text],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=dict(self.environment),
            start_new_session=True,
            **self.account,
        )
