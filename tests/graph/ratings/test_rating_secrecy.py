"""A rating score keeps secrets, for each kind of reader: R8 (rating result, item scores, single marks), R8.2 - R8.4."""

import base64
import json
from typing import Any

import pytest

from graph.schema import schema
from tests.campus import STUDENTS, Campus, Person
from tests.graph.rating_acts import COUNSELLOR, HEAD_TEACHER, PEER, ask_results, compute, rate, set_items
from tests.statements import counted

CS1, CS2, SE1, EN1 = ({name for _, name in STUDENTS[klass]} for klass in ("cs1", "cs2", "se1", "en1"))
SEES_RESULTS = {
    "super_admin": CS1 | CS2 | SE1 | EN1,
    "student_affairs": set(),
    "college_admin": CS1 | CS2 | SE1,
    "other_college_admin": EN1,
    "deputy_secretary": CS1 | CS2 | SE1,
    "other_deputy_secretary": EN1,
    "counsellor_li": CS1 | CS2,
    "counsellor_zhao": CS2 | SE1,
    "counsellor_ma": EN1,
    "head_teacher_chen": CS1,
    "bystander": set(),
    "monitor": set(),
    "yi": set(),
}
SEES_ITEMS = {"super_admin", "counsellor_li", "counsellor_zhao", "counsellor_ma", "head_teacher_chen"}
SEES_MARKS = SEES_ITEMS - {"super_admin"}
ITEMS = "explanation { sentence items { score kinds { average } } }"
PATHS = (
    "ratingResults(batchId: $batch) { nodes { student { name ratingResult(batchId: $batch) { FIELDS } } } }",
    "students { nodes { name ratingResult(batchId: $batch) { FIELDS } } }",
    "classes { nodes { students { nodes { name ratingResult(batchId: $batch) { FIELDS } } } } }",
    "academicResults(batchId: $batch) { nodes { student { name ratingResult(batchId: $batch) { FIELDS } } } }",
)


async def rated_by_many(campus: Campus) -> None:
    """计科1901: two ballots of every kind, three of peers, in two items that all kinds have weight in."""
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    for kind, raters in (
        (COUNSELLOR, {"counsellor_li": 0, "counsellor_zhao": 1}),
        (HEAD_TEACHER, {"head_teacher_chen": 0, "counsellor_zhao": 1}),
        (PEER, {"yi": 0, "bing": 1, "ding": 0.5}),
    ):
        for rater, more in raters.items():
            await rate(campus, campus.people[rater], kind, [70 + more, 60 + more])


async def rated_by(campus: Campus, **ballots: int) -> None:
    """计科1901: so many ballots of each kind, in one item that all kinds have weight in; and it is computed.

    Peers give 71, 72 and 71.5.
    """
    await set_items(campus, (40, 30, 30))
    raters = {
        COUNSELLOR: ["counsellor_li", "counsellor_zhao"],
        HEAD_TEACHER: ["head_teacher_chen", "counsellor_zhao"],
        PEER: ["yi", "bing", "ding"],
    }
    for kind, people in raters.items():
        for number, rater in enumerate(people[: ballots.get(kind.lower(), 0)]):
            await rate(campus, campus.people[rater], kind, [(71, 72, 71.5)[number]])
    await compute(campus, campus.counsellor_li, "cs1")


async def first(campus: Campus, who: str, fields: str) -> tuple[dict[str, Any], set[str]]:
    """张甲's result as somebody sees it, and the coordinates that were withheld."""
    answer = await ask_results(campus, campus.people[who], fields, filter={"number": campus.jia.username})
    assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    [row] = answer.data["ratingResults"]["nodes"]
    return row, {error["extensions"]["coordinate"] for error in answer.errors}


