"""Gives each machine of the rig a network of its own: namespaces on one bridge, whose cables can be pulled."""

import os
import subprocess
import sys
from pathlib import Path

FRONT, DATABASES, APPS = "front", ("db1", "db2", "db3"), ("app1", "app2")
ADDRESSES = {
    FRONT: "10.71.0.1",
    **{name: f"10.71.0.1{name[2:]}" for name in DATABASES},
    **{name: f"10.71.0.2{name[3:]}" for name in APPS},
}
INSIDE = "BENCH_INSIDE"


def enter() -> None:
    """Begins this program anew, where its network and its /etc/hosts are nobody else's."""
    if os.geteuid() != 0:
        raise SystemExit("Root is needed: each machine of the rig gets a network of its own (unshare --net).")
    if INSIDE not in os.environ:
        os.environ[INSIDE] = "yes"
        os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, *sys.orig_argv[1:]])


def lay(folder: Path) -> None:
    """Makes the bridge, with the front's address, and /etc/hosts."""
    _run("ip link set lo up")
    _run("ip link add campus type bridge")
    _run(f"ip addr add {ADDRESSES[FRONT]}/24 dev campus")
    _run("ip link set campus up")
    hosts = folder / "hosts"
    hosts.write_text("".join(f"{at} {name}\n" for name, at in {"localhost": "127.0.0.1", **ADDRESSES}.items()))
    _run(f"mount --bind {hosts} /etc/hosts")


def connect(name: str, pid: int) -> None:
    """Connects the machine whose network this process holds."""
    _run(f"ip link add {name} type veth peer name eth0 netns {pid}")
    _run(f"ip link set {name} master campus up")
    for command in ("link set lo up", f"addr add {ADDRESSES[name]}/24 dev eth0", "link set eth0 up"):
        _run(f"nsenter --net=/proc/{pid}/ns/net ip {command}")


def cut(name: str) -> None:
    """Pulls the cable: whatever is sent is gone, and nobody hears of it."""
    _run(f"ip link set {name} down")


def mend(name: str) -> None:
    _run(f"ip link set {name} up")


def _run(command: str) -> None:
    subprocess.run(command.split(), check=True, stdout=subprocess.DEVNULL)
