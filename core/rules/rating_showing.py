"""When a class that is computed again is shown, and whether its peer marks are (R5.7, R15.3).

Whoever compares two shown results sees which marks came and which went. Raters whose marks came and went together can't
be told apart; so such a group is never smaller than three, or the marks are not shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 3
"""So many raters are never told apart."""

Versions = Mapping[int, int]
"""By rater, what the counted peer ballot holds, as one number that changes with any mark."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A result of a class that people have seen: the peer ballots it counts, and whether it told their marks."""

    versions: Versions
    whole: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a computation does for a class.

    Args:
        shown: it replaces what people see.
        whole: it tells marks, averages and item scores of peers too.
        new: these ballots were not shown before, so they are remembered.
        lacking: at least so many more peer ballots must come in before it is shown whole.
    """

    shown: bool
    whole: bool
    new: bool
    lacking: int


def judge(earlier: Sequence[Shown], now: Versions, *, over: bool, self_rating: bool) -> Verdict:
    """Judges one class.

    Args:
        earlier: every result of the class that was shown, the oldest first.
        over: no ballot can come in any more, so nothing is gained by waiting.
        self_rating: without it a student's own ballot is missing from the student's marks, so one more is needed.
    """
    fewest = FEWEST if self_rating else FEWEST + 1
    if earlier and earlier[-1].versions == now:
        return Verdict(shown=True, whole=earlier[-1].whole, new=False, lacking=0)
    near = _smallest(_differing(one.versions, now) for one in earlier)
    group = _smallest(_groups([*(one.versions for one in earlier if one.whole), now]))
    whole = group is None or group >= fewest
    apart = near is None or near >= fewest
    lacking = max(0, fewest - min(count for count in (near, group, fewest) if count is not None))
    return Verdict(shown=over or not earlier or (whole and apart), whole=whole, new=True, lacking=lacking)


def _differing(one: Versions, other: Versions) -> int:
    """How many raters' ballots came, went or changed from one to the other."""
    return sum(one.get(rater) != other.get(rater) for rater in one.keys() | other.keys())


def _groups(states: Sequence[Versions]) -> list[int]:
    """The sizes of the groups of raters that no comparison of these states tells apart."""
    raters = {rater for state in states for rater in state}
    return list(Counter(_pattern([state.get(rater) for state in states]) for rater in raters).values())


def _pattern(versions: Sequence[int | None]) -> tuple[int | None, ...]:
    """In which states a rater's ballot counts, and where it is another than before."""
    known: dict[int, int] = {}
    return tuple(None if one is None else known.setdefault(one, len(known)) for one in versions)


def _smallest(counts: Iterable[int]) -> int | None:
    """Of those that are not zero."""
    return min(filter(None, counts), default=None)


def why_held_back(lacking: int, language: str) -> str:
    """What happened, why, and what to do."""
    if language == "en":
        return (
            "The earlier result stays: beside it, the new one would tell single peers' marks. Compute again once at "
            f"least {lacking} more peer ballots have come in, or after the rating window."
        )
    return (
        "仍显示原来的结果：新结果与它对比，会看出个别同学的互评打分。"
        f"请在至少再有 {lacking} 份互评打分表提交后，或评分时间结束后重新计算"
    )
