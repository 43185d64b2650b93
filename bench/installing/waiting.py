"""The server is waited for, and the probe sent, from the place where its port can be reached."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.installing.checks import Wrong
from bench.installing.page import ROOT

READY_SECONDS = 300


def until_ready(address: str, log: Path | None = None) -> None:
    """Waits until the server and its database answer."""
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=3) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise Wrong(f"not ready after {READY_SECONDS} s\n{log.read_text('utf-8') if log else ''}")


def free_port() -> int:
    """Returns a port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def code_of(said: str) -> str:
    """Returns the activation code that `zongce accounts create` printed."""
    found = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", said)
    if len(found) != 1:
        raise Wrong(f"no activation code: {said}")
    return str(found[0])


def rank_a_class(address: str, code: str) -> None:
    """Lets the probe work, and prints what it found."""
    command = [sys.executable, "-m", "bench.installing.probe", address, code]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=READY_SECONDS, check=False)
    print(ran.stdout.strip(), flush=True)
    if ran.returncode:
        raise Wrong(f"no ranked class: {ran.stderr[-2000:]}")
