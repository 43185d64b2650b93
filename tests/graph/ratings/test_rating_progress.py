"""评分进度: R5.5, its totals for student affairs (R1.4), and who finds how much of it (R8.1 - R8.4)."""

from typing import Any

import pytest

from db.tables import Module, RaterKind
from tests.campus import STUDENTS, Campus, Person
from tests.graph.batch_acts import assign, clear, press
from tests.graph.ratings.progress import CLASSES, COUNTS, NESTED, PEOPLE, TOTALS, compute

SCORES = """query Scores($batch: ID!) { studentRatingProgress(batchId: $batch) { nodes { student { name }
  itemScores { item { name } score kinds { kind ballots average } } } } }"""
REOPEN = """mutation($input: ReopenBallotInput!) { reopenBallot(input: $input) { reopened userErrors { code } } }"""


async def page(campus: Campus, who: Person, query: str, **given: Any) -> dict:
    answer = await campus.ask(who, query, batch=campus.batch, **given)
    assert not answer.errors, answer.errors
    return next(iter(answer.data.values()))


async def classes(campus: Campus, who: Person, **given: Any) -> dict[str, dict]:
    """The classes that somebody finds, in order, by the campus's names for them."""
    names = {"J1901": "cs1", "J1902": "cs2", "R1901": "se1", "Y1901": "en1"}
    found = await page(campus, who, CLASSES, **given)
    assert found["totalCount"] == len(found["nodes"])
    return {names[row["schoolClass"]["code"]]: row for row in found["nodes"]}


async def people(campus: Campus, who: Person, **given: Any) -> dict[str, dict]:
    found = await page(campus, who, PEOPLE, **given)
    assert found["totalCount"] == len(found["nodes"])
    return {row["student"]["name"]: row for row in found["nodes"]}


def counted(row: dict) -> tuple[int, ...]:
    """Size, participants; rated by counsellors, by head teachers; submitted by peers, counsellors, head teachers."""
    return tuple(row[name] for name in COUNTS.split())


def names(*classes: str) -> list[str]:
    return [name for klass in classes for _, name in STUDENTS[klass]]


async def take_marks(campus: Campus, rater: Person, student: Person | None = None, keep: int = 0) -> None:
    """Take the marks of a ballot for one student, or for everybody, down to so many."""
    await campus.execute(
        """delete from mark using ballot where ballot.id = ballot_id and rater_id = :rater
           and student_id = coalesce(cast(:student as bigint), student_id) and item_id not in
           (select id from batch_rating_item item where item.college_id = ballot.college_id order by id limit :keep)""",
        rater=rater.id,
        student=student and student.id,
        keep=keep,
    )


async def reopen(campus: Campus, kind: RaterKind, **whose: Any) -> None:
    given = {"batchId": campus.batch, "kind": kind.value, "reason": "打错了", **whose}
    assert not (await press(campus, campus.college_admin, REOPEN, **given))["userErrors"]


@pytest.fixture
async def rated(campus: Campus) -> Campus:
    """计科1901: 李莉 has submitted, 陈静 has a draft for two of five, three of five peers have submitted."""
    await campus.open_phases(Module.RATING)
    await campus.fill(campus.counsellor_li, "cs1", RaterKind.COUNSELLOR)
    await campus.fill(campus.head_teacher_chen, "cs1", RaterKind.HEAD_TEACHER, submitted=False)
    for student in (campus.bing, campus.ding, campus.wu):
        await take_marks(campus, campus.head_teacher_chen, student, keep=2)
    for student in (campus.jia, campus.yi, campus.bing):
        await campus.fill(student, "cs1")
    await campus.fill(campus.ding, "cs1", submitted=False)
    return campus


async def test_each_class_tells_its_size_and_how_many_are_rated_and_have_submitted(rated: Campus) -> None:
    """R5.5: a student is rated once one ballot gives every item, draft or not; a peer counts once submitted."""
    found = await classes(rated, rated.college_admin)
    assert {name: counted(row) for name, row in found.items()} == {
        "cs1": (5, 5, 5, 2, 3, 1, 0),
        "cs2": (3, 3, 0, 0, 0, 0, 0),
        "se1": (2, 2, 0, 0, 0, 0, 0),
    }
    row = found["cs1"]
    assert (row["grade"], row["major"]["name"], row["college"]["name"]) == (2019, "计算机", "信息学院")
    assert row["batch"]["name"] == "2018-2019学年综合测评"
    assert (row["ratingComputedAt"], row["ratingComputedBy"], row["stale"]) == (None, None, False)


