"""Acts of the access matrix, cell by cell and in every state, over real HTTP (R8): a denied act changes nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.schema import schema
from tests import access
from tests.campus import Campus
from tests.graph.access.attempts import attempt, everything
from tests.graph.access.deeds import (
    DEEDS,
    DELETING,
    FIRST_STUDENT,
)
from tests.graph.access.states import STATES

ROOT = Path(__file__).parents[3]
DENIALS: tuple[set[str], ...] = ({"FORBIDDEN"}, {"NOT_FOUND"}, {"STUDENT_OF_OTHER_CLASS"})


def attempts(line: access.Line) -> Iterator[tuple[str, str, bool]]:
    """(role, target, is it reached): every role on every target."""
    kinds: dict[str, tuple[list[str], Callable[[str, str], set[str]]]] = {
        "school": (["school"], lambda role, reach: {"school"} if reach == "school" else set()),
        "college": (
            list(access.COLLEGES),
            lambda role, reach: access.colleges(role, reach) if reach != "class" else set(),
        ),
        "class": (list(FIRST_STUDENT), access.classes),
        "own": (["own"], lambda role, reach: set() if reach == "-" else {"own"}),
    }
    targets, reached = kinds[DEEDS[line.name].targets]
    for role in access.ROLES:
        for target in targets:
            yield role, target, target in reached(role, line.cells[role].reach)


def test_every_mutation_stands_in_the_matrix() -> None:
    """R8: it stands there as an act with its cells, or among those that anybody may call; and each can be tried
    here."""
    mutation = schema._schema.mutation_type
    assert mutation is not None
    named = {line.name for line in access.lines("acts")}
    access.require_lines("acts", named, set(mutation.fields) - set(access.listed("everybody")))
    assert named - set(DEEDS) == set(), "write into DEEDS of tests/graph/access/deeds.py how these are asked for"
    assert set(DEEDS) - named == set()


def test_every_act_is_named_on_the_page_of_the_audit_log() -> None:
    """R9.3: the page would show the name of the mutation instead."""
    words = (ROOT / "web/console/screens/audit/words.ts").read_text(encoding="utf-8").partition("export const FIELD")[0]
    acts = {line.name for line in access.lines("acts")} | set(access.listed("everybody"))
    assert {act for act in acts if f" {act}: '" not in words} == set(), "web/console/screens/audit/words.ts lacks them"


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
async def test_an_act_reaches_as_far_as_its_cell_says(working: Campus, line: access.Line) -> None:
    """R8, R8.2: beyond the cell it is forbidden, or its thing does not exist; and nothing changes."""
    if prepared := DEEDS[line.name].prepared:
        await working.execute(prepared)
    before = await everything(working, line.name)
    for role, target, reached in attempts(line):
        if not reached:
            assert await attempt(working, role, line.name, target) in DENIALS, (role, target)
    assert await everything(working, line.name) == before
    for role, target, reached in attempts(line):
        if reached:
            assert await attempt(working, role, line.name, target) not in DENIALS[: 1 + (line.name not in DELETING)]
    assert await everything(working, line.name) != before


def within_and_beyond(line: access.Line) -> Iterator[tuple[str, str, bool]]:
    """Yields one target within the reach of each role and one beyond it, others from state to state.

    The reach does not depend on the state: `test_an_act_reaches_as_far_as_its_cell_says` tries every target.
    """
    place = list(STATES).index(line.state)
    for role in access.ROLES:
        for inside in (True, False):
            found = [one for one in attempts(line) if one[0] == role and one[2] == inside]
            if found:
                yield found[place % len(found)]


@pytest.mark.parametrize("line", access.lines("states"), ids=lambda line: f"{line.name}-{line.state}")
async def test_in_this_state_an_act_is_refused_as_its_cell_says(working: Campus, line: access.Line) -> None:
    """R3.3, R4.6, R2.3: permission first, then the window; and nothing changes."""
    await working.execute(STATES[line.state])
    before = await everything(working, line.name)
    tried, allowed = list(within_and_beyond(line)), False
    for role, target, reached in tried:
        expected = line.cells[role].code
        if reached and expected is None:
            allowed = True
            continue
        answers = ({expected},) if reached else DENIALS
        assert await attempt(working, role, line.name, target) in answers, (role, target)
    assert await everything(working, line.name) == before
    for role, target, reached in tried:
        if reached and line.cells[role].code is None:
            assert await attempt(working, role, line.name, target) == set(), (role, target)
    assert (await everything(working, line.name) != before) == allowed
