"""Reads a YAML text into plain values, and keeps the place of each key and value.

All scalars stay text, so `yes`, `1:30` and `0x10` are not turned into something else. What could make a text large or
strange is refused: anchors, aliases, tags, several documents, keys that are not text, and a text beyond the limits.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from core.rules.schemes.problems import Path, Place, Problem, SchemeFaults, named

MOST_CHARACTERS = 100_000
MOST_NODES = 5_000
MOST_DEPTH = 40

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Marked:
    """Holds the plain value of the text, and by path the place of each value and of each key."""

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Returns the place of a path, or of the nearest one above it."""
        for end in range(len(path), 0, -1):
            found = self.keys.get(path[:end]) if key else self.values.get(path[:end])
            if found is not None:
                return found
        return self.values.get((), Place(1, 1))


def read_marked(text: str) -> Marked:
    """Reads the text, or raises its faults."""
    if len(text) > MOST_CHARACTERS:
        raise _fault(
            Place(1, 1), f"方案最多 {MOST_CHARACTERS} 个字符", f"A scheme has at most {MOST_CHARACTERS} characters"
        )
    try:
        return _Reader(text).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        zh = "不符合 YAML 的写法：请检查缩进、冒号后的空格和引号"
        raise _fault(place, zh, f"This is not YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _fault(place, "有不能使用的字符", "This character can't be used") from None


def _fault(place: Place, zh: str, en: str, path: Path = ()) -> SchemeFaults:
    return SchemeFaults([Problem(place, named(path), zh, en)])


class _Reader:
    """Composes the events of the parser, which itself never builds more than one of them."""

    def __init__(self, text: str) -> None:
        self.marked = Marked()
        self.problems: list[Problem] = []
        self.count = 0
        self.events = yaml.parse(text, Loader=_LOADER)

    def read(self) -> Marked:
        if self.next() is None or not isinstance(event := self.next(), yaml.DocumentStartEvent):
            raise _fault(Place(1, 1), "方案是空的", "The scheme is empty")
        self.marked.value = self.node(self.next(), ())
        self.next()
        event = self.next()
        if isinstance(event, yaml.DocumentStartEvent):
            raise _fault(
                _start(event), "一个方案只能有一份文档：请删去“---”", "A scheme is one document: remove the ---"
            )
        if self.problems:
            raise SchemeFaults(self.problems)
        return self.marked

    def next(self) -> Any:
        return next(self.events, None)

    def node(self, event: Any, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_NODES or len(path) > MOST_DEPTH:
            zh = f"方案过大：最多 {MOST_NODES} 项、{MOST_DEPTH} 层"
            raise _fault(_start(event), zh, f"Too large: at most {MOST_NODES} nodes and {MOST_DEPTH} levels", path[:8])
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.wrong(
                event, path, "不能使用锚点和别名（& *）：请用 parts 命名", "No anchors or aliases: name a part instead"
            )
        elif event.tag is not None and event.tag != "!":
            self.wrong(event, path, "不能使用标签（!）", "Tags (!) can't be used")
        self.marked.values[path] = _start(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return getattr(event, "value", "")

    def mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _fault(_start(event), "冒号前应是名称", "A name has to stand before the colon", path)
            key, place = str(self.node(event, (*path, ""))), _start(event)
            if key in found:
                first = self.marked.keys[(*path, key)].line
                zh, en = f"“{key}”写了两次，第一次在第 {first} 行", f'"{key}" stands here twice, first in line {first}'
                self.wrong(event, (*path, key), zh, en)
            self.marked.keys[(*path, key)] = place
            found[key] = self.node(self.next(), (*path, key))
        return found

    def sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            found.append(self.node(event, (*path, len(found))))
        return found

    def wrong(self, event: Any, path: Path, zh: str, en: str) -> None:
        self.problems.append(Problem(_start(event), named(path), zh, en))


def _start(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
