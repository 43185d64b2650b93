"""Holds the requests by which a college works on its scheme."""

from tests.campus import Answer, Campus, Person

SAVE = """mutation($input: SaveSchemeInput!) { saveScheme(input: $input) {
  scheme { id version title inForce savedBy college { code } } userErrors { code path row column message } } }"""


async def save(campus: Campus, who: Person, **values: object) -> Answer:
    return await campus.ask(who, SAVE, input={"batchId": campus.batch, **values})
