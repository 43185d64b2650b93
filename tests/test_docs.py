"""The documents say what is so: every query is run, every command, figure and link is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import OperationDefinitionNode, parse, validate
from typer.main import get_command

from cli.commands import app
from cli.sync.config import SHEET_KEYS, BrakeConfig, ReportConfig
from cli.sync.config import Config as SyncConfig
from core.settings import Settings
from db.tables import Stage
from graph.schema import schema
from graph.server.engine.limits import LIMITS
from graph.server.errors import STATUS
from tests import access
from tests.campus import NOBODY, TODAY, YEAR, Answer, Campus, Person
from tests.graph.comprehensive_acts import of_class, workbook
from tests.graph.rating import marks
from tests.graph.results import bring_college
from tests.graph.scale_acts import give_odd

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$(\n*)", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
WHO = {
    "nobody yet": "nobody",
    "a student": "yi",
    "a class monitor": "monitor",
    "a counsellor": "counsellor_li",
    "a college admin": "college_admin",
    "a deputy secretary": "deputy_secretary",
    "student affairs": "student_affairs",
    "a super admin": "super_admin",
    "an auditor": "auditor",
}
OF_THE_PACKAGE = {"school", "purge_data"}
"""The variables of deploy/debian, which are no settings."""
REFUSED = {
    "MakeReportToken": "NO_REPORT_CONNECTION",
    "SignIn": "WRONG_CREDENTIALS",
    "Activate": "WRONG_CREDENTIALS",
    "GiveCode": "SIGN_IN_NEEDED",
}
"""Nobody on the campus has a password."""
SCORES = "学号,姓名,课程代码,课程名称,课程性质,学分,成绩\n20190101,张甲,C9,体育,必修,1,88\n".encode()

FILES = {"ImportInputs": "学号,姓名,体测成绩\n20190101,张甲,91.5\n".encode()}


@dataclass(frozen=True)
class Example:
    """A block of GraphQL, who asks it, and the block of JSON that stands right below it."""

    document: Path
    text: str
    who: str
    variables: dict[str, Any]

    @property
    def operation(self) -> OperationDefinitionNode:
        (node,) = parse(self.text).definitions
        assert isinstance(node, OperationDefinitionNode), self.text
        return node

    @property
    def declared(self) -> set[str]:
        """Its variables."""
        return {one.variable.name.value for one in self.operation.variable_definitions or ()}

    @property
    def name(self) -> str:
        assert self.operation.name, f"unnamed: {self.text}"
        return self.operation.name.value


@cache
def texts() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}


def examples(document: Path) -> Iterator[Example]:
    blocks = list(BLOCK.finditer(texts()[document]))
    for block, below in pairwise([*blocks, None]):
        if block and block[1] == "graphql":
            said = below and below[1] == "json" and below.start() == block.end() and orjson.loads(below[2])
            asked = re.match(r"# asked by (.+)\n", block[2])
            assert asked, f"who asks this? {block[2]}"
            yield Example(document, block[2], WHO[asked[1]], said or {})


EXAMPLES = [example for document in DOCUMENTS for example in examples(document)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.document.stem}-{example.name}")
def test_every_example_fits_the_schema(example: Example) -> None:
    assert validate(schema._schema, parse(example.text)) == []
    assert set(example.variables) <= example.declared


class Story:
    """The examples of one document, one after another, on one campus: example ids and days become the campus's."""

    def __init__(self, campus: Campus) -> None:
        self.campus = campus
        self.known: dict[str, Any] = {
            "batch": campus.batch,
            "batchId": campus.batch,
            "class": campus.cs1,
            "classId": campus.cs1,
            "classIds": [campus.cs1, campus.cs2],
            "year": YEAR,
            "collegeId": campus.info,
            "majorId": campus.computing,
            "number": campus.yi.username,
            "studentId": str(campus.yi.id),
            "startsOn": (TODAY - timedelta(days=1)).isoformat(),
            "endsOn": (TODAY + timedelta(days=5)).isoformat(),
            "expiresOn": (TODAY + timedelta(days=30)).isoformat(),
        }

    async def tell(self, example: Example) -> None:
        if example.name == "OpenNotice":
            await bring_college(self.campus, "info", Stage.SUBMITTED)
        variables = {**dict.fromkeys(example.declared), **example.variables}
        answer = await self._ask(example, self._fitted(variables))
        assert (answer.status, answer.errors) == (200, []), example.text
        ((field, payload), *_) = answer.data.items()
        assert payload is not None, example.text
        if example.operation.operation.value == "mutation":
            codes = [error["code"] for error in payload["userErrors"]]
            assert codes == [REFUSED[example.name]] if example.name in REFUSED else codes == [], (example.name, payload)
        self._remember(field, payload)

    async def _ask(self, example: Example, variables: dict[str, Any]) -> Answer:
        person = NOBODY if example.who == "nobody" else getattr(self.campus, example.who)
        assert isinstance(person, Person)
        if "file" in variables.get("input", {}):
            results = [*of_class(self.campus, "cs1"), *of_class(self.campus, "cs2")]
            content = workbook(results) if example.name == "ImportResults" else FILES.get(example.name, SCORES)
            files = {"variables.input.file": ("成绩", content)}
            return await self.campus.upload(person, example.text, files, **variables)
        if example.operation.operation.value == "subscription":
            return await self.campus.first_event(person, example.text, **variables)
        return await self.campus.ask(person, example.text, **variables)

    def _fitted(self, value: Any, key: str = "") -> Any:
        if key in self.known:
            return self.known[key]
        if isinstance(value, dict):
            return {name: self._fitted(inner, name) for name, inner in value.items()}
        return [self._fitted(inner) for inner in value] if isinstance(value, list) else value

    def _remember(self, field: str, payload: Any) -> None:
        if field == "createBatch":
            self.known["id"] = payload["batch"]["id"]
        if field == "openPublicNotice":
            self.known["id"] = payload["publicNotice"]["id"]
        if field == "courseScores":
            self.known["courseScoreId"] = payload["nodes"][0]["id"]
        if field == "ballot":
            self.known["marks"] = marks(payload)
        if field == "requestExport":
            self.known["operation"] = payload["operation"]["id"]


