"""The three libraries: every exported workbook is read alike by whatever opens it (R4.11, R5.6, R7.8)."""

from asyncio import to_thread
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from db.tables import Module, RaterKind, Stage
from tests.campus import STUDENTS, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.core.workbooks.files import converted, needs_libreoffice
from tests.graph.results import bring

EXPORT = """mutation($input: RequestExportInput!) { requestExport(input: $input) {
  operation { downloadUrl } userErrors { code } } }"""
LIBRARIES = ("academicResults", "ratingResults", "comprehensiveResults")
Sheets = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
async def full(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Everybody has results of every kind. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await campus.open_phases(Module.ACADEMIC, Module.RATING)
        for klass, members in STUDENTS.items():
            for place, (key, _) in enumerate(members):
                await campus.give(campus.people[key], ("A", "3", str(70 + place)))
            for points, (key, _) in enumerate(members[:2]):
                await campus.fill(campus.people[key], klass, RaterKind.PEER, points)
            await bring(campus, klass, Stage.APPROVED)
        for act in ("computeAcademicScores", "computeRatingScores"):
            answer = await campus.ask(
                campus.super_admin,
                f'mutation {{ {act}(input: {{batchId: "{campus.batch}"}}) {{ userErrors {{ code }} }} }}',
            )
            assert answer.data[act]["userErrors"] == []
        yield campus


async def exported(campus: Campus, library: str, *, sheet_per_class: bool) -> bytes:
    of = {"filter": {"batchId": campus.batch}} if library == "comprehensiveResults" else {"batchId": campus.batch}
    wanted = {library: {**of, "sheetPerClass": sheet_per_class}}
    answer = await campus.ask(campus.super_admin, EXPORT, input=wanted)
    address = answer.data["requestExport"]["operation"]["downloadUrl"]
    response = await campus.client.get(address, headers={"authorization": f"Bearer {campus.super_admin.token}"})
    return bytes(response.content)


def by_openpyxl(content: bytes) -> Sheets:
    book = load_workbook(BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def by_calamine(content: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: [[None if cell == "" else cell for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("sheet_per_class", [False, True])
async def test_openpyxl_and_calamine_read_the_same(full: Campus, library: str, sheet_per_class: bool) -> None:
    """R7.8: the file has one sheet, or one for each class; twelve students in all."""
    content = await exported(full, library, sheet_per_class=sheet_per_class)
    sheets = by_openpyxl(content)
    assert by_calamine(content) == sheets
    assert len(sheets) == (4 if sheet_per_class else 1)
    assert sum(len(rows) - 1 for rows in sheets.values()) == 12


@needs_libreoffice
@pytest.mark.parametrize("library", LIBRARIES)
async def test_libreoffice_reads_the_same(full: Campus, library: str, tmp_path: Path) -> None:
    content = await exported(full, library, sheet_per_class=True)
    (tmp_path / "a.xlsx").write_bytes(content)
    await to_thread(converted, tmp_path, "xlsx", tmp_path / "saved")
    assert by_openpyxl((tmp_path / "saved" / "a.xlsx").read_bytes()) == by_openpyxl(content)
