"""The containers get a network and mounts of their own: they are in nobody's way on this machine."""

import ctypes
import os
import subprocess
from pathlib import Path

NEW_MOUNTS, NEW_NETWORK = 0x00020000, 0x40000000
CGROUPS = Path("/sys/fs/cgroup")
HYBRID = CGROUPS / "unified"


def go_apart(*, second_cgroups: bool = False) -> None:
    """Moves this process, and all that it begins from now on, into namespaces of its own. Needs root.

    Crun and systemd want cgroups of one version; where there are both, only one stays in sight. In a container, systemd
    is not told by the first version that a service has no process any more: it would wait until the limit for stopping.

    Args:
        second_cgroups: keep the second version in sight, as on Debian itself, and not the first.
    """
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS | NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "unshare needs root")
    for command in (("mount", "--make-rprivate", "/"), ("ip", "link", "set", "lo", "up")):
        subprocess.run(command, check=True)
    if HYBRID.is_dir() and second_cgroups:
        subprocess.run(("umount", "--recursive", CGROUPS), check=True)
        subprocess.run(("mount", "-t", "cgroup2", "cgroup2", CGROUPS), check=True)
    elif HYBRID.is_dir():
        subprocess.run(("umount", HYBRID), check=True)


def settings_of_podman(folder: Path) -> dict[str, str]:
    """Writes settings by which podman keeps everything below the folder, and returns the variables that name them.

    Where this process may not raise limits, as in a sandbox, podman must not try to.
    """
    storage, conf = folder / "storage.conf", folder / "containers.conf"
    places = f'runroot = "{folder}/run"\ngraphroot = "{folder}/storage"\n'
    storage.write_text(f'[storage]\ndriver = "overlay"\n{places}', "utf-8")
    conf.write_text(
        '[containers]\ndefault_ulimits = ["nofile=20000:20000", "nproc=1000:1000"]\n'
        '[network]\nnetwork_backend = "netavark"\n[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n',
        "utf-8",
    )
    return {**os.environ, "CONTAINERS_STORAGE_CONF": str(storage), "CONTAINERS_CONF": str(conf)}
