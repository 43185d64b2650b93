"""The way by pip: a bare Python and an index that has the release, for an account that is nobody special."""

import os
import re
import time
from pathlib import Path

from bench.failover.programs import PATH, account, give
from bench.installing import checks
from bench.installing.page import RELEASE, Block, Typist
from bench.installing.waiting import code_of, free_port, rank_a_class, until_ready

DEMO_SECONDS = 600
TOLD = "按 Ctrl-C 停止"
"""The demo's last line: before it stand a ranked class and the sign-ins."""


def install(page: dict[str, Block], folder: Path) -> dict[str, str]:
    """Returns the figures of this way."""
    (wheel,) = RELEASE.glob("zongce-*.whl")
    print(f"the wheel has {checks.require_a_wheel(wheel)} files, none for developers", flush=True)
    home, port = give(folder / "home"), free_port()
    settings = {"HOME": str(home), "PATH": PATH, "LANG": "C.UTF-8", "ZONGCE_PORT": str(port)}
    typist = Typist(home, environment={**_settings_of_pip(_index(folder)), **settings}, account=account())

    began = time.monotonic()
    typist.type(page["install"])
    installed = time.monotonic() - began
    with typist.begun(page["demo"], home / "demo.log") as server:
        _require_ranks(home / "demo.log")
        shown = time.monotonic() - began
        checks.require_no_root(checks.owners(checks.descendants(server.pid)))

    began = time.monotonic() - installed
    with typist.begun(page["serve"], home / "serve.log") as server:
        until_ready(f"http://127.0.0.1:{port}", home / "serve.log")
        rank_a_class(f"http://127.0.0.1:{port}", code_of(typist.type(page["begin"])))
        ranked = time.monotonic() - began
        checks.require_no_root(checks.owners(checks.descendants(server.pid)))
    typist.type(page["upgrade"])
    files = [one for one in (home / "zongce").rglob("*") if one.is_file() and not one.is_symlink()]
    return {
        "to install": f"{installed:.0f} s",
        "from nothing to the demo": f"{shown:.0f} s",
        "from nothing to a ranked class": f"{ranked:.0f} s",
        "to download": f"{wheel.stat().st_size / 1e6:.0f} MB and the libraries",
        "installed": f"{sum(one.stat().st_size for one in files) / 1e6:.0f} MB",
    }


def _index(folder: Path) -> str:
    """Makes an index that has the release alone, and returns its address."""
    place = folder / "simple" / "zongce"
    place.mkdir(parents=True)
    files = [one for one in RELEASE.glob("zongce-*") if one.suffix in (".whl", ".gz") and "-image-" not in one.name]
    links = "".join(f'<a href="{one.name}">{one.name}</a>\n' for one in files)
    (place / "index.html").write_text(f"<!DOCTYPE html>\n{links}", "utf-8")
    for one in files:
        (place / one.name).write_bytes(one.read_bytes())
    return place.parent.as_uri()


def _settings_of_pip(index: str) -> dict[str, str]:
    """Returns this machine's settings of pip, with one more index."""
    ours = {name: value for name, value in os.environ.items() if name.startswith("PIP_") and name != "PIP_FIND_LINKS"}
    return {**ours, "PIP_EXTRA_INDEX_URL": f"{index} {ours.get('PIP_EXTRA_INDEX_URL', '')}".strip()}


def _require_ranks(log: Path) -> None:
    """Waits until the demo has shown a class, and counts the students of it that have a rank."""
    ends = time.monotonic() + DEMO_SECONDS
    while TOLD not in (said := log.read_text("utf-8")):
        if time.monotonic() > ends:
            raise checks.Wrong(f"the demo is not through after {DEMO_SECONDS} s\n{said}")
        time.sleep(0.5)
    ranks = re.findall(r"\t\d+/\d+\t\d+/\d+$", said, re.M)
    print(f"the demo shows {len(ranks)} ranked students", flush=True)
    if not ranks:
        raise checks.Wrong(f"the demo shows no ranks\n{said}")
