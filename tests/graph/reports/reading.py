"""Reports as a reporting tool reads them."""

import csv
from base64 import b64encode
from dataclasses import dataclass
from io import StringIO
from typing import Any

from tests.campus import Campus, Person


@dataclass(frozen=True)
class Table:
    """A report that was answered with rows."""

    text: str

    @property
    def columns(self) -> list[str]:
        return next(csv.reader(StringIO(self.text, newline="")))

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self.text, newline=""), strict=True))

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.rows]


async def fetch(campus: Campus, person: Person | None, report: str, method: str = "GET", /, **parameters: Any) -> Any:
    headers = {"authorization": f"Bearer {person.token}"} if person else {}
    return await campus.client.request(method, f"/reports/{report}.csv", params=parameters, headers=headers)


async def table(campus: Campus, person: Person, report: str, /, **parameters: Any) -> Table:
    response = await fetch(campus, person, report, **parameters)
    assert response.status_code == 200, response.text
    return Table(response.content.decode())


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}
