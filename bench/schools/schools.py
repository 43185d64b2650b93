"""Makes the schools: nine are copies of one college that rates, the tenth is a whole university with all its scores."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from sqlalchemy import text

from bench.computing import everybody_rated, everybody_scored
from bench.ground import Ground, vacuumed
from bench.servers import embedded_server
from bench.university import Size as UniversitySize
from bench.university import make_university
from db.migrate import upgrade
from db.session import Database
from tests.campus import YEAR
from tests.conftest import Cluster
from tests.evening.college import College, Size, make_college
from tests.evening.server import Served

SMALL = {"ZONGCE_POOL_SIZE": "2", "ZONGCE_OPERATION_SLOTS": "1"}
"""The settings of a school among many, as docs/operating.md gives them."""
CONNECTIONS_OF_ONE = 2 * 2 + 9 + 2 * 1 + 1
"""The most connections that a process with these settings takes; the last one keeps a restore away."""
WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
SIZE = "select pg_database_size(current_database())"


@dataclass
class School:
    """One school; all of them share the server's processor, memory and disk, and nothing else."""

    url: str
    database: Database
    served: Served

    @property
    def name(self) -> str:
        return self.url.partition("?")[0].rsplit("/", 1)[-1]

    async def number(self, query: str) -> float:
        async with self.database.read() as db:
            return float((await db.execute(text(query))).scalar_one())


@contextmanager
def common_server(schools: int) -> Iterator[Cluster]:
    """Runs one PostgreSQL with as many connections as the schools may take, and some for the rig."""
    most = {"max_connections": schools * CONNECTIONS_OF_ONE + 40}
    with patch.dict("db.embedded.server.SETTINGS", most), embedded_server() as url:
        yield Cluster(url)


@asynccontextmanager
async def school(cluster: Cluster, template: str | None = None) -> AsyncIterator[School]:
    """Creates the school's database, which is empty or a copy, and does not serve it yet."""
    async with cluster.fresh(template) as name:
        url = cluster.database_url(name)
        made = School(url, Database(url, 2), Served(url, settings=dict(SMALL)))
        try:
            yield made
        finally:
            await made.served.kill()
            await made.database.dispose()


@asynccontextmanager
async def template(cluster: Cluster, size: Size) -> AsyncIterator[tuple[str, College]]:
    """Makes a college in the middle of its rating; its copies have the same numbers."""
    async with school(cluster) as made:
        await upgrade(made.database)
        college = await make_college(made.database, size)
        await made.database.dispose()
        yield made.name, college


@asynccontextmanager
async def served_copies(cluster: Cluster, name: str, count: int) -> AsyncIterator[list[School]]:
    async with AsyncExitStack() as stack:
        copies = [await stack.enter_async_context(school(cluster, name)) for _ in range(count)]
        for copy in copies:
            await stack.enter_async_context(copy.served)
        yield copies


@dataclass(frozen=True)
class Filled:
    """Holds what a university takes that has assessed one year, in bytes."""

    students: int
    bytes: float
    wal: float


async def fill(tenth: School, classes: int) -> Filled:
    """Fills the tenth with one year of a university, and computes all its scores through the API."""
    size = UniversitySize("tenth", colleges=2, classes=classes, imported=0)
    await upgrade(tenth.database)
    empty, began = await tenth.number(SIZE), await tenth.number(WAL)
    await make_university(tenth.database, size)
    await tenth.served.start()
    batch = int(await tenth.number(f"select id from batch where academic_year = '{YEAR}'"))
    ground = Ground(tenth.url, tenth.database, tenth.served, size, 1, batch)
    await everybody_scored(ground)
    await everybody_rated(ground)
    await vacuumed(tenth.database)
    return Filled(40 * classes, await tenth.number(SIZE) - empty, await tenth.number(WAL) - began)
