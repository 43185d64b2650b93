"""The way by containers: the image and a PostgreSQL, as deploy/compose.yaml says. Needs root, and podman of Debian."""

import json
import shutil
import subprocess
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.installing import checks
from bench.installing.apart import go_apart, settings_of_podman
from bench.installing.page import ROOT, Block, Typist, suite_of, the_file
from bench.installing.waiting import code_of, rank_a_class, until_ready

MOST_BYTES = 250_000_000
STAND_IN = "localhost/postgres-stand-in:latest"
ADDRESS = "http://127.0.0.1:8000"
ACCOUNT = 10001


def install(page: dict[str, Block], folder: Path) -> dict[str, str]:
    """Returns the figures of this way."""
    image = the_file("*-image-*.tar.gz")
    here = folder / "release"
    here.mkdir()
    for file in (image, ROOT / "deploy/compose.yaml"):
        shutil.copy(file, here)
    _packages_of_stand_in(folder / "postgres", suite_of())
    go_apart()
    environment = {**settings_of_podman(folder), "POSTGRES_IMAGE": STAND_IN}
    _run(environment, "buildah", "bud", "--quiet", "--tag", STAND_IN, str(folder / "postgres"))
    typist = Typist(here, environment=environment)

    began = time.monotonic()
    try:
        typist.type(page["install"])
        until_ready(ADDRESS)
        rank_a_class(ADDRESS, code_of(typist.type(page["begin"])))
        ranked = time.monotonic() - began
        size = _judge(environment)
        typist.type(page["upgrade"])
        until_ready(ADDRESS)
    finally:
        print(_run(environment, "podman-compose", "logs", "app", where=here)[-3000:])
        _run(environment, "podman-compose", "down", "--volumes", where=here)
    names = checks.require_no_files_for_developers(checks.names_of_image(image))
    print(f"the image has {names} files, none for developers", flush=True)
    return {
        "from nothing to a ranked class": f"{ranked:.0f} s",
        "to download": f"{image.stat().st_size / 1e6:.0f} MB, and PostgreSQL's image",
        "installed": f"{size / 1e6:.0f} MB",
    }


def _judge(environment: Mapping[str, str]) -> int:
    """Judges the containers that run, and returns the size of the image."""
    owners: dict[str, set[int]] = {}
    for name in _run(environment, "podman", "ps", "--quiet").split():
        (one,) = json.loads(_run(environment, "podman", "inspect", name))
        for program, uids in checks.owners(checks.of_namespace(one["State"]["Pid"])).items():
            owners.setdefault(program, set()).update(uids)
        if "zongce" in one["ImageName"]:
            _judge_app(environment, one)
    checks.require_no_root(owners)
    if owners["zongce"] != {ACCOUNT} or "postgres" not in owners:
        raise checks.Wrong(f"zongce is {ACCOUNT}, and PostgreSQL runs beside it: {owners}")
    (image,) = json.loads(_run(environment, "podman", "image", "inspect", f"localhost/zongce:{_version()}"))
    print("labels:", image["Labels"], "size:", image["Size"], flush=True)
    if image["Size"] > MOST_BYTES or not image.get("Healthcheck"):
        raise checks.Wrong("the image is too large, or has no check of its health")
    return int(image["Size"])


def _judge_app(environment: Mapping[str, str], container: Any) -> None:
    """Requires a read-only root, no capability and good health."""
    name = container["Name"]
    host, limits = container["HostConfig"], Path(f"/proc/{container['State']['Pid']}/status").read_text("utf-8")
    _run(environment, "podman", "healthcheck", "run", name)
    wrote = subprocess.run(["podman", "exec", name, "touch", "/usr/x"], env=dict(environment), check=False)
    if not host["ReadonlyRootfs"] or wrote.returncode == 0 or "CapBnd:\t0000000000000000" not in limits:
        raise checks.Wrong(f"the root can be written, or the container has capabilities\n{limits}")
    print("the root is read-only, there are no capabilities, and the container is healthy", flush=True)


def _packages_of_stand_in(folder: Path, suite: str) -> None:
    """Gathers Debian's PostgreSQL for an image, as long as the network is there."""
    shutil.copytree(Path(__file__).parent / "postgres", folder)
    command = ("mmdebstrap", "--quiet", "--variant=minbase", "--include=postgresql", suite, str(folder / "root.tar"))
    subprocess.run(command, check=True)


def _run(environment: Mapping[str, str], *command: str, where: Path | None = None) -> str:
    ran = subprocess.run(command, env=dict(environment), cwd=where, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise checks.Wrong(f"{' '.join(command)}: {ran.stderr}")
    return ran.stdout


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
