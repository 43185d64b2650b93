"""Holds the requests by which imports are listed and undone, and the state that an undo brings back."""

from typing import Any

from tests.campus import Campus, Person
from tests.graph.access.attempts import everything

LIST = """{ imports { nodes { id kind fileName sha256 importedBy created replaced unchanged obstacles undoneAt undoneBy
  academicYear term college { code } batch { id } } } }"""
UNDO = """mutation($id: ID!, $dry: Boolean!) { undoImport(input: {id: $id, dryRun: $dry}) {
  restored removed import { id undoneAt undoneBy } userErrors { code message path } } }"""
LEFT_OUT = "^(audit_.*|operation|import_.*|directory|timed_work)$"
"""These tables tell of the past or of other times, and the directory's version only grows."""


async def state(campus: Campus) -> dict[str, list[str]]:
    """Every row of every table with every column, but for the history itself."""
    tables = await campus.rows(
        "select tablename from pg_tables where schemaname = 'public' and tablename !~ :out order by 1", out=LEFT_OUT
    )
    found: dict[str, list[str]] = {name: [] for (name,) in tables}
    each = """select '{0}', to_jsonb(one)::text from "{0}" one"""
    for name, row in await campus.rows(" union all ".join(map(each.format, found)) + " order by 1, 2"):
        found[name].append(row)
    return found


async def listed(campus: Campus, who: Person) -> list[dict[str, Any]]:
    answer = await campus.ask(who, LIST)
    assert not answer.errors, answer.errors
    return list(answer.data["imports"]["nodes"])


async def last_id(campus: Campus) -> str:
    [(found,)] = await campus.rows("select max(id) from import_record")
    return str(found)


async def undo(campus: Campus, who: Person, id_: str | None = None, *, dry: bool = False) -> dict[str, Any]:
    """Undoes the last import, or another one."""
    answer = await campus.ask(who, UNDO, id=id_ or await last_id(campus), dry=dry)
    assert not answer.errors, answer.errors
    return dict(answer.data["undoImport"])


async def undone(campus: Campus, who: Person, id_: str | None = None) -> tuple[int, int]:
    """Undoes an import in whose way nothing stands: how many records are as before, and how many went."""
    imported = id_ or await last_id(campus)
    tried = await undo(campus, who, imported, dry=True)
    payload = await undo(campus, who, imported)
    assert payload["userErrors"] == [], payload["userErrors"]
    assert (tried["restored"], tried["removed"], tried["userErrors"]) == (payload["restored"], payload["removed"], [])
    assert payload["import"]["undoneBy"] == who.name
    return payload["restored"], payload["removed"]


async def obstacles(campus: Campus, who: Person, id_: str | None = None) -> list[str]:
    """Returns what stands in the way, as the list and the refusal say alike; and nothing changes."""
    imported = id_ or await last_id(campus)
    before = await everything(campus)
    [node] = [one for one in await listed(campus, who) if one["id"] == imported]
    for dry in (True, False):
        payload = await undo(campus, who, imported, dry=dry)
        assert {error["code"] for error in payload["userErrors"]} == {"IMPORT_OVERLAID"}
        told = [error["message"].removeprefix("不能撤销：") for error in payload["userErrors"]]
        assert told == node["obstacles"]
    assert await everything(campus) == before
    return list(node["obstacles"])
