"""The way by Debian's package: a bare Debian that systemd boots, with PostgreSQL. Needs root, mmdebstrap and nspawn."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.installing import checks
from bench.installing.apart import go_apart
from bench.installing.page import Block, Typist, suite_of, the_file
from bench.installing.waiting import code_of, rank_a_class, until_ready

BARE = "systemd,systemd-sysv,dbus"
NSPAWN = ("systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--console=pipe")
BOOT_SECONDS, SHUTDOWN_SECONDS = 120, 60
JUDGED = """
systemctl start zongce-dump.service zongce-dump@shida.service
journalctl --quiet --output=cat --unit zongce-dump.service | tail -n 3
systemd-analyze verify zongce.service zongce@shida.service zongce-dump.service zongce-dump.timer
systemd-analyze security --threshold=20 zongce.service | tail -n 1
systemd-analyze security --threshold=20 zongce@shida.service | tail -n 1
stat --format '%U %a %n' /etc/zongce/*.env /var/lib/zongce* /var/lib/zongce/dumps/*
du --summarize --block-size=MB /usr/lib/zongce
"""
COUNTED = [
    Block("count", f"runuser -u postgres -- psql -tAc 'select count(*) from academic_result' {school}")
    for school in ("zongce", "zongce-shida")
]


def install(page: dict[str, Block], folder: Path) -> dict[str, str]:
    """Returns the figures of this way."""
    package, root = the_file("*.deb"), folder / "root"
    listed = subprocess.run(("dpkg-deb", "--fsys-tarfile", package), capture_output=True, check=True).stdout
    names = subprocess.run(("tar", "--list"), input=listed, capture_output=True, check=True).stdout.decode().split("\n")
    print(f"the package has {checks.require_no_files_for_developers(names)} files, none for developers", flush=True)
    fetch(package, root)
    go_apart(second_cgroups=True)
    with booted(root, folder / "boot.log") as leader:
        inside = ("nsenter", f"--target={leader}", "--mount", "--uts", "--ipc", "--pid")
        clean = ("env", "-i", "HOME=/root", "LANG=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/sbin:/bin")
        typist = Typist(folder, inside=(*inside, *clean, "sh", "-c", 'cd /root && exec "$@"', "sh"))
        began = time.monotonic()
        code = code_of(typist.type(page["install"]))
        until_ready("http://127.0.0.1:8000")
        rank_a_class("http://127.0.0.1:8000", code)
        ranked = time.monotonic() - began
        code = code_of(typist.type(page["school"]))
        until_ready("http://127.0.0.1:8001")
        rank_a_class("http://127.0.0.1:8001", code)
        checks.require_no_root(checks.owners(checks.of_namespace(leader)))
        said = typist.type(Block("judge", JUDGED))
        typist.type(page["upgrade"])
        until_ready("http://127.0.0.1:8000")
        before = [typist.type(one) for one in COUNTED]
        typist.type(page["remove"])
        if not list((root / "var/lib/zongce/dumps").glob("*.dump")) or (root / "usr/lib/zongce").exists():
            raise checks.Wrong("removing leaves the dumps, and nothing of the program")
        typist.type(page["again"])
        for port in (8000, 8001):
            until_ready(f"http://127.0.0.1:{port}")
        if [typist.type(one) for one in COUNTED] != before:
            raise checks.Wrong(f"the ranked classes are not what they were: {before}")
    return {
        "from nothing to a ranked class": f"{ranked:.0f} s, with what was downloaded before",
        "to download": f"{package.stat().st_size / 1e6:.0f} MB, and Debian's packages",
        "installed": said.split()[-2],
    }


def fetch(package: Path, root: Path) -> None:
    """Makes a bare Debian, and downloads what it will install: once it is apart, it has no network."""
    subprocess.run(("mmdebstrap", "--quiet", "--variant=minbase", f"--include={BARE}", suite_of(), root), check=True)
    shutil.copy(package, root / "root")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    for words in (("update",), ("install", "--yes", "--download-only", f"/root/{package.name}", "postgresql")):
        command = ("chroot", root, "apt-get", "-qq", *words)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def booted(root: Path, log: Path) -> Iterator[int]:
    """Boots the machine and yields the id of its first process."""
    with log.open("wb") as file:
        nspawn = subprocess.Popen((*NSPAWN, f"--directory={root}"), stdin=subprocess.DEVNULL, stdout=file, stderr=file)
    try:
        yield _leader(nspawn.pid, log)
    finally:
        nspawn.terminate()  # it shuts the machine down
        try:
            nspawn.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            nspawn.kill()
            nspawn.wait()
            print(f"the machine did not shut down in {SHUTDOWN_SECONDS} s", flush=True)


def _leader(nspawn: int, log: Path) -> int:
    """Waits until systemd is up."""
    ends = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < ends:
        for pid in Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text("utf-8").split():
            ask = ("nsenter", f"--target={pid}", "--mount", "--pid", "systemctl", "is-system-running", "--wait")
            state = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
            if state in ("running", "degraded"):
                return int(pid)
        time.sleep(0.5)
    raise checks.Wrong(f"systemd did not come up\n{log.read_text('utf-8', errors='replace')}")
