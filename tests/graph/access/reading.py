"""A path through the schema is read as a person: the values of a field by their owners, and the errors with them."""

from graph.schema import schema
from tests.campus import Campus, Person

CORE = schema._schema
CODES = {"J1901": "cs1", "J1902": "cs2", "R1901": "se1", "Y1901": "en1"}
COLLEGES = {"01": "info", "02": "lang"}


def owned(node: object, owner: str | None, field: str, found: dict[str, list[object]]) -> None:
    """Gather the values of `field` by the owner named nearest above or beside them."""
    if isinstance(node, list):
        for one in node:
            owned(one, owner, field, found)
    if isinstance(node, dict):
        beside = [node.get("owner"), *(child.get("owner") for child in node.values() if isinstance(child, dict))]
        owner = next((one for one in beside if one), owner)
        if field in node and owner:
            found.setdefault(owner, []).append(node[field])
        for child in node.values():
            owned(child, owner, field, found)


async def read(
    campus: Campus, who: Person, path: str, fields: str, field: str
) -> tuple[dict[str, list[object]], list[dict]]:
    """The field's values by owner, and the errors that came with them."""
    selected = path.replace("FIELDS", fields)
    if "$batch" in path:
        answer = await campus.ask(who, f"query($batch: ID!) {{ {selected} }}", batch=campus.batch)
    else:
        answer = await campus.ask(who, f"{{ {selected} }}")
    assert answer.data is not None, answer.body
    found: dict[str, list[object]] = {}
    owned(answer.data, None, field, found)
    return found, answer.errors
