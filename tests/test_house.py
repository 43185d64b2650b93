"""The house keeps its own rules: rooms know only what lies below them, and each thing stands in its own room."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BELOW = {"cli": {"graph", "core", "db"}, "graph": {"core", "db"}, "core": {"db"}, "db": set()}
ROOMS = set(BELOW)


@cache
def sources(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts]


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def nodes_of(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text_of(path)))


@cache
def imports_of(path: Path) -> list[ast.Import | ast.ImportFrom]:
    """Returns the imports of a file, wherever they stand; it is parsed once for all tests that ask."""
    return [node for node in nodes_of(path) if isinstance(node, ast.Import | ast.ImportFrom)]


def imported(path: Path) -> set[str]:
    """The rooms that a file imports from."""
    names = [alias.name for node in imports_of(path) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in imports_of(path) if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names} & ROOMS


def test_rooms_import_only_from_below() -> None:
    for room, below in BELOW.items():
        for path in sources(room):
            assert imported(path) <= below | {room}, path


FLOORS = {
    "graph": "app, schema signing_in routes, resolvers permissions, inputs context, loaders auth vocabulary, server",
    "core": "reporting actions, operations rules columns auditing, identity workbooks settings, acting score_texts, "
    "viewer, access, askers errors identifiers",
    "db": "migrations migrate preflight embedded, reporting, queries, nested_paging filters exporting formulas pulse "
    "standby, paging scopes, prepared, session, driver, connecting slots, address passing, tables temporary copying "
    "cursor_values search_words, limits levels qualities schemes identifiers score_kinds pinyin contents foreign "
    "demands",
}
"""The rooms within a room, floor by floor: each imports from lower floors alone."""
ROOMS_OF_GRAPH, ARROWS_OF_GRAPH = 14, 30
TOGETHER = {"graph/schema"}
"""Rooms whose files lead to one another: types do, as what they stand for does."""


def arrows(room: str) -> dict[str, set[str]]:
    """The files and folders of a room, and which others of them each imports."""
    found: dict[str, set[str]] = {}
    for path in sources(room):
        mine, *_ = path.relative_to(ROOT / room).with_suffix("").parts
        names = [alias.name for node in imports_of(path) if isinstance(node, ast.Import) for alias in node.names]
        for node in imports_of(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                names += [f"{node.module}.{alias.name}" for alias in node.names]
        inside = room.replace("/", ".") + "."
        others = {name.removeprefix(inside).split(".")[0] for name in names if name.startswith(inside)}
        if mine != "__init__":
            found.setdefault(mine, set()).update(others - {mine})
    return found


@pytest.mark.parametrize("room", FLOORS)
def test_no_import_climbs_to_a_higher_floor(room: str) -> None:
    floors = [floor.split() for floor in FLOORS[room].split(", ")]
    height = {name: -place for place, floor in enumerate(floors) for name in floor}
    found = arrows(room)
    assert set(found) == set(height)
    climbing = {(one, other) for one, others in found.items() for other in others if height[other] >= height[one]}
    assert not climbing


def test_no_files_of_a_room_import_one_another_in_a_circle() -> None:
    folders = {path.parent.relative_to(ROOT).as_posix() for top in ROOMS for path in sources(top)}
    for folder in folders - TOGETHER:
        TopologicalSorter(arrows(folder)).prepare()


def test_graph_can_be_seen_at_a_glance() -> None:
    found = arrows("graph")
    assert len(found) <= ROOMS_OF_GRAPH
    assert sum(map(len, found.values())) <= ARROWS_OF_GRAPH


def test_the_server_knows_nothing_of_the_application() -> None:
    """It could serve another schema tomorrow; neither its tests nor the toy application know more."""
    for path in [*sources("graph/server"), *sources("tests/server")]:
        text = text_of(path)
        modules = re.findall(r"^\s*(?:from|import) ([\w.]+)", text, re.MULTILINE)
        ours = [name for name in modules if name.split(".")[0] in ROOMS and not name.startswith("graph.server")]
        assert not ours, path


def test_a_write_goes_through_an_action() -> None:
    """No resolver opens a transaction but the one place that runs acts."""
    for path in sources("graph"):
        assert "database.write(" not in text_of(path) or path.name == "performing.py", path


def test_files_of_rows_are_written_in_one_place() -> None:
    """No formula gets into a CSV file by another way; what goes to a worker is no file."""
    for room in ("graph", "core", "cli", "db"):
        for path in sources(room):
            if path.name not in ("csv_writing.py", "copied.py"):
                assert not re.search(r"csv\.(Dict)?[wW]riter\(", text_of(path)), path


def test_sql_lives_in_db_alone() -> None:
    statement = re.compile(r"\b(select|insert|update|delete)\(|\btext\(")
    for room in ("graph", "core"):
        for path in sources(room):
            modules = {node.module for node in imports_of(path) if isinstance(node, ast.ImportFrom)}
            uses_sqlalchemy = any(module and module.split(".")[0] == "sqlalchemy" for module in modules)
            assert not (uses_sqlalchemy and statement.search(text_of(path))), path


SQL_OF_COLUMNS = {"in_", "is_", "is_not", "where", "asc", "desc", "returning", "nulls_last"}
LOADED_BY = {"id", "class_id"}
"""The columns by which a batch loader reads."""


def test_no_sql_is_made_of_columns_outside_db() -> None:
    """A condition is asked for by the name of a question: `classes_with_ids`, and not `batch_class.c.class_id.in_`."""
    for room in ("graph", "core"):
        for path in sources(room):
            for node in nodes_of(path):
                if isinstance(node, ast.Attribute):
                    column = isinstance(node.value, ast.Attribute) and node.value.attr == "c"
                    loader = "loaders" in path.parts and node.attr in LOADED_BY
                    assert loader or not column, (path, node.lineno)
                    assert node.attr not in SQL_OF_COLUMNS, (path, node.lineno)


def test_roles_are_judged_in_one_place() -> None:
    """R8: `if role ==` stands in core/access.py and core/viewer.py only."""
    judged = re.compile(r"\bif\b[^\n]*\bRole\.|\brole\s*(==|in)\s")
    for room in ("graph", "core"):
        for path in sources(room):
            if path.name not in ("access.py", "viewer.py", "people.py", "roster.py"):
                assert not judged.search(text_of(path)), path


def test_no_function_of_a_library_is_replaced_for_the_whole_process() -> None:
    """A reader of a library's documentation must be able to trust it; classes of ours are extended instead."""
    for room in ROOMS:
        for path in sources(room):
            names = {(alias.asname or alias.name).split(".")[0] for node in imports_of(path) for alias in node.names}
            assigned = [
                target
                for node in nodes_of(path)
                if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Attribute)
            ]
            replaced = [name for name in map(ast.unparse, assigned) if name.split(".")[0] in names]
            assert not replaced, f"{path} replaces {replaced}"


