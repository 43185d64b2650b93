"""docs/rules.md is the law: it holds every rule and every section of the manual that anything here cites."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAW = ROOT / "docs" / "rules.md"
PRODUCT = ("core", "db", "graph", "cli")
ROOMS = (*PRODUCT, "bench", "tests", "web", "docs")
KINDS = {".py", ".ts", ".vue", ".mjs", ".md", ".txt", ".graphql"}
MADE = {"node_modules", "dist", "generated", "__pycache__"}
RULE = re.compile(r"\bR\d+\.\d+\b")
CHAPTER = re.compile(r"\bR\d{1,2}\b(?!\.\d)")
SECTION = re.compile(r"(?<![\d.V])1\.1\.\d(?:\.\d)?(?!\.?\d)")
RULE_HEADING = re.compile(r"^### (R\d+\.\d+) (.+)$", re.M)
PLANNED = "(planned)"


@cache
def law() -> str:
    return LAW.read_text(encoding="utf-8")


@cache
def rules() -> dict[str, str]:
    """The number of each rule with its title."""
    return {found[1]: found[2] for found in RULE_HEADING.finditer(law())}


def planned() -> set[str]:
    return {number for number, title in rules().items() if title.endswith(PLANNED)}


@cache
def texts() -> dict[str, str]:
    """Every text of the repository that people wrote, by its path, without the law itself."""
    paths = [*ROOT.glob("*.md"), *(path for room in ROOMS for path in (ROOT / room).rglob("*"))]
    written = [path for path in paths if path.suffix in KINDS and not MADE & set(path.parts) and path != LAW]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in written}


def cited(pattern: re.Pattern[str], rooms: Iterable[str] = ("",)) -> dict[str, set[str]]:
    """Returns what the texts below `rooms` cite, each with the paths that cite it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, text in texts().items():
        if path.startswith(tuple(rooms)):
            for number in pattern.findall(text):
                found[number].add(path)
    return found


def test_every_rule_that_is_cited_is_a_heading_of_the_law() -> None:
    found = cited(RULE)
    assert sum(len(paths) for paths in found.values()) > 500, "the citations are not found any more"
    assert {number: sorted(paths)[:3] for number, paths in found.items() if number not in rules()} == {}


def test_the_law_cites_no_rule_that_it_does_not_hold() -> None:
    found = set(RULE.findall(RULE_HEADING.sub("", law())))
    assert len(found) > 30
    assert found - set(rules()) == set()


def test_every_chapter_that_is_cited_is_a_heading_of_the_law() -> None:
    chapters = set(re.findall(r"^## (R\d+) ", law(), re.M))
    found = cited(CHAPTER, (*PRODUCT, "tests", "docs", "README.md"))
    assert len(chapters) > 15
    assert len(found) > 5
    assert {number: sorted(paths)[:3] for number, paths in found.items() if number not in chapters} == {}


def test_every_rule_that_is_built_is_named_by_a_test() -> None:
    found = cited(RULE, ("tests/", "web/tests/"))
    built = set(rules()) - planned()
    assert len(built) > 50
    assert sorted(built - set(found)) == []


def test_no_code_cites_a_rule_that_is_only_planned() -> None:
    """Building a rule takes the word (planned) off its heading, in the same commit."""
    found = cited(RULE, (*(f"{room}/" for room in PRODUCT), "web/"))
    assert len(found) > 50
    assert {number: sorted(found[number]) for number in planned() if number in found} == {}


def test_every_section_of_the_manual_that_is_cited_is_summarised() -> None:
    summarised = set(re.findall(r"^### (1\.1[.\d]*) ", law().partition("## Appendix")[2], re.M))
    found = cited(SECTION, (*PRODUCT, "tests", "web", "docs"))
    assert sum(len(paths) for paths in found.values()) > 50, "the citations are not found any more"
    assert {section: sorted(paths) for section, paths in found.items() if section not in summarised} == {}
    assert set(SECTION.findall(law())) <= summarised


def test_rules_stand_in_order_and_none_is_left_out() -> None:
    numbers = [tuple(map(int, found.groups())) for found in re.finditer(r"^### R(\d+)\.(\d+) ", law(), re.M)]
    assert numbers == sorted(set(numbers)), "each rule stands after the one with the number before it"
    for chapter in {one for one, _ in numbers}:
        places = [place for one, place in numbers if one == chapter]
        assert places == list(range(1, len(places) + 1)), f"chapter {chapter}"


def test_every_decision_gives_its_reason() -> None:
    paragraphs = [" ".join(one.split()) for one in re.split(r"\n\n|\n(?=- )", law().partition("## Glossary")[2])]
    decisions = [one for one in paragraphs if re.match(r"(- )?\*\*Decided:\*\*", one)]
    assert len(decisions) > 150
    assert [one[:100] for one in decisions if "*Why:* " not in one] == []


def test_the_words_of_the_glossary_are_those_of_the_api() -> None:
    glossary = law().partition("## Glossary")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| [^|]*[\u4e00-\u9fff][^|]* \| [^|]+ \| ([^|]+) \| [^|]+ \|$", glossary, re.M)
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    schema = set(re.findall(r"\w+", (ROOT / "graph" / "schema.graphql").read_text(encoding="utf-8")))
    assert len(names) > 50
    assert [name for name in names if name not in schema] == []