@pytest.mark.parametrize("document", sorted({one.document for one in EXAMPLES}), ids=lambda path: path.stem)
async def test_the_examples_of_a_document_are_a_story_that_works(document: Path, campus: Campus) -> None:
    story = Story(campus)
    for name in ("jia", "yi", "bing", "ding", "wu", "ji", "geng", "xin"):
        await campus.give(getattr(campus, name), ("C1", "3", "85"), ("C2", "2", "55"))
    await give_odd(campus, campus.xin, "C3", "缓考")
    for example in examples(document):
        await story.tell(example)


def commands(text: str) -> Iterator[list[str]]:
    """Returns the words that follow `zongce` in code, one by one, up to a pipe or a comment."""
    code = [block[2] for block in BLOCK.finditer(text) if block[1] in ("sh", "ini", "text")]
    code += re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    for line in "\n".join(code).splitlines():
        for said in re.findall(r"(?:^|[\s/=])zongce ([a-z-][^#|;&]*)", line):
            yield said.split()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_command_and_option_exists(document: Path) -> None:
    for words in commands(texts()[document]):
        command: Any = get_command(app())
        for word in words:
            if word in getattr(command, "commands", {}):
                command = command.commands[word]
            elif word.startswith("-"):
                options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
                assert word in options, (document.name, words)
            else:
                assert not hasattr(command, "commands"), (document.name, words)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_target_of_make_exists(document: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    code = re.findall(r"`make ([\w-]+)`|^(?: {4})?make ([\w-]+)", texts()[document], re.M)
    assert {first or second for first, second in code} <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_link_leads_somewhere_within(document: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", texts()[document])):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), (document.name, link)
        assert not anchor or anchor in anchors(target.read_text("utf-8")), (document.name, link)


def anchors(text: str) -> set[str]:
    """Returns the anchors of the headings, as pages of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_figures_and_codes_are_the_ones_of_the_code() -> None:
    clients = texts()[ROOT / "docs/clients.md"]
    listed = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", clients, re.M))
    assert {name: int(most) for name, most in listed.items() if name.islower()} == {
        name: most for name, most in vars(LIMITS).items() if name not in ("page", "list")
    }
    assert {name: int(status) for name, status in listed.items() if name.isupper()} == STATUS


def settings_of_sync() -> set[str]:
    parts = (SyncConfig, BrakeConfig, ReportConfig)
    return {*SHEET_KEYS, *(name for part in parts for name in part.model_fields)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_setting_that_is_named_exists(document: Path) -> None:
    for block in BLOCK.finditer(texts()[document]):
        if block[1] == "toml":
            known = settings_of_sync() if "sync.toml" in block[2] else set(Settings.model_fields)
            assert set(re.findall(r"^(\w+) *=", block[2], re.M)) <= known, block[2]
    named = set(re.findall(r"ZONGCE_([A-Z_]+)", texts()[document]))
    assert {name.lower() for name in named} <= {*Settings.model_fields, "config", *OF_THE_PACKAGE}


def test_the_access_tables_are_those_of_the_matrix() -> None:
    """R8."""
    written = access.DOCUMENT.read_text(encoding="utf-8")
    assert written == access.document(), "run `python -m tests.access`, which writes docs/access.md"
