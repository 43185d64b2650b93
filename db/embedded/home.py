"""Locates all files of an embedded server, and checks who owns them."""

import hashlib
import os
import re
import stat
import tempfile
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from db.embedded.account import Account, name_of
from db.embedded.errors import NotOurs, NotThere
from db.embedded.programs import shared

PORT = 5432  # names the socket; there is no TCP
SOCKET_BYTES = 80  # macOS ends at 104, with the socket's own name


class Home:
    """The directory `data_dir/postgres` holds the cluster, its password, socket, locks and log.

    All of it belongs to the server's account. As root, the directory is a link into `/var/lib/zongce` if the server's
    account cannot enter `data_dir`.
    """

    def __init__(self, data_dir: Path) -> None:
        self._place = data_dir.absolute() / "postgres"

    @property
    def path(self) -> Path:
        return self._place.resolve()

    @property
    def cluster(self) -> Path:
        return self.path / "cluster"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def socket(self) -> Path:
        """The socket's directory is in /tmp if its own path would be too long, or hard to write in an address."""
        own = str(self.path / "socket")
        if re.fullmatch(r"[\w./-]+", own, re.ASCII) and len(own) <= SOCKET_BYTES:
            return Path(own)
        known_by = hashlib.sha256(os.fsencode(own)).hexdigest()[:12]
        return Path(f"/tmp/zongce-{known_by}")  # noqa: S108  # `own` lets in no stranger's

    @property
    def url(self) -> str:
        password = quote((self.path / "password").read_text(), safe="")
        return f"postgresql://zongce:{password}@/zongce?host={self.socket}&port={PORT}"

    @cached_property
    def account(self) -> Account:
        return Account.of_server(self.path.stat().st_uid if self.path.exists() else 0)

    def make(self) -> None:
        """Creates the directory if needed. A link without a target is an error: it means a missing disk."""
        if self._place.is_symlink() and not self.path.exists():
            raise NotThere(place=self._place, home=self.path)
        if not self._place.exists():
            self._place.parent.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0 and not self.account.reaches(self._place.parent):
                elsewhere = Path(tempfile.mkdtemp(prefix="cluster-", dir=shared()))
                self.own(elsewhere)
                self._place.symlink_to(elsewhere)
        self.own(self.path)
        if not self.account.reaches(self.path):
            raise self._not_ours(self.path)

    def own(self, folder: Path) -> None:
        """Makes sure that the directory belongs to the server's account.

        As root, gives an empty directory of ours to that account, and never one of somebody else.
        """
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if os.geteuid() == 0 == found.st_uid and stat.S_ISDIR(found.st_mode) and not any(folder.iterdir()):
            os.chown(folder, self.account.uid, self.account.gid, follow_symlinks=False)
        elif found.st_uid != self.account.uid or not stat.S_ISDIR(found.st_mode):
            raise self._not_ours(folder)

    def open(self, name: str) -> int:
        """Opens a file that only the server's account and we can read; it never follows a link."""
        file = os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        if os.geteuid() == 0:
            os.fchown(file, self.account.uid, self.account.gid)
        return file

    def write(self, name: str, text: str) -> None:
        file = self.open(name)
        os.ftruncate(file, 0)
        os.write(file, text.encode())
        os.close(file)

    def _not_ours(self, place: Path) -> NotOurs:
        return NotOurs(account=self.account.name, place=place, owner=name_of(place.lstat().st_uid))
