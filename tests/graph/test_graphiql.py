"""GraphiQL opens with examples: each fits the schema, runs for every reader, and one shows a refusal."""

from pathlib import Path

import pytest
from graphql import parse, validate

from graph.schema import schema
from tests.campus import Campus

FOLDER = Path(__file__).parents[2] / "web" / "graphiql" / "examples"
EXAMPLES = {one.stem: one.read_text("utf-8") for one in sorted(FOLDER.glob("*.graphql"))}


def test_there_are_some() -> None:
    assert set(EXAMPLES) == {"classes", "own-years", "progress"}


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_runs_as_it_stands(name: str, campus: Campus) -> None:
    """R8.3: it runs without variables, for staff and student; what a student may not see of the progress is refused."""
    text = EXAMPLES[name]
    assert validate(schema._schema, parse(text)) == []
    assert (await campus.ask(campus.student_affairs, text)).errors == []
    own = await campus.ask(campus.jia, text)
    assert own.data is not None
    assert {error["extensions"]["code"] for error in own.errors} == ({"FORBIDDEN"} if name == "progress" else set())
