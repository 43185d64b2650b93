"""A weakened rule, and how it is put in place of the sound one in a running process."""

import ast
import builtins
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from sqlalchemy import true

from db.scopes import Scope, SessionScope, StagedScope

ROOT = Path(__file__).parents[2]
Function = tuple[str, str, int]
"""A function: its file below the root, its qualified name, and its first line."""


@dataclass(frozen=True)
class Weakening:
    """One rule that grants more than it should.

    Attributes:
        name: where it is and what is weakened.
        function: the function in which it stands, or None if it is data that anything may read.
        apply: puts it in place, for the rest of this process.
        tests: the folder or file of the tests that notice it, if it is not a function that tests are seen to run.
    """

    name: str
    function: Function | None
    apply: Callable[[], None]
    tests: str = ""


class Everywhere(SessionScope):
    """The scope of somebody who reaches everything, in a view of the report connection."""

    def reached_by(self, college: Any, batch: Any, klass: Any, student: Any) -> Any:
        return true()

    @property
    def holds(self) -> Any:
        return true()

    @property
    def whole(self) -> Any:
        return true()

    def in_batches(self) -> Scope:
        return self

    def without_classes(self) -> Scope:
        return self


def whole(scope: Scope | StagedScope) -> Scope | StagedScope:
    """Returns the scope of the same kind that reaches everything."""
    if isinstance(scope, StagedScope):
        return StagedScope(
            tuple((0, one) for one in {whole(part) for _, part in scope.parts} if isinstance(one, Scope))
        )
    return Everywhere(right=scope.right) if isinstance(scope, SessionScope) else Scope(school=True)


WORDS = {"weakened_whole": whole, "weakened_sql": lambda condition: true()}
"""The names that weakened code calls."""


@cache
def live_functions() -> dict[Function, list[FunctionType]]:
    """Returns every function of the product that this process has; the lambdas of one line stand in their order."""
    found: dict[Function, list[FunctionType]] = {}
    gc.unfreeze()  # the tests freeze what they have imported, which would hide it here
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and (path := below(one.__code__.co_filename)):
            found.setdefault((path, one.__code__.co_qualname, one.__code__.co_firstlineno), []).append(one)
    return found


def below(path: str) -> str | None:
    """Returns the path below the root of a file in the rooms of the product."""
    parts = Path(path).parts[len(ROOT.parts) :]
    known = path.startswith(f"{ROOT}/") and parts[0] in ("core", "db", "graph")
    return "/".join(parts) if known else None


def codes_of(code: CodeType, path: str) -> Iterator[tuple[Function, CodeType]]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield (path, one.co_qualname, one.co_firstlineno), one
            yield from codes_of(one, path)


def put(path: str, changed: ast.Module) -> None:
    """Makes every live function of a file run the changed source."""
    for name, call in WORDS.items():
        setattr(builtins, name, call)
    code = compile(ast.fix_missing_locations(changed), str(ROOT / path), "exec")
    if dict(codes_of(code, path)).keys().isdisjoint(live_functions()):
        raise LookupError(f"no function of {path} is known in this process")
    for function, new in codes_of(code, path):
        for one in live_functions().get(function, ()):
            if len(live_functions()[function]) == 1 or same_place(one.__code__, new):
                one.__code__ = new


def same_place(one: CodeType, other: CodeType) -> bool:
    """Tells apart the functions of one line and one name: closures made of the same text are the same."""
    return one.co_name != "<lambda>" or list(one.co_positions())[:1] == list(other.co_positions())[:1]
