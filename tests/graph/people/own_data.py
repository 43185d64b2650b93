"""Takes out a person's own data, as the pages do (R16.3)."""

import io
import json
import zipfile
from typing import Any

from openpyxl import load_workbook

from tests.campus import Campus, Person


async def taken_out(campus: Campus, person: Person, language: str = "zh-CN") -> tuple[dict[str, Any], Any]:
    """Returns what the JSON says, and the workbook."""
    headers = {"authorization": f"Bearer {person.token}", "accept-language": language}
    answer = await campus.client.get("/own-data.zip", headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        files = {name.rpartition(".")[2]: packed.read(name) for name in packed.namelist()}
    return json.loads(files["json"]), load_workbook(io.BytesIO(files["xlsx"]))


def sheet(book: Any, title: str) -> list[dict[str, Any]]:
    head, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]
