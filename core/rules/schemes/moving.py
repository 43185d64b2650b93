"""Counts how many places students move by a draft, in their class and in their grade (R11.8)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from db.qualities import Qualities


def groups_of(rows: Sequence[Any], qualities: Qualities) -> Iterator[SimpleNamespace]:
    """Yields by quality, for each class and then each grade, how many students go up and down, and the most places."""
    for place, one in enumerate(qualities):
        for of_grade in (False, True):
            found: dict[str, list[int]] = defaultdict(list)
            for row in rows:
                found[_name(row, of_grade)].append(_moved(row, place, of_grade))
            for name, moves in found.items():
                yield SimpleNamespace(
                    code=one.code,
                    of_grade=of_grade,
                    name=name,
                    students=len(moves),
                    up=sum(move > 0 for move in moves),
                    down=sum(move < 0 for move in moves),
                    most=max(map(abs, moves)),
                )


def moves_of(rows: Sequence[Any], qualities: Qualities) -> Iterator[SimpleNamespace]:
    """Yields by quality how many students move by how many places; those who go up have a positive number."""
    for place, one in enumerate(qualities):
        for of_grade in (False, True):
            counted = Counter(_moved(row, place, of_grade) for row in rows)
            for places, students in sorted(counted.items(), reverse=True):
                yield SimpleNamespace(code=one.code, of_grade=of_grade, places=places, students=students)


def changed_of(rows: Sequence[Any], qualities: Qualities) -> Iterator[SimpleNamespace]:
    """Yields by quality how many students get another score, another level, another place in the class or the grade."""
    for place, one in enumerate(qualities):
        parts = {part: _count(rows, f"{{}}_{part}_{place}") for part in ("score", "level")}
        places = {f"{part}_place": _count(rows, f"{{}}_{place}_in_{part}") for part in ("class", "grade")}
        yield SimpleNamespace(code=one.code, **parts, **places)


def _count(rows: Iterable[Any], name: str) -> int:
    return sum(getattr(row, name.format("old")) != getattr(row, name.format("new")) for row in rows)


def _moved(row: Any, place: int, of_grade: bool) -> int:
    name = f"{place}_in_{'grade' if of_grade else 'class'}"
    return int(getattr(row, f"old_{name}") - getattr(row, f"new_{name}"))


def _name(row: Any, of_grade: bool) -> str:
    return f"{row.grade}级{row.major_name}" if of_grade else str(row.class_name)