@pytest.mark.parametrize("who", SEES_RESULTS)
async def test_results_are_in_the_lists_of_those_alone_who_may_read_them(campus: Campus, who: str) -> None:
    """R8, R8.2: the college its own, counsellors and head teachers their classes, students and student affairs none."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin)
    answer = await ask_results(campus, campus.people[who], "ratingScore")
    found = answer.data["ratingResults"]
    assert {row["student"]["name"] for row in found["nodes"]} == SEES_RESULTS[who]
    assert found["totalCount"] == len(SEES_RESULTS[who])
    scored = {row["student"]["name"] for row in found["nodes"] if row["ratingScore"] is not None}
    assert (scored, answer.errors) == (SEES_RESULTS[who] & {"张甲"}, [])


@pytest.mark.parametrize("who", SEES_RESULTS)
async def test_every_path_to_a_result_tells_the_same(campus: Campus, who: str) -> None:
    """R8.4: through a student, a class, another result; and each field by its own rule."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin)
    for path in PATHS:
        query = path.replace("FIELDS", f"ratingScore marks {{ kind }} {ITEMS}")
        answer = await campus.ask(campus.people[who], f"query($batch: ID!) {{ {query} }}", batch=campus.batch)
        seen = {one["name"]: one["ratingResult"] for one in _students(answer.data)}
        assert {name for name, result in seen.items() if result} == SEES_RESULTS[who] & set(seen), path
        if row := seen.get("张甲"):
            _judge(row, sees_items=who in SEES_ITEMS and who != "counsellor_zhao", sees_marks=who in SEES_MARKS)


def _judge(row: dict[str, Any], *, sees_items: bool, sees_marks: bool) -> None:
    told = row["explanation"]
    assert row["ratingScore"] == "131.00"
    assert (row["marks"] is not None) == sees_marks
    assert (told["sentence"] is not None) == sees_items
    for item in told["items"]:
        assert (item["score"] is not None) == sees_items
        assert [one["average"] is not None for one in item["kinds"]] == [sees_items] * 3


def _students(node: Any) -> list[dict[str, Any]]:
    """Whatever has a name and a result, wherever it is nested."""
    if isinstance(node, list):
        return [found for one in node for found in _students(one)]
    if not isinstance(node, dict):
        return []
    return [node] if "ratingResult" in node else [found for one in node.values() for found in _students(one)]


async def test_what_is_withheld_is_told_once_for_each_field(campus: Campus) -> None:
    """R8.3: the college sees the scores and how many ballots there are, and nothing of the items or the marks."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin, "cs1")
    answer = await ask_results(campus, campus.college_admin, f"ratingScore marks {{ kind }} {ITEMS}", klass="cs1")
    told = {error["extensions"]["coordinate"]: error["extensions"]["withheld"] for error in answer.errors}
    assert told == {
        "RatingResult.marks": 5,
        "RatingExplanation.sentence": 5,
        "RatingItemScore.score": 10,
        "KindScore.average": 30,
    }


async def test_a_role_for_one_class_opens_nothing_of_another(campus: Campus) -> None:
    """R8.1: 赵敏 heads 计科1902: what she gave 计科1901, once assigned there, opens none of its results."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin)
    answer = await ask_results(campus, campus.counsellor_zhao, "marks { kind }", klass="cs1")
    assert answer.data["ratingResults"] == {
        "totalCount": 0,
        "nodes": [],
        "edges": [],
        "pageInfo": {"endCursor": None, "hasNextPage": False},
    }


