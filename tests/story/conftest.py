"""The one campus of the story, and the rule that nobody hears a chapter before those that lead to it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.story import test_1_batches, test_2_academic, test_3_rating, test_4_comprehensive, test_5_library

Section = Callable[[Campus], Awaitable[None]]
BOOK = (test_1_batches, test_2_academic, test_3_rating, test_4_comprehensive, test_5_library)
SECTIONS: list[Section] = [
    section for chapter in BOOK for name, section in vars(chapter).items() if name.startswith("test_")
]


@pytest.fixture(scope="package")
async def year(cluster: Cluster, template: Template) -> AsyncIterator[tuple[Campus, list[str]]]:
    """The campus as the roster leaves it, and the sections that have been played on it."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield campus, []


@pytest.fixture
async def campus(year: tuple[Campus, list[str]], request: pytest.FixtureRequest) -> Campus:
    """Plays the earlier sections first where several processes share the tests, or one section is asked for alone."""
    campus, played = year
    names = [section.__name__ for section in SECTIONS]
    here = names.index(request.node.name)
    if names[here] in played:
        pytest.skip("played already, on the way to a later section")
    for section in SECTIONS[:here]:
        if section.__name__ not in played:
            played.append(section.__name__)
            await section(campus)
    played.append(names[here])
    return campus