def test_nobody_points_outside_the_product() -> None:
    """No absolute paths, and nothing that the product does not carry itself."""
    outside = re.compile(r"\.\./shared|/work/|/home/\w")
    for path in ROOT.rglob("*"):
        known = path.suffix in {".py", ".md", ".toml", ".graphql", ".txt", ".json", ".mjs"} or path.name == "Makefile"
        hidden = {".venv", ".git", "build", "node_modules", "var"} & set(path.parts) or path == Path(__file__)
        if path.is_file() and known and not hidden:
            assert not outside.search(text_of(path)), path


def test_no_fixed_time_decides_a_test() -> None:
    """Every wait in a test uses tests/waiting.py, or HANG in a browser: for a thing, and not for a time."""
    limits = re.compile(
        r"AsyncClient\(|wait_for\([^#\n]*, \d|asyncio\.timeout\(\d|\btimeout=\d|setDefaultTimeout\(\d|timeout: \d"
        r"|monotonic\(\) - \w+ < \d"
    )
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "web/tests").rglob("*.mjs")]:
        if path not in (ROOT / "tests/waiting.py", Path(__file__)):
            assert not limits.search(text_of(path)), path


def test_no_test_asks_the_clock_for_the_day() -> None:
    """The whole run has one day, TODAY: midnight may pass between two moments of a test, and between its processes."""
    asking = re.compile(r"date\.today\(|now\(\w*\)\.date\(")
    for path in (ROOT / "tests").rglob("*.py"):
        if path not in (ROOT / "tests/campus.py", Path(__file__)):
            assert not asking.search(text_of(path)), path


PLAYS_CHAPTERS = "tests/story/conftest.py"
"""The only one that imports tests: it plays the chapters of the story that come before the one asked for."""


def modules_named(path: Path) -> set[str]:
    """The modules that a file may import: `from a import b` names a and, perhaps, a.b."""
    nodes = imports_of(path)
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_test_module_is_imported() -> None:
    """The code that tests share stands in modules of its own beside them; so each file of tests can be changed
    alone."""
    tests = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "tests").rglob("test_*.py")]
    modules = {".".join(path.parts) for path in tests}
    assert len(modules) > 100
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]:
        if path != ROOT / PLAYS_CHAPTERS:
            assert not modules & modules_named(path), path


def test_what_measures_can_be_run() -> None:
    """Each bench still finds what it imports: nothing else would notice."""
    for path in (ROOT / "bench").rglob("*.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


FRAGMENT = re.compile(
    r"(What|Who|Whoever|Whom|Whose|Of|By|As|In|How|Where|Which|With|Without|For|From|To|None|Until|Once|Before|After"
    r"|At|On|Only)\b"
)


def docstrings(path: Path) -> Iterator[str]:
    """Yields the docstrings of a file, and those below its constants and attributes."""
    for node in nodes_of(path):
        body = getattr(node, "body", None)
        for line in body if isinstance(body, list) else ():
            match line:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield text.strip()


def test_a_docstring_begins_with_a_full_sentence() -> None:
    """CONTRIBUTING asks for it: a fragment can't be read alone."""
    found = [
        (path.name, text)
        for room in (*ROOMS, "bench", "tests")
        for path in (ROOT / room).rglob("*.py")
        if "versions" not in path.parts
        for text in docstrings(path)
    ]
    assert len(found) > 4_000
    assert [one for one in found if FRAGMENT.match(one[1])] == []


FORMAL = {".py", ".vue", ".ts", ".html", ".graphql", ".md"}


def test_people_are_addressed_formally() -> None:
    """Messages, pages and documents say 您 throughout: one of them that says 你 looks like a slip."""
    rooms = [ROOT / name for name in (*ROOMS, "docs", "web/console", "web/mini", "web/shared")]
    read = [path for room in rooms for path in room.rglob("*") if path.suffix in FORMAL]
    texts = {path: text_of(path) for path in read}
    assert sum("您" in text for text in texts.values()) > 20
    assert [path for path, text in texts.items() if "你" in text] == []
