"""更正申请: who asks, who is asked, what is answered, and who reads it (R16.3)."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from db.paging import Slice
from db.queries.correction_requests import Answered, RequestFilter, request_page
from db.scopes import Scope
from tests import access
from tests.campus import TODAY, Campus, Person
from tests.graph.batch_acts import codes, forbidden, press
from tests.graph.people.own_data import sheet, taken_out

SHOWN = """id number name student { number } college { name } subject batch { name } what correction reason status
  answerBy overdue answer closedAt closedBy"""
PAYLOAD = f"{{ correctionRequest {{ {SHOWN} }} userErrors {{ code message path }} }}"
ASK = f"mutation($input: RequestCorrectionInput!) {{ requestCorrection(input: $input) {PAYLOAD} }}"
WITHDRAW = f"mutation($input: CorrectionRequestIdInput!) {{ withdrawCorrection(input: $input) {PAYLOAD} }}"
ANSWER = f"mutation($input: AnswerCorrectionInput!) {{ answerCorrection(input: $input) {PAYLOAD} }}"
OWN = f"{{ viewer {{ correctionRequests {{ {SHOWN} }} }} }}"
LIST = """query($filter: CorrectionRequestFilter, $orderBy: CorrectionRequestOrder, $first: Int, $after: String) {
  correctionRequests(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount nodes { id what number } pageInfo { endCursor } } }"""
FORM = {"subject": "ROSTER", "what": "姓名写作张甲", "correction": "张贾", "reason": "身份证上是贾"}
SCORES = {**FORM, "subject": "COURSE_SCORES", "what": "A 课程 80 分", "correction": "90"}


async def asked(campus: Campus, person: Person, **given: Any) -> str:
    payload = await press(campus, person, ASK, **{**FORM, **given})
    assert codes(payload) == []
    return str(payload["correctionRequest"]["id"])


async def answered(campus: Campus, person: Person, id_: str, corrected: bool = True) -> dict[str, Any]:
    return await press(campus, person, ANSWER, id=id_, corrected=corrected, answer="已按身份证更正")


async def found(campus: Campus, person: Person, **given: Any) -> list[str]:
    return [one["what"] for one in (await campus.ask(person, LIST, **given)).data["correctionRequests"]["nodes"]]


async def stored(campus: Campus) -> list[Any]:
    return await campus.rows("select * from correction_request order by id")


async def test_a_person_asks_and_reads_the_answer(campus: Campus) -> None:
    """R16.3: the college answers with a reason; nothing but the request changes, and each step is in the log."""
    roster = await campus.rows("select * from student order by id")
    id_ = await asked(campus, campus.jia)
    [mine] = (await campus.ask(campus.jia, OWN)).data["viewer"]["correctionRequests"]
    by = (TODAY + timedelta(days=30)).isoformat()
    assert (mine["number"], mine["student"]["number"]) == (campus.jia.username,) * 2
    assert mine["college"]["name"] == "信息学院"
    assert (mine["status"], mine["overdue"], mine["answer"], mine["closedBy"]) == ("OPEN", False, None, None)
    assert mine["answerBy"] in (by, (TODAY + timedelta(days=31)).isoformat())
    payload = await answered(campus, campus.college_admin, id_)
    assert codes(payload) == []
    [mine] = (await campus.ask(campus.jia, OWN)).data["viewer"]["correctionRequests"]
    assert (mine["status"], mine["answer"]) == ("CORRECTED", "已按身份证更正")
    assert (mine["closedBy"], mine["closedAt"] is not None) == (campus.college_admin.name, True)
    assert await campus.rows("select * from student order by id") == roster
    entries = await campus.rows("select * from audit_entry where action like '%Correction' order by id")
    assert [(one.action, one.new["status"], one.college_id) for one in entries] == [
        ("requestCorrection", "OPEN", None),
        ("answerCorrection", "CORRECTED", None),
    ]
    assert {one.student_id for one in entries} == {campus.jia.id}


async def test_no_entry_of_the_log_holds_a_text_of_a_request(campus: Campus) -> None:
    """R16.3: the log is read by others."""
    id_ = await asked(campus, campus.jia)
    await answered(campus, campus.college_admin, id_, corrected=False)
    entries = await campus.rows("select old, new, subject from audit_entry where action like '%Correction'")
    told = json.dumps([[*one] for one in entries], ensure_ascii=False)
    assert len(entries) == 2
    assert not [text for text in (*list(FORM.values())[1:], "已按身份证更正") if text in told]


async def test_who_is_responsible_follows_from_what_it_is_about(campus: Campus) -> None:
    """R16.3: the roster is the college's and student affairs', scores and results are the college's alone."""
    ids = [
        await asked(campus, campus.jia),
        await asked(campus, campus.jia, **SCORES),
        await asked(
            campus, campus.jia, **{**SCORES, "subject": "RESULTS", "batchId": campus.batch, "what": "智育名次"}
        ),
        await asked(campus, campus.mei, what="外语学院的"),
    ]
    mine, scores, results, others = FORM["what"], SCORES["what"], "智育名次", "外语学院的"
    expected = {
        "superAdmin": {mine, scores, results, others},
        "studentAffairs": {mine, others},
        "collegeAdmin": {mine, scores, results},
    }
    for role in access.ROLES:
        who = access.person(campus, role)
        if role in expected:
            assert set(await found(campus, who)) == expected[role], role
        else:
            assert (await campus.ask(who, LIST)).codes == ["FORBIDDEN"], role
    of_scores = Answered(roster=Scope(), scores=Scope(school=True))
    page = await request_page(campus.database, of_scores, RequestFilter(), "ASKED_AT", False, Slice(9))
    assert {row.what for row in page.rows} == {scores, results}, "whoever answered about these alone"
    before = await stored(campus)
    for who, id_ in (
        (campus.student_affairs, ids[1]),
        (campus.student_affairs, ids[2]),
        (campus.college_admin, ids[3]),
    ):
        unknown = await answered(campus, who, "987654321")
        assert await answered(campus, who, id_) == unknown
        assert codes(unknown) == ["NOT_FOUND"]
    assert await forbidden(campus, campus.deputy_secretary, ANSWER, id=ids[0], corrected=True, answer="好")
    assert await forbidden(campus, campus.counsellor_li, ANSWER, id=ids[1], corrected=True, answer="好")
    assert await stored(campus) == before


