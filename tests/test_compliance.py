"""docs/compliance maps each clause of three texts, and names nothing that is not there (R16.1 to R16.4)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from core.settings import Settings

ROOT = Path(__file__).parents[1]
MAPS = ROOT / "docs" / "compliance"
STATES = ("met", "configured", "part", "not met", "school", "none")
ROOMS = ("core", "db", "graph", "cli", "web", "deploy", "docs", "tests", "bench", ".ci")
OPERATED = ("operating.md", "high-availability.md", "recovery.md", "settings.md", "installing.md")
"""The pages that say what is configured."""
REQUIREMENTS: Mapping[str, int | tuple[int, ...]] = {
    "1.1": 7, "1.2": 4, "1.4": (1, 4, 5), "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2, "1.10": 1, "1.11": 2,
    "1.12": (2,), "1.14": 6, "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 5, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3,
    "2.10": 4, "3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1, "4.1": (1, 2, 3, 5), "4.2": 2, "4.3": 3,
    "5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4, "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2, "7.1": 4, "7.2": 2,
    "7.3": (1, 3, 4), "7.4": 3, "8.1": 4, "8.2": 3, "8.3": 8, "9.1": 3, "9.2": 4, "10.2": 2, "10.3": 3, "11.1": 8,
    "12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1, "13.1": (1, 3, 4, 5), "13.2": (1, 2, 3, 5, 6),
    "13.3": 2, "13.4": 2, "14.1": 4, "14.2": 6, "14.3": (2, 3), "14.4": 7, "14.5": 4,
}  # fmt: skip
"""The sections of ASVS 4.0.3: how many requirements of level 1 and 2 each has, or which, where some were deleted."""
CLAUSES = {
    "8.1.1": (2, 1, 3, 2, 3, 3, 2, 1, 3, 2),
    "8.1.2": (5, 2, 1),
    "8.1.3": (4, 5, 4, 2, 4, 1),
    "8.1.4": (4, 7, 4, 6, 1, 1, 2, 2, 3, 2, 2),
    "8.1.5": (2, 2, 2, 6),
    "8.1.6": (1, 3, 2, 1),
    "8.1.7": (3, 2, 3, 3, 3),
    "8.1.8": (3, 2, 3, 4),
    "8.1.9": (4, 3, 3, 7, 3, 3, 2, 3, 3, 3),
    "8.1.10": (3, 3, 2, 4, 2, 10, 2, 2, 2, 3, 3, 4, 4, 4),
}
"""The chapters of GB/T 22239-2019, level 3: how many clauses each of their control points has."""
ARTICLES = range(5, 60)


@dataclass(frozen=True)
class Line:
    """One line of a map: what it is about, its state, and its last three cells."""

    of: str
    clauses: tuple[str, ...]
    state: str
    there: str
    configured: str
    left: str


def lines(name: str) -> Iterator[Line]:
    for row in re.findall(r"^\| (.+) \|$", (MAPS / f"{name}.md").read_text("utf-8"), re.M):
        cells = row.split(" | ")
        if len(cells) == 6 and cells[2] in STATES:
            yield Line(name, tuple(clauses(cells[0])), *cells[2:])


def clauses(cell: str) -> Iterator[str]:
    """Returns `8.1.4.1 a) b)` as two clauses, `11, 12` as two articles, and anything else as it stands."""
    if not cell.startswith("8.1."):
        yield from cell.split(", ")
        return
    number, *letters = cell.replace(")", "").split()
    yield from (f"{number} {letter}" for letter in letters or ["a"])


@cache
def everything() -> tuple[Line, ...]:
    return tuple(line for name in ("dengbao", "pipl", "asvs") for line in lines(name))


def wanted(name: str) -> list[str]:
    if name == "pipl":
        return [str(article) for article in ARTICLES]
    if name == "dengbao":
        points = (
            (f"{chapter}.{at}", count) for chapter, counts in CLAUSES.items() for at, count in enumerate(counts, 1)
        )
        return [f"{point} {letter}" for point, count in points for letter in "abcdefghij"[:count]]
    sections = ((of, range(1, which + 1) if isinstance(which, int) else which) for of, which in REQUIREMENTS.items())
    return [f"V{section}.{number}" for section, numbers in sections for number in numbers]


@pytest.mark.parametrize(("name", "count"), [("dengbao", 211), ("pipl", 55), ("asvs", 259)])
def test_each_clause_has_one_line(name: str, count: int) -> None:
    assert len(wanted(name)) == count
    found = Counter(clause for line in everything() if line.of == name for clause in line.clauses)
    assert {clause: times for clause, times in found.items() if times > 1} == {}
    assert sorted(set(wanted(name)) ^ set(found)) == []


def test_the_page_counts_the_states_of_the_maps() -> None:
    page = (ROOT / "docs/compliance.md").read_text("utf-8")
    for name in ("dengbao", "pipl", "asvs"):
        of = Counter(line.state for line in everything() if line.of == name for _ in line.clauses)
        row = " | ".join(str(of[state]) for state in STATES)
        assert re.search(rf"\(compliance/{name}\.md\).* \| {re.escape(row)} \|$", page, re.M), (name, row)


def test_what_is_not_met_says_what_is_missing_and_what_is_configured_says_by_what() -> None:
    assert [one.clauses for one in everything() if one.state in ("part", "not met", "school") and one.left == "-"] == []
    assert [line.clauses for line in everything() if line.state == "configured" and line.configured == "-"] == []


@cache
def known_tests() -> frozenset[str]:
    return frozenset(
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    )


@cache
def file_names() -> frozenset[str]:
    paths = (path for room in ROOMS for path in (ROOT / room).rglob("*") if "node_modules" not in path.parts)
    return frozenset([*(path.name for path in paths), *(path.name for path in ROOT.iterdir())])


@cache
def operated() -> str:
    return "\n".join((ROOT / "docs" / name).read_text("utf-8") for name in OPERATED)


def exists(named: str) -> bool:
    """Tells whether a word in backticks names a test, a file, a setting, or something that an operator's page has."""
    if re.fullmatch(r"test_\w+", named):
        return named in known_tests()
    if named.partition("/")[0] in ROOMS:
        return (ROOT / named).exists()
    if re.fullmatch(r"[\w-]+\.(py|md|json)", named):
        return named in file_names() | SAID_ELSEWHERE
    return named in Settings.model_fields or named in operated() or named in SAID_ELSEWHERE


SAID_ELSEWHERE = {
    "eval", "exec", "secrets", "hashlib", "cryptography", "pwdlib", "JSON.parse", "autocomplete", "answer.json",
    "requirements.lock", "signIn", "null", "includeSubDomains", "same-origin", "no-store", "nosniff", "Secure",
    "HttpOnly", "SameSite", "Lax", "__Host-", "Server", "Origin", "Referrer-Policy", "Permissions-Policy",
    "X-Forwarded-For", "/own-data.zip", "https://", "tls://", "PrivateTmp", "make check", "make sbom", "make audit",
    "make release", "make try-packages", "make mutate-rights", "make failover", "SUPER_ADMIN", "AUDITOR",
}  # fmt: skip
"""Words of browsers, libraries and our own code, which no page for operators has to explain."""


def test_whatever_the_maps_name_exists() -> None:
    named = {
        (line.clauses[0], word)
        for line in everything()
        for cell in (line.there, line.configured, line.left)
        for word in re.findall(r"`([^`]+)`", cell)
    }
    assert len(named) > 250
    assert sorted(one for one in named if not exists(one[1])) == []
