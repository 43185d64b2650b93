"""Reads the files of deploy/ as they stand; folders, passwords and the school's host name are this rig's."""

import re
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = ("patroni.yml", "etcd.env", "haproxy-app.cfg", "haproxy-front.cfg", "zongce.env", "pgbackrest.conf")
PASSWORD = "of-this-rig-alone"
HOST = "zongce"
"""The raters ask for this host: it stands in the place of zongce.example.edu."""
TTL = int(re.findall(r"(?m)^ +ttl: (\d+)$", (DEPLOY / "patroni.yml").read_text("utf-8"))[0])
MEMORY = ("shared_buffers: 2GB", "shared_buffers: 128MB")


def binaries() -> Path:
    """Returns the folder of the newest PostgreSQL that Debian has installed here."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))


def filled(name: str, machine: str, folder: Path) -> str:
    """Returns a file of deploy/ for one machine, with its folder in the place of Debian's."""
    text = re.sub("PASSWORD_OF_[A-Z]+", PASSWORD, (DEPLOY / name).read_text("utf-8"))
    for there, here in {
        "THIS_NODE": machine,
        "/etc/zongce/tls": str(folder / "tls"),
        "/var/lib/postgresql/15/main": str(folder / "data"),
        "/var/lib/postgresql/pgpass": str(folder / "pgpass"),
        "/usr/lib/postgresql/15/bin": str(binaries()),
        "/var/lib/pgbackrest": str(folder.parent / "repository"),
        "/var/spool/pgbackrest": str(folder / "spool"),
        "/var/lib/etcd/default": str(folder / "etcd"),
        "/run/postgresql": str(folder),
        "/run/haproxy": str(folder),
        "zongce.example.edu": HOST,
        MEMORY[0]: MEMORY[1],
    }.items():
        text = text.replace(there, here)
    return text


def written(name: str, machine: str, folder: Path) -> Path:
    path = folder / name
    path.write_text(filled(name, machine, folder), "utf-8")
    path.chmod(0o644)
    return path


def environment(name: str, machine: str, folder: Path) -> dict[str, str]:
    """Returns what a file of settings says, as systemd reads it."""
    lines = filled(name, machine, folder).splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
