"""docs/architecture.md and docs/decisions describe the repository as it is: paths, recipes and dependencies."""

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"
PARTS = ["## Context", "## Decision", "## Consequences"]
PLACE = re.compile(r"`((?:core|db|graph|cli|tests|web|bench|docs|deploy|\.ci)/[\w./-]*)`")
BUILT = "web/dist"
"""What `.ci/build-pages` makes, which is in no fresh clone."""
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_is_named_exists(document: Path) -> None:
    written = [place for place in PLACE.findall(text_of(document)) if not place.startswith(BUILT)]
    assert [place for place in written if not (ROOT / place).exists()] == []


def test_paths_are_found_in_the_documents() -> None:
    assert sum(len(PLACE.findall(text_of(document))) for document in DOCUMENTS) > 80


def test_decisions_are_numbered_and_have_their_three_parts() -> None:
    numbers = [int(path.name[:4]) for path in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in decisions():
        assert re.match(rf"# {path.name[:4]} \w", text_of(path)), path
        assert re.findall(r"^## .+$", text_of(path), re.M) == PARTS, path
        assert "\nStatus: " in text_of(path), path


def test_the_index_lists_every_decision() -> None:
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\) \| (.+) \|", text_of(DECISIONS / "README.md"))
    assert listed == [(path.name, text_of(path).splitlines()[0][7:]) for path in decisions()]


def test_every_dependency_has_its_reason() -> None:
    """A development dependency too, and what the pages are built of."""
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    needed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[^\w-]", one)[0] for one in needed} - {"types-openpyxl", "zongce"}
    names |= set(json.loads(text_of(ROOT / "web" / "package.json"))["dependencies"]) - {"@urql/core"}
    rows = re.findall(r"^\| (.+?) \| .+ \|$", text_of(DECISIONS / "0015-dependencies.md"), re.M)[2:]
    explained = {name.strip() for row in rows for name in row.split(",")}
    assert len(names) > 30
    assert names - explained == set()
