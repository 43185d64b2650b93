"""The audit log shows an entry without the scores that its reader may not see elsewhere (R8.7).

A reader of a college's log sees its course scores and academic results anyway, so these stay in their entries.
Entries of comprehensive imports have no college. Rating scores are in no entry: several of them together would
reveal the ballots that came in between (R5.7). Older entries hold such scores, which are not shown.
"""

from collections.abc import Mapping
from typing import Any

WITHOUT: Mapping[str, frozenset[str]] = {
    "computeRatingScores": frozenset({"scores"}),
    "clearProcessData": frozenset({"ratingScores"}),
}
"""Maps an action to the keys that are left out of old and new."""


def visible_old(entry: Any) -> Any:
    """Returns the old value. Where a computation replaced scores, it held nothing but scores, so it is left out."""
    return None if entry.action == "computeRatingScores" else _without_scores(entry, entry.old)


def visible_new(entry: Any) -> Any:
    return _without_scores(entry, entry.new)


def _without_scores(entry: Any, value: Any) -> Any:
    without = WITHOUT.get(entry.action)
    if without is None or not isinstance(value, dict):
        return value
    return {key: one for key, one in value.items() if key not in without}
