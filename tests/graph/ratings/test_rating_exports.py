"""Taking rating results away as workbooks (1.1.3.4): R5.6, R8.1 - R8.4, R9.1, R9.3."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from core.identity.tokens import hash_of
from tests.campus import STUDENTS, ZONE, Answer, Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.operations.exporting import Sheet, alike, fetched
from tests.graph.rating_acts import COUNSELLOR, HEAD_TEACHER, PEER, compute, rate, set_items
from tests.statements import counted

EXPORT = """mutation E($wanted: RatingResultsExport!) { requestExport(input: {ratingResults: $wanted}) {
  operation { kind status progress { done total } downloadUrl userErrors { code } } userErrors { code path } } }"""
LISTED = """query L($batch: ID!, $filter: RatingResultFilter, $by: RatingResultOrder) {
  ratingResults(batchId: $batch, filter: $filter, orderBy: $by, first: 100) { nodes {
    student { number name college { name } major { name } } schoolClass { name grade } ratingScore note
    explanation { counsellorBallots headTeacherBallots peerBallots items { item { name } score kinds { average } } }
    computedAt computedBy } } }"""
WHO = ["学号", "姓名", "学院", "专业", "年级", "班级"]
REST = ["评分成绩", "辅导员打分表份数", "班主任打分表份数", "互评打分表份数", "备注", "计算时间", "计算人员"]
PER_ITEM = ("得分", "辅导员平均分", "班主任平均分", "互评平均分")
OWN_ITEMS, OTHER_ITEMS = ("项目1", "项目2"), ("思想", "体育", "实践")
BY_CLASS = {"field": "CLASS"}


def of_items(*names: str) -> list[str]:
    return [f"{name} {what}" for name in names for what in PER_ITEM]


def headers(*items: str) -> list[str]:
    return [*WHO, *of_items(*items), *REST]


@pytest.fixture(scope="module")
async def computed(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Provides a campus for reading only: see `ready`."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await ready(campus)
        yield campus


async def ready(campus: Campus) -> None:
    """计科1901 has two ballots of every kind and three of peers, 软工1901 one alone, 英语1901 no head teacher's."""
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    students = [campus.people[key] for key, _ in STUDENTS["cs1"]]
    for kind, raters in (
        (COUNSELLOR, {"counsellor_li": 0, "counsellor_zhao": 1}),
        (HEAD_TEACHER, {"head_teacher_chen": 0, "counsellor_zhao": 1}),
        (PEER, {"yi": 0, "bing": 1, "ding": 0.5}),
    ):
        for rater, more in raters.items():
            marks = {student: [70 + 3 * more - place, 60 + more] for place, student in enumerate(students)}
            await rate(campus, campus.people[rater], kind, marks)
    await rate(campus, campus.counsellor_zhao, COUNSELLOR, {campus.ren: [71.5, 62], campus.gui: [88, 63]}, "se1")
    for rater, kind in (("counsellor_ma", COUNSELLOR), ("college_admin", COUNSELLOR), ("mei", PEER), ("lei", PEER)):
        await campus.fill(campus.people[rater], "en1", kind, points=3)
    await compute(campus, campus.super_admin)


async def asked(campus: Campus, person: Person, **wanted: Any) -> Answer:
    return await campus.ask(person, EXPORT, wanted={"batchId": campus.batch, **wanted})


async def export(campus: Campus, person: Person, **wanted: Any) -> Sheet:
    answer = await asked(campus, person, **wanted)
    assert not answer.errors, answer.errors
    payload = answer.data["requestExport"]
    assert payload["userErrors"] == []
    response = await fetched(campus, person, payload["operation"]["downloadUrl"])
    assert response.status_code == 200
    sheet = Sheet(response.content, response.headers["content-disposition"])
    assert payload["operation"]["progress"]["done"] == len(sheet.rows)
    return sheet


async def listed(campus: Campus, person: Person, **wanted: Any) -> list[dict[str, Any]]:
    """Returns what the page shows to this person, in the sheet's words."""
    answer = await campus.ask(person, LISTED, **{"batch": campus.batch, "by": BY_CLASS, **wanted})
    assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    return [_in_words(node) for node in answer.data["ratingResults"]["nodes"]]


