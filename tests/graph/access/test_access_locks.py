"""Acts refuse by themselves: without the rules of the API nobody gets further than with them (R8)."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import pytest

from core.access import Reach
from graph.schema import schema
from graph.server.engine.documents import Documents
from tests import access
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.access.attempts import attempt, everything, make_workable, of_nothing
from tests.graph.access.deeds import DEEDS

ELSEWHERE = {
    "school": {},
    "college": {"collegeAdmin": "lang", "deputySecretary": "lang"},
    "class": {"collegeAdmin": "en1", "counsellor": "se1"}
    | dict.fromkeys(("headTeacher", "classMonitor", "student"), "cs2"),
    "own": {},
}
"""Things of each kind that these people do not reach, though others of the kind."""


def guards() -> Iterator[tuple[str, Any]]:
    acts: Any = schema._schema.mutation_type
    for name, field in acts.fields.items():
        extensions = field.extensions["strawberry-definition"].extensions
        yield from ((name, one) for one in extensions if hasattr(one, "permissions"))


RIGHTS = {name: [rule.right for rule in guard.permissions] for name, guard in guards()}


@pytest.fixture(scope="module")
async def unguarded(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus whose API has no rules: every act is asked of every caller. All are refused, so nothing changes.

    Its schema has planned no document before, because a plan keeps the rules of when it was made.
    """
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await make_workable(campus)
        before = await kept(campus)
        with ExitStack() as open_:
            open_.enter_context(patch.object(schema, "documents", Documents(schema._schema)))
            for _, guard in guards():
                open_.enter_context(patch.object(guard, "permissions", []))
            yield campus
        assert await kept(campus) == before


async def kept(campus: Campus) -> dict[str, str]:
    """Returns the fingerprints of the tables, without the seals of the audit log, which are made as time passes."""
    found = await everything(campus, "importComprehensiveResults")
    return {name: print_ for name, print_ in found.items() if name not in ("audit_seal", "audit_unsealed")}


@contextmanager
def held_in_a_college(act: str, role: str) -> Iterator[None]:
    """Gives the right to an act to a role of a college that has none of it, as a later table might."""
    field = {"collegeAdmin": "college_admin", "deputySecretary": "deputy_secretary"}[role]
    lacking = [right for right in RIGHTS[act] if getattr(right, field) is Reach.NEVER]
    for right in lacking:
        object.__setattr__(right, field, Reach.COLLEGE)
    try:
        yield
    finally:
        for right in lacking:
            object.__setattr__(right, field, Reach.NEVER)


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
async def test_an_act_asks_for_its_right_before_anything_else(unguarded: Campus, line: access.Line) -> None:
    """R8: who has no part in it is not told either whether its thing exists."""
    kinds = {"school": "school", "college": "info", "class": "cs1", "own": "own"}
    for change in (str, of_nothing):
        codes = await attempt(unguarded, "auditor", line.name, kinds[DEEDS[line.name].targets], change)
        assert codes == {"FORBIDDEN"}, change


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
async def test_an_act_asks_whether_its_right_reaches_this_thing(unguarded: Campus, line: access.Line) -> None:
    """R8.1, R8.2: a role for one class or college opens nothing of another, also where no role is for one today."""
    for role, target in ELSEWHERE[DEEDS[line.name].targets].items():
        with held_in_a_college(line.name, role) if DEEDS[line.name].targets == "college" else nullcontext():
            codes = await attempt(unguarded, role, line.name, target)
        assert codes in ({"FORBIDDEN"}, {"NOT_FOUND"}, {"STUDENT_OF_OTHER_CLASS"}), role


async def test_no_act_finds_a_batch_that_its_person_does_not_see(unguarded: Campus) -> None:
    """R1.6, R8.2: a college is not told of a batch before it is opened."""
    opened = await unguarded.rows("select id, opened_at from batch")
    acts = [
        line.name
        for line in access.lines("acts")
        if line.cells["collegeAdmin"].reach == DEEDS[line.name].targets == "college"
    ]
    of_batch = [one for one in acts if "batchId" in DEEDS[one].document(unguarded, "info")]
    await unguarded.execute("update batch set opened_at = null")
    found = {one: await attempt(unguarded, "collegeAdmin", one, "info") for one in of_batch}
    for row in opened:
        await unguarded.execute("update batch set opened_at = :at where id = :id", at=row.opened_at, id=row.id)
    assert len(found) > 10
    assert {name: codes for name, codes in found.items() if codes != {"NOT_FOUND"}} == {}
