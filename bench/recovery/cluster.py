"""A PostgreSQL with its repository in a folder of its own, in the place of Debian's."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.failover.programs import PATH, account, give
from bench.recovery.page import ROOT, Typist, settings
from tests.ports import held_port

PASSWORD = "of-this-rig-alone"
HBA = "local all all trust\nhost all zongce 127.0.0.1/32 scram-sha-256\n"


@dataclass
class Cluster:
    """The folders and ports that the page's first block names."""

    folder: Path
    bin: Path
    port: int = field(default_factory=held_port)
    side_port: int = field(default_factory=held_port)

    @property
    def url(self) -> str:
        return f"postgresql://zongce:{PASSWORD}@127.0.0.1:{self.port}/zongce"

    @property
    def side_url(self) -> str:
        return f"postgresql://zongce:{PASSWORD}@/zongce?host={self.folder / 'run'}&port={self.side_port}"

    @property
    def main(self) -> Path:
        return self.folder / "pg" / "main"

    @property
    def begin(self) -> str:
        run, control = self.folder / "run", f'"$BIN/pg_ctl" -D "$MAIN" -l "{self.folder}/log/main.log" -w'
        return f"""export BIN={self.bin} MAIN={self.main} SIDE={self.folder / "pg" / "side"}
export SOCKETS={run} SIDE_PORT={self.side_port} OUT={self.folder / "out"} ROSTER={self.folder / "roster.sql"}
export NOW="host=$SOCKETS port={self.port} dbname=zongce user=postgres"
export THEN="host=$SOCKETS port=$SIDE_PORT dbname=zongce user=postgres"
stop_main() {{ {control} -m fast stop > /dev/null; }}
start_main() {{ {control} start > /dev/null; }}"""

    @property
    def environment(self) -> dict[str, str]:
        """deploy/pgbackrest.conf holds, but for the places of this machine."""
        places = {
            "CONFIG": self.folder / "pgbackrest.conf",
            "PG1_PATH": self.main,
            "PG1_PORT": self.port,
            "PG1_SOCKET_PATH": self.folder / "run",
            "REPO1_PATH": self.folder / "repo",
            "SPOOL_PATH": self.folder / "spool",
            "LOG_PATH": self.folder / "log",
            "LOCK_PATH": self.folder / "lock",
        }
        told = {f"PGBACKREST_{name}": str(value) for name, value in places.items()}
        return {"PATH": PATH, "LC_ALL": "C.UTF-8", "HOME": str(self.folder / "run"), **told}

    def typist(self) -> Typist:
        return Typist(self.folder / "out", self.begin, self.environment, self.url)

    def run(self, *command: str | Path, text: str | None = None) -> None:
        subprocess.run(
            [*map(str, command)], input=text, text=True, check=True, cwd=self.folder, env=self.environment,
            stdout=subprocess.DEVNULL, **account(),
        )  # fmt: skip

    def create(self) -> None:
        for name in ("pg", "run", "repo", "spool", "log", "lock", "out"):
            give(self.folder / name)
        (self.folder / "run").chmod(0o755)
        (self.folder / "out").chmod(0o777)
        for name in ("pgbackrest.conf", "roster.sql"):
            shutil.copy(ROOT / "deploy" / name, self.folder / name)
        self.run(self.bin / "initdb", "-D", self.main, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        (self.main / "pg_hba.conf").write_text(HBA)
        own = f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder / 'run'}'\n"
        with (self.main / "postgresql.conf").open("a") as conf:
            conf.write(own + settings())

    def start(self) -> None:
        self.run("bash", "-ec", f"{self.begin}\nstart_main")
        sql = f"create role zongce login password '{PASSWORD}'; create database zongce owner zongce template template0"
        for one in sql.split("; "):
            self.run("psql", "-q", "-h", self.folder / "run", "-p", str(self.port), "-U", "postgres", "-c", one)

    def stop(self) -> None:
        for data in (self.main, self.folder / "pg" / "side"):
            if (data / "postmaster.pid").exists():
                self.run(self.bin / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Creates and starts it, and removes it at the end."""
    versions = [one for one in Path("/usr/lib/postgresql").glob("*/bin") if (one / "initdb").exists()]
    newest = max(versions, key=lambda one: int(one.parent.name))
    with TemporaryDirectory(prefix="zongce-recovery-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        made = Cluster(folder, newest)
        try:
            made.create()
            made.start()
            yield made
        finally:
            made.stop()