def _in_words(node: dict[str, Any]) -> dict[str, Any]:
    told = node["explanation"]
    at = datetime.fromisoformat(node["computedAt"]).astimezone(ZONE).replace(tzinfo=None)
    numbers = {
        f"{item['item']['name']} {what}": value and Decimal(value)
        for item in told["items"]
        for what, value in zip(PER_ITEM, [item["score"], *(kind["average"] for kind in item["kinds"])], strict=True)
    }
    return numbers | {
        "学号": node["student"]["number"],
        "姓名": node["student"]["name"],
        "学院": node["student"]["college"]["name"],
        "专业": node["student"]["major"]["name"],
        "年级": node["schoolClass"]["grade"],
        "班级": node["schoolClass"]["name"],
        "评分成绩": node["ratingScore"] and Decimal(node["ratingScore"]),
        "辅导员打分表份数": told["counsellorBallots"],
        "班主任打分表份数": told["headTeacherBallots"],
        "互评打分表份数": told["peerBallots"],
        "备注": node["note"],
        "计算时间": at.replace(microsecond=0),
        "计算人员": node["computedBy"],
    }


EVERYBODY = {
    "super_admin": (12, headers("思想", "项目1", "体育", "项目2", "实践")),
    "college_admin": (10, headers()),
    "deputy_secretary": (10, headers()),
    "other_college_admin": (2, headers()),
    "counsellor_li": (8, headers(*OWN_ITEMS)),
    "counsellor_zhao": (5, headers(*OWN_ITEMS)),
    "counsellor_ma": (2, headers(*OTHER_ITEMS)),
    "head_teacher_chen": (5, headers(*OWN_ITEMS)),
}


@pytest.mark.parametrize("who", EVERYBODY)
async def test_a_sheet_holds_the_rows_and_values_that_the_page_shows(computed: Campus, who: str) -> None:
    """R5.6, R8.4: two programs read the sheet of each role, value by value, with withheld values blank."""
    person, (size, expected) = computed.people[who], EVERYBODY[who]
    sheet = await export(computed, person)
    shown = await listed(computed, person)
    assert sheet.headers == expected
    assert len(shown) == size
    assert [alike(row) for row in sheet.rows] == [{key: row.get(key) for key in expected} for row in shown]
    [name] = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).sheet_names
    again = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_name(name).to_python()
    assert (name, again[0]) == ("评分成绩", expected)
    assert [row[0] for row in again[1:]] == sheet.column("学号")


async def test_the_values_are_those_of_the_ballots(computed: Campus) -> None:
    """R5.4: 张甲 has 70 and 73 of each kind in one item, 60 and 61 in the other, and peers one between them."""
    row = (await export(computed, computed.counsellor_li)).rows[0]
    assert [row[header] for header in of_items("项目1")] == [71.5] * 4
    assert [row[header] for header in of_items("项目2")] == [60.5] * 4
    assert (row["姓名"], row["评分成绩"], row["备注"], row["计算人员"]) == ("张甲", 132, None, "超级管理员")
    assert [row[header] for header in REST[1:4]] == [2, 2, 3]


LEFT_OUT = {"monitor", "yi", "student_affairs", "bystander"}


@pytest.mark.parametrize("who", sorted(LEFT_OUT))
async def test_nobody_else_exports_rating_scores(computed: Campus, who: str) -> None:
    """R8: a student and a monitor see no rating score, student affairs none either; nothing is written."""
    before = await written(computed)
    for wanted in ({}, {"columns": ["STUDENT_NAME"]}, {"filter": {"number": computed.yi.username}}):
        answer = await asked(computed, computed.people[who], **wanted)
        assert (answer.codes, answer.data["requestExport"]) == (["FORBIDDEN"], None)
    assert (await asked(computed, Person("", ""))).codes == ["UNAUTHENTICATED"]
    assert await written(computed) == before