async def test_a_class_names_its_raters_with_their_states(rated: Campus) -> None:
    """R5.5: states alone: not started, draft, submitted."""
    found = await classes(rated, rated.college_admin)
    told = {name: [(r["kind"], r["staff"]["name"], r["status"]) for r in row["raters"]] for name, row in found.items()}
    assert told == {
        "cs1": [("COUNSELLOR", "李莉", "SUBMITTED"), ("HEAD_TEACHER", "陈静", "DRAFT")],
        "cs2": [("COUNSELLOR", "李莉", "NOT_STARTED"), ("HEAD_TEACHER", "赵敏", "NOT_STARTED")],
        "se1": [("COUNSELLOR", "赵敏", "NOT_STARTED")],
    }


async def test_each_participant_tells_who_has_rated_and_whether_the_own_ballot_is_in(rated: Campus) -> None:
    """R5.5."""
    found = await people(rated, rated.counsellor_li, filter={"classId": rated.cs1})
    told = {
        name: (row["ratedByCounsellor"], row["ratedByHeadTeacher"], row["ballotSubmitted"])
        for name, row in found.items()
    }
    assert told == {
        "张甲": (True, True, True),
        "李乙": (True, True, True),
        "王丙": (True, False, True),
        "赵丁": (True, False, False),
        "钱戊": (True, False, False),
    }
    row = found["张甲"]
    assert (row["schoolClass"]["name"], row["college"]["name"]) == ("计科1901", "信息学院")


async def test_before_rating_is_opened_nobody_is_rated(campus: Campus) -> None:
    """There are no items yet: nothing to give, and so nothing given."""
    found = await classes(campus, campus.college_admin)
    assert {counted(row)[2:] for row in found.values()} == {(0, 0, 0, 0, 0)}
    assert not any(row["ratedByCounsellor"] for row in (await people(campus, campus.college_admin)).values())


async def test_two_half_ballots_rate_nobody(campus: Campus) -> None:
    """Decision on R5.5: one of the counsellors must give every item."""
    await campus.open_phases(Module.RATING)
    await assign(campus, "Counsellors", ["cs1"], [campus.counsellor_li, campus.counsellor_zhao])
    for rater in (campus.counsellor_li, campus.counsellor_zhao):
        await campus.fill(rater, "cs1", RaterKind.COUNSELLOR, submitted=False)
        await take_marks(campus, rater, keep=2)
    assert (await classes(campus, campus.college_admin))["cs1"]["ratedByCounsellors"] == 0
    await campus.fill(campus.head_teacher_chen, "cs1", RaterKind.HEAD_TEACHER, submitted=False)
    assert counted((await classes(campus, campus.college_admin))["cs1"]) == (5, 5, 0, 5, 0, 0, 0)


async def test_those_who_do_not_take_part_are_in_the_size_alone(rated: Campus) -> None:
    """R5.5: participants; a class in which nobody takes part is no class of the rating."""
    await rated.execute("update participant set participating = false where student_id = :wu", wu=rated.wu.id)
    await rated.execute("update participant set participating = false where class_id = :se1", se1=rated.ids["se1"])
    found = await classes(rated, rated.college_admin)
    assert list(found) == ["cs1", "cs2"]
    assert counted(found["cs1"]) == (5, 4, 4, 2, 3, 1, 0)
    assert list(await people(rated, rated.college_admin)) == names("cs1", "cs2")[:4] + names("cs2")