async def test_an_assignment_that_ends_takes_the_results_along(campus: Campus) -> None:
    """R8.5."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin)
    await campus.execute("delete from head_teacher where staff_id = :s", s=campus.head_teacher_chen.id)
    answer = await ask_results(campus, campus.head_teacher_chen, "id")
    assert answer.data["ratingResults"]["totalCount"] == 0


async def test_a_score_that_is_one_raters_marks_is_withheld(campus: Campus) -> None:
    """R8: the score of a single ballot is the mark; only those who see single marks see it, and the note says so."""
    await rated_by(campus, counsellor=1)
    for who in ("college_admin", "deputy_secretary", "super_admin"):
        row, withheld = await first(campus, who, f"ratingScore note {ITEMS}")
        assert row["ratingScore"] is None
        assert "RatingResult.ratingScore" in withheld
        assert row["note"].endswith("评分成绩只出自一份打分，仅该班的辅导员、班主任可见。")
        assert "71" not in json.dumps(row)
    for who in ("counsellor_li", "head_teacher_chen"):
        row, withheld = await first(campus, who, f"ratingScore note {ITEMS}")
        assert (row["ratingScore"], withheld) == ("71.00", set())
        assert "只出自一份打分" not in row["note"]


async def test_a_score_of_several_items_with_one_ballot_each_is_withheld_too(campus: Campus) -> None:
    """R8: one item is the counsellor's alone, another a peer's alone: their sum is not an average of anybody."""
    await set_items(campus, (100, 0, 0), (0, 0, 100))
    await rate(campus, campus.counsellor_li, COUNSELLOR, [71, 3])
    await rate(campus, campus.yi, PEER, [5, 62])
    await compute(campus, campus.counsellor_li, "cs1")
    row, _ = await first(campus, "college_admin", "ratingScore")
    assert row["ratingScore"] is None


async def test_two_ballots_are_an_average_that_the_college_sees(campus: Campus) -> None:
    await rated_by(campus, counsellor=2)
    row, withheld = await first(campus, "college_admin", "ratingScore note")
    assert (row["ratingScore"], withheld) == ("71.50", set())
    assert "只出自一份打分" not in row["note"]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_an_order_does_not_tell_a_withheld_score(campus: Campus, direction: str) -> None:
    """R8.3: withheld scores come last, by number, whatever they are."""
    await set_items(campus, (100, 0, 0))
    alone = {campus.jia: [70], campus.yi: [90], campus.bing: [80], campus.ding: [99], campus.wu: [10]}
    await rate(campus, campus.counsellor_li, COUNSELLOR, alone)
    await rate(campus, campus.counsellor_zhao, COUNSELLOR, {campus.ding: [99], campus.wu: [10]})
    await compute(campus, campus.counsellor_li, "cs1")
    order = {"field": "RATING_SCORE", "direction": direction}
    for who in ("college_admin", "super_admin"):
        answer = await ask_results(campus, campus.people[who], "id", klass="cs1", order=order)
        names = [row["student"]["name"] for row in answer.data["ratingResults"]["nodes"]]
        known = ["钱戊", "赵丁"] if direction == "ASC" else ["赵丁", "钱戊"]
        assert names == [*known, "张甲", "李乙", "王丙"]
    answer = await ask_results(campus, campus.counsellor_li, "ratingScore", klass="cs1", order=order)
    scores = [row["ratingScore"] for row in answer.data["ratingResults"]["nodes"]]
    assert scores == sorted(scores, key=float, reverse=direction == "DESC")


async def test_a_cursor_does_not_hold_a_withheld_score(campus: Campus) -> None:
    """R8.3: a person who opens a cursor finds no more than the page shows; the pages still join."""
    await set_items(campus, (100, 0, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, {campus.jia: [71], campus.yi: [72], campus.bing: [73]})
    await compute(campus, campus.counsellor_li, "cs1")
    found, after = [], None
    for _ in range(5):
        asked = {"order": {"field": "RATING_SCORE"}, "first": 1, "after": after}
        answer = await ask_results(campus, campus.college_admin, "id", klass="cs1", **asked)
        page = answer.data["ratingResults"]
        after = page["pageInfo"]["endCursor"]
        found.append(page["nodes"][0]["student"]["name"])
        assert _opened(after)[1] is None
    assert found == ["张甲", "李乙", "王丙", "赵丁", "钱戊"]
    answer = await ask_results(campus, campus.counsellor_li, "id", order={"field": "RATING_SCORE"}, first=1)
    assert _opened(answer.data["ratingResults"]["pageInfo"]["endCursor"])[1] == "71.00"


def _opened(cursor: str) -> list[Any]:
    found: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return found


async def test_a_cursor_of_somebody_who_sees_more_tells_nothing(campus: Campus) -> None:
    """R8.3: a forged place in the order compares with nothing that is withheld."""
    await set_items(campus, (100, 0, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, {campus.jia: [71], campus.yi: [90]})
    await compute(campus, campus.counsellor_li, "cs1")
    told = []
    for guess in ("10.00", "80.00", "99.00"):
        forged = json.dumps(["seen_score,number,id", guess, "0", "1"], separators=(",", ":"))
        after = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
        answer = await ask_results(campus, campus.college_admin, "id", order={"field": "RATING_SCORE"}, after=after)
        told.append([row["student"]["name"] for row in answer.data["ratingResults"]["nodes"]])
    assert told[0] == told[1] == told[2]


async def test_the_super_admin_sees_averages_of_many_and_no_single_mark(campus: Campus) -> None:
    """R8: item scores by kind for the super admin, single raters' marks not."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin, "cs1")
    row, withheld = await first(campus, "super_admin", f"ratingScore marks {{ kind }} {ITEMS}")
    assert withheld == {"RatingResult.marks"}
    assert [item["score"] for item in row["explanation"]["items"]] == ["70.50", "60.50"]
    assert {one["average"] for item in row["explanation"]["items"] for one in item["kinds"]} == {"70.50", "60.50"}


