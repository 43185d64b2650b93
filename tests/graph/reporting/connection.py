"""The report connection as a reporting tool has it: a login of one person, and what its views hold."""

import csv
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import asyncpg
from graphql import GraphQLObjectType
from sqlalchemy.engine import make_url

from core.access import Reach, Right
from core.identity.scram import verifier_of
from core.reporting import ROLES, rights, wall
from core.workbooks.csv_writing import guarded
from db.reporting import logins
from db.reporting.wall import install
from db.tables import Role
from graph.routes.reports.compiled import Report, compiled
from graph.schema import schema
from tests.campus import FAR, Campus, Person
from tests.graph.reports.reading import fetch

GRANTED = {role.name.lower() for role in Role}
ANYBODY = Right("谁都可以连接", **{role: Reach.SCHOOL if role in GRANTED else Reach.CLASS for role in ROLES})
"""Lets everybody connect, so that the wall is tried for those, too, to whom the product gives no token."""
EVERYBODYS = {**rights(), "CONNECT_REPORTS": ANYBODY}
PASSWORD = "zr_secret"  # of a database that is thrown away


async def set_up(campus: Campus, table_of_rights: Mapping[str, Any] = EVERYBODYS) -> None:
    assert await install(campus.database, wall(table_of_rights))


async def login_for(campus: Campus, person: Person) -> str:
    """Makes a report token for anybody, whatever the product says about who may have one."""
    async with campus.database.write() as db:
        login = await logins.create_login(db, verifier_of(PASSWORD), FAR, "Asia/Shanghai")
        [(account,)] = await campus.rows("select id from account where username = :name", name=person.username)
        await logins.insert_token(db, account_id=account, name="报表", login=login, expires_at=FAR)
    return login


@asynccontextmanager
async def connected(campus: Campus, login: str, password: str = PASSWORD) -> AsyncIterator[asyncpg.Connection]:
    address = make_url(campus.database.url).set(username=login, password=password)
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()


def report_of(view: str) -> Report:
    """Returns the report of the list that the view shows: `batch_classes` is `batchClasses`."""
    first, *more = view.split("_")
    query: GraphQLObjectType = schema.query_type
    return compiled(first + "".join(word.capitalize() for word in more), query)


async def view_rows(connection: asyncpg.Connection, view: str, columns: list[str]) -> list[tuple[Any, ...]]:
    named = ", ".join(f'"{column}"' for column in columns)
    rows = await connection.fetch(f"select {named} from report.{view}")
    return sorted(tuple(plain(value) for value in row) for row in rows)


async def api_rows(campus: Campus, person: Person, view: str, columns: list[str]) -> list[tuple[Any, ...]]:
    """Reads the same rows and columns from the API, of all batches where it wants one."""
    report, found = report_of(view), []
    needs_batch = any(one.required for one in report.parameters.values())
    batches = [str(id_) for (id_,) in await campus.rows("select id from batch")] if needs_batch else [None]
    for batch in batches:
        response = await fetch(campus, person, report.name, **({"batchId": batch} if batch else {}))
        if response.status_code == 403:
            continue
        assert response.status_code == 200, response.text
        rows = csv.DictReader(StringIO(response.content.decode(), newline=""), strict=True)
        found += [tuple(_read(row[name], report.kinds[name]) for name in columns) for row in rows]
    return sorted(found)


def _read(cell: str, kind: str) -> str:
    """Returns a cell of CSV in the form of `plain`."""
    if cell and kind == "decimal":
        return f"{Decimal(cell):.4f}"
    if cell and kind == "datetime":
        return str(datetime.fromisoformat(cell).timestamp())
    return plain(json.loads(cell)) if cell.startswith("{") else cell


def plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    if isinstance(value, datetime):
        return str(value.replace(microsecond=0).timestamp())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return plain(json.loads(value)) if str(value).startswith("{") else str(guarded(value))


def differing(ours: list[Any], theirs: list[Any]) -> Iterator[Any]:
    """Yields what one of two lists of rows has and the other has not."""
    for mark, more, less in (("view", ours, theirs), ("API", theirs, ours)):
        left = list(less)
        for row in more:
            if row in left:
                left.remove(row)
            else:
                yield mark, row
