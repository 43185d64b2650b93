"""Readers who compare two moments learn what a computation shows, and no peer's mark (R5.7, R15.3)."""

from typing import Any

import pytest

from tests.campus import Campus, Person
from tests.graph.batch_acts import press
from tests.graph.rating import marks, save, sheet, submit
from tests.graph.rating_acts import COUNSELLOR, HEAD_TEACHER, PEER, ask_results, compute, rate, set_items
from tests.graph.ratings.showing import SHOWN, members, peers_shown

READERS = ("counsellor_li", "head_teacher_chen", "college_admin", "deputy_secretary", "super_admin")
PROGRESS = """query($batch: ID!, $class: ID) { studentRatingProgress(batchId: $batch, filter: {classId: $class}) {
  nodes { student { number } itemScores { score kinds { ballots average } } } } }"""
REOPEN = """mutation($input: ReopenBallotInput!) {
  reopenBallot(input: $input) { reopened userErrors { code } } }"""


async def snapshot(campus: Campus) -> dict[str, Any]:
    """All that anybody is shown of the ratings of 计科1901."""
    found = {}
    for who in READERS:
        answer = await ask_results(campus, campus.people[who], SHOWN, klass="cs1")
        progress = await campus.ask(campus.people[who], PROGRESS, batch=campus.batch, **{"class": campus.cs1})
        found[who] = (answer.data, progress.data, answer.codes, progress.codes)
    return found


async def evening(campus: Campus, peers: int) -> None:
    """Staff and so many peers have rated 计科1901 in two items, each in marks of their own."""
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    for kind, rater, points in ((COUNSELLOR, campus.counsellor_li, 80), (HEAD_TEACHER, campus.head_teacher_chen, 90)):
        await rate(campus, rater, kind, {student: [points, points] for student in members(campus)})
    for number, rater in enumerate(members(campus)[:peers]):
        await give(campus, rater, 10 + number)


async def give(campus: Campus, rater: Person, points: int) -> None:
    """A submitted peer ballot, in one number; in place of the rater's last."""
    await campus.execute("delete from ballot where rater_id = :rater and kind = 'PEER'", rater=rater.id)
    await rate(campus, rater, PEER, {student: [points, points] for student in members(campus)})
    await campus.execute("update ballot set digest = :points where rater_id = :rater", points=points, rater=rater.id)


async def reopen(campus: Campus, **whose: Any) -> None:
    given = {"batchId": campus.batch, "reason": "请核对", **whose}
    assert (await press(campus, campus.college_admin, REOPEN, **given))["userErrors"] == []


async def test_what_happens_to_a_ballot_changes_nothing_until_the_next_computation(campus: Campus) -> None:
    """R5.7, R9.4: saved, submitted, given back, of peers and of staff; one after the other."""
    await evening(campus, 4)
    await compute(campus, campus.counsellor_li, "cs1")
    before = await snapshot(campus)
    assert "10.00" in str(before["counsellor_li"])
    yi, wu = campus.yi, campus.wu
    found = await sheet(campus, wu)
    await save(campus, wu, marks(found, {"项目1": "1", "项目2": "2"}))
    assert await snapshot(campus) == before
    await submit(campus, wu)
    assert await snapshot(campus) == before
    await reopen(campus, kind="PEER", studentId=str(yi.id))
    assert await snapshot(campus) == before
    await reopen(campus, kind="COUNSELLOR", classId=campus.cs1, staffId=str(campus.counsellor_li.id))
    await save(campus, yi, marks(await sheet(campus, yi), {"项目1": "99", "项目2": "98"}))
    await submit(campus, yi)
    await campus.execute("delete from ballot where rater_id = :id", id=campus.head_teacher_chen.id)
    assert await snapshot(campus) == before


async def test_a_class_that_would_tell_one_peer_stays_as_it_is_and_says_so(campus: Campus) -> None:
    """R15.3: one more ballot; the class is still computed, and nothing of it changes but the log."""
    await evening(campus, 4)
    await compute(campus, campus.counsellor_li, "cs1")
    before = await snapshot(campus)
    await give(campus, campus.wu, 77)
    query = """mutation($input: ComputeRatingScoresInput!) { computeRatingScores(input: $input) {
      classes { name } studentCount heldBack { schoolClass { name } lacking reason } userErrors { code } } }"""
    for who in (campus.counsellor_li, campus.college_admin):
        done = await press(campus, who, query, batchId=campus.batch, classIds=[campus.cs1])
        [held] = done.pop("heldBack")
        assert done == {"classes": [], "studentCount": 0, "userErrors": []}
        assert (held["schoolClass"], held["lacking"]) == ({"name": "计科1901"}, 2)
        assert "2 份" in held["reason"]
    assert await snapshot(campus) == before
    told = await campus.rows("select new from audit_entry where action = 'computeRatingScores' order by id")
    assert [one.new for one in told] == [{"students": 5}, *[{"heldBack": True, "lacking": 2}] * 2]


async def test_once_no_ballot_can_come_in_the_score_is_shown_and_peers_are_not(campus: Campus) -> None:
    """R15.3: the window is over; the ballot that was given back and submitted as it was is the same."""
    await evening(campus, 4)
    await compute(campus, campus.counsellor_li, "cs1")
    await give(campus, campus.wu, 77)
    await campus.execute("update phase set status = 'ENDED' where module = 'RATING'")
    await compute(campus, campus.counsellor_li, "cs1")
    answer = await ask_results(campus, campus.counsellor_li, SHOWN, klass="cs1")
    for row in answer.data["ratingResults"]["nodes"]:
        assert row["ratingScore"] is not None
        assert {one["kind"] for one in row["marks"]} == {"COUNSELLOR", "HEAD_TEACHER"}
        assert "不泄露" in row["note"]
        for item in row["explanation"]["items"]:
            assert (item["score"], item["kinds"][2]["average"]) == (None, None)


@pytest.mark.parametrize("peers", [1, 2])
async def test_fewer_than_three_peers_are_told_by_their_weight_alone(campus: Campus, peers: int) -> None:
    """R5.7: and where they add to the score by one item, not even by that."""
    await evening(campus, peers)
    await compute(campus, campus.counsellor_li, "cs1")
    assert not await peers_shown(campus)
    answer = await ask_results(campus, campus.counsellor_li, SHOWN, klass="cs1")
    for row in answer.data["ratingResults"]["nodes"]:
        assert row["ratingScore"] is not None
        told = [(item["score"], item["kinds"][2]["average"]) for item in row["explanation"]["items"]]
        assert (told, row["explanation"]["sentence"]) == ([(None, None)] * 2, None)
    await set_items(campus, (40, 30, 30), (70, 30, 0))
    for rater in members(campus)[:peers]:
        await give(campus, rater, 10)
    await rate(campus, campus.counsellor_li, COUNSELLOR, {one: [80, 80] for one in members(campus)})
    await compute(campus, campus.counsellor_li, "cs1")
    for who in READERS:
        answer = await ask_results(campus, campus.people[who], "ratingScore", klass="cs1")
        assert {row["ratingScore"] for row in answer.data["ratingResults"]["nodes"]} == {None}
        ordered = await ask_results(
            campus, campus.people[who], "id", klass="cs1", order={"field": "RATING_SCORE", "direction": "DESC"}
        )
        numbers = [row["student"]["number"] for row in ordered.data["ratingResults"]["nodes"]]
        assert numbers == sorted(numbers)
