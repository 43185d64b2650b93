"""A PostgreSQL with a standby that replays its log: two real servers of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded import EmbeddedPostgres
from tests.db.postmasters import children, postmaster

REPLICATING = "alter role zongce replication\n"
WHO_MAY_REPLICATE = "local replication zongce scram-sha-256\n"


@dataclass
class Replicas:
    """The two servers."""

    primary: EmbeddedPostgres
    standby: EmbeddedPostgres
    standby_place: Path

    @property
    def replayer(self) -> int:
        """The process of the standby that replays the log."""
        return min(children(postmaster(self.standby_place), called=b"startup"))


@contextmanager
def replicas(folder: Path) -> Iterator[Replicas]:
    folder.chmod(0o755)  # as root, the servers run as somebody else, who must get in
    primary, standby = EmbeddedPostgres(folder / "primary"), EmbeddedPostgres(folder / "standby")
    _let_replicate(primary)
    with primary:
        standby._home.make()
        standby._home.write("password", (primary._home.path / "password").read_text())
        copying = (primary.bin("pg_basebackup"), "-D", standby._home.cluster, "-R", "-c", "fast", "-d", primary.url)
        done, output = standby._home.account.run(*copying)
        assert done, output
        with standby:
            yield Replicas(primary, standby, folder / "standby")


def _let_replicate(server: EmbeddedPostgres) -> None:
    """Gives the application's role the right to replicate, while the server is stopped."""
    server.start()
    server.stop()
    home = server._home
    with (home.cluster / "pg_hba.conf").open("a") as rules:
        rules.write(WHO_MAY_REPLICATE)
    single = (server.bin("postgres"), "--single", "-D", home.cluster, "postgres")
    done, output = home.account.run(*single, text=REPLICATING)
    assert done, output
