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
"""`.ci/build-pages` makes this folder; no fresh clone has it."""
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


ARCHITECTURE = ROOT / "docs" / "architecture.md"
STEP = re.compile(r"^\| `([^`|]+)` \| .+ \| (?:`([^`|]+)` )?\|$", re.M)


@cache
def recipes() -> dict[str, dict[str, str]]:
    """The files of each recipe, each with the word beside which the new line goes."""
    sections = re.split(r"^### ", text_of(ARCHITECTURE).partition("## Recipes")[2], flags=re.M)[1:]
    return {section.partition("\n")[0]: dict(STEP.findall(section)) for section in sections}


def test_there_are_four_recipes() -> None:
    assert list(recipes()) == ["Adding a field", "Adding a noun", "Adding a role", "Adding a school's formula"]
    assert min(len(steps) for steps in recipes().values()) > 6


@pytest.mark.parametrize("name", recipes())
def test_each_file_of_a_recipe_has_the_word_beside_which_one_adds(name: str) -> None:
    steps = recipes()[name]
    assert [path for path in steps if not (ROOT / path).exists()] == []
    assert [path for path, word in steps.items() if word and word not in text_of(ROOT / path)] == []


def files_with(pattern: str, rooms: str) -> set[str]:
    paths = [path for room in rooms.split() for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts]
    return {path.relative_to(ROOT).as_posix() for path in paths if re.search(pattern, text_of(path))}


def test_the_recipe_for_a_role_names_every_file_that_knows_roles_one_by_one() -> None:
    found = files_with(r"DEPUTY_SECRETARY|deputy_secretary\b|deputySecretary", "core db graph cli")
    assert len(found) > 5
    assert found - set(recipes()["Adding a role"]) == set()


def test_the_recipe_for_a_field_names_every_file_that_knows_fields_of_a_result_one_by_one() -> None:
    """A number that is computed, stored, sorted by and exported, and from which nothing else is made."""
    found = files_with(r"credit_average\b|CREDIT_AVERAGE\b", "core db graph")
    named = {path for path in recipes()["Adding a field"] if path.endswith(".py") and not path.startswith("tests/")}
    assert found == named


def test_the_recipe_for_a_formula_names_every_file_that_asks_it() -> None:
    found = files_with(r"db\.formulas import ACADEMIC\b", "core db graph")
    assert len(found) > 3
    section = text_of(ARCHITECTURE).partition("### Adding a school's formula")[2]
    assert [path for path in sorted(found) if f"`{path}`" not in section] == []