async def test_one_kind_alone_on_one_ballot_hides_all_that_it_would_follow_from(campus: Campus) -> None:
    """R8.3: 40% of one mark is what is left of an item's score, once the other averages are taken away."""
    await rated_by(campus, counsellor=1, head_teacher=2, peer=3)
    row, withheld = await first(campus, "super_admin", f"ratingScore {ITEMS}")
    assert row["ratingScore"] is not None
    assert withheld == {"RatingExplanation.sentence", "RatingItemScore.score", "KindScore.average"}
    [item] = row["explanation"]["items"]
    assert (item["score"], [one["average"] for one in item["kinds"]]) == (None, [None] * 3)
    row, withheld = await first(campus, "head_teacher_chen", f"ratingScore {ITEMS}")
    assert withheld == set()
    assert [one["average"] for one in row["explanation"]["items"][0]["kinds"]] == ["71.00", "71.50", "71.50"]


async def test_one_item_that_tells_a_mark_hides_those_of_the_others(campus: Campus) -> None:
    """R8.3: the score is known, so one item follows from the others."""
    await set_items(campus, (50, 0, 50), (40, 30, 30))
    await rate(campus, campus.counsellor_li, COUNSELLOR, [71, 61])
    await rate(campus, campus.head_teacher_chen, HEAD_TEACHER, [72, 62])
    for peer in (campus.yi, campus.bing, campus.ding):
        await rate(campus, peer, PEER, [73, 63])
    await compute(campus, campus.counsellor_li, "cs1")
    row, _ = await first(campus, "super_admin", ITEMS)
    assert [item["score"] for item in row["explanation"]["items"]] == [None, None]


async def test_two_kinds_on_one_ballot_each_hide_their_averages_alone(campus: Campus) -> None:
    """R8.3: neither average follows from their sum."""
    await rated_by(campus, counsellor=1, head_teacher=1, peer=3)
    row, withheld = await first(campus, "super_admin", f"ratingScore {ITEMS}")
    [item] = row["explanation"]["items"]
    assert withheld == {"RatingExplanation.sentence", "KindScore.average"}
    assert (item["score"], [one["average"] for one in item["kinds"]]) == ("71.15", [None, None, "71.50"])


async def test_an_average_without_weight_that_is_one_mark_is_withheld(campus: Campus) -> None:
    """R8: it counts for nothing, and is a mark all the same."""
    await set_items(campus, (0, 50, 50))
    await rate(campus, campus.counsellor_li, COUNSELLOR, [55])
    await rate(campus, campus.ding, PEER, [70.5])
    for number, peer in enumerate((campus.yi, campus.bing)):
        await rate(campus, peer, PEER, [70 + number])
        await rate(campus, (campus.head_teacher_chen, campus.counsellor_zhao)[number], HEAD_TEACHER, [80 + number])
    await compute(campus, campus.counsellor_li, "cs1")
    row, _ = await first(campus, "super_admin", ITEMS)
    assert [one["average"] for one in row["explanation"]["items"][0]["kinds"]] == [None, "80.50", "70.50"]


MARKS = "marks { kind rater { name } marks { itemId points } }"


def shown(row: dict[str, Any]) -> list[tuple[str, str | None, list[str]]]:
    return [
        (one["kind"], one["rater"] and one["rater"]["name"], [mark["points"] for mark in one["marks"]])
        for one in row["marks"]
    ]


async def test_single_marks_name_the_staff_and_no_peer(campus: Campus) -> None:
    """R8, R5.7: the rater of a peer ballot is never named, and a line of peers is of no one peer: 12 and 99 were."""
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    await rate(campus, campus.bing, PEER, [90, 61])
    await rate(campus, campus.yi, PEER, [90, 60])
    await rate(campus, campus.ding, PEER, [12, 99])
    await rate(campus, campus.head_teacher_chen, HEAD_TEACHER, [72, 62])
    await rate(campus, campus.counsellor_zhao, COUNSELLOR, [73, 63])
    await rate(campus, campus.counsellor_li, COUNSELLOR, [74, 64])
    await rate(campus, campus.wu, PEER, [1, 1], submitted=False)
    await compute(campus, campus.counsellor_li, "cs1")
    for who in ("counsellor_li", "head_teacher_chen"):
        row, withheld = await first(campus, who, MARKS)
        assert shown(row) == [
            ("COUNSELLOR", "李莉", ["74.00", "64.00"]),
            ("COUNSELLOR", "赵敏", ["73.00", "63.00"]),
            ("HEAD_TEACHER", "陈静", ["72.00", "62.00"]),
            ("PEER", None, ["12.00", "60.00"]),
            ("PEER", None, ["90.00", "61.00"]),
            ("PEER", None, ["90.00", "99.00"]),
        ]
        assert withheld == set()


