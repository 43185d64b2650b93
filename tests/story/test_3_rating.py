"""1.1.3 评分管理: items that add up, ballots by everybody, progress without marks, and scores."""

from typing import Any

from tests.campus import STUDENTS, Campus, Person
from tests.graph.batch_acts import days
from tests.graph.rating import SHEET
from tests.story.acts import asks, done, ids, may_not, read, refused, told
from tests.story.papers import cells, taken

ITEMS = """query($batch: ID) { ratingItems(batchId: $batch) {
  nodes { id name counsellorWeight headTeacherWeight peerWeight } } }"""
LABOUR = {
    "name": "劳动",
    "minPoints": "0",
    "maxPoints": "10",
    "counsellorWeight": "33.33",
    "headTeacherWeight": "33.33",
}
PHONE = """query($batch: ID!) { ballot(batchId: $batch) { status done total items { name minPoints maxPoints }
  rows { student { number name } marks { points } } } }"""
CLASS_PROGRESS = """query($batch: ID!) { ratingProgress(batchId: $batch) { nodes { schoolClass { name } participantCount
  ratedByCounsellors ratedByHeadTeachers peersSubmitted raters { kind status staff { name } } } } }"""
STUDENT_PROGRESS = """query($batch: ID!, $class: ID) {
  studentRatingProgress(batchId: $batch, filter: {classId: $class}) {
    nodes { student { name } ratedByCounsellor ratedByHeadTeacher ballotSubmitted SCORES } } }"""
STATES, ITEM_SCORES = (STUDENT_PROGRESS.replace("SCORES", more) for more in ("", "itemScores { score }"))
RESULTS = """query($batch: ID!) { ratingResults(batchId: $batch) { nodes { student { name } ratingScore missing } } }"""
OWN = """query($batch: ID!) { viewer { student { ratingProgress(batchId: $batch) {
  ratedByCounsellor ratedByHeadTeacher ballotSubmitted } ratingResult(batchId: $batch) { ratingScore } } } }"""
MOST, LEAST, MIDDLE = "maxPoints", "minPoints", "middle"


async def marks(campus: Campus, rater: Person, klass: str, kind: str, points: str) -> list[dict[str, str]]:
    """A mark for everybody in everything: the most, the least or the middle of each item's range."""
    where = {"class": ids(campus, klass)[0], "kind": kind}
    found = await read(campus, rater, SHEET, **where)
    for item in found["items"]:
        item[MIDDLE] = str((float(item[LEAST]) + float(item[MOST])) / 2)
    return [
        {"studentId": row["student"]["id"], "itemId": item["id"], "points": item[points]}
        for row in found["rows"]
        for item in found["items"]
    ]


async def rate(campus: Campus, rater: Person, klass: str, kind: str = "PEER", points: str = MIDDLE) -> Any:
    """A whole ballot, saved as a draft and submitted."""
    where = {"classId": ids(campus, klass)[0], "kind": kind}
    await done(campus, rater, "saveBallot", marks=await marks(campus, rater, klass, kind, points), **where)
    return (await done(campus, rater, "submitBallot", "ballot { status }", **where))["ballot"]


async def test_1_1_3_1_items_weigh_a_hundred(campus: Campus) -> None:
    """R5.1: kept at any time, by the college alone."""
    college = campus.college_admin
    unbalanced = await told(campus, college, "createRatingItem", peerWeight="33.33", **LABOUR)
    assert unbalanced == "三项权重之和必须为 100，现在是 99.99"
    await done(campus, college, "createRatingItem", peerWeight="33.34", **LABOUR)
    assert "已存在" in await told(campus, college, "createRatingItem", peerWeight="33.34", **LABOUR)
    kept = {one["name"]: one["id"] for one in (await read(campus, college, ITEMS, batch=None))["nodes"]}
    await done(campus, college, "deleteRatingItem", id=kept["实践"])
    upside_down = {"id": kept["思想"], "minPoints": "30", "maxPoints": "20"}
    assert "必须大于下限" in await told(campus, college, "updateRatingItem", **upside_down)
    others = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.head_teacher_chen)
    await may_not(campus, (*others, campus.jia), "updateRatingItem", **upside_down)
    found = await read(campus, college, ITEMS, batch=None)
    assert [one["name"] for one in found["nodes"]] == ["思想", "体育", "劳动"]


