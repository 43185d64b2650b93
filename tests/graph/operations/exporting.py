"""Exports of academic results, requested, fetched and read."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import Any

import openpyxl

from tests.campus import Answer, Campus, Person

EXPORT = """mutation E($wanted: AcademicResultsExport!) { requestExport(input: {academicResults: $wanted}) {
  operation { id kind status progress { done total } downloadUrl userErrors { code } } userErrors { code path } } }"""


@dataclass(frozen=True)
class Sheet:
    """A downloaded workbook, as openpyxl reads it."""

    content: bytes
    header: str

    @cached_property
    def sheet(self) -> Any:
        return openpyxl.load_workbook(BytesIO(self.content)).worksheets[0]

    @property
    def headers(self) -> list[str]:
        return [cell.value for cell in self.sheet[1]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        headers, values = self.headers, self.sheet.iter_rows(min_row=2, values_only=True)
        return [dict(zip(headers, row, strict=True)) for row in values]

    def column(self, header: str) -> list[Any]:
        return [row[header] for row in self.rows]


async def asked(campus: Campus, person: Person, **wanted: Any) -> Answer:
    return await campus.ask(person, EXPORT, wanted={"batchId": campus.batch, **wanted})


async def fetched(campus: Campus, person: Person, address: str) -> Any:
    return await campus.client.get(address, headers={"authorization": f"Bearer {person.token}"})


async def export(campus: Campus, person: Person, **wanted: Any) -> Sheet:
    answer = await asked(campus, person, **wanted)
    assert not answer.errors, answer.errors
    payload = answer.data["requestExport"]
    assert payload["userErrors"] == []
    response = await fetched(campus, person, payload["operation"]["downloadUrl"])
    assert response.status_code == 200
    sheet = Sheet(response.content, response.headers["content-disposition"])
    assert payload["operation"]["progress"]["done"] == len(sheet.rows)
    return sheet


def alike(row: dict[str, Any]) -> dict[str, Any]:
    """A sheet's row, with its numbers exact and its times to the second."""
    return {
        key: Decimal(repr(value))
        if isinstance(value, float) or (isinstance(value, int) and key != "年级")
        else value.replace(microsecond=0)
        if isinstance(value, datetime)
        else value
        for key, value in row.items()
    }
