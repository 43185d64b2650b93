"""The access matrix, read: what each cell promises, and whom it reaches on the campus (R8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from operator import itemgetter
from pathlib import Path

from tests.campus import STUDENTS, Campus, Person

MATRIX = Path(__file__).parent / "access_matrix.txt"
ROLES = (
    "superAdmin",
    "studentAffairs",
    "collegeAdmin",
    "deputySecretary",
    "counsellor",
    "headTeacher",
    "classMonitor",
    "student",
    "auditor",
)
WHO = {
    "superAdmin": "super_admin",
    "studentAffairs": "student_affairs",
    "collegeAdmin": "college_admin",
    "deputySecretary": "deputy_secretary",
    "counsellor": "counsellor_li",
    "headTeacher": "head_teacher_chen",
    "classMonitor": "jia",
    "student": "yi",
    "auditor": "auditor",
}
COLLEGES = {"info": ("cs1", "cs2", "se1"), "lang": ("en1",)}
CLASSES = {"counsellor": ("cs1", "cs2"), "headTeacher": ("cs1",), "classMonitor": ("cs1",), "student": ("cs1",)}


@dataclass(frozen=True)
class Cell:
    """Says how far a role's right goes, and with which code the role is refused in this state."""

    reach: str
    code: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of the matrix: a row, a field or an act, in a state where that matters."""

    name: str
    cells: dict[str, Cell]
    state: str = ""


def lines(section: str) -> list[Line]:
    return list(_lines(section))


def _lines(section: str) -> Iterator[Line]:
    here = ""
    for text in MATRIX.read_text(encoding="utf-8").splitlines():
        if text.startswith("["):
            here = text.strip("[]")
        elif here == section and text.strip() and not text.startswith("#"):
            words = text.split()
            state = words.pop(0) if section == "states" else ""
            assert len(words) <= len(ROLES) + 1, text
            cells = zip_longest(ROLES, words[1:], fillvalue="-")
            yield Line(words[0], {role: _cell(word) for role, word in cells}, state)


def _cell(word: str) -> Cell:
    reach, _, code = word.partition("!")
    return Cell(reach, code or None)


def listed(section: str) -> dict[str, list[str]]:
    """Sections that name things without cells: `Type: field field ...` or a route and its answers."""
    found: dict[str, list[str]] = {}
    here = ""
    for text in MATRIX.read_text(encoding="utf-8").splitlines():
        if text.startswith("["):
            here = text.strip("[]")
        elif here == section and text.strip() and not text.startswith("#"):
            name, *rest = text.replace(":", " ", 1).split() if section == "plain" else text.split()
            found[name] = rest
    return found


def require_lines(section: str, written: set[str], needed: set[str]) -> None:
    """Fails unless the section names all that is needed and nothing else, and says what to write where."""
    lacking, gone = _written(section, needed - written), _written(section, written - needed)
    then = "then run `python -m tests.access`, which writes docs/access.md"
    assert not lacking, f"write under [{section}] of tests/access_matrix.txt:\n{lacking}\n{then}"
    assert not gone, f"take out of [{section}] of tests/access_matrix.txt:\n{gone}\n{then}"


def _written(section: str, names: set[str]) -> str:
    """Returns the names as the section has them; fields stand by type under [plain]."""
    if section != "plain":
        return "\n".join(sorted(names))
    pairs = groupby(sorted(name.split(".") for name in names), itemgetter(0))
    return "\n".join(f"{type_}: {' '.join(field for _, field in fields)}" for type_, fields in pairs)


def person(campus: Campus, role: str) -> Person:
    found = getattr(campus, WHO[role])
    assert isinstance(found, Person)
    return found


def classes(role: str, reach: str) -> set[str]:
    """The classes of the campus that a cell reaches for a role; for "own", none as a whole."""
    if reach in ("school", "all"):
        return {klass for college in COLLEGES.values() for klass in college}
    if reach == "college":
        return set(COLLEGES["info"])
    return set(CLASSES[role]) if reach == "class" else set()


def students(role: str, reach: str) -> set[str]:
    """The students, by the campus's names for them, that a cell reaches for a role."""
    reached = {key for klass in classes(role, reach) for key, _ in STUDENTS[klass]}
    return reached | ({WHO[role]} if reach == "own" and role in ("classMonitor", "student") else set())


def colleges(role: str, reach: str) -> set[str]:
    if reach in ("school", "all"):
        return set(COLLEGES)
    return {"info"} if reach in ("college", "class") else set()


DOCUMENT = MATRIX.parents[1] / "docs" / "access.md"
ABOUT = """# 谁能看什么、做什么 Who sees and does what

这四张表由 `tests/access_matrix.txt` 生成，请勿手工修改；规则见 [rules.md](rules.md#r8-who-sees-and-does-what)。

These four tables are generated from [tests/access_matrix.txt](../tests/access_matrix.txt) by `python -m tests.access`.
Do not edit them here. Tests try every cell over real HTTP, and a new row, field or act of the API must be entered in
the matrix first. The rule behind the tables is [R8](rules.md#r8-who-sees-and-does-what); the table of rights in code is
`core/access.py`.

The rules are kept at three levels that are never mixed: **rows** by scope in SQL (what a person may not see is in no
list and no count, and its id is unknown), **fields** by permission class (null, with one `FORBIDDEN` for each field),
**acts** by permission and then by window.

`-` never. `own`: the person. `class`: the person's class, or the classes that are assigned to the person in that batch.
`college`, `school`: all of it. `all`: everybody who is signed in.
"""
SHOWN = {"rows: who finds what": "rows", "fields under a rule": "fields", "acts": "acts"}


def document() -> str:
    """Returns docs/access.md as the matrix makes it: rows, guarded fields, acts, and acts in a certain state."""
    tables = [_table(title, lines(section)) for title, section in SHOWN.items()]
    return "\n\n".join([ABOUT.rstrip(), *tables, _states(lines("states"))]) + "\n"


def _table(title: str, found: list[Line]) -> str:
    head = [f"| {title} | {' | '.join(ROLES)} |", "| --- " * (len(ROLES) + 1) + "|"]
    body = [f"| `{line.name}` | {' | '.join(line.cells[role].reach for role in ROLES)} |" for line in found]
    return "\n".join([*head, *body])


def _states(found: list[Line]) -> str:
    head = ["| state | act | who has the right and is refused, and with which code |", "| --- | --- | --- |"]
    return "\n".join([*head, *(f"| {line.state} | `{line.name}` | {_refused(line)} |" for line in found)])


def _refused(line: Line) -> str:
    roles: dict[str, list[str]] = {}
    for role, cell in line.cells.items():
        if cell.code:
            roles.setdefault(cell.code, []).append(role)
    return "; ".join(f"`{code}`: {', '.join(names)}" for code, names in roles.items()) or "nobody"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