async def test_1_1_3_2_the_college_opens_its_rating(campus: Campus) -> None:
    """R5.1, R1.3: nobody rates before; the batch keeps the items as they were; what was ended may be opened again."""
    college, rating = campus.college_admin, {"module": "RATING"}
    where = {"classId": ids(campus, "cs1")[0], "kind": "PEER"}
    mark = {"studentId": str(campus.yi.id), "itemId": "1", "points": "25"}
    words = "本学院的评分批次未开启，如须办理请联系学院管理员"
    assert await told(campus, campus.yi, "saveBallot", marks=[mark], **where) == words
    await done(campus, college, "schedulePhase", window=days(-1, 10), **rating)
    others = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.head_teacher_chen)
    await may_not(campus, (*others, campus.jia), "openPhase", **rating)
    for act in ("openPhase", "endPhase", "openPhase"):
        await done(campus, college, act, **rating)
    later = {"name": "美育", "minPoints": "0", "maxPoints": "5", "counsellorWeight": "50", "headTeacherWeight": "50"}
    await done(campus, college, "createRatingItem", peerWeight="0", **later)
    taken_in = await read(campus, campus.yi, ITEMS, batch=campus.batch)
    assert [one["name"] for one in taken_in["nodes"]] == ["思想", "体育", "劳动"]


async def test_1_1_3_3_a_ballot_is_submitted_whole_or_not_at_all(campus: Campus) -> None:
    """R5.2, R5.3: it lists those who take part, in the order of numbers; the refusal names what is missing or out
    of range."""
    yi, where = campus.yi, {"classId": ids(campus, "cs1")[0], "kind": "PEER"}
    sheet = await read(campus, yi, PHONE)
    assert [row["student"]["name"] for row in sheet["rows"]] == ["张甲", "李乙", "王丙", "赵丁"]
    assert (sheet["status"], sheet["done"], sheet["total"]) == ("NOT_STARTED", 0, 12)
    given = await marks(campus, yi, "cs1", "PEER", MIDDLE)
    await done(campus, yi, "saveBallot", marks=given[:7], **where)
    words = await told(campus, yi, "submitBallot", **where)
    assert words.startswith("还缺 5 项打分，不能提交：")
    too_much = [given[0] | {"points": "30.5"}]
    assert (
        await told(campus, yi, "saveBallot", marks=too_much, **where)
        == "张甲（20190101）的“思想”应在 20 至 30 之间，填的是 30.5"
    )
    foreign = [given[0] | {"studentId": str(campus.people["ji"].id)}]
    assert (await refused(campus, yi, "saveBallot", marks=foreign, **where))["userErrors"][0]["code"] == "NOT_ON_BALLOT"
    await done(campus, yi, "submitBallot", marks=given[7:], **where)
    changed = await told(campus, yi, "saveBallot", marks=[given[0] | {"points": "20"}], **where)
    assert changed.startswith("打分表已提交，不能再修改")
    assert await told(campus, campus.people["wu"], "saveBallot", marks=given, **where) == "您未参评本批次，不能打分"
    await may_not(campus, (campus.college_admin, campus.student_affairs), "saveBallot", marks=given, **where)


