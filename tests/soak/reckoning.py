"""The numbers of the model, by hand: scores, ratings and ranks, and when a new rating may be shown (R4, R5, R6.3)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

from tests import oracle
from tests.soak.courses import Adjusted, Course, Taken, Worth
from tests.soak.items import Item
from tests.soak.year import Kind, Klass, Rated, Shown, Year

GRADE_RANKED = (1, 3)
"""The scholastic and the overall result, among the four."""


def compute_academic(year: Year, klass: Klass) -> None:
    """R4.3 - R4.8; a rank in the major's grade stays as long as there is a score (R4.9)."""
    ratio = year.colleges[klass.college].phases["ACADEMIC"].ratio
    before, klass.academic = klass.academic, {}
    for student in klass.participants:
        klass.academic[student] = oracle.score(_courses(year, student), ratio)
    klass.class_ranks = oracle.places({who: one.academic_score for who, one in klass.academic.items()})
    for student, scored in klass.academic.items():
        if scored.academic_score is None or student not in before:
            klass.major_ranks[student] = None
    klass.computed, klass.inputs_changed, klass.emptied = True, False, False
    spoil_ranking(year, klass)


def _courses(year: Year, student: str) -> list[oracle.Course]:
    return [
        oracle.Course(worth.score, credit_of(taken, worth), how.counted, how.ratio, worth.undecided)
        for course, taken in year.courses[student].items()
        for worth in [year.worth(student, course)]
        for how in [year.adjusted[student].get(course, Adjusted())]
    ]


def credit_of(taken: Taken, worth: Worth) -> Decimal:
    """R10.5: that of the attempt that counts, or of the first one."""
    return taken.attempts[worth.counting or 0].credit


@contextmanager
def rescoring(year: Year) -> Iterator[None]:
    """R10.7: classes must be computed again where a score of somebody who takes part is another one afterwards."""
    before = _scores(year)
    yield
    after = _scores(year)
    for student, _ in {key for key in {*before, *after} if before.get(key) != after.get(key)}:
        klass = year.class_of(student)
        if klass and klass.members[student] and klass.computed:
            klass.inputs_changed = True


def _scores(year: Year) -> dict[tuple[str, Course], tuple]:
    return {
        (student, course): (taken.attempts, year.worth(student, course))
        for student, courses in year.courses.items()
        for course, taken in courses.items()
    }


def spoil_ranking(year: Year, klass: Klass) -> None:
    """R4.9: computing or clearing a class makes the ranks of its major's grade stale."""
    rankings = year.colleges[klass.college].stale_rankings
    if klass.major in rankings:
        rankings[klass.major] = True


def rank_major(year: Year, major: str) -> None:
    """R4.9."""
    classes = year.of_major(major)
    scores = {who: one.academic_score for klass in classes for who, one in klass.academic.items()}
    places = oracle.places(scores)
    for klass in classes:
        klass.major_ranks = {who: places[who] for who in klass.academic}
    year.colleges[classes[0].college].stale_rankings[major] = False


def compute_rating(year: Year, klass: Klass) -> None:
    """R5.4, R15.3: all of it, or nothing that anybody sees."""
    phase = year.colleges[klass.college].phases["RATING"]
    fewest = 3 if phase.self_rating else 4
    now = {
        who: frozenset(ballot.marks.items())
        for (kind, who), ballot in klass.ballots.items()
        if kind is Kind.PEER and ballot.submitted
    }
    last = klass.shown[-1] if klass.shown else None
    if last is None or last.ballots != now:
        small = _small_groups([*(one.ballots for one in klass.shown), now], fewest)
        told = small - _small_groups([one.ballots for one in klass.shown], fewest)
        apart = [count for one in klass.shown if (count := _differing(one.ballots, now))]
        held_back = bool(klass.shown) and (bool(told) or min(apart, default=fewest) < fewest)
        if held_back and not _let_through(year, klass):
            return
        whole = not told and not any(now.keys() & group for group in small)
        klass.shown.append(Shown(now, whole, held_back))
    items = year.colleges[klass.college].taken
    klass.ratings = {student: _rated(klass, items, student) for student in klass.participants}
    klass.rated, klass.ballots_changed, klass.emptied = True, False, False


def _rated(klass: Klass, items: list[Item], student: str) -> Rated:
    kinds = [
        [
            [ballot.marks[student, item] for item in range(len(items))]
            for (of, _), ballot in klass.ballots.items()
            if of is kind and ballot.submitted and (student, 0) in ballot.marks
        ]
        for kind in Kind
    ]
    counts = {kind: len(ballots) for kind, ballots in zip(Kind, kinds, strict=True)}
    return Rated(oracle.rating([item.weights for item in items], kinds), items, counts, klass.shown[-1].whole)


def _small_groups(states: Sequence[Mapping[str, object]], fewest: int) -> set[frozenset[str]]:
    """Raters are of a group where no two of these results differ for one and not for the other."""
    raters = {who for state in states for who in state}
    groups = {frozenset(other for other in raters if _moved_together(states, who, other)) for who in raters}
    return {group for group in groups if len(group) < fewest}


def _moved_together(states: Sequence[Mapping[str, object]], one: str, other: str) -> bool:
    pairs = [(a, b) for at, a in enumerate(states) for b in states[:at]]
    counts = all((one in state) == (other in state) for state in states)
    return counts and all((a.get(one) == b.get(one)) == (a.get(other) == b.get(other)) for a, b in pairs)


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> int:
    return sum(one.get(who) != other.get(who) for who in {*one, *other})


def _let_through(year: Year, klass: Klass) -> bool:
    """R15.3: the school's end lets every result through, the college's end one."""
    if year.status == "ENDED":
        return True
    phase = year.colleges[klass.college].phases["RATING"]
    over = phase.status == "ENDED" or (phase.window is not None and year.today > phase.window[1])
    return over and not any(one.let_through for one in klass.shown)


def withheld_peers(rated: Rated) -> bool:
    """R5.7: of fewer than three peers nothing is shown."""
    peers = rated.counts[Kind.PEER]
    return peers > 0 and (peers < 3 or not rated.whole)


def one_mark_shows(rated: Rated) -> bool:
    """R8: an average of one mark is that mark; where exactly one kind of an item has one, the rest would tell it."""
    for item in rated.items:
        behind = [rated.counts[kind] for kind, share in zip(Kind, item.weights, strict=True) if share > 0]
        if behind.count(1) == 1:
            return True
    return False


def rank_results(year: Year, major: str) -> None:
    """R6.3: within the class, and the scholastic and the overall result within the grade."""
    classes = year.of_major(major)
    for klass in classes:
        places = [_places(klass.results, quality) for quality in range(4)]
        for who, result in klass.results.items():
            result.class_ranks = tuple(one[who] for one in places)
    everybody = {who: result for klass in classes for who, result in klass.results.items()}
    for who, result in everybody.items():
        result.grade_ranks = tuple(
            _places(everybody, quality)[who] if quality in GRADE_RANKED else None for quality in range(4)
        )


def _places(results: dict, quality: int) -> dict[str, str]:
    return {who: str(place) for who, place in oracle.places({k: v.scores[quality] for k, v in results.items()}).items()}
