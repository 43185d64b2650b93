"""Distributions count bands, levels and days, and nobody of a small class (R8.8)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain, combinations
from math import floor
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db.tables import Stage
from tests.campus import Campus
from tests.graph.distributions.asking import ACADEMIC, DAYS, LEVELS, OVERALL, RATING, ask
from tests.graph.distributions.large_classes import enlarge, rate, score
from tests.graph.results import bring_all

NOTHING: dict[str, Any] = {"people": None, "gradePeople": None, "bands": []}
FEWEST, MOST = 5, 15
Classes = Mapping[str, Sequence[Decimal | None]]


def expected(classes: Classes, chosen: str) -> dict[str, Any]:
    """The law once more, by hand: the bands of a class beside its grade, which is all of `classes`."""
    known = {name: [one for one in scores if one is not None] for name, scores in classes.items()}
    counted = {name: scores for name, scores in known.items() if len(scores) >= FEWEST}
    if chosen not in counted:
        return NOTHING
    everybody = list(chain.from_iterable(counted.values()))
    compared = len(counted) > 1
    width = next(
        one * 10**power
        for power in range(7)
        for one in (1, 2, 5)
        if floor(max(everybody) / (one * 10**power)) - floor(min(everybody) / (one * 10**power)) < MOST
    )
    mine, all_ = (Counter(floor(one / width) for one in some) for some in (counted[chosen], everybody))
    return {
        "people": len(counted[chosen]),
        "gradePeople": len(everybody) if compared else None,
        "bands": [
            {
                "lowest": f"{band * width}.00",
                "below": f"{(band + 1) * width}.00",
                "people": mine[band],
                "gradePeople": all_[band] if compared else None,
            }
            for band in range(min(all_), max(all_) + 1)
        ],
    }


edges = st.integers(0, 40).map(lambda one: Decimal(5 * one))
hundredths = st.integers(5_900, 10_100).map(lambda one: Decimal(one) / 100)
extremes = st.sampled_from([Decimal(text) for text in ("0", "0.01", "59.99", "60", "99.99", "100", "999999.99")])
classes = st.lists(st.none() | hundredths | edges | extremes, max_size=9) | st.lists(hundredths, min_size=5, max_size=9)


async def test_every_distribution_is_that_of_the_oracle(campus: Campus) -> None:
    """R8.8: exact decimals, on the edges of bands too; missing scores and small classes are counted nowhere."""
    examples: list[tuple[list[Decimal | None], list[Decimal | None]]] = []

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(classes, classes)
    def collect(one: list[Decimal | None], other: list[Decimal | None]) -> None:
        examples.append((one, other))

    collect()
    shown = 0
    for one, other in examples:
        grade = {"cs1": one, "cs2": other}
        await score(campus, grade | {"se1": [Decimal(50)] * 7})
        for chosen in grade:
            found = await ask(campus, campus.college_admin, ACADEMIC, {"classId": campus.ids[chosen]})
            assert found == expected(grade, chosen), (grade, chosen)
            shown += found["gradePeople"] is not None
    assert shown > 10


async def test_no_two_distributions_differ_by_fewer_than_five_people(campus: Campus) -> None:
    """R8.8: whatever is chosen, and whatever is left over when one chart is taken from another, is five people or
    nobody; what is not counted does not even move an edge."""
    sizes = {"cs1": 5, "cs2": 4, "se1": 6, "en1": 5}
    await score(campus, {name: [Decimal(60 + 3 * number)] * size for number, (name, size) in enumerate(sizes.items())})
    places: list[dict[str, Any]] = [
        {},
        {"grade": 2019},
        *({"collegeId": campus.ids[name]} for name in ("info", "lang")),
        *({"majorId": campus.ids[name]} for name in ("computing", "software", "english")),
        *({"classId": campus.ids[name]} for name in sizes),
    ]
    found = [await ask(campus, campus.super_admin, ACADEMIC, place) for place in places]
    counts = [one["people"] or 0 for one in found]
    assert counts == [16, 16, 11, 5, 5, 6, 5, 5, 0, 6, 5]
    in_bands = [Counter({band["lowest"]: band["people"] for band in one["bands"]}) for one in found]
    left_over = [people for one, other in combinations(in_bands, 2) for people in (one - other).values()]
    assert set(left_over) == {5, 6}, "each class stands in a band of its own"
    assert [one["gradePeople"] for one in found] == [None] * len(found), "nobody is left to be compared with"
    before = found[7]
    await score(campus, {"cs1": [Decimal(60)] * 5, "cs2": [Decimal(1), Decimal(2), Decimal(900), Decimal(901)]})
    assert await ask(campus, campus.college_admin, ACADEMIC, places[7]) == before


async def test_a_class_is_compared_with_the_classes_that_the_reader_sees(campus: Campus) -> None:
    """R8.2, R8.8: the counsellor of both classes compares them; the head teacher of one sees that one alone."""
    await score(campus, {"cs1": [Decimal(80)] * 5, "cs2": [Decimal(91)] * 6})
    place = {"classId": campus.ids["cs1"]}
    by_both = await ask(campus, campus.counsellor_li, ACADEMIC, place)
    assert (by_both["people"], by_both["gradePeople"], len(by_both["bands"])) == (5, 11, 12)
    by_one = await ask(campus, campus.head_teacher_chen, ACADEMIC, place)
    band = {"lowest": "80.00", "below": "81.00", "people": 5, "gradePeople": None}
    assert by_one == {"people": 5, "gradePeople": None, "bands": [band]}


async def test_a_rating_score_that_is_withheld_is_in_no_band(campus: Campus) -> None:
    """R8, R5.7: a score that rests on one ballot is counted for those alone who may see single marks."""
    await enlarge(campus)
    place = {"classId": campus.ids["se1"]}
    for one, withheld, seen in ((False, False, "both"), (True, False, "staff"), (False, True, "nobody")):
        await rate(campus, one=one, withheld=withheld)
        by_college = await ask(campus, campus.college_admin, RATING, place)
        by_counsellor = await ask(campus, campus.counsellor_zhao, RATING, place)
        assert by_college["people"] == (7 if seen == "both" else None)
        assert by_counsellor["people"] == (None if seen == "nobody" else 7)


async def test_levels_are_counted_by_college_and_by_class_from_high_to_low(campus: Campus) -> None:
    """R8.8: what the page's list holds, one line for each level; a class of three is in none."""
    await bring_all(campus, Stage.APPROVED)
    await campus.execute("delete from comprehensive_result where class_id <> :cs1", cs1=campus.ids["cs1"])
    assert (await ask(campus, campus.student_affairs, LEVELS, by="COLLEGE"))[0]["people"] == 5
    await campus.execute("delete from comprehensive_result")
    await enlarge(campus, 4)
    await campus.execute("update batch set levels = '{优秀, 合格, 良好}'")
    await bring_all(campus, Stage.APPROVED)
    rows = await campus.rows(
        """select code, overall_level, levels[2] as scholastic_level from comprehensive_result
           join school_class on school_class.id = class_id order by code"""
    )
    found = await ask(campus, campus.student_affairs, LEVELS, {"collegeId": campus.ids["info"]}, by="SCHOOL_CLASS")
    assert [one["schoolClass"]["code"] for one in found] == ["J1901", "J1902", "R1901"]
    for one in found:
        of_class = [row for row in rows if row.code == one["schoolClass"]["code"]]
        assert (one["people"], one["college"]) == (len(of_class), None)
        for quality, column in (("overall", "overall_level"), ("scholastic", "scholastic_level")):
            told = {each["level"]: each["people"] for each in one["counts"] if each["quality"]["code"] == quality}
            assert told == dict(Counter(getattr(row, column) for row in of_class))
            assert list(told) == [level for level in ("优秀", "良好") if level in told]
    whole = await ask(campus, campus.student_affairs, LEVELS, by="COLLEGE")
    assert [(one["college"]["code"], one["people"]) for one in whole] == [("01", 22), ("02", 6)]
    overall = await ask(campus, campus.student_affairs, OVERALL)
    assert overall["people"] == 28


