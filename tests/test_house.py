"""The house keeps its own rules: rooms know only what lies below them, and each thing stands in its own room."""

import ast
import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
BELOW = {"cli": {"graph", "core", "db"}, "graph": {"core", "db"}, "core": {"db"}, "db": set()}
ROOMS = set(BELOW)


def sources(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts]


def imported(path: Path) -> set[str]:
    """The rooms that a file imports from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names} & ROOMS


def test_rooms_import_only_from_below() -> None:
    for room, below in BELOW.items():
        for path in sources(room):
            assert imported(path) <= below | {room}, path


def test_a_write_goes_through_an_action() -> None:
    """No resolver opens a transaction but the one place that runs acts."""
    for path in sources("graph"):
        assert "database.write(" not in path.read_text(encoding="utf-8") or path.name == "performing.py", path


def test_files_of_rows_are_written_in_one_place() -> None:
    """No formula gets into a CSV file by another way; what goes to a worker is no file."""
    for room in ("graph", "core", "cli", "db"):
        for path in sources(room):
            if path.name not in ("csv_writing.py", "copied.py"):
                assert not re.search(r"csv\.(Dict)?[wW]riter\(", path.read_text(encoding="utf-8")), path


def test_sql_lives_in_db_alone() -> None:
    statement = re.compile(r"\b(select|insert|update|delete)\(|\btext\(")
    for room in ("graph", "core"):
        for path in sources(room):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            uses_sqlalchemy = any(module and module.split(".")[0] == "sqlalchemy" for module in modules)
            assert not (uses_sqlalchemy and statement.search(path.read_text(encoding="utf-8"))), path


def test_roles_are_judged_in_one_place() -> None:
    """R8: `if role ==` stands in core/access.py only."""
    judged = re.compile(r"\bif\b[^\n]*\bRole\.|\brole\s*(==|in)\s")
    for room in ("graph", "core"):
        for path in sources(room):
            if path.name not in ("access.py", "people.py", "roster.py"):
                assert not judged.search(path.read_text(encoding="utf-8")), path


def test_nobody_points_outside_the_product() -> None:
    """No absolute paths, and nothing that the product does not carry itself."""
    outside = re.compile(r"\.\./shared|/work/|/home/\w")
    for path in ROOT.rglob("*"):
        known = path.suffix in {".py", ".md", ".toml", ".graphql", ".txt", ".json", ".mjs"} or path.name == "Makefile"
        hidden = {".venv", ".git", "node_modules", "var"} & set(path.parts) or path == Path(__file__)
        if path.is_file() and known and not hidden:
            assert not outside.search(path.read_text(encoding="utf-8", errors="ignore")), path


def test_no_fixed_time_decides_a_test() -> None:
    """Whoever waits does so by tests/waiting.py, in a browser by HANG: for a thing, and not for a time."""
    limits = re.compile(
        r"AsyncClient\(|wait_for\([^#\n]*, \d|asyncio\.timeout\(\d|\btimeout=\d|setDefaultTimeout\(\d|timeout: \d"
        r"|monotonic\(\) - \w+ < \d"
    )
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "web/tests").rglob("*.mjs")]:
        if path not in (ROOT / "tests/waiting.py", Path(__file__)):
            assert not limits.search(path.read_text(encoding="utf-8")), path


def test_no_test_asks_the_clock_for_the_day() -> None:
    """The whole run has one day, TODAY: midnight may pass between two moments of a test, and between its processes."""
    asking = re.compile(r"date\.today\(|now\(\w*\)\.date\(")
    for path in (ROOT / "tests").rglob("*.py"):
        if path not in (ROOT / "tests/campus.py", Path(__file__)):
            assert not asking.search(path.read_text(encoding="utf-8")), path


def test_what_measures_can_be_run() -> None:
    """Each bench still finds what it imports: nothing else would notice."""
    for path in (ROOT / "bench").rglob("*.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
