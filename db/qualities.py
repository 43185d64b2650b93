"""A batch has an ordered list of qualities (R11.1); the manual's four are the first batch's.

This module imports nothing of ours, because worker processes read it, too.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

FLAGS = ("ranked_in_class", "ranked_in_grade", "ranked_in_notice")


class Quality(NamedTuple):
    """One quality of a batch: every student has a score and a level in it."""

    code: str
    name: str
    ranked_in_class: bool = True
    ranked_in_grade: bool = False
    ranked_in_notice: bool = False
    """A notice shows the score and level of each quality, and of this one the class rank, too (R7.1)."""


Qualities = tuple[Quality, ...]
"""A batch's list in its order; the last one is the overall result."""

QUALITIES: Qualities = (
    Quality("political", "思想政治素质"),
    Quality("scholastic", "科学文化素质", ranked_in_grade=True, ranked_in_notice=True),
    Quality("development", "发展性素质"),
    Quality("overall", "素质综合测评", ranked_in_grade=True, ranked_in_notice=True),
)


def qualities_of(batch: Any) -> Qualities:
    """Returns the list of a batch from its row."""
    columns = (batch.quality_codes, batch.quality_names, *(getattr(batch, flag) for flag in FLAGS))
    return tuple(map(Quality, *columns))


def names_of(batch: Any) -> dict[str, str]:
    """Returns what people call the qualities of a batch, by their codes."""
    return dict(zip(batch.quality_codes, batch.quality_names, strict=True))


def stored(qualities: Iterable[Quality]) -> dict[str, list[Any]]:
    """Returns a list as the columns of a batch's row hold it."""
    codes, names, *flags = map(list, zip(*qualities, strict=True))
    return {"quality_codes": codes, "quality_names": names, **dict(zip(FLAGS, flags, strict=True))}