async def test_a_reopened_ballot_is_a_draft_again(rated: Campus) -> None:
    """R5.5: its student's marks are all there, and yet it is not submitted."""
    await reopen(rated, RaterKind.COUNSELLOR, classId=rated.cs1, staffId=str(rated.counsellor_li.id))
    await reopen(rated, RaterKind.PEER, studentId=str(rated.jia.id))
    row = (await classes(rated, rated.college_admin))["cs1"]
    assert counted(row) == (5, 5, 5, 2, 2, 0, 0)
    assert row["raters"][0]["status"] == "DRAFT"
    assert not (await people(rated, rated.jia))["张甲"]["ballotSubmitted"]


async def test_a_draft_of_somebody_taken_off_no_longer_rates_and_what_was_submitted_does(rated: Campus) -> None:
    """The rater who is assigned now is listed; a ballot that stands counts, a draft that nobody may submit does not."""
    await assign(rated, "HeadTeachers", ["cs1"], [rated.bystander])
    await assign(rated, "Counsellors", ["cs1"], [rated.counsellor_zhao])
    row = (await classes(rated, rated.college_admin))["cs1"]
    assert counted(row) == (5, 5, 5, 0, 3, 0, 0)
    assert [(one["staff"]["name"], one["status"]) for one in row["raters"]] == [
        ("赵敏", "NOT_STARTED"),
        ("路人", "NOT_STARTED"),
    ]
    assert "cs1" not in await classes(rated, rated.counsellor_li)
    assert "cs1" in await classes(rated, rated.bystander)


async def test_a_class_is_stale_once_a_ballot_came_or_went_after_the_computation(rated: Campus) -> None:
    await rated.execute("update phase set starts_on = '2001-01-01', ends_on = '2001-01-02'")  # all is shown
    await compute(rated)
    row = (await classes(rated, rated.counsellor_li))["cs1"]
    assert row["ratingComputedAt"] is not None
    assert (row["ratingComputedBy"], row["stale"]) == ("超级管理员", False)
    await rated.fill(rated.wu, "cs1", submitted=False)
    assert not (await classes(rated, rated.counsellor_li))["cs1"]["stale"]
    await rated.fill(rated.ji, "cs2")
    await reopen(rated, RaterKind.PEER, studentId=str(rated.jia.id))
    found = await classes(rated, rated.college_admin)
    assert {name: row["stale"] for name, row in found.items()} == {"cs1": True, "cs2": True, "se1": False}
    await compute(rated)
    assert not any(row["stale"] for row in (await classes(rated, rated.college_admin)).values())


