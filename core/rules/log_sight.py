"""What the audit log tells of an entry: no score that is told otherwise (R8.7).

Who reads the log of a college sees its course scores and academic results anyway, and these stay in their entries.
What an import of comprehensive results replaced bears no college. Rating scores are in no entry: side by side they
would tell what came in between (R5.7); entries of before held them, and are read without.
"""

from collections.abc import Mapping
from typing import Any

WITHOUT: Mapping[str, frozenset[str]] = {
    "computeRatingScores": frozenset({"scores"}),
    "clearProcessData": frozenset({"ratingScores"}),
}
"""By action, what is left out of old and new."""


def old_as_told(entry: Any) -> Any:
    """All of it was scores, by student number, where a computation replaced them."""
    return None if entry.action == "computeRatingScores" else _told(entry, entry.old)


def new_as_told(entry: Any) -> Any:
    return _told(entry, entry.new)


def _told(entry: Any, value: Any) -> Any:
    without = WITHOUT.get(entry.action)
    if without is None or not isinstance(value, dict):
        return value
    return {key: one for key, one in value.items() if key not in without}
