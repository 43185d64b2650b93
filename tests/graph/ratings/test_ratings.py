"""评分成绩 through the API: R5.4, R5.6, R9.4."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.tables import Module
from tests import oracle
from tests.campus import Campus
from tests.graph.batch_acts import CLEAR, press
from tests.graph.rating_acts import (
    COMPUTE,
    COUNSELLOR,
    EXPLAINED,
    HEAD_TEACHER,
    PEER,
    ask_results,
    compute,
    rate,
    replace_items,
    results,
    set_items,
)
from tests.statements import counted


async def test_a_score_is_the_averages_by_their_weights_and_the_total_the_sum_of_the_items(campus: Campus) -> None:
    """R5.4: 26·40% + 28·30% + (20+25+30)/3·30% = 26.30, and 35·20% + 38·30% + (30+40+35)/3·50% = 35.90."""
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["26", "35"])
    await rate(campus, campus.head_teacher_chen, HEAD_TEACHER, ["28", "38"])
    for peer, points in ((campus.jia, ["20", "30"]), (campus.yi, ["25", "40"]), (campus.bing, ["30", "35"])):
        await rate(campus, peer, PEER, points)
    done = await compute(campus, campus.counsellor_li, "cs1")
    assert done["studentCount"] == 5
    assert done["operation"] == {
        "kind": "COMPUTE_RATING_SCORES",
        "status": "SUCCEEDED",
        "progress": {"done": 5, "total": 5},
    }
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert [item["score"] for item in row["explanation"]["items"]] == ["26.30", "35.90"]
    assert (row["ratingScore"], row["missing"], row["note"], row["computedBy"]) == ("62.20", [], None, "李莉")


async def test_several_raters_of_a_kind_are_averaged(campus: Campus) -> None:
    """R5.4: each average is over the submitted ballots of that kind."""
    await set_items(campus, (50, 50, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["20"])
    await rate(campus, campus.counsellor_zhao, COUNSELLOR, ["30"])
    await rate(campus, campus.head_teacher_chen, HEAD_TEACHER, ["10"])
    await compute(campus, campus.counsellor_li, "cs1")
    assert (await results(campus, campus.counsellor_li, "cs1"))["张甲"]["ratingScore"] == "17.50"


async def test_only_submitted_ballots_count(campus: Campus) -> None:
    """R5.4."""
    await set_items(campus, (40, 30, 30))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["20"])
    await rate(campus, campus.counsellor_zhao, COUNSELLOR, ["90"], submitted=False)
    await rate(campus, campus.yi, PEER, ["90"], submitted=False)
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["ratingScore"], row["missing"]) == ("20.00", ["HEAD_TEACHER", "PEER"])


async def test_a_missing_kind_leaves_its_weight_to_the_others_in_proportion_and_it_is_said(campus: Campus) -> None:
    """R5.4: the weights 40 : 30 become 4/7 and 3/7 without a head teacher."""
    await set_items(campus, (40, 30, 30), (0, 0, 100))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["21", "1"])
    for peer in (campus.yi, campus.bing, campus.ding):
        await rate(campus, peer, PEER, ["28", "10"])
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["ratingScore"], row["missing"]) == ("34.00", ["HEAD_TEACHER"])
    assert row["note"] == "班主任无人提交，其权重按比例由辅导员、学生互评分担。"
    assert row["explanation"]["missing"] == ["HEAD_TEACHER"]
    kinds = row["explanation"]["items"][0]["kinds"]
    assert [(one["weight"], one["effectiveWeight"]) for one in kinds] == [
        ("40.00", "57.14"),
        ("30.00", "0.00"),
        ("30.00", "42.86"),
    ]


async def test_a_kind_without_weight_is_not_missed(campus: Campus) -> None:
    """R5.4: nobody waits for head teachers where no item gives them a weight."""
    await set_items(campus, (50, 0, 50))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["20"])
    for peer in (campus.yi, campus.bing, campus.ding):
        await rate(campus, peer, PEER, ["30"])
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["ratingScore"], row["missing"], row["note"]) == ("25.00", [], None)


async def test_an_item_whose_whole_weight_nobody_submitted_leaves_no_score(campus: Campus) -> None:
    """R5.4: never 0 for what is not there; the other items keep their scores."""
    await set_items(campus, (40, 30, 30), (0, 0, 100))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["20", "30"])
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["ratingScore"], row["missing"]) == (None, ["HEAD_TEACHER", "PEER"])
    assert [item["score"] for item in row["explanation"]["items"]] == ["20.00", None]
    assert row["note"].endswith("“项目2”的权重都在无人提交的打分上，所以没有得分，也没有评分成绩。")


async def test_without_a_ballot_there_is_no_score_and_it_is_said(campus: Campus) -> None:
    """R5.4: the note is in the language of the person (R9.5)."""
    await set_items(campus, (40, 30, 30))
    assert (await compute(campus, campus.counsellor_li, "cs1"))["studentCount"] == 5
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["ratingScore"], row["missing"]) == (None, ["COUNSELLOR", "HEAD_TEACHER", "PEER"])
    assert row["note"].startswith("辅导员无人提交。班主任无人提交。学生互评无人提交。")
    assert row["explanation"]["sentence"] == row["note"]
    campus.client.headers["accept-language"] = "en"
    english = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]["note"]
    assert english.startswith("No counsellors submitted. No head teachers submitted. No peers submitted.")


async def test_whoever_has_not_submitted_still_gets_what_the_others_gave(campus: Campus) -> None:
    """R5.4."""
    await set_items(campus, (0, 0, 100))
    await rate(campus, campus.yi, PEER, {campus.jia: ["80"], campus.yi: ["90"]})
    await rate(campus, campus.bing, PEER, {campus.jia: ["70"], campus.yi: ["60"]})
    await rate(campus, campus.ding, PEER, {campus.jia: ["75"], campus.yi: ["75"]})
    await compute(campus, campus.counsellor_li, "cs1")
    rows = await results(campus, campus.counsellor_li, "cs1")
    assert [rows[name]["ratingScore"] for name in ("张甲", "李乙", "王丙")] == ["75.00", "75.00", None]


async def test_without_the_own_mark_the_average_is_over_the_others(campus: Campus) -> None:
    """R5.2, R5.4: a ballot has no mark for its own rater with self-rating off."""
    await set_items(campus, (0, 0, 100))
    await campus.execute("update phase set self_rating = false where module = 'RATING'")
    await rate(campus, campus.jia, PEER, {campus.yi: ["60"]})
    await rate(campus, campus.yi, PEER, {campus.jia: ["80"]})
    for peer in (campus.bing, campus.ding):
        await rate(campus, peer, PEER, {campus.jia: ["71"], campus.yi: ["61"]})
    await compute(campus, campus.counsellor_li, "cs1")
    rows = await results(campus, campus.counsellor_li, "cs1")
    told = {name: (rows[name]["ratingScore"], rows[name]["explanation"]["peerBallots"]) for name in ("张甲", "李乙")}
    assert told == {"张甲": ("74.00", 3), "李乙": ("60.67", 3)}


async def test_only_the_end_is_rounded(campus: Campus) -> None:
    """R5.4: 0.005 + 0.004 + 0.004 is 0.01, though each is shown as 0.01, 0.00 and 0.00; not 0.02."""
    await set_items(campus, (50, 50, 0), (40, 60, 0), (40, 60, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["0.01", "0.01", "0.01"])
    await rate(campus, campus.head_teacher_chen, HEAD_TEACHER, ["0", "0", "0"])
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert [item["score"] for item in row["explanation"]["items"]] == ["0.01", "0.00", "0.00"]
    assert row["ratingScore"] == "0.01"


async def test_periodic_averages_that_add_up_to_a_half_are_rounded_up(campus: Campus) -> None:
    """R5.4: 1/3 + 2/3 + 0.005 = 1.005 is shown as 1.01, though no decimal holds a third."""
    await set_items(campus, (0, 0, 100), (50, 0, 50))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["0", "0.01"])
    for peer, points in ((campus.yi, ["0", "1"]), (campus.bing, ["0", "1"]), (campus.ding, ["1", "2"])):
        await rate(campus, peer, PEER, points)
    await compute(campus, campus.counsellor_li, "cs1")
    assert (await results(campus, campus.counsellor_li, "cs1"))["张甲"]["ratingScore"] == "1.01"


async def test_the_explanation_can_be_checked_by_hand(campus: Campus) -> None:
    """R9.4: averages, weights, the numbers of ballots, and the calculation in one line."""
    await set_items(campus, (40, 30, 30), (0, 0, 100))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["21", "1"])
    for peer, points in ((campus.yi, ["20", "10"]), (campus.bing, ["21", "20"]), (campus.ding, ["21", "25"])):
        await rate(campus, peer, PEER, points)
    await compute(campus, campus.counsellor_li, "cs1")
    told = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]["explanation"]
    assert [told[f"{kind}Ballots"] for kind in ("counsellor", "headTeacher", "peer")] == [1, 0, 3]
    assert told["sentence"] == (
        "项目1 (21.00÷1×40 + 62.00÷3×30)÷70=20.86；项目2 (55.00÷3×100)÷100=18.33；各项未经舍入相加，再四舍五入得 39.19"
    )
    assert [one["average"] for one in told["items"][0]["kinds"]] == ["21.00", None, "20.67"]


async def test_the_explanation_is_told_in_english_too(campus: Campus) -> None:
    """R9.4, R9.5."""
    await set_items(campus, (40, 30, 30))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["21"])
    for peer in (campus.yi, campus.bing, campus.ding):
        await rate(campus, peer, PEER, ["28"])
    await compute(campus, campus.counsellor_li, "cs1")
    campus.client.headers["accept-language"] = "en"
    row = (await results(campus, campus.counsellor_li, "cs1"))["张甲"]
    note = "No head teachers submitted, so their weight is shared by counsellors and peers in proportion."
    assert row["note"] == note
    calculation = "项目1 (21.00÷1×40 + 84.00÷3×30)÷70=24.00"
    assert row["explanation"]["sentence"] == f"{calculation}; added up unrounded, then rounded half up: 24.00"


async def test_what_was_counted_was_submitted_before_the_result_was_computed(campus: Campus) -> None:
    """R9.4: the result shows a ballot that came in while the computation waited for it."""
    await set_items(campus, (100, 0, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["80"])
    await campus.execute("update ballot set submitted_at = now() + interval '1 minute'")
    await compute(campus, campus.counsellor_li, "cs1")
    answer = await ask_results(campus, campus.counsellor_li, "ratingScore marks { marks { points } }", klass="cs1")
    [row, *_] = answer.data["ratingResults"]["nodes"]
    assert (row["ratingScore"], row["marks"]) == ("80.00", [{"marks": [{"points": "80.00"}]}])


async def test_a_page_of_results_costs_as_many_statements_however_long(campus: Campus) -> None:
    """The house: with all that is behind each of them."""
    await set_items(campus, (40, 30, 30))
    for rater, kind in ((campus.counsellor_li, COUNSELLOR), (campus.yi, PEER)):
        await rate(campus, rater, kind, {campus.jia: ["80"], campus.yi: ["90"], campus.bing: ["70"]})
    await compute(campus, campus.college_admin)
    fields = f"{EXPLAINED} schoolClass {{ name }} batch {{ name }} marks {{ kind rater {{ name }} marks {{ points }} }}"
    found = set()
    for first in (1, 3, 8):
        with counted(campus.database) as seen:
            answer = await ask_results(campus, campus.counsellor_li, fields, first=first)
        assert len(answer.data["ratingResults"]["nodes"]) == first
        found.add(len(seen))
    assert len(found) == 1, found


async def test_computing_again_replaces_the_last_run_and_keeps_who_and_when(campus: Campus) -> None:
    """R5.6: also of those who take part no more."""
    await set_items(campus, (100, 0, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, {campus.jia: ["80"], campus.yi: ["70"]})
    await compute(campus, campus.counsellor_li, "cs1")
    await campus.execute("update mark set points = 90")
    await campus.execute("update participant set participating = false where student_id = :s", s=campus.yi.id)
    assert (await compute(campus, campus.college_admin, "cs1"))["studentCount"] == 4
    rows = await results(campus, campus.counsellor_li, "cs1")
    assert (rows["张甲"]["ratingScore"], rows["张甲"]["computedBy"]) == ("90.00", "周老师")
    assert "李乙" not in rows
    answer = await campus.ask(
        campus.college_admin,
        """query($b: ID!) { batchClasses(batchId: $b) { nodes {
             schoolClass { name } ratingComputedBy ratingComputedAt } } }""",
        b=campus.batch,
    )
    told = {one["schoolClass"]["name"]: one for one in answer.data["batchClasses"]["nodes"]}
    assert told["计科1901"]["ratingComputedBy"] == "周老师"
    assert told["计科1901"]["ratingComputedAt"] == rows["张甲"]["computedAt"]
    assert told["计科1902"]["ratingComputedBy"] is None


async def test_a_counsellor_computes_the_own_classes_and_the_college_any(campus: Campus) -> None:
    """R5.6: a request without a choice computes everything that one may compute; else by grade, major, class."""
    await campus.open_phases(Module.RATING)

    async def computed(person: Any, *classes: str, **chosen: Any) -> list[str]:
        return sorted(one["name"] for one in (await compute(campus, person, *classes, **chosen))["classes"])

    assert await computed(campus.college_admin) == ["计科1901", "计科1902", "软工1901"]
    assert await computed(campus.counsellor_ma) == ["英语1901"]
    assert await computed(campus.college_admin, majorId=campus.computing) == ["计科1901", "计科1902"]
    assert await computed(campus.college_admin, grade=2019, majorId=campus.software) == ["软工1901"]
    assert await computed(campus.counsellor_li, "cs2") == ["计科1902"]
    assert await computed(campus.super_admin, collegeId=campus.lang) == ["英语1901"]
    assert len(await computed(campus.super_admin)) == 4


async def test_a_choice_of_nobody_is_refused(campus: Campus) -> None:
    """R8.2: another college's classes are as if they were not there."""
    await campus.open_phases(Module.RATING)
    nobody: list[dict[str, Any]] = [
        {"collegeId": campus.lang},
        {"majorId": campus.english},
        {"grade": 2018},
        {"classIds": []},
    ]
    for chosen in nobody:
        [refusal] = (await compute(campus, campus.college_admin, **chosen))["userErrors"]
        assert refusal["code"] == "NOTHING_TO_COMPUTE"
    [refusal] = (await compute(campus, campus.college_admin, "en1"))["userErrors"]
    assert refusal["code"] == "NOT_FOUND"
    assert not await campus.rows("select 1 from rating_result")


