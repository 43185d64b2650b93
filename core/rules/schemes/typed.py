"""Finds what a Chinese keyboard types in place of the characters of YAML: ：，｛｝［］“”, and a colon without a space.

Such a text is often YAML still, or breaks far below. So these are looked for once a text is refused, and only where
they stand for the character of YAML: a title may hold a colon of either kind.
"""

import sys
from collections.abc import Iterator
from typing import NamedTuple

from core.rules.schemes.problems import Place, Problem

BRACKETS = {"｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}
COMMAS = "，、；"
QUOTES = "“”‘’＂"


class Typed(NamedTuple):
    """A problem; `surely` unless the character could belong to a word."""

    problem: Problem
    surely: bool


def typed_wrongly(text: str) -> list[Typed]:
    """Lists the places, in their order."""
    scan = _Scan()
    return [one for number, line in enumerate(text.splitlines(), 1) for one in scan.line(number, line)]


def mended(problems: list[Problem], text: str) -> list[Problem]:
    """Adds what was typed wrongly to the problems of a text; it takes the place of what else is said of its line, and
    of a text that is no YAML from that line on.
    """
    lines = {one.place.line for one in problems}
    typed = [one.problem for one in typed_wrongly(text) if one.surely or one.problem.place.line in lines]
    said = {one.place.line for one in typed}
    first = min(said, default=sys.maxsize)
    return [*typed, *(one for one in problems if one.place.line not in said and (one.path or one.place.line < first))]


class _Scan:
    """Reads lines, with the brackets that are open. An entry is what a colon may part into a key and a value."""

    def __init__(self) -> None:
        self.open: list[str] = []

    def line(self, number: int, line: str) -> Iterator[Typed]:
        quote, parted, start = "", False, True
        indent = line[: len(line) - len(line.lstrip())]
        if not self.open and ("\t" in indent or "\u3000" in indent) and line.strip():
            at = next(place for place, one in enumerate(indent) if one in "\t\u3000")
            yield _typed(number, at, "缩进只能用空格，不能用制表符或全角空格", "Indent with spaces alone")
        for at, one in enumerate(line):
            if quote:
                quote = "" if one == quote else quote
            elif one in "'\"" and start:
                quote = one
            elif one == "#" and (at == 0 or line[at - 1].isspace()):
                return
            elif one in BRACKETS and (start or self.open or one not in "【】"):
                yield _instead(number, at, one, BRACKETS[one])
            elif one in "[{":
                self.open.append(one)
                parted = False
            elif one in "]}" and self.open:
                self.open.pop()
            elif one == "," and self.open:
                parted = False
            elif one == "：" and not parted and not start and self.open[-1:] != ["["]:
                parted = True
                yield _instead(number, at, one, ": ")
            elif one == ":" and not parted and self.open[-1:] != ["["]:
                parted = True
                if not start and at + 1 < len(line) and not line[at + 1].isspace():
                    yield _typed(number, at, "冒号后须有一个空格", "A space has to follow the colon")
            elif one in COMMAS and self.open:
                yield _instead(number, at, one, ", ", surely=False)
            elif one in QUOTES and start:
                zh = "中文引号：请改为英文引号，或删去"
                yield _typed(number, at, zh, "Chinese quotes: write English ones, or none", surely=False)
            start = one in "[{,:" or (start and (one.isspace() or one == "-"))


def _instead(line: int, at: int, found: str, right: str, *, surely: bool = True) -> Typed:
    shown = f"“{right.strip()}”" + ("和一个空格" if right.endswith(" ") else "")
    shown_en = f'"{right.strip()}"' + (" and a space" if right.endswith(" ") else "")
    zh, en = f"“{found}”是中文标点：请改为英文的{shown}", f'"{found}" is Chinese punctuation: write {shown_en}'
    return _typed(line, at, zh, en, surely=surely)


def _typed(line: int, at: int, zh: str, en: str, *, surely: bool = True) -> Typed:
    return Typed(Problem(Place(line, at + 1), "", zh, en), surely)
