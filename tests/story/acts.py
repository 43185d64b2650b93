"""Does what people do in the story: an act that is done, one that is refused, one that is not theirs; and reads."""

from typing import Any

from db.tables import metadata
from graph.schema import schema
from tests.campus import Answer, Campus, Person

MUTATIONS: Any = schema._schema.mutation_type
OF_REQUESTS = {"session", "sign_in_throttle", "operation", "download", "timed_work"}
"""These tables change with a request as such, whether its act is done or not."""
TABLES = sorted(set(metadata.tables) - OF_REQUESTS)
ROWS = " union all ".join(f"select '{name}' as t, to_jsonb({name})::text as r from {name}" for name in TABLES)
EVERYTHING = f"select md5(string_agg(t || r, '' order by t, r)) from ({ROWS}) every_row"


async def done(campus: Campus, person: Person, act: str, fields: str = "", **given: Any) -> Any:
    """The payload of an act that nothing stands against; `file` is a workbook."""
    payload = _payload(await _sent(campus, person, act, fields, given))
    assert payload["userErrors"] == [], payload["userErrors"]
    return payload


async def refused(campus: Campus, person: Person, act: str, fields: str = "", **given: Any) -> Any:
    """The payload of an act that a rule refuses: its words in Chinese, and nothing was written."""
    before = await campus.rows(EVERYTHING)
    payload = _payload(await _sent(campus, person, act, fields, given))
    assert payload["userErrors"]
    assert await campus.rows(EVERYTHING) == before
    return payload


async def told(campus: Campus, person: Person, act: str, **given: Any) -> str:
    """The one sentence of a refusal."""
    (error,) = (await refused(campus, person, act, **given))["userErrors"]
    return str(error["message"])


async def may_not(campus: Campus, people: tuple[Person, ...], act: str, **given: Any) -> None:
    """An act that is none of theirs: FORBIDDEN, and nothing was written."""
    before = await campus.rows(EVERYTHING)
    for person in people:
        answer = await _sent(campus, person, act, "", given)
        assert (answer.codes, answer.data[act]) == (["FORBIDDEN"], None), (person, answer.body)
    assert await campus.rows(EVERYTHING) == before


async def read(campus: Campus, person: Person, query: str, **asked: Any) -> Any:
    """Returns the answer of the query's one field to somebody who may see all of it; `batch` is this year's."""
    answer = await asks(campus, person, query, **asked)
    assert answer.errors == [], answer.errors
    return next(iter(answer.data.values()))


async def asks(campus: Campus, person: Person, query: str, **asked: Any) -> Answer:
    return await campus.ask(person, query, **{"batch": campus.batch} | asked if "$batch" in query else asked)


def ids(campus: Campus, *names: str) -> list[str]:
    return [str(campus.ids[name]) for name in names]


async def _sent(campus: Campus, person: Person, act: str, fields: str, given: dict[str, Any]) -> Answer:
    """Within this year's batch, where the act's form asks for one."""
    form = MUTATIONS.fields[act].args["input"].type
    wanted = {name: value for name, value in given.items() if name != "file"}
    if "batchId" in form.of_type.fields:
        wanted = {"batchId": campus.batch, **wanted}
    query = f"mutation($input: {form}) {{ {act}(input: $input) {{ {fields} userErrors {{ {ERROR} }} }} }}"
    if "file" in given:
        return await campus.upload(person, query, {"variables.input.file": given["file"]}, input=wanted)
    return await campus.ask(person, query, input=wanted)


ERROR = "code message path row column"


def _payload(answer: Answer) -> Any:
    assert answer.errors == [], answer.errors
    return next(iter(answer.data.values()))