@pytest.mark.parametrize("who", ["counsellor_zhao", "head_teacher_chen", "jia", "yi", "deputy_secretary", "bystander"])
async def test_nobody_else_computes(campus: Campus, who: str) -> None:
    """R8: 赵敏 heads 计科1902 and counsels elsewhere; a head teacher, a monitor, a student, a deputy do not compute."""
    await campus.open_phases(Module.RATING)
    chosen = {"batchId": campus.batch, "classIds": [campus.cs2 if who == "counsellor_zhao" else campus.cs1]}
    answer = await campus.ask(campus.people[who], COMPUTE, input=chosen)
    assert answer.codes == ["FORBIDDEN"]
    assert not await campus.rows("select 1 from rating_result")
    assert not await campus.rows("select 1 from audit_entry where action = 'computeRatingScores'")


async def test_computing_waits_for_the_first_opening_and_for_nothing_else(campus: Campus) -> None:
    """R5.6: window or not, open, stopped or ended, the batch too."""
    [refusal] = (await compute(campus, campus.counsellor_li, "cs1"))["userErrors"]
    assert (refusal["code"], "未开启" in refusal["message"]) == ("PHASE_NOT_OPEN", True)
    assert not await campus.rows("select 1 from rating_result")
    await campus.open_phases(Module.RATING)
    for status in ("STOPPED", "ENDED", "OPEN"):
        await campus.execute("update phase set status = :s, starts_on = '2001-01-01', ends_on = '2001-01-02'", s=status)
        await campus.execute("update batch set status = :s", s="ENDED" if status == "OPEN" else "OPEN")
        assert (await compute(campus, campus.counsellor_li, "cs1"))["userErrors"] == []
        assert (await compute(campus, campus.college_admin, "cs1"))["userErrors"] == []