async def written(campus: Campus) -> list[Any]:
    return await campus.rows(
        """select (select count(*) from operation), (select count(*) from download),
                  (select count(*) from audit_entry)"""
    )


async def test_a_role_in_another_batch_opens_no_export_of_this(campus: Campus) -> None:
    """R8.1: 路人 counselled a class in an earlier batch; in this one there is nobody's result for such a person."""
    await ready(campus)
    await campus.execute(
        """with earlier as (insert into batch (name, academic_year, status, opened_at)
             values ('旧批次', '2017-2018', 'ENDED', now()) returning id)
           insert into counsellor (batch_id, class_id, staff_id) select id, :class, :staff from earlier""",
        **{"class": campus.ids["cs1"], "staff": campus.bystander.id},
    )
    before = await written(campus)
    answer = await asked(campus, campus.bystander)
    unknown = await asked(campus, campus.bystander, batchId="987654321")
    assert answer.body == unknown.body
    assert answer.data["requestExport"]["operation"] is None
    assert await written(campus) == before


@pytest.mark.parametrize("who", ["college_admin", "deputy_secretary", "other_college_admin"])
async def test_items_named_by_those_who_may_not_see_them_are_refused(computed: Campus, who: str) -> None:
    """R8.3, R8.4."""
    before = await written(computed)
    answer = await asked(computed, computed.people[who], columns=["STUDENT_NAME", "ITEMS"])
    assert (answer.codes, answer.data["requestExport"]) == (["FORBIDDEN"], None)
    assert await written(computed) == before
    assert (await export(computed, computed.people[who], columns=[])).headers == headers()


async def test_items_are_shown_row_by_row(campus: Campus) -> None:
    """R8.1: 周老师 of the college also counsels 计科1901, whose items alone are for that eye."""
    await ready(campus)
    await campus.execute(
        "insert into counsellor (batch_id, class_id, staff_id) values (:batch, :class, :staff)",
        batch=campus.ids["batch"],
        staff=campus.college_admin.id,
        **{"class": campus.ids["cs1"]},
    )
    rows = (await export(campus, campus.college_admin)).rows
    filled = {row["班级"]: [row[header] is not None for header in of_items(*OWN_ITEMS)] for row in rows}
    assert filled == {"计科1901": [True] * 8, "计科1902": [False] * 8, "软工1901": [False] * 8}


async def test_an_item_that_the_college_does_not_have_stays_blank(computed: Campus) -> None:
    """R5.1: each college has its own items; one sheet of both has all of them, each name once."""
    rows = (await export(computed, computed.super_admin)).rows
    for row in rows:
        foreign = OTHER_ITEMS if row["学院"] == "信息学院" else OWN_ITEMS
        assert {row[header] for header in of_items(*foreign)} == {None}
    english = [row for row in rows if row["班级"] == "英语1901"]
    assert all(row["思想 辅导员平均分"] is not None for row in english)


async def test_peers_of_fewer_than_three_ballots_stay_blank(computed: Campus) -> None:
    """R5.7, R8.4: 英语1901 has two peers: neither their averages nor what they would follow from."""
    for row in (await export(computed, computed.counsellor_ma)).rows:
        assert row["评分成绩"] is not None
        for item in OTHER_ITEMS:
            shown = [row[header] is not None for header in of_items(item)]
            assert shown == [False, True, False, False]


async def test_items_of_one_name_share_their_columns(campus: Campus) -> None:
    """R5.1: whatever their order and their weights in either college."""
    await ready(campus)
    await campus.execute("update batch_rating_item set name = '思想' where name = '项目2'")
    sheet = await export(campus, campus.super_admin)
    assert sheet.headers == headers("思想", "项目1", "体育", "实践")
    assert {row["班级"] for row in sheet.rows if row["思想 辅导员平均分"] is not None} == {"计科1901", "英语1901"}


