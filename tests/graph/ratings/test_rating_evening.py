"""A class meeting with phones in hand: everybody saves and submits at once, answers get lost, the server dies (R5.3).

At full size: `python -m bench.rating_evening`.
"""

from db.session import Database
from tests.conftest import Cluster
from tests.evening.checks import Verdict
from tests.evening.college import Size, make_college
from tests.evening.evening import Course, Evening
from tests.evening.server import Served


async def test_nothing_acknowledged_is_lost_or_changed_in_a_rating_evening(cluster: Cluster, migrated: str) -> None:
    """R5.3, R5.4: through two kills of the server; then every score is as reckoned by hand."""
    async with cluster.fresh(migrated) as name:
        database = Database(cluster.database_url(name))
        college = await make_college(database, Size(classes=3, students=8))
        async with Served(cluster.database_url(name)) as served:
            evening = Evening(college, served, Course(connections=24, losses=0.1))
            await evening.run()
            verdict = Verdict(evening, database)
            await verdict.reach()
        await database.dispose()
    assert verdict.breaches == []
    assert served.kills == 2
    assert evening.told()["acknowledged"] > len(evening.desks) / 2
