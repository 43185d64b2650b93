"""Whether this machine has Node and a browser, and how to use them: scripts of web/, and of `web/tests/browser`."""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NODE = (20, 19)


def node() -> str | None:
    """The first that is new enough: the machine's own, or the one that the build took from PyPI."""
    beside = WEB.parent / ".venv" / "bin" / "node"
    found = (shutil.which("node"), str(beside) if beside.exists() else None)
    return next((one for one in found if one and _fits(one)), None)


def _fits(path: str) -> bool:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    parts = told.strip().removeprefix("v").split(".")
    return len(parts) == 3 and all(part.isdigit() for part in parts) and (int(parts[0]), int(parts[1])) >= NODE


def chromium() -> str | None:
    """`CHROMIUM` where given, else one of the usual names."""
    return os.environ.get("CHROMIUM") or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def why_no_scripts() -> str | None:
    """Returns what is missing, in a word, or None where the scripts of web/ can be run."""
    if os.environ.get("CI"):
        return "the pages are not tried in CI"
    installed, locked = WEB / "node_modules" / ".package-lock.json", WEB / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < locked.stat().st_mtime:
        return "no node_modules, or older ones: `npm ci` in web/"
    return None if node() else "no Node 20.19 or newer"


def why_not() -> str | None:
    """The same of the browser that drives what was built."""
    unbuilt = None if is_built() else "the pages are not built: `make demo`, or `npm ci && npm run build` in web/"
    return why_no_scripts() or unbuilt or (None if chromium() else "no Chromium: install one, or name it in CHROMIUM")


def is_built() -> bool:
    return (WEB / "dist" / "documents.json").exists()


def npm(script: str) -> subprocess.CompletedProcess[str]:
    """`npm run <script>` in web/, with the node that was found: npm lies beside it."""
    path = os.pathsep.join((str(Path(node() or "node").parent), os.environ.get("PATH", "")))
    command = (shutil.which("npm", path=path) or "npm", "run", "--silent", script)
    env = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=WEB, env=env, capture_output=True, text=True, check=False)


async def drive(script: str, base: str, given: Any, folder: Path) -> dict[str, Any]:
    """Returns what the script saw; a script that fails raises an error with the script's own words."""
    handed = folder / "given.json"
    handed.write_text(json.dumps(given), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        node() or "node",
        str(WEB / "tests" / "browser" / script),
        base,
        str(handed),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "CHROMIUM": chromium() or ""},
    )
    try:
        told, wrong = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, wrong.decode()
    seen: dict[str, Any] = json.loads(told)
    return seen