async def test_a_score_that_is_one_raters_marks_stays_blank(computed: Campus) -> None:
    """R8: 软工1901 was rated by 赵敏 alone: only people who see single marks see the score; the others get the
    reason why not."""
    for who in ("super_admin", "college_admin", "deputy_secretary"):
        rows = (await export(computed, computed.people[who], filter={"classId": computed.se1})).rows
        assert [row["评分成绩"] for row in rows] == [None, None]
        assert all(row["备注"].endswith("仅该班的辅导员、班主任可见。") for row in rows)
        assert not {71.5, 62, 88, 63, 133.5, 151}.intersection(value for row in rows for value in row.values())
    rows = (await export(computed, computed.counsellor_zhao, filter={"classId": computed.se1})).rows
    assert [row["评分成绩"] for row in rows] == [133.5, 151]
    assert [row["项目1 辅导员平均分"] for row in rows] == [71.5, 88]
    assert not any("只出自一份打分" in row["备注"] for row in rows)


async def test_one_ballot_of_one_kind_hides_the_items_of_the_row(campus: Campus) -> None:
    """R8.3: the super admin would work the one counsellor's mark out from the score and the other averages."""
    await ready(campus)
    await campus.execute(
        "delete from ballot where rater_id = :zhao and kind = 'COUNSELLOR' and class_id = :class",
        zhao=campus.counsellor_zhao.id,
        **{"class": campus.ids["cs1"]},
    )
    await compute(campus, campus.super_admin, "cs1")
    for row in (await export(campus, campus.super_admin, filter={"classId": campus.cs1})).rows:
        assert row["评分成绩"] is not None
        assert {row[header] for header in of_items(*OWN_ITEMS)} == {None}
    for row in (await export(campus, campus.head_teacher_chen)).rows:
        assert None not in [row[header] for header in of_items(*OWN_ITEMS)]


async def test_an_average_of_one_ballot_stays_blank_where_the_others_do_not_tell_it(campus: Campus) -> None:
    """R8.3: each of two kinds has one ballot, and neither average follows from the score."""
    await ready(campus)
    await campus.execute(
        "delete from ballot where rater_id = :zhao and class_id = :class",
        zhao=campus.counsellor_zhao.id,
        **{"class": campus.ids["cs1"]},
    )
    await compute(campus, campus.super_admin, "cs1")
    row = (await export(campus, campus.super_admin, filter={"classId": campus.cs1})).rows[0]
    shown = [row[header] is not None for header in of_items("项目1")]
    assert shown == [True, False, False, True]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_the_order_does_not_tell_a_withheld_score(computed: Campus, direction: str) -> None:
    """R8.3: withheld scores stand last with the missing ones, by number."""
    order = {"field": "RATING_SCORE", "direction": direction}
    for who in ("super_admin", "college_admin", "counsellor_zhao"):
        sheet = await export(computed, computed.people[who], orderBy=order)
        shown = await listed(computed, computed.people[who], by=order)
        assert sheet.column("学号") == [row["学号"] for row in shown]
        blank = [row["学号"] for row in sheet.rows if row["评分成绩"] is None]
        assert sheet.column("学号")[-len(blank) :] == sorted(blank)


async def test_notes_say_what_is_missing_and_why_there_is_no_score(computed: Campus) -> None:
    """R5.4: 计科1902 was rated by nobody, 英语1901 by no head teacher; in Chinese, as all of a sheet."""
    computed.client.headers["accept-language"] = "en"
    rows = {row["姓名"]: row for row in (await export(computed, computed.super_admin)).rows}
    del computed.client.headers["accept-language"]
    assert rows["韩梅"]["备注"].startswith("班主任无人提交，其权重按比例由辅导员、学生互评分担。为不泄露个别同学的打分")
    assert rows["孙己"]["评分成绩"] is None
    assert rows["孙己"]["备注"].startswith("辅导员无人提交。班主任无人提交。学生互评无人提交。“项目1”“项目2”的权重都在")
    assert rows["张甲"]["备注"] is None


async def test_no_rater_is_on_a_sheet(computed: Campus) -> None:
    """R8: a sheet holds neither a name nor a number of any rater; 计算人员 is the person who computed."""
    raters = {"李莉", "赵敏", "陈静", "马晓挺", "周老师"}
    for who in EVERYBODY:
        sheet = await export(computed, computed.people[who])
        words = {str(value) for row in sheet.rows for value in row.values()}
        assert not any(rater in word for rater in raters for word in words)