async def test_1_1_3_3_everybody_rates(campus: Campus) -> None:
    """R5.2: counsellors and head teachers each their classes, students their own; 赵丁 leaves it undone."""
    staff = (
        ("counsellor_li", "cs1", "COUNSELLOR", MOST), ("counsellor_li", "cs2", "COUNSELLOR", MOST),
        ("counsellor_zhao", "se1", "COUNSELLOR", MOST), ("bystander", "se1", "COUNSELLOR", LEAST),
        ("head_teacher_chen", "cs1", "HEAD_TEACHER", LEAST), ("head_teacher_chen", "se1", "HEAD_TEACHER", LEAST),
        ("counsellor_zhao", "cs2", "HEAD_TEACHER", LEAST),
    )  # fmt: skip
    for name, klass, kind, points in staff:
        assert (await rate(campus, campus.people[name], klass, kind, points))["status"] == "SUBMITTED"
    for klass in ("cs1", "cs2", "se1"):
        for key, _ in STUDENTS[klass]:
            if key not in ("yi", "ding", "wu"):
                await rate(campus, campus.people[key], klass)


async def test_1_1_3_4_progress_is_seen_by_class_and_by_student(campus: Campus) -> None:
    """R5.5: the college sees states and no marks; students see their own progress and no score."""
    found = await read(campus, campus.college_admin, CLASS_PROGRESS)
    assert [tuple(row.values())[:5] for row in found["nodes"]] == [
        ({"name": "计科1901"}, 4, 4, 4, 3), ({"name": "计科1902"}, 3, 3, 3, 3), ({"name": "软工1901"}, 2, 2, 2, 2)
    ]  # fmt: skip
    states = await read(campus, campus.college_admin, STATES, **{"class": ids(campus, "cs1")[0]})
    assert {row["student"]["name"]: row["ballotSubmitted"] for row in states["nodes"]} == {
        "张甲": True, "李乙": True, "王丙": True, "赵丁": False
    }  # fmt: skip
    await done(campus, campus.counsellor_li, "computeRatingScores")
    assert (await asks(campus, campus.college_admin, ITEM_SCORES)).codes == ["FORBIDDEN"]
    for person in (campus.counsellor_li, campus.head_teacher_chen):
        seen = await read(campus, person, ITEM_SCORES, **{"class": ids(campus, "cs1")[0]})
        assert [[one["score"] for one in row["itemScores"]] for row in seen["nodes"]] == [
            ["25.50", "34.50", "5.00"]
        ] * 4
    own = (await asks(campus, campus.people["ding"], OWN)).data["viewer"]["student"]
    assert own == {
        "ratingProgress": {"ratedByCounsellor": True, "ratedByHeadTeacher": True, "ballotSubmitted": False},
        "ratingResult": None,
    }


async def test_1_1_3_4_scores_are_computed_and_exported(campus: Campus) -> None:
    """R5.4, R5.6: a student who did not submit has the score that the others gave; again and again; by number, by
    class."""
    wanted = {"ratingResults": {"batchId": campus.batch, "sheetPerClass": True}}
    await may_not(campus, (campus.student_affairs, campus.head_teacher_chen, campus.jia), "computeRatingScores")
    await done(campus, campus.college_admin, "computeRatingScores")
    found = await read(campus, campus.college_admin, RESULTS)
    scores = {row["student"]["name"]: row["ratingScore"] for row in found["nodes"]}
    assert scores == dict.fromkeys(("张甲", "李乙", "王丙", "赵丁", "孙己", "周庚", "吴辛"), "65.00") | dict.fromkeys(
        ("郑壬", "冯癸"), "60.33"
    )
    for person, names in (
        (campus.college_admin, ["张甲", "李乙", "王丙", "赵丁"]),
        (campus.counsellor_li, ["张甲", "李乙", "王丙", "赵丁"]),
        (campus.counsellor_zhao, ["孙己", "周庚", "吴辛"]),
    ):
        _, content = await taken(campus, person, "requestExport", **wanted)
        headers, *rows = cells(content)
        assert [dict(zip(headers, row, strict=True))["姓名"] for row in rows] == names
    await may_not(campus, (campus.student_affairs, campus.yi), "requestExport", **wanted)
    assert (await asks(campus, campus.yi, RESULTS)).data["ratingResults"]["nodes"] == []
