"""The weakened rules that follow from the source: each lock, scope and condition, found by what it is."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from core import errors
from tests import access
from tests.mutations.weakening import ROOT, Function, Weakening, put

Node = ast.stmt | ast.expr
Instead = Callable[[Any], Node]
ROOMS = ("core", "graph", "db")
WORTH_READING = re.compile(r"scope|reach|require|raise|has_permission")
NAMED_LIKE_A_LOCK = re.compile(r"_?require|reach$")


class Found(NamedTuple):
    """A place in the source, what stands there instead, and the words for that."""

    node: Node
    instead: Instead
    says: str


def weakened_sources() -> Iterator[Weakening]:
    """Yields every weakening of every file of the product."""
    for path, tree in sources().items():
        for function, inner in functions(tree):
            for one in weaknesses(path, function, inner):
                key = (path, *key_of(function, inner))
                words = f"{path}:{one.node.lineno} {one.says}: {' '.join(ast.unparse(one.node).split())[:110]}"
                yield Weakening(words, key, partial(put_instead, path, place_of(one.node), one.instead))


@cache
def sources() -> dict[str, ast.Module]:
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return {path: ast.parse(text) for path, text in texts.items() if WORTH_READING.search(text)}


def functions(tree: ast.AST, within: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yields each function with the names around it, functions of functions included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, within
            yield from functions(node, (*within, node.name, "<locals>"))
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, (*within, node.name))
        else:
            yield from functions(node, within)


def key_of(function: Any, within: tuple[str, ...]) -> tuple[str, int]:
    lines = [function.lineno, *(one.lineno for one in function.decorator_list)]
    return ".".join((*within, function.name)), min(lines)


def own_nodes(function: ast.AST) -> Iterator[Any]:
    """Yields the nodes of a function without those of the functions in it."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node
            yield from own_nodes(node)


def called(node: Any) -> str:
    """Returns the last name of what a statement or expression calls, or "" if it is no call."""
    inner = node.value if isinstance(node, ast.Await) else node
    return ast.unparse(inner.func).rpartition(".")[2] if isinstance(inner, ast.Call) else ""


def weaknesses(path: str, function: Any, within: tuple[str, ...]) -> Iterator[Found]:
    nodes = list(own_nodes(function))
    yield from dropped_locks(path, nodes)
    yield from whole_scopes(path, nodes)
    yield from true_conditions(path, function, nodes)
    if judges(path, function):
        yield from looser_judgements(function, nodes)


@cache
def refusals() -> frozenset[str]:
    """Returns the names of the refusals that the matrix speaks of: FORBIDDEN, NOT_FOUND, and those of a state."""
    told = {cell.code for line in access.lines("states") for cell in line.cells.values() if cell.code}
    kinds = {name: one for name, one in vars(errors).items() if isinstance(one, type)}
    found = frozenset(name for name, one in kinds.items() if getattr(one, "code", None) in {*told, "FORBIDDEN"})
    return found | {errors.Forbidden.__name__}


@cache
def locks() -> frozenset[str]:
    """Returns the names of the functions that do nothing but refuse, in one of these ways, themselves or by another."""
    bodies = {
        node.name: node
        for path, tree in sources().items()
        if path.startswith("core/")
        for node, _ in functions(tree)
        if NAMED_LIKE_A_LOCK.match(node.name)
    }
    known: set[str] = set()
    while True:
        more = {name for name, node in bodies.items() if any(refuses(one, known) for one in own_nodes(node))} - known
        if not more:
            return frozenset(known)
        known |= more


def refuses(node: Any, known: set[str] | frozenset[str]) -> bool:
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return ast.unparse(raised) in refusals()
    return isinstance(node, ast.Expr) and called(node.value) in known


def dropped_locks(path: str, nodes: list[Any]) -> Iterator[Found]:
    """Yields the statements that only refuse, and the refusals under a condition."""
    for node in nodes:
        if isinstance(node, ast.Expr) and called(node.value) in locks():
            yield Found(node, never, "never refuses")
        if isinstance(node, ast.If) and not node.orelse and len(node.body) == 1 and refuses(node.body[0], set()):
            yield Found(node, never, "never refuses")


def never(node: ast.stmt) -> ast.stmt:
    return ast.If(ast.Constant(False), [node], [])


