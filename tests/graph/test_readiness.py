"""Whether a process can serve is another question than whether it lives."""

from typing import Any

from db.migrate import upgrade
from db.session import Database
from graph.server.admission import Rank
from tests.graph.pages.toy import toy_app
from tests.serving import serving
from tests.waiting import connected


async def test_alive_does_not_mean_ready() -> None:
    async with serving(toy_app()) as url, connected(url) as client:
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        response = await client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "database unreachable"})


async def test_whoever_asks_whether_it_is_ready_is_answered_whatever_the_crowd() -> None:
    app = toy_app(requests_in_flight=1)
    async with serving(app) as url, connected(url) as client:
        place = app.state.admission.at_once(Rank.ORDINARY)
        place.asked_at += 3600  # it is not taken back
        assert (await client.get("/readyz")).status_code == 503  # there is no database here
        place.leave()


async def test_ready_when_the_database_answers_and_its_tables_are_ours(cluster: Any) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=1)
        async with serving(toy_app(database)) as url, connected(url) as client:
            empty = await client.get("/readyz")
            assert (empty.status_code, empty.json()) == (503, {"status": "migrations not at head"})
            await upgrade(database)
            assert (await client.get("/readyz")).json() == {"status": "ready"}
        await database.dispose()