async def test_a_computation_is_audited_without_a_score(campus: Campus) -> None:
    """R9.3, R8.7: the entry says who, when and how many; scores side by side would tell what came between (R5.7)."""
    await set_items(campus, (50, 50, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["80"])
    await compute(campus, campus.counsellor_li, "cs1")
    await rate(campus, campus.head_teacher_chen, HEAD_TEACHER, ["91"])
    await compute(campus, campus.counsellor_li, "cs1")
    await compute(campus, campus.college_admin, "cs1")
    entries = await campus.rows(
        "select actor_name, subject, old, new from audit_entry where action = 'computeRatingScores' order by id"
    )
    assert [(one.actor_name, one.subject) for one in entries] == [(n, "计科1901") for n in ("李莉", "李莉", "周老师")]
    assert [(one.old, one.new) for one in entries] == [(None, {"students": 5})] * 3


async def test_a_computation_ends_the_state_of_being_cleared(campus: Campus) -> None:
    """R2.3."""
    await campus.open_phases(Module.RATING)
    cleared = {"batchId": campus.batch, "classIds": [campus.cs1]}
    await press(campus, campus.college_admin, CLEAR, **cleared)
    await compute(campus, campus.counsellor_li, "cs1")
    [(at,)] = await campus.rows("select cleared_at from batch_class where class_id = :c", c=campus.ids["cs1"])
    assert at is None


async def test_clearing_removes_the_results_of_the_class_and_no_others(campus: Campus) -> None:
    """R2.4; the audit log tells how many results went, and no score (R8.7)."""
    await set_items(campus, (100, 0, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, {campus.jia: ["80"]})
    await rate(campus, campus.counsellor_zhao, COUNSELLOR, {campus.jia: ["81"], campus.yi: ["70"]})
    await compute(campus, campus.college_admin)
    await press(campus, campus.college_admin, CLEAR, batchId=campus.batch, classIds=[campus.cs1])
    left = await campus.rows("select distinct class_id from rating_result")
    assert {row.class_id for row in left} == {campus.ids["cs2"], campus.ids["se1"]}
    classes = await campus.rows("select class_id, rating_computed_at, rating_computed_by from batch_class")
    assert [(one[1], one[2]) for one in classes if one.class_id == campus.ids["cs1"]] == [(None, None)]
    [(old,)] = await campus.rows("select old from audit_entry where action = 'clearProcessData'")
    assert old["ratingComputedAt"] is not None
    assert old["ratingResults"] == 5
    assert not {"80.50", "70.00"} & set(json.dumps(old).split('"'))


async def test_two_people_who_compute_at_once_leave_one_result(campus: Campus) -> None:
    """R5.6: the two run one after the other, in either order."""
    await set_items(campus, (100, 0, 0))
    await rate(campus, campus.counsellor_li, COUNSELLOR, ["80"])
    people = (campus.counsellor_li, campus.college_admin) * 3
    done = await asyncio.gather(*(compute(campus, person, "cs1") for person in people))
    assert [one["userErrors"] for one in done] == [[]] * 6
    assert len(await campus.rows("select 1 from rating_result")) == 5
    assert len(await campus.rows("select 1 from audit_entry where action = 'computeRatingScores'")) == 6


async def test_results_are_filtered_and_ordered(campus: Campus) -> None:
    """R5.6: results are in student-number order unless another is asked for."""
    await set_items(campus, (100, 0, 0))
    marks = {campus.jia: ["70"], campus.yi: ["90"], campus.bing: ["80"]}
    await rate(campus, campus.counsellor_li, COUNSELLOR, marks)
    await compute(campus, campus.college_admin)

    async def names(**asked: Any) -> list[str]:
        answer = await ask_results(campus, campus.counsellor_li, "id", **asked)
        return [row["student"]["name"] for row in answer.data["ratingResults"]["nodes"]]

    in_order = ["张甲", "李乙", "王丙", "赵丁", "钱戊", "孙己", "周庚", "吴辛"]
    assert await names() == in_order
    assert await names(order={"field": "NUMBER", "direction": "DESC"}) == in_order[::-1]
    by_score = {"order": {"field": "RATING_SCORE", "direction": "DESC"}, "filter": {"classId": campus.cs1}}
    assert await names(**by_score) == ["李乙", "王丙", "张甲", "赵丁", "钱戊"]
    assert await names(filter={"name": "丙"}) == ["王丙"]
    assert await names(filter={"number": campus.ji.username, "grade": 2019, "majorId": campus.computing}) == ["孙己"]
    assert await names(filter={"collegeId": campus.lang}) == []
    assert (await names(order={"field": "CLASS", "direction": "DESC"}))[0] == "孙己"


def test_the_oracle_knows_the_formula() -> None:
    """R5.4, so that the oracle itself is held against the rule."""
    points = [[[Decimal(26)]], [[Decimal(28)]], [[Decimal(20)], [Decimal(25)], [Decimal(30)]]]
    rated = oracle.rating([[Decimal(40), Decimal(30), Decimal(30)]], points)
    assert rated == oracle.Rated([Decimal("26.30")], Decimal("26.30"), False)
    alone = oracle.rating([[Decimal(40), Decimal(30), Decimal(30)]], [[[Decimal("0.01")]], [], []])
    assert alone == oracle.Rated([Decimal("0.01")], Decimal("0.01"), True)


ROUND = [Decimal(one) for one in ("0", "1", "2", "50", "99.99", "100", "0.01")]
points = st.sampled_from(ROUND) | st.decimals(min_value=0, max_value=100, places=2)
WEIGHTS: list[tuple[int | str, ...]] = [
    (40, 30, 30),
    (0, 0, 100),
    (50, 50, 0),
    (100, 0, 0),
    (20, 30, 50),
    ("33.33", "33.33", "33.34"),
    (0, 1, 99),
]
weights = st.sampled_from([tuple(Decimal(part) for part in one) for one in WEIGHTS])


@st.composite
def classes(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Items with their weights; for each kind of rater its ballots, a mark for each of five students in each item."""
    items = draw(st.lists(weights, min_size=1, max_size=4))
    ballot = st.lists(
        st.lists(points, min_size=len(items), max_size=len(items)),
        min_size=5,
        max_size=5,
    )
    return items, [draw(st.lists(ballot, max_size=most)) for most in (2, 2, 5)]


STORED = """select number, item_scores, rating_score from rating_result join student on student.id = student_id"""


async def test_any_class_agrees_with_exact_fractions(campus: Campus) -> None:
    """R5.4: random items, weights, ballots and missing kinds, each held against the oracle; shown by R5.7."""
    await campus.open_phases(Module.RATING)
    examples: list[tuple[list[Any], list[Any]]] = []

    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(classes())
    def collect(example: tuple[list[Any], list[Any]]) -> None:
        examples.append(example)

    collect()
    for items, kinds in examples:
        await replace_items(campus, items)
        await _fill(campus, kinds)
        await compute(campus, campus.counsellor_li, "cs1")
        rows = {row.number: row for row in await campus.rows(STORED)}
        few = len(kinds[2]) in (1, 2)
        page = (await ask_results(campus, campus.counsellor_li, klass="cs1")).data["ratingResults"]["nodes"]
        for place, shown in enumerate(page):
            expected = oracle.rating(items, [[ballot[place] for ballot in ballots] for ballots in kinds])
            row = rows[shown["student"]["number"]]
            assert (row.item_scores, row.rating_score) == (expected.item_scores, expected.rating_score)
            hidden = [few and weights[2] > 0 for weights in items]
            wanted = [None if hide else score for hide, score in zip(hidden, expected.item_scores, strict=True)]
            assert [_decimal(item["score"]) for item in shown["explanation"]["items"]] == wanted
            assert _decimal(shown["ratingScore"]) == (None if sum(hidden) == 1 else expected.rating_score)
        alone = await campus.rows("select distinct rests_on_one from rating_result")
        assert [one.rests_on_one for one in alone] == [expected.rests_on_one]


async def _fill(campus: Campus, kinds: list[Any]) -> None:
    staff = (campus.counsellor_li, campus.counsellor_zhao)
    students = (campus.jia, campus.yi, campus.bing, campus.ding, campus.wu)
    for kind, raters, ballots in zip((COUNSELLOR, HEAD_TEACHER, PEER), (staff, staff, students), kinds, strict=True):
        for rater, marks in zip(raters, ballots, strict=False):
            await rate(campus, rater, kind, dict(zip(students, marks, strict=True)))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