async def test_rows_come_class_by_class_and_within_a_class_by_number(campus: Campus) -> None:
    """R5.6: rows are ordered by the classes' codes, whatever the numbers; by number alone when asked for."""
    await ready(campus)
    await campus.execute("update student set number = '20180001' where id = :id", id=campus.gui.id)
    await campus.execute("update student set number = '20189999' where id = :id", id=campus.xin.id)
    sheet = await export(campus, campus.college_admin)
    assert sheet.column("班级") == ["计科1901"] * 5 + ["计科1902"] * 3 + ["软工1901"] * 2
    assert sheet.column("姓名")[5:] == ["吴辛", "孙己", "周庚", "冯癸", "郑壬"]
    numbers = (await export(campus, campus.college_admin, orderBy={"field": "NUMBER"})).column("学号")
    assert numbers == sorted(numbers)
    assert numbers[:2] == ["20180001", "20189999"]


async def test_filters_and_orders_are_those_of_the_page(computed: Campus) -> None:
    """R5.6: and what one may not see is in reach of none of them (R8.2)."""
    filters: list[dict[str, Any]] = [
        {"classId": computed.cs2},
        {"majorId": computed.computing, "grade": 2019},
        {"collegeId": computed.lang},
        {"number": "201901"},
        {"name": "李"},
    ]
    orders = [{"field": one, "direction": way} for one in ("NUMBER", "NAME", "CLASS") for way in ("ASC", "DESC")]
    for fits, by in [(one, BY_CLASS) for one in filters] + [({}, one) for one in orders]:
        sheet = await export(computed, computed.super_admin, filter=fits, orderBy=by)
        shown = await listed(computed, computed.super_admin, filter=fits, by=by)
        assert sheet.column("学号") == [row["学号"] for row in shown] != []
    for who, out_of_reach in (("counsellor_li", computed.se1), ("head_teacher_chen", computed.cs2)):
        sheet = await export(computed, computed.people[who], filter={"classId": out_of_reach})
        assert (sheet.rows, sheet.headers) == ([], headers())


async def test_columns_come_as_chosen_and_in_that_order(computed: Campus) -> None:
    """R7.8: each column comes once, the items in their place."""
    columns = ["RATING_SCORE", "ITEMS", "STUDENT_NAME", "PEER_BALLOTS", "ITEMS"]
    sheet = await export(computed, computed.head_teacher_chen, columns=columns)
    assert sheet.headers == ["评分成绩", *of_items(*OWN_ITEMS), "姓名", "互评打分表份数"]
    assert [*sheet.rows[0].values()] == [132, *[71.5] * 4, *[60.5] * 4, "张甲", 3]


async def test_cells_are_of_the_kind_that_they_hold(computed: Campus) -> None:
    """R4.11, R5.6: numbers with two places, numbers of students as text, real times; the header frozen, a filter."""
    sheet = (await export(computed, computed.counsellor_li)).sheet
    cells = {cell.value: below for cell, below in zip(sheet[1], sheet[2], strict=True)}
    decimals = [*of_items(*OWN_ITEMS), "评分成绩"]
    assert {(cells[key].data_type, cells[key].number_format) for key in decimals} == {("n", "0.00")}
    assert {(cells[key].data_type, cells[key].number_format) for key in (*REST[1:4], "年级")} == {("n", "0")}
    assert (cells["学号"].value, cells["学号"].data_type, cells["学号"].number_format) == ("20190101", "s", "@")
    assert isinstance(cells["计算时间"].value, datetime)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:U9")
    assert all(sheet.column_dimensions[letter].width >= 8 for letter in "ABCDEFGHIJKLMNOPQRSTU")