async def test_peers_can_not_be_followed_from_student_to_student(campus: Campus) -> None:
    """R8: each student's peers stand in an order of their own, which the points alone make; and they have no id."""
    await set_items(campus, (0, 0, 100))
    await rate(campus, campus.jia, PEER, {campus.jia: [90], campus.yi: [10]})
    await rate(campus, campus.yi, PEER, {campus.jia: [80], campus.yi: [20]})
    await rate(campus, campus.bing, PEER, {campus.jia: [70], campus.yi: [15]})
    await compute(campus, campus.counsellor_li, "cs1")
    answer = await ask_results(campus, campus.counsellor_li, MARKS, klass="cs1")
    first, second, *_ = answer.data["ratingResults"]["nodes"]
    assert [points for _, _, points in shown(first)] == [["70.00"], ["80.00"], ["90.00"]]
    assert [points for _, _, points in shown(second)] == [["10.00"], ["15.00"], ["20.00"]]
    fields = schema._schema.type_map
    assert set(fields["RaterMarks"].fields) == {"kind", "rater", "marks"}  # type: ignore[attr-defined]
    assert set(fields["Mark"].fields) == {"itemId", "points"}  # type: ignore[attr-defined]


async def test_marks_and_averages_are_those_of_the_last_computation(campus: Campus) -> None:
    """R8: a person who watches the page does not see whose mark came in when; a look needs a computation, which is
    kept."""
    await rated_by(campus, counsellor=2)
    for peer in (campus.yi, campus.bing, campus.ding):
        await rate(campus, peer, PEER, [99])
    row, _ = await first(campus, "counsellor_li", f"{MARKS} {ITEMS}")
    assert [kind for kind, _, _ in shown(row)] == ["COUNSELLOR", "COUNSELLOR"]
    assert row["explanation"]["items"][0]["score"] == "71.50"
    await compute(campus, campus.counsellor_li, "cs1")
    row, _ = await first(campus, "counsellor_li", MARKS)
    assert [kind for kind, _, _ in shown(row)] == ["COUNSELLOR", "COUNSELLOR", *["PEER"] * 3]
    assert len(await campus.rows("select 1 from audit_entry where action = 'computeRatingScores'")) == 2


async def test_marks_are_not_even_read_for_those_who_may_not_see_them(campus: Campus) -> None:
    """R8, house: the rule stands before the statement; and a page of them is one statement."""
    await rated_by_many(campus)
    await compute(campus, campus.super_admin)
    for who, reads in (("super_admin", 0), ("college_admin", 0), ("counsellor_li", 1)):
        with counted(campus.database) as seen:
            await ask_results(campus, campus.people[who], f"{MARKS} {ITEMS} note missing")
        assert sum("peer_points" in statement for statement in seen) == reads


async def test_the_audit_log_tells_the_college_no_mark(campus: Campus) -> None:
    """R8.4, R8.7: the computation writes no score, and neither does the clearing."""
    await rated_by(campus, counsellor=1)
    await compute(campus, campus.college_admin, "cs1")
    await campus.ask(
        campus.college_admin,
        """mutation($b: ID!, $c: [ID!]!) { clearProcessData(input: {batchId: $b, classIds: $c}) {
             userErrors { code } } }""",
        b=campus.batch,
        c=[campus.cs1],
    )
    for who in (campus.college_admin, campus.deputy_secretary, campus.super_admin):
        entries = await _audited(campus, who)
        assert len(entries) == 3
        told = [{key: value for key, value in one["new"].items() if key != "clearedAt"} for one in entries]
        assert "71" not in json.dumps(told), "but in a time of day"
        assert "71.00" not in json.dumps(entries)


async def _audited(campus: Campus, who: Person) -> list[dict[str, Any]]:
    answer = await campus.ask(who, "{ auditLog(first: 100) { nodes { action subject old new } } }")
    acts = ("computeRatingScores", "clearProcessData")
    return [one for one in answer.data["auditLog"]["nodes"] if one["action"] in acts]
