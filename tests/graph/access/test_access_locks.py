"""Acts refuse by themselves: without the rules of the API nobody gets further than with them (R8)."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import pytest

from graph.schema import schema
from tests import access
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.access.attempts import attempt, everything, make_workable
from tests.graph.access.deeds import DEEDS

ELSEWHERE = {
    "school": {},
    "college": {"collegeAdmin": "lang", "deputySecretary": "lang"},
    "class": {"collegeAdmin": "en1", "counsellor": "se1"}
    | dict.fromkeys(("headTeacher", "classMonitor", "student"), "cs2"),
    "own": {},
}
"""Things of each kind that these people do not reach, though others of the kind."""


@pytest.fixture(scope="module")
async def unguarded(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus whose API has no rules: every act is asked of every caller. All are refused, so nothing changes."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await make_workable(campus)
        before = await kept(campus)
        with ExitStack() as open_:
            for guard in guards():
                open_.enter_context(patch.object(guard, "permissions", []))
            yield campus
        assert await kept(campus) == before


async def kept(campus: Campus) -> dict[str, str]:
    """Returns the fingerprints of the tables, without the seals of the audit log, which are made as time passes."""
    found = await everything(campus, "importComprehensiveResults")
    return {name: print_ for name, print_ in found.items() if name not in ("audit_seal", "audit_unsealed")}


def guards() -> Iterator[Any]:
    acts: Any = schema._schema.mutation_type
    for field in acts.fields.values():
        yield from (one for one in field.extensions["strawberry-definition"].extensions if hasattr(one, "permissions"))


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
async def test_an_act_asks_for_its_right_before_anything_else(unguarded: Campus, line: access.Line) -> None:
    """R8: who has no part in it is not told either whether its thing exists."""
    kinds = {"school": "school", "college": "info", "class": "cs1", "own": "own"}
    assert await attempt(unguarded, "auditor", line.name, kinds[DEEDS[line.name].targets]) == {"FORBIDDEN"}


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
async def test_an_act_asks_whether_its_right_reaches_this_thing(unguarded: Campus, line: access.Line) -> None:
    """R8.1, R8.2: a role for one class opens nothing of another."""
    for role, target in ELSEWHERE[DEEDS[line.name].targets].items():
        codes = await attempt(unguarded, role, line.name, target)
        assert codes in ({"FORBIDDEN"}, {"NOT_FOUND"}, {"STUDENT_OF_OTHER_CLASS"}), role
