"""A campus with results at every stage of the year, built once for the files that need one."""

from collections.abc import AsyncIterator

import pytest

from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.access.attempts import make_workable
from tests.graph.access.full_campus import with_results


@pytest.fixture(scope="session")
async def full(cluster: Cluster, template: Template) -> AsyncIterator[Template]:
    """Everybody has results, ranks and ballots, so that every field has something to hide.

    Two ballots of each kind stand behind every rating score: none is withheld because it would tell a mark.
    """
    name, people, ids = template
    async with cluster.fresh(name) as copy:
        async with campus_on(cluster.database_url(copy), people, ids) as campus:
            await with_results(campus)
        yield copy, campus.people, campus.ids


@pytest.fixture(scope="session")
async def workable(cluster: Cluster, template: Template) -> AsyncIterator[Template]:
    """The campus on which nothing but the right to an act is asked."""
    name, people, ids = template
    async with cluster.fresh(name) as copy:
        async with campus_on(cluster.database_url(copy), people, ids) as campus:
            await make_workable(campus)
        yield copy, campus.people, campus.ids


@pytest.fixture
async def working(cluster: Cluster, workable: Template) -> AsyncIterator[Campus]:
    """A copy of it for one test that acts."""
    name, people, ids = workable
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield campus


@pytest.fixture(scope="session")
async def computed(cluster: Cluster, full: Template) -> AsyncIterator[Campus]:
    """A copy of it for all tests that only read."""
    name, people, ids = full
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield campus
