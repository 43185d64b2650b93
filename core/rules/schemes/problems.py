"""A problem of a scheme says where it is, what is meant and what would be right."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A place in the text; both numbers begin with 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """Names the place, the path to it (`parts.德育.sum.0`), and what is wrong, in two languages."""

    place: Place
    path: str
    zh: str
    en: str

    def message(self, language: str) -> str:
        line, column = self.place
        what = f" ({self.path})" if self.path else ""
        if language == "en":
            return f"Line {line}, column {column}{what}: {self.en}"
        return f"第 {line} 行第 {column} 列{what.replace(' (', '（').replace(')', '）')}：{self.zh}"


class SchemeFaults(Exception):
    """Carries every problem of a text, by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda one: one.place)
        super().__init__("\n".join(one.message("en") for one in self.problems))


def named(path: Path) -> str:
    """Writes a path as a person reads it; places in lists count from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def known(names: Iterable[str]) -> tuple[str, str]:
    """Lists the possible names in both languages, at most twelve."""
    listed = list(names)
    some, more = listed[:12], len(listed) > 12
    return "、".join(some) + (" 等" if more else ""), ", ".join(some) + (", …" if more else "")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Returns the name that is probably meant."""
    near = get_close_matches(name, list(names), 1, 0.5)
    return near[0] if near else None


def suggestion(name: str, names: Iterable[str]) -> tuple[str, str]:
    """Returns what would be right in place of an unknown name: the nearest one, or the list."""
    candidates = list(names)
    near = nearest(name, candidates)
    if near:
        return f"是否为“{near}”？", f'did you mean "{near}"?'
    zh, en = known(candidates)
    return (f"可用：{zh}", f"possible: {en}") if candidates else ("这里还没有可用的名称", "there is none yet")