async def test_classes_are_counted_within_a_college(campus: Campus) -> None:
    """R8.8: the levels of every class of a school would be too many to look at."""
    for who, refused in ((campus.super_admin, True), (campus.college_admin, True), (campus.counsellor_li, False)):
        answer = await campus.ask(who, LEVELS, b=campus.batch, by="SCHOOL_CLASS")
        assert answer.codes == (["BAD_REQUEST"] if refused else [])
    assert await ask(campus, campus.super_admin, LEVELS, {"classId": campus.ids["cs1"]}, by="SCHOOL_CLASS") == []


BALLOT = """insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
  values (:batch, :class, :college, :kind, :rater, now(), cast(:at as text)::timestamptz)"""


async def test_peer_ballots_are_counted_by_the_days_of_the_schools_clock(campus: Campus) -> None:
    """R8.8, R3.3: the hour before midnight in Shanghai is another day than the hour after; drafts and the staff's
    ballots are not counted, nor is a class of three."""
    of_class = {"batch": campus.ids["batch"], "class": campus.ids["cs1"], "college": campus.ids["info"]}
    other = of_class | {"class": campus.ids["cs2"]}
    last, first, later = "2019-10-20T15:59:59Z", "2019-10-20T16:00:00Z", "2019-10-23T01:00:00Z"
    given_ = [(campus.jia, last), (campus.yi, first), (campus.bing, later), (campus.ding, later), (campus.wu, None)]
    for who, at in given_:
        await campus.execute(BALLOT, **of_class, kind="PEER", rater=who.id, at=at)
    await campus.execute(BALLOT, **of_class, kind="COUNSELLOR", rater=campus.counsellor_li.id, at=later)
    await campus.execute(BALLOT, **other, kind="PEER", rater=campus.ji.id, at=later)
    days = [("2019-10-20", 1, 1), ("2019-10-21", 1, 2), ("2019-10-22", 0, 2), ("2019-10-23", 2, 4)]
    told = [dict(zip(("day", "submitted", "soFar"), day, strict=True)) for day in days]
    for who in (campus.super_admin, campus.student_affairs, campus.college_admin, campus.counsellor_li):
        assert await ask(campus, who, DAYS) == {"students": 5, "days": told}, who.name
    assert await ask(campus, campus.head_teacher_chen, DAYS, {"classId": campus.ids["cs1"]}) == {
        "students": 5,
        "days": told,
    }
    assert await ask(campus, campus.college_admin, DAYS, {"classId": campus.ids["cs2"]}) == {
        "students": None,
        "days": [],
    }
