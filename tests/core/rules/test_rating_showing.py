"""When a class that is computed again is shown, and whether its peer marks are (R5.7, R15.3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

import pytest

from core.rules.rating_showing import FEWEST, Over, Shown, Verdict, judge

A, B, C, D, E, F, G, H = range(8)


def of(*raters: int) -> dict[int, int]:
    """These raters' ballots, each in its first version."""
    return {rater: 10 * rater for rater in raters}


def judged(earlier: Sequence[Shown], now: dict[int, int], *, over: Over = Over.NO, self_rating: bool = True) -> Verdict:
    return judge(earlier, now, over=over, self_rating=self_rating)


@pytest.mark.parametrize(("raters", "whole"), [((), True), ((A,), False), ((A, B), False), ((A, B, C), True)])
def test_the_first_result_is_shown_whole_from_three_peers_on(raters: tuple[int, ...], whole: bool) -> None:
    assert judged([], of(*raters)) == Verdict(
        shown=True, whole=whole, new=True, lacking=0 if whole else 3 - len(raters)
    )


def test_without_self_rating_one_peer_more_is_asked_for() -> None:
    """A student's marks lack the student's own ballot."""
    assert not judged([], of(A, B, C), self_rating=False).whole
    assert judged([], of(A, B, C, D), self_rating=False).whole


@pytest.mark.parametrize(
    ("now", "lacking"),
    [
        (of(A, B, C, D), 2),
        (of(A, B, C, D, E), 1),
        (of(A, B), 2),
        (of(B, C, D, E, F), 2),
        ({**of(A, B, C), A: 11}, 2),
        ({**of(A, B, C), A: 11, B: 21}, 2),
        ({**of(A, B, C, D, E), A: 11}, 2),
    ],
)
def test_less_than_three_apart_is_held_back(now: dict[int, int], lacking: int) -> None:
    """R15.3: come, gone, given back and changed; one that goes while three come would stand alone."""
    whole = Shown(of(A, B, C), whole=True)
    assert judged([whole], now) == Verdict(shown=False, whole=False, new=True, lacking=lacking)
    for over in (Over.BY_COLLEGE, Over.BY_SCHOOL):
        late = judged([whole], now, over=over)
        assert (late.shown, late.whole) == (True, False)


@pytest.mark.parametrize("now", [of(A, B, C, D, E, F), of(D, E, F), {A: 11, B: 21, C: 31}, of()])
def test_three_that_come_or_go_together_are_shown(now: dict[int, int]) -> None:
    verdict = judged([Shown(of(A, B, C), whole=True)], now)
    assert (verdict.shown, verdict.whole) == (True, True)


def test_the_same_ballots_are_shown_as_they_were() -> None:
    """Staff ballots may have come; nothing is remembered twice."""
    for whole in (True, False):
        verdict = judged([Shown(of(A, B), whole=whole)], of(A, B))
        assert verdict == Verdict(shown=True, whole=whole, new=False, lacking=0)


def test_every_earlier_result_counts_not_only_the_last() -> None:
    """Each step of three, and yet D would follow from the first and the third: D, E, F came; E, F, G went."""
    first, second = Shown(of(A, B, C, G, H), whole=True), Shown(of(A, B, C, G, H, D, E, F), whole=True)
    assert not judged([first, second], of(A, B, C, D, H)).shown


def test_no_comparison_of_whole_results_tells_fewer_than_three_raters_apart() -> None:
    """Random evenings: whatever was shown whole, the marks that came, went or stayed are of three raters at least."""
    throw = Random(7)
    for _ in range(300):
        earlier: list[Shown] = []
        now: dict[int, int] = {}
        for step in range(8):
            for rater in throw.sample(range(10), throw.randint(1, 6)):
                if throw.random() < 0.3:
                    now.pop(rater, None)
                else:
                    now[rater] = 100 * rater + (step if throw.random() < 0.3 else 0)
            verdict = judged(earlier, now, over=throw.choice([*[Over.NO] * 17, *Over]))
            if verdict.shown and verdict.new:
                earlier.append(Shown(dict(now), verdict.whole))
        whole = [one.versions for one in earlier if one.whole]
        for one, other in [*pairwise(whole), *zip(whole, whole[2:], strict=False)]:
            moves = Counter(
                (one.get(r), other.get(r)) == (None, None) or _move(one.get(r), other.get(r)) for r in range(10)
            )
            assert all(count >= FEWEST for move, count in moves.items() if move is not True), (one, other)


def test_a_college_lets_one_result_through_by_ending_its_rating_and_no_second() -> None:
    """R15.3: it may open and end its rating after each ballot, which would tell each one's weighted sum."""
    first, second = Shown(of(A, B, C), whole=True), Shown(of(A, B, C, D), whole=False)
    assert judged([first], of(A, B, C, D), over=Over.BY_COLLEGE).shown
    assert judged([first, second], of(A, B, C, D, E), over=Over.BY_COLLEGE) == Verdict(
        shown=False, whole=False, new=True, lacking=2
    )
    assert judged([first, second], of(A, B, C, D, E), over=Over.BY_SCHOOL).shown


def test_whose_weighted_sum_is_known_is_not_looked_for_among_the_marks_of_all() -> None:
    """R5.7: a first result of one or two, or what came before the end; as long as that ballot counts unchanged."""
    alone = Shown(of(A), whole=False)
    assert judged([alone], of(A, B, C, D)) == Verdict(shown=True, whole=False, new=True, lacking=0)
    assert judged([alone], of(B, C, D)).whole
    late = [Shown(of(A, B, C), whole=True), Shown(of(A, B, C, D), whole=False)]
    assert judged(late, of(A, B, C, D, E, F, G)) == Verdict(shown=True, whole=False, new=True, lacking=0)
    assert judged(late, of(A, B, C, E, F, G)).whole
    assert not judged(late, {**of(A, B, C), D: 31}).shown, "the same one again, alone"


def test_no_two_results_differ_by_fewer_than_three_but_for_one_that_the_end_lets_through() -> None:
    """Random evenings of a college that opens and ends its rating at will: whole or not, each beside each other one."""
    throw = Random(11)
    seen = 0
    for _ in range(300):
        earlier: list[Shown] = []
        now: dict[int, int] = {}
        for step in range(10):
            for rater in throw.sample(range(10), throw.randint(1, 5)):
                if throw.random() < 0.3:
                    now.pop(rater, None)
                else:
                    now[rater] = 100 * rater + (step if throw.random() < 0.3 else 0)
            verdict = judged(earlier, now, over=throw.choice([Over.NO, Over.BY_COLLEGE]))
            if verdict.shown and verdict.new:
                earlier.append(Shown(dict(now), verdict.whole))
        near = [
            min(
                (count for other in earlier[:place] if (count := _differ(other.versions, one.versions))), default=FEWEST
            )
            for place, one in enumerate(earlier)
        ]
        assert sum(count < FEWEST for count in near) <= 1
        seen += len(earlier)
        for place, one in enumerate(earlier):
            known = [other.versions.items() for other in earlier[:place] if 0 < len(other.versions) < FEWEST]
            assert not (one.whole and any(sum_of <= one.versions.items() for sum_of in known))
    assert seen > 600


def _differ(one: Mapping[int, int], other: Mapping[int, int]) -> int:
    return sum(one.get(rater) != other.get(rater) for rater in one.keys() | other.keys())


def _move(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return "came" if before is None else "went"
    return "stayed" if before == after else "changed"