async def test_an_odd_name_of_an_item_stays_a_name(campus: Campus) -> None:
    """A spreadsheet must not run what an item is called."""
    await ready(campus)
    names = ["=cmd|' /C calc'!A0", "德/智\\体:[*]?"]
    for old, name in zip(OWN_ITEMS, names, strict=True):
        await campus.execute("update batch_rating_item set name = :name where name = :old", name=name, old=old)
    sheet = await export(campus, campus.counsellor_li)
    assert sheet.headers == headers(*names)
    assert {cell.data_type for cell in sheet.sheet[1]} == {"s"}
    assert [sheet.rows[0][header] for header in of_items(names[0])] == [71.5] * 4
    assert all(cell.data_type != "f" for row in sheet.sheet.iter_rows() for cell in row)


async def test_a_file_is_named_in_chinese_after_its_batch(computed: Campus) -> None:
    header = (await export(computed, computed.college_admin)).header
    assert unquote(header.partition("filename*=UTF-8''")[2]) == "2018-2019学年综合测评 评分成绩.xlsx"


async def test_an_unknown_batch_and_one_that_is_not_seen_answer_alike(campus: Campus) -> None:
    """R8.2."""
    await campus.execute("update batch set opened_at = null")
    for batch in ("987654321", campus.batch):
        answer = await asked(campus, campus.college_admin, batchId=batch)
        assert answer.data["requestExport"]["userErrors"] == [
            {"code": "NOT_FOUND", "path": "input.ratingResults.batchId"}
        ]


async def test_an_export_is_in_the_audit_log_and_a_token_that_only_reads_may_do_it(campus: Campus) -> None:
    """R9.1, R9.3: the entry says who took what away, how many rows, and from which batch; no score."""
    await ready(campus)
    tool = Person("tool", "报表")
    await campus.execute(
        """insert into access_token (account_id, name, token_hash, read_only, expires_at)
           select id, '报表', :hash, true, now() + interval '1 day' from account where username = :who""",
        hash=hash_of(tool.token),
        who=campus.counsellor_li.username,
    )
    assert len((await export(campus, tool)).rows) == 8
    entries = await campus.rows(
        "select actor_name, action, subject, batch_id, new from audit_entry where action = 'requestExport'"
    )
    assert [tuple(one) for one in entries] == [
        ("李莉", "requestExport", "2018-2019学年综合测评 评分成绩.xlsx", campus.ids["batch"], {"rows": 8})
    ]


async def test_only_one_kind_of_data_is_exported_at_a_time(computed: Campus) -> None:
    """One file, one operation."""
    both = """mutation($b: ID!) { requestExport(input: {academicResults: {batchId: $b}, ratingResults: {batchId: $b}}) {
      operation { id } } }"""
    before = await written(computed)
    assert (await computed.ask(computed.college_admin, both, b=computed.batch)).errors
    assert await written(computed) == before


async def test_a_sheet_of_all_costs_as_many_statements_as_one_of_a_class(computed: Campus) -> None:
    """House: rows and items are read in one statement each, however many colleges and students."""
    told = []
    for fits in ({}, {"classId": computed.se1}):
        with counted(computed.database) as seen:
            assert not (await asked(computed, computed.super_admin, filter=fits)).errors
        told.append(len(seen))
    assert told[0] == told[1]


async def test_a_file_goes_with_the_class_that_it_was_made_for(campus: Campus) -> None:
    """R8.5: taken off a class, or without the role, neither the file nor the operation is there any more."""
    await ready(campus)
    for who, taken in (
        (campus.counsellor_li, "delete from counsellor where staff_id = :id"),
        (campus.head_teacher_chen, "delete from head_teacher where staff_id = :id"),
        (campus.college_admin, "delete from role_grant using account a where a.id = account_id and a.staff_id = :id"),
    ):
        answer = await asked(campus, who)
        address = answer.data["requestExport"]["operation"]["downloadUrl"]
        assert (await fetched(campus, who, address)).status_code == 200
        assert await _operations(campus, who) == 1
        await campus.execute(taken, id=who.id)
        assert (await fetched(campus, who, address)).status_code == 404
        assert await _operations(campus, who) == 0


async def _operations(campus: Campus, who: Person) -> int:
    answer = await campus.ask(who, "{ operations { totalCount nodes { id } } }")
    found = answer.data["operations"]
    assert found["totalCount"] == len(found["nodes"])
    return len(found["nodes"])
