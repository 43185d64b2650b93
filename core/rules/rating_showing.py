"""A recomputed class is shown, and its peer marks with it, only under the rules of this file (R5.7, R15.3).

Comparing shown results tells which marks came and which went. Raters whose marks came and went together can't be
told apart; so no such group becomes smaller than three, or the class stays as it is shown. A group that is smaller
already (one ballot of the first result, one that came in before the end) is known by its weighted sum: as long as it
counts, the marks are not shown, because the sum would tell which of them are its own.

A college may end its own rating and open it again as often as it likes. So its end lets a result through that would
otherwise be held back only once; the school's end, which no college can undo, lets every one through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

FEWEST = 3
"""The number of raters that are never told apart."""

Versions = Mapping[int, int]
"""Maps each rater to the content of the counted peer ballot, as one number that changes with any mark."""
Group = frozenset[int]
"""Holds raters that no comparison of shown results tells apart."""


class Over(Enum):
    """Says whether ballots can still come in, and if not, who has ended the rating."""

    NO = "no"
    BY_COLLEGE = "college"
    BY_SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Shown:
    """Records a result that people have seen: the peer ballots it counts, and whether it told their marks."""

    versions: Versions
    whole: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Says what a computation does for a class.

    Args:
        shown: it replaces what people see.
        whole: it tells marks, averages and item scores of peers too.
        new: these ballots were not shown before, so they are remembered.
        lacking: at least so many more peer ballots must come in before a result that is held back can be shown.
    """

    shown: bool
    whole: bool
    new: bool
    lacking: int


def judge(earlier: Sequence[Shown], now: Versions, *, over: Over, self_rating: bool) -> Verdict:
    """Judges one class.

    Args:
        earlier: every result of the class that was shown, the oldest first.
        over: once no ballot can come in any more, nothing is gained by waiting.
        self_rating: without it a student's own ballot is missing from the student's marks, so one more is needed.
    """
    fewest = FEWEST if self_rating else FEWEST + 1
    if earlier and earlier[-1].versions == now:
        return Verdict(shown=True, whole=earlier[-1].whole, new=False, lacking=0)
    before = [one.versions for one in earlier]
    small = _small_groups([*before, now], fewest)
    newly = small - _small_groups(before, fewest)
    whole = not newly and not any(now.keys() & group for group in small)
    lacking = _lacking(before, now, newly, fewest)
    shown = not earlier or lacking == 0 or _let_through(before, over, fewest)
    return Verdict(shown=shown, whole=whole, new=True, lacking=lacking)


def _lacking(before: Sequence[Versions], now: Versions, newly: set[Group], fewest: int) -> int:
    """Returns how many more ballots are needed: it looks at changes since earlier results, and at new small groups."""
    apart = [count for one in before if (count := _differing(one, now))]
    return fewest - min([fewest, *apart, *map(len, newly)])


def _let_through(before: Sequence[Versions], over: Over, fewest: int) -> bool:
    """Tells whether the end of the rating shows a result that would be held back; the college's own end does so only
    once.
    """
    return over is Over.BY_SCHOOL or (
        over is Over.BY_COLLEGE
        and not any(_was_let_through(before[:place], before[place], fewest) for place in range(1, len(before)))
    )


def _was_let_through(before: Sequence[Versions], one: Versions, fewest: int) -> bool:
    newly = _small_groups([*before, one], fewest) - _small_groups(before, fewest)
    return _lacking(before, one, newly, fewest) > 0


def _differing(one: Versions, other: Versions) -> int:
    """Counts the raters whose ballots came, went or changed between two results."""
    return sum(one.get(rater) != other.get(rater) for rater in one.keys() | other.keys())


def _small_groups(states: Sequence[Versions], fewest: int) -> set[Group]:
    """Finds the groups that a comparison of all these states leaves with too few raters."""
    groups: dict[tuple[int | None, ...], set[int]] = {}
    for rater in {rater for state in states for rater in state}:
        groups.setdefault(_pattern([state.get(rater) for state in states]), set()).add(rater)
    return {frozenset(group) for group in groups.values() if len(group) < fewest}


def _pattern(versions: Sequence[int | None]) -> tuple[int | None, ...]:
    """Returns the states in which a rater's ballot counts, and where it differs from before."""
    known: dict[int, int] = {}
    return tuple(None if one is None else known.setdefault(one, len(known)) for one in versions)


def why_held_back(lacking: int, language: str) -> str:
    """Explains why a result is held back, and what to do."""
    if language == "en":
        return (
            "The earlier result stays: with the new one beside it, it would reveal peers' marks. Compute again once at "
            f"least {lacking} more peer ballots have come in, or once the college has ended its rating or the school's "
            "rating window is over."
        )
    return (
        "仍显示原来的结果：新结果与它对比，会看出个别同学的互评打分。"
        f"请在至少再有 {lacking} 份互评打分表提交后，或学院结束评分批次、学校的评分时间结束后重新计算"
    )
