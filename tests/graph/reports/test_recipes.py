"""The recipes for reporting tools in docs/clients.md do what they say (R9.6)."""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from graphql import is_scalar_type, specified_scalar_types

from graph.routes.reports.compiled import compiled
from graph.schema import schema
from tests.campus import Campus
from tests.graph.people.entering import new_token
from tests.graph.reports.reading import fetch

DOCUMENT = Path(__file__).parents[3] / "docs" / "clients.md"
EXAMPLE = "https://zongce.example.edu"
TYPES = {"type text": "text", "Int64.Type": "integer", "type logical": "boolean", "type number": "decimal"}


def recipe(language: str) -> str:
    """Returns the block of a language that sends a token."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = [one[1] for one in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)]
    [block] = [one for one in found if language != "sh" or "/reports/" in one]
    return block


async def run(campus: Campus, *command: str, folder: Path, token: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "TOKEN": token, "PYTHONIOENCODING": "utf-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return f"{process.returncode} {said.decode().strip()}"


def here(campus: Campus, language: str) -> str:
    return recipe(language).replace(EXAMPLE, str(campus.client.base_url).rstrip("/"))


async def test_the_recipe_for_python_reads_rows(campus: Campus, tmp_path: Path) -> None:
    token = (await new_token(campus))["token"]
    (tmp_path / "read.py").write_text(here(campus, "python"), encoding="utf-8")
    said = await run(campus, sys.executable, "read.py", folder=tmp_path, token=token)
    assert re.fullmatch(r"0 \d+ 2019\d+ \S+", said)
    assert "HTTP Error 401" in await run(campus, sys.executable, "read.py", folder=tmp_path, token="zs_nonsense")


@pytest.mark.skipif(not shutil.which("node"), reason="Node runs the recipe")
async def test_the_recipe_for_javascript_reads_rows(campus: Campus, tmp_path: Path) -> None:
    token = (await new_token(campus))["token"]
    (tmp_path / "read.mjs").write_text(here(campus, "js"), encoding="utf-8")
    assert re.fullmatch(r"0 \d+ 2019\d+", await run(campus, "node", "read.mjs", folder=tmp_path, token=token))
    assert "Error: 401" in await run(campus, "node", "read.mjs", folder=tmp_path, token="zs_nonsense")


@pytest.mark.skipif(not shutil.which("curl"), reason="curl runs the recipe")
async def test_the_recipe_for_curl_writes_the_file(campus: Campus, tmp_path: Path) -> None:
    token = (await new_token(campus))["token"]
    await run(campus, "sh", "-c", here(campus, "sh"), folder=tmp_path, token=token)
    columns = compiled("comprehensiveResults", schema.query_type).kinds
    assert (tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(columns)


async def test_the_recipe_for_excel_names_a_report_with_its_parameters_and_types(campus: Campus) -> None:
    """Power Query itself runs on Windows alone; here its text is held against the layout."""
    block = recipe("powerquery")
    name = block.partition('RelativePath = "reports/')[2].partition(".csv")[0]
    parameters = dict(re.findall(r'(\w+) = "([^"]*)"', block.partition("Query = [")[2].partition("]")[0]))
    assert (await fetch(campus, campus.college_admin, name, **parameters)).status_code == 200
    kinds = compiled(name, schema.query_type).kinds
    typed = re.findall(r'\{"(\w+)", ([\w. ]+)\}', block)
    assert len(typed) > 5
    assert [(column, kinds[column]) for column, _ in typed] == [(column, TYPES[kind]) for column, kind in typed]


def test_the_recipe_for_code_generation_maps_every_scalar() -> None:
    mapped = dict(re.findall(r"(\w+): '(\w+)'", recipe("ts").partition("scalars = {")[2].partition("}")[0]))
    own = {name for name, one in schema._schema.type_map.items() if is_scalar_type(one)} - set(specified_scalar_types)
    assert set(mapped) == own
    assert "any" not in mapped.values()