async def test_a_result_goes_to_the_college_that_assessed_the_student(campus: Campus) -> None:
    """R16.3: also after the student has moved to another college; what the roster says now goes to the new one."""
    await campus.execute(
        "update student set class_id = (select class_id from student where id = :mei) where id = :jia",
        mei=campus.mei.id,
        jia=campus.jia.id,
    )
    await asked(campus, campus.jia, **{**SCORES, "subject": "RESULTS", "batchId": campus.batch})
    await asked(campus, campus.jia)
    assert await found(campus, campus.college_admin) == [SCORES["what"]]
    assert await found(campus, campus.other_college_admin) == [FORM["what"]]


async def test_classmates_and_other_askers_know_nothing_of_it(campus: Campus) -> None:
    """R8.2: neither lists nor acts tell that it exists."""
    id_ = await asked(campus, campus.jia)
    assert (await campus.ask(campus.yi, OWN)).data["viewer"]["correctionRequests"] == []
    before = await stored(campus)
    for who in (campus.yi, campus.college_admin):
        unknown = await press(campus, who, WITHDRAW, id="987654321")
        assert await press(campus, who, WITHDRAW, id=id_) == unknown
        assert codes(unknown) == ["NOT_FOUND"]
    assert await stored(campus) == before


async def test_an_open_request_is_withdrawn_and_a_closed_one_stays_as_it_is(campus: Campus) -> None:
    withdrawn, declined = await asked(campus, campus.jia), await asked(campus, campus.jia)
    payload = await press(campus, campus.jia, WITHDRAW, id=withdrawn)
    assert (payload["correctionRequest"]["status"], payload["correctionRequest"]["answer"]) == ("WITHDRAWN", None)
    await answered(campus, campus.college_admin, declined, corrected=False)
    before = await stored(campus)
    for id_ in (withdrawn, declined):
        assert codes(await press(campus, campus.jia, WITHDRAW, id=id_)) == ["CORRECTION_CLOSED"]
        assert codes(await answered(campus, campus.student_affairs, id_)) == ["CORRECTION_CLOSED"]
    assert await stored(campus) == before


async def test_of_an_answer_and_a_withdrawal_at_once_one_holds(campus: Campus) -> None:
    id_ = await asked(campus, campus.jia)
    payloads = await asyncio.gather(
        answered(campus, campus.college_admin, id_),
        answered(campus, campus.student_affairs, id_, corrected=False),
        press(campus, campus.jia, WITHDRAW, id=id_),
    )
    assert sorted(codes(one) for one in payloads) == [[], ["CORRECTION_CLOSED"], ["CORRECTION_CLOSED"]]


async def test_nobody_answers_the_own_request(campus: Campus) -> None:
    """R16.3: somebody else has to look at it."""
    id_ = await asked(campus, campus.college_admin)
    before = await stored(campus)
    assert codes(await answered(campus, campus.college_admin, id_)) == ["CONFLICT"]
    assert await stored(campus) == before
    assert codes(await answered(campus, campus.student_affairs, id_)) == []