async def test_a_cleared_class_begins_anew(rated: Campus) -> None:
    """R2.4."""
    await compute(rated)
    await clear(rated, "cs1")
    row = (await classes(rated, rated.college_admin))["cs1"]
    assert counted(row) == (5, 5, 0, 0, 0, 0, 0)
    assert (row["ratingComputedAt"], row["stale"]) == (None, False)
    assert {one["status"] for one in row["raters"]} == {"NOT_STARTED"}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"classId": "cs2"}, ["cs2"]),
        ({"majorId": "software"}, ["se1"]),
        ({"collegeId": "lang"}, ["en1"]),
        ({"grade": 2019}, ["cs1", "cs2", "se1", "en1"]),
        ({"grade": 2018}, []),
        ({"name": "计科"}, ["cs1", "cs2"]),
        ({"finished": True}, ["se1"]),
        ({"finished": False, "name": "1901"}, ["cs1", "en1"]),
    ],
)
async def test_classes_are_filtered(rated: Campus, asked: dict, wanted: list[str]) -> None:
    for student in (rated.ren, rated.gui):
        await rated.fill(student, "se1")
    given = {key: str(rated.ids[value]) if key.endswith("Id") else value for key, value in asked.items()}
    assert list(await classes(rated, rated.super_admin, filter=given)) == wanted


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"classId": "cs2"}, ["孙己", "周庚", "吴辛"]),
        ({"majorId": "software"}, ["郑壬", "冯癸"]),
        ({"collegeId": "lang"}, ["韩梅", "李雷"]),
        ({"grade": 2018}, []),
        ({"number": "2019010"}, names("cs1")),
        ({"name": "李"}, ["李乙", "李雷"]),
        ({"ratedByCounsellor": True}, names("cs1")),
        ({"ratedByCounsellor": False, "name": "李"}, ["李雷"]),
        ({"ratedByHeadTeacher": True}, ["张甲", "李乙"]),
        ({"ballotSubmitted": True}, ["张甲", "李乙", "王丙"]),
        ({"ballotSubmitted": False, "ratedByCounsellor": True}, ["赵丁", "钱戊"]),
    ],
)
async def test_students_are_filtered(rated: Campus, asked: dict, wanted: list[str]) -> None:
    given = {key: str(rated.ids[value]) if key.endswith("Id") else value for key, value in asked.items()}
    assert list(await people(rated, rated.super_admin, filter=given)) == wanted


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    ("field", "ascending"),
    [
        ("CODE", ["cs1", "cs2", "se1", "en1"]),
        ("GRADE", ["cs1", "cs2", "se1", "en1"]),
        ("PEERS_SUBMITTED", ["cs2", "se1", "en1", "cs1"]),
        ("RATED_BY_COUNSELLORS", ["cs2", "se1", "en1", "cs1"]),
        ("RATED_BY_HEAD_TEACHERS", ["cs2", "se1", "en1", "cs1"]),
    ],
)
async def test_equal_classes_are_neither_lost_nor_repeated_between_pages(
    rated: Campus, field: str, ascending: list[str], direction: str
) -> None:
    """Ties go by the code, in either direction: by cursor, and by offset."""
    by = {"field": field, "direction": direction}
    whole = list(await classes(rated, rated.super_admin, by=by))
    if direction == "ASC":
        assert whole == ascending
    codes = {"J1901": "cs1", "J1902": "cs2", "R1901": "se1", "Y1901": "en1"}
    walked, after = [], None
    for number in range(4):
        found = await page(rated, rated.super_admin, CLASSES, by=by, first=1, after=after)
        jumped = await page(rated, rated.super_admin, CLASSES, by=by, first=1, offset=number)
        assert jumped["nodes"] == found["nodes"]
        assert found["pageInfo"]["hasNextPage"] == (number < 3)
        walked += [codes[row["schoolClass"]["code"]] for row in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
    assert walked == whole


@pytest.mark.parametrize("field", ["NUMBER", "NAME", "CLASS"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_students_are_walked_page_by_page(rated: Campus, field: str, direction: str) -> None:
    by = {"field": field, "direction": direction}
    whole = list(await people(rated, rated.super_admin, by=by))
    assert sorted(whole) == sorted(names("cs1", "cs2", "se1", "en1"))
    walked: list[str] = []
    after = None
    while len(walked) < len(whole):
        found = await page(rated, rated.super_admin, PEOPLE, by=by, first=5, after=after)
        walked += [row["student"]["name"] for row in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
    assert walked == whole


ROWS = {
    "super_admin": (["cs1", "cs2", "se1", "en1"], names("cs1", "cs2", "se1", "en1")),
    "student_affairs": ([], []),
    "college_admin": (["cs1", "cs2", "se1"], names("cs1", "cs2", "se1")),
    "deputy_secretary": (["cs1", "cs2", "se1"], names("cs1", "cs2", "se1")),
    "other_college_admin": (["en1"], names("en1")),
    "other_deputy_secretary": (["en1"], names("en1")),
    "counsellor_li": (["cs1", "cs2"], names("cs1", "cs2")),
    "counsellor_zhao": (["cs2", "se1"], names("cs2", "se1")),
    "counsellor_ma": (["en1"], names("en1")),
    "head_teacher_chen": (["cs1"], names("cs1")),
    "bystander": ([], []),
    "monitor": ([], ["张甲"]),
    "yi": ([], ["李乙"]),
}


@pytest.mark.parametrize("who", ROWS)
async def test_everybody_finds_the_own_rows_alone(rated: Campus, who: str) -> None:
    """R5.5, R8.1, R8.2: 赵敏 counsels 软工1901 and heads 计科1902; a student finds the student's own state, and no
    class."""
    of_classes, of_students = ROWS[who]
    person = rated.people[who]
    assert list(await classes(rated, person)) == of_classes
    assert list(await people(rated, person)) == of_students
    foreign = {"classId": rated.en1 if "en1" not in of_classes else rated.cs1}
    if who != "super_admin":
        assert await classes(rated, person, filter=foreign) == {}
        assert await people(rated, person, filter=foreign) == {}


async def test_a_student_learns_nothing_of_others_by_a_filter(rated: Campus) -> None:
    """R8.2, R8.3: whatever the student asks, only the student's own row answers."""
    for given in ({"ballotSubmitted": False}, {"name": "王"}, {"ratedByHeadTeacher": False}, {"classId": rated.cs2}):
        assert await people(rated, rated.yi, filter=given) == {}
    assert list(await people(rated, rated.yi, filter={"ballotSubmitted": True})) == ["李乙"]


async def test_an_unknown_batch_has_no_progress(rated: Campus) -> None:
    answer = await rated.ask(rated.super_admin, CLASSES, batch="987654321")
    assert (answer.errors, answer.data["ratingProgress"]["nodes"]) == ([], [])


ITEM_SCORES = {
    "super_admin": set(names("cs1", "cs2", "se1", "en1")),
    "college_admin": set(),
    "deputy_secretary": set(),
    "counsellor_li": set(names("cs1", "cs2")),
    "head_teacher_chen": set(names("cs1")),
    "counsellor_zhao": set(names("cs2", "se1")),
    "monitor": set(),
    "yi": set(),
}


@pytest.mark.parametrize("who", ITEM_SCORES)
async def test_item_scores_are_for_counsellors_and_head_teachers_of_the_class(rated: Campus, who: str) -> None:
    """R5.5, R8.3: the college sees states, a student sees the student's own progress; both without a score."""
    await compute(rated)
    answer = await rated.ask(rated.people[who], SCORES, batch=rated.batch)
    rows = answer.data["studentRatingProgress"]["nodes"]
    assert {row["student"]["name"] for row in rows if row["itemScores"] is not None} == ITEM_SCORES[who]
    told = [
        one["extensions"] for one in answer.errors if one["extensions"]["coordinate"].endswith("Progress.itemScores")
    ]
    withheld = len(rows) - len(ITEM_SCORES[who])
    assert [(one["code"], one["withheld"]) for one in told] == ([("FORBIDDEN", withheld)] if withheld else [])


async def test_item_scores_are_those_of_the_last_computation(rated: Campus) -> None:
    """R5.5: they are null before it; then the items come in their order, unmoved by what comes later."""
    answer = await rated.ask(rated.counsellor_li, SCORES, batch=rated.batch)
    assert {row["itemScores"] for row in answer.data["studentRatingProgress"]["nodes"]} == {None}
    await compute(rated)
    before = await rated.ask(rated.counsellor_li, SCORES, batch=rated.batch)
    first = before.data["studentRatingProgress"]["nodes"][0]["itemScores"]
    assert [one["item"]["name"] for one in first] == ["思想", "体育", "实践"]
    assert all(one["score"] for one in first)
    assert [kind["ballots"] for kind in first[0]["kinds"]] == [1, 0, 3]
    await rated.fill(rated.wu, "cs1", points=7)
    assert (await rated.ask(rated.counsellor_li, SCORES, batch=rated.batch)).data == before.data


async def test_what_would_tell_one_raters_marks_is_kept_from_the_super_admin(rated: Campus) -> None:
    """李莉's is the only counsellor's ballot: the rule of the results holds here too (R8.4)."""
    await compute(rated)
    by_li = await rated.ask(rated.counsellor_li, SCORES, batch=rated.batch)
    by_admin = await rated.ask(rated.super_admin, SCORES, batch=rated.batch)
    of_jia = {who: answer.data["studentRatingProgress"]["nodes"][0]["itemScores"] for who, answer in
              (("li", by_li), ("admin", by_admin))}  # fmt: skip
    assert all(one["score"] for one in of_jia["li"])
    assert not any(one["score"] or kind["average"] for one in of_jia["admin"] for kind in one["kinds"])


@pytest.mark.parametrize(
    ("who", "reached"),
    [
        ("super_admin", names("cs1", "cs2", "se1", "en1")),
        ("student_affairs", []),
        ("college_admin", names("cs1", "cs2", "se1")),
        ("counsellor_li", names("cs1", "cs2")),
        ("monitor", ["张甲"]),
        ("yi", ["李乙"]),
    ],
)
async def test_through_a_student_no_more_is_reached(rated: Campus, who: str, reached: list[str]) -> None:
    """R8.4: a classmate's progress is null, as that of somebody unknown."""
    answer = await rated.ask(rated.people[who], NESTED, batch=rated.batch)
    rows = {row["name"]: row["ratingProgress"] for row in answer.data["students"]["nodes"]}
    assert [name for name, progress in rows.items() if progress] == reached
    for name in reached:
        assert rows[name]["ballotSubmitted"] == (name in names("cs1")[:3])
    assert {one["extensions"]["coordinate"] for one in answer.errors} <= {"StudentRatingProgress.itemScores"}


async def test_who_does_not_take_part_has_no_progress(rated: Campus) -> None:
    await rated.execute("update participant set participating = false where student_id = :yi", yi=rated.yi.id)
    answer = await rated.ask(rated.yi, NESTED, batch=rated.batch)
    assert {row["name"]: row["ratingProgress"] for row in answer.data["students"]["nodes"]}["李乙"] is None
    assert await people(rated, rated.yi) == {}


async def totals(campus: Campus, who: Person) -> dict[str, dict]:
    answer = await campus.ask(who, TOTALS, batch=campus.batch)
    assert not answer.errors, answer.errors
    return {one["college"]["name"]: one for one in answer.data["batch"]["colleges"]}


async def test_student_affairs_sees_totals_of_each_college(rated: Campus) -> None:
    """R1.4: and no class and no student."""
    for student in (rated.ren, rated.gui):
        await rated.fill(student, "se1")
    found = await totals(rated, rated.student_affairs)
    told = {name: list(one["ratingTotals"].values()) for name, one in found.items()}
    assert told == {"信息学院": [3, 1, 10, 5, 2, 5, 3, 1, 2, 0], "外语学院": [1, 0, 2, 0, 0, 0, 1, 0, 0, 0]}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("super_admin", ["信息学院", "外语学院"]),
        ("college_admin", ["信息学院"]),
        ("deputy_secretary", ["信息学院"]),
        ("other_college_admin", ["外语学院"]),
    ],
)
async def test_a_college_sees_its_own_totals(rated: Campus, who: str, seen: list[str]) -> None:
    assert list(await totals(rated, rated.people[who])) == seen


@pytest.mark.parametrize("who", ["counsellor_li", "head_teacher_chen", "monitor", "yi"])
async def test_others_see_no_totals(rated: Campus, who: str) -> None:
    """R8.3."""
    answer = await rated.ask(rated.people[who], TOTALS, batch=rated.batch)
    assert {one["ratingTotals"] for one in answer.data["batch"]["colleges"]} == {None}
    told = [one["extensions"] for one in answer.errors if one["extensions"]["coordinate"].endswith("ratingTotals")]
    assert [(one["code"], one["withheld"]) for one in told] == [("FORBIDDEN", 1)]


async def test_a_college_without_participants_has_totals_of_nothing(campus: Campus) -> None:
    await campus.execute("update participant set participating = false where college_id = :it", it=campus.ids["lang"])
    found = await totals(campus, campus.student_affairs)
    assert set(found["外语学院"]["ratingTotals"].values()) == {0}


async def test_rating_is_done_for_whoever_has_a_result(rated: Campus) -> None:
    """R1.4: rating results are counted as academic results are; R2.4 takes them back."""
    await compute(rated)

    async def done() -> dict[str, tuple[int, int]]:
        found = await totals(rated, rated.student_affairs)
        rating = {name: one["phases"][0] for name, one in found.items()}
        assert {one["module"] for one in rating.values()} == {"RATING"}
        return {name: (one["done"], one["classesDone"]) for name, one in rating.items()}

    assert await done() == {"信息学院": (10, 3), "外语学院": (2, 1)}
    await clear(rated, "cs1")
    assert await done() == {"信息学院": (5, 2), "外语学院": (2, 1)}