def whole_scopes(path: str, nodes: list[Any]) -> Iterator[Found]:
    """Yields each scope that is asked for as if it were the whole school's, and each row as if it were reached."""
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="scope"), args=[_], keywords=[]):
                yield Found(node, calling("weakened_whole"), "is the whole school")
            case ast.Call(func=ast.Attribute(attr="reaches", value=value), args=[]):
                yield Found(node, calling("weakened_sql"), "is true")
            case ast.Call(func=ast.Attribute(attr="reaches" | "reaches_all" | "covers", value=value)):
                if not path.startswith("db/embedded") and ".scope(" not in ast.unparse(value):
                    yield Found(node, always, "is true")


def calling(name: str) -> Instead:
    return lambda node: ast.Call(ast.Name(name, ast.Load()), [node], [])


def always(node: ast.expr) -> ast.expr:
    """Keeps the names that the expression reads, so that the function's closure stays as it is."""
    return ast.BoolOp(ast.Or(), [ast.Constant(True), node])


CONDITIONS = ("reached_by", "reached_by_stage")


def true_conditions(path: str, function: Any, nodes: list[Any]) -> Iterator[Found]:
    """Yields the conditions of SQL by which a scope reaches rows, and those that stand beside them in a WHERE."""
    if not path.startswith("db/"):
        return
    known = (*CONDITIONS, "is_pair") if path == "db/scopes.py" else CONDITIONS  # else, what is asked for
    reaching = [node for node in nodes if isinstance(node, ast.Call) and called(node) in known]
    for node in reaching:
        yield Found(node, calling("weakened_sql"), "is true")
    for node in nodes:
        together = isinstance(node, ast.Call) and called(node) in ("where", "and_")
        if together and any(one in reaching for one in ast.walk(node)):
            beside = [one for one in node.args if not isinstance(one, ast.Starred) and one not in reaching]
            yield from (Found(one, calling("weakened_sql"), "is true") for one in beside)


JUDGED_BY = ("core.access", "core.viewer", "db.scopes")
ANSWERS = re.compile(r"bool|Scope|Scope \| StagedScope|StagedScope|frozenset\[ClassInBatch\]")


@cache
def knows_rights(path: str) -> bool:
    imports = [node.module for node in ast.walk(sources()[path]) if isinstance(node, ast.ImportFrom)]
    return path in ("core/viewer.py", "db/scopes.py") or any(name in JUDGED_BY for name in imports)


def judges(path: str, function: Any) -> bool:
    """Tells whether a function answers who may: with a bool or a scope, in a file that knows rights."""
    answers = function.returns is not None and ANSWERS.fullmatch(ast.unparse(function.returns))
    return bool(answers) and (knows_rights(path) or path.startswith("graph/permissions/"))


NEGATIVE = ("return None", "return False", "return")


def looser_judgements(function: Any, nodes: list[Any]) -> Iterator[Found]:
    """Yields each part of an `and` and of a comprehension's `if` left out, and each early "no" skipped."""
    for node in nodes:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            yield from (Found(one, always, "is left out") for one in node.values)
        if isinstance(node, ast.comprehension):
            yield from (Found(one, always, "is left out") for one in node.ifs)
        if isinstance(node, ast.If) and not node.orelse and ast.unparse(node.body[-1]) in NEGATIVE:
            yield Found(node, never, "never says no")


def place_of(node: Any) -> tuple[Any, ...]:
    return type(node), node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


class Replaced(ast.NodeTransformer):
    def __init__(self, place: tuple[Any, ...], instead: Instead) -> None:
        self.place, self.instead = place, instead

    def visit(self, node: ast.AST) -> Any:
        if hasattr(node, "end_lineno") and place_of(node) == self.place:
            return ast.copy_location(self.instead(node), node)
        return self.generic_visit(node)


def put_instead(path: str, place: tuple[Any, ...], instead: Instead) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    put(path, Replaced(place, instead).visit(tree))


def noting(path: str, note: str) -> ast.Module:
    """Returns a file in which each function that can be weakened calls `note` with its key when it begins."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for function, within in list(functions(tree)):
        key: Function = (path, *key_of(function, within))
        [call] = ast.parse(f"{note}({key!r})").body
        function.body.insert(0, ast.copy_location(call, function.body[0]))
    return tree
