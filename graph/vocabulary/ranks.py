"""A rank is a position among so many, shown "2/5"."""

from typing import Any

import strawberry

from graph.vocabulary.fields import shown


def _label(root: Any) -> str:
    return f"{root.position}/{root.size}"


@strawberry.type(
    description="排名：第几名，共多少人；同分同名次，后面的名次顺延 | "
    "A rank: position out of a size; equal scores share a position, and the positions after them "
    "are skipped"
)
class Rank:
    position: int = shown("名次 | Position")
    size: int = shown("参加排名的人数 | Number of students who are ranked")
    label: str = shown('显示为 "2/5" | Shown as "2/5"', _label)


def rank(position: int | None, size: int | None) -> Rank | None:
    return None if position is None or size is None else Rank(position=position, size=size)