async def test_so_many_requests_are_open_at_once_and_made_in_a_day(campus: Campus) -> None:
    """R16.3: five open, ten a day; also of those that are sent at once."""
    payloads = await asyncio.gather(*(press(campus, campus.jia, ASK, **FORM) for _ in range(7)))
    refused = [codes(one) for one in payloads if codes(one)]
    assert refused == [["TOO_MANY_CORRECTIONS"]] * 2
    made = [one["correctionRequest"]["id"] for one in payloads if one["correctionRequest"]]
    for id_ in made:
        await press(campus, campus.jia, WITHDRAW, id=id_)
    for _ in range(5):
        await press(campus, campus.jia, WITHDRAW, id=await asked(campus, campus.jia))
    assert codes(await press(campus, campus.jia, ASK, **FORM)) == ["TOO_MANY_CORRECTIONS"]
    await asked(campus, campus.yi)
    await campus.execute("update correction_request set asked_at = asked_at - interval '25 hours'")
    await asked(campus, campus.jia)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"what": " "}, "input.what"),
        ({"what": "字" * 201}, "input.what"),
        ({"correction": "字" * 201}, "input.correction"),
        ({"reason": "字" * 501}, "input.reason"),
        ({"subject": "RESULTS"}, "input.batchId"),
        ({"subject": "COURSE_SCORES", "batchId": "own"}, "input.batchId"),
        ({"subject": "RESULTS", "batchId": "987654321"}, "input.batchId"),
    ],
)
async def test_what_can_not_be_asked_is_told_at_its_field(campus: Campus, given: dict[str, str], path: str) -> None:
    if given.get("batchId") == "own":
        given = {**given, "batchId": campus.batch}
    payload = await press(campus, campus.jia, ASK, **{**FORM, **given})
    assert [one["path"] for one in payload["userErrors"]] == [path]
    assert await stored(campus) == []


async def test_staff_ask_about_the_roster_alone(campus: Campus) -> None:
    payload = await press(campus, campus.counsellor_li, ASK, **SCORES)
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("INVALID", "input.subject")]
    await asked(campus, campus.counsellor_li)
    assert await found(campus, campus.student_affairs) == [FORM["what"]]


async def test_the_list_is_filtered_ordered_and_paged(campus: Campus) -> None:
    """R8.2: counts and pages hold what the person answers, and nothing else."""
    for number, who in enumerate((campus.jia, campus.yi, campus.mei)):
        await asked(campus, who, what=f"第{number}件")
    await answered(campus, campus.college_admin, await asked(campus, campus.yi, what="答过的"))
    admin = campus.super_admin
    order = {"field": "ASKED_AT", "direction": "ASC"}
    assert await found(campus, admin) == ["答过的", "第2件", "第1件", "第0件"]
    assert await found(campus, admin, filter={"status": "OPEN"}, orderBy=order) == ["第0件", "第1件", "第2件"]
    assert await found(campus, admin, filter={"status": "CORRECTED"}) == ["答过的"]
    assert await found(campus, admin, filter={"name": campus.jia.name}) == ["第0件"]
    assert await found(campus, admin, filter={"number": campus.mei.username}) == ["第2件"]
    assert await found(campus, admin, filter={"collegeId": str(campus.ids["lang"])}) == ["第2件"]
    assert await found(campus, admin, filter={"subject": "RESULTS"}) == []
    for field in ("ASKED_AT", "CLOSED_AT", "NUMBER"):
        read: list[str] = []
        after = None
        while len(read) < 4:
            page = (
                await campus.ask(admin, LIST, orderBy={"field": field, "direction": "DESC"}, first=1, after=after)
            ).data["correctionRequests"]
            assert page["totalCount"] == 4
            read += [one["what"] for one in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
        assert len(set(read)) == 4, field


async def test_an_answer_is_overdue_after_its_last_day(campus: Campus) -> None:
    """R16.3: thirty days, by the clock of the school; an answered request is not overdue any more."""
    id_ = await asked(campus, campus.jia)
    for days, overdue in ((29, False), (32, True)):
        await campus.execute(f"update correction_request set asked_at = now() - interval '{days} days'")
        [mine] = (await campus.ask(campus.jia, OWN)).data["viewer"]["correctionRequests"]
        assert mine["overdue"] == overdue
    await answered(campus, campus.college_admin, id_)
    [mine] = (await campus.ask(campus.jia, OWN)).data["viewer"]["correctionRequests"]
    assert not mine["overdue"]


async def test_own_requests_are_in_the_file_of_own_data(campus: Campus) -> None:
    """R16.3: with their answers, and without anybody else's."""
    await answered(campus, campus.college_admin, await asked(campus, campus.jia))
    await asked(campus, campus.yi, what="乙的申请")
    held, book = await taken_out(campus, campus.jia)
    assert [one["what"] for one in held["viewer"]["correctionRequests"]] == [FORM["what"]]
    [row] = sheet(book, "本人的更正申请")
    assert (row["应当是什么"], row["答复"], row["状态"]) == (FORM["correction"], "已按身份证更正", "CORRECTED")
    assert "乙的申请" not in json.dumps(held, ensure_ascii=False)
