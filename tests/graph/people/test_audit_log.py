"""Every change is in an append-only log, which is read within one's reach (R9.3, R8)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from tests.campus import NOBODY, Campus
from tests.graph.operations.exporting import Sheet, fetched
from tests.graph.people.entering import CODES, account_id, give_password, sign_in
from tests.graph.people.logs import EXPORT, LOG, log
from tests.graph.people.rosters import take_in
from tests.statements import counted


async def write(campus: Campus, subject: str, college: str | None = None, **columns: object) -> None:
    values = {"subject": subject, "college_id": college and campus.ids[college], "at": datetime.now(UTC), **columns}
    values |= {"actor_name": "某人", "action": "somethingDone"}
    places = ", :".join(values)
    await campus.execute(f"insert into audit_entry ({', '.join(values)}) values (:{places})", **values)


@pytest.mark.parametrize(
    "statement",
    ["update audit_entry set actor_name = '别人'", "delete from audit_entry", "truncate audit_entry",
     "update audit_entry set new = null where false or true", "truncate audit_entry cascade"],
)  # fmt: skip
async def test_the_database_itself_refuses_to_change_or_remove_an_entry(campus: Campus, statement: str) -> None:
    await write(campus, "一条")
    before = await campus.rows("select * from audit_entry order by id")
    with pytest.raises(DBAPIError, match="append-only"):
        await campus.execute(statement)
    assert await campus.rows("select * from audit_entry order by id") == before


async def test_an_act_and_its_entry_are_one(campus: Campus) -> None:
    """The entry holds the person, the time, the act, the old and the new value, and the request id of the server's
    log."""
    await take_in(campus, students=[("20190101", "张新", "女", "汉族", "J1901")])
    newest = (await log(campus, campus.super_admin, filter={"studentId": str(campus.jia.id)}))["nodes"]
    assert len(newest) == 1
    entry = newest[0]
    assert (entry["actorName"], entry["action"], entry["subject"]) == (
        "超级管理员",
        "importRoster",
        "学生 张新 20190101",
    )
    assert (entry["old"]["name"], entry["new"]["name"]) == ("张甲", "张新")
    assert entry["college"] == {"name": "信息学院"}
    assert entry["schoolClass"] == {"name": "计科1901"}
    assert entry["student"] == {"number": "20190101"}
    assert entry["accountId"] == await account_id(campus, campus.super_admin)
    assert entry["requestId"]


async def test_a_refused_act_leaves_no_entry(campus: Campus) -> None:
    before = len(await campus.rows("select 1 from audit_entry"))
    await take_in(campus, students=[("20190101", "张新", "女", "汉族", "X9999")])
    await sign_in(campus, campus.jia.username, "Wrong-Ships-2019")
    assert len(await campus.rows("select 1 from audit_entry")) == before


async def test_a_college_reads_its_own_entries_and_no_others(campus: Campus) -> None:
    for subject, college in (("信息", "info"), ("外语", "lang"), ("全校", None)):
        await write(campus, subject, college)
    for person, subjects in (
        (campus.super_admin, {"信息", "外语", "全校"}),
        (campus.college_admin, {"信息"}),
        (campus.deputy_secretary, {"信息"}),
        (campus.other_college_admin, {"外语"}),
    ):
        page = await log(campus, person, filter={"action": "somethingDone"})
        assert {one["subject"] for one in page["nodes"]} == subjects
        assert page["totalCount"] == len(subjects)
    asked = await log(campus, campus.college_admin, filter={"collegeId": campus.lang})
    assert (asked["totalCount"], asked["nodes"]) == (0, [])


async def test_nobody_else_reads_the_log(campus: Campus) -> None:
    for person in (
        campus.student_affairs,
        campus.counsellor_li,
        campus.head_teacher_chen,
        campus.jia,
        campus.bystander,
    ):
        answer = await campus.ask(person, LOG)
        assert (answer.data, answer.codes) == ({"auditLog": None}, ["FORBIDDEN"])
    assert (await campus.ask(NOBODY, LOG)).codes == ["UNAUTHENTICATED"]


async def test_who_signed_in_and_who_got_which_role_is_not_the_colleges_business(campus: Campus) -> None:
    """R8: accounts and roles are the super admin's."""
    await give_password(campus, campus.counsellor_li)
    await sign_in(campus, campus.counsellor_li.username)
    await campus.ask(campus.super_admin, CODES, college=campus.info)
    kinds = {one["action"] for one in (await log(campus, campus.super_admin))["nodes"]}
    assert {"signIn", "issueActivationCodes"} <= kinds
    kinds = {one["action"] for one in (await log(campus, campus.college_admin))["nodes"]}
    assert not {"signIn", "issueActivationCodes"} & kinds


async def test_the_log_holds_no_secret(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    token = (await sign_in(campus, campus.jia.username))["token"]
    text = str((await log(campus, campus.super_admin))["nodes"])
    assert token not in text
    assert "Tall-Ships" not in text
    assert "argon2" not in text


async def test_the_log_is_filtered_by_time_person_act_and_place(campus: Campus) -> None:
    start = datetime(2019, 9, 1, 8, tzinfo=UTC)
    for hour in range(4):
        await write(campus, f"第{hour}条", "info", at=start + timedelta(hours=hour), class_id=campus.ids["cs1"])

    async def found(**wanted: object) -> list[str]:
        return [one["subject"] for one in (await log(campus, campus.super_admin, filter=wanted))["nodes"]]

    moments = {"since": "2019-09-01T17:00:00+08:00", "until": "2019-09-01T19:00:00+08:00"}
    assert await found(**moments) == ["第2条", "第1条"]
    assert await found(actor="某", until=moments["until"]) == ["第2条", "第1条", "第0条"]
    assert await found(classId=campus.cs1, action="somethingDone") == ["第3条", "第2条", "第1条", "第0条"]
    assert await found(classId=campus.cs2) == []
    assert await found(accountId="nonsense") == []
    assert await found(actor="%") == []


async def test_the_newest_come_first_and_pages_hold_still_while_more_is_written(campus: Campus) -> None:
    for number in range(5):
        await write(campus, f"第{number}条", "info")
    own = {"filter": {"action": "somethingDone"}, "first": 2}
    first = await log(campus, campus.college_admin, **own)
    await write(campus, "后来的", "info")
    second = await log(campus, campus.college_admin, **own, after=first["pageInfo"]["endCursor"])
    assert [one["subject"] for page in (first, second) for one in page["nodes"]] == ["第4条", "第3条", "第2条", "第1条"]
    jump = await log(campus, campus.college_admin, **own, offset=4)
    assert [one["subject"] for one in jump["nodes"]] == ["第1条", "第0条"]


async def test_a_long_log_costs_no_more_statements_than_a_short_one(campus: Campus) -> None:
    await write(
        campus, "一条", "info", student_id=campus.jia.id, class_id=campus.ids["cs1"], batch_id=campus.ids["batch"]
    )
    own = {"action": "somethingDone"}
    with counted(campus.database) as for_one:
        await log(campus, campus.super_admin, filter=own)
    people = (campus.jia, campus.yi, campus.mei, campus.ren)
    for number in range(40):
        await write(campus, "又一条", "lang", student_id=people[number % 4].id, class_id=campus.ids["cs2"])
    with counted(campus.database) as for_many:
        assert len((await log(campus, campus.super_admin, filter=own))["nodes"]) == 41
    assert len(for_many) == len(for_one)


async def test_an_entry_of_before_is_read_without_its_rating_scores(campus: Campus) -> None:
    """R8.7: each computation's scores beside the last would tell what came in between; the table stays as it is."""
    place = {"college": campus.ids["info"], "now": datetime.now(UTC)}
    for action, old, new in (
        ("computeRatingScores", '{"20190101": "81.00"}', '{"students": 1, "scores": {"20190101": "82.00"}}'),
        ("clearProcessData", '{"ratingScores": {"20190101": "83.00"}, "academicScores": {"20190101": "84.00"}}', "{}"),
    ):
        await campus.execute(
            """insert into audit_entry (at, actor_name, action, subject, college_id, old, new)
               values (:now, '某人', :action, '计科1901', :college, cast(:old as jsonb), cast(:new as jsonb))""",
            action=action,
            old=old,
            new=new,
            **place,
        )
    for who in (campus.super_admin, campus.college_admin, campus.deputy_secretary):
        told = {
            one["action"]: (one["old"], one["new"])
            for one in (await log(campus, who))["nodes"]
            if one["action"] in ("computeRatingScores", "clearProcessData")
        }
        assert told == {
            "computeRatingScores": (None, {"students": 1}),
            "clearProcessData": ({"academicScores": {"20190101": "84.00"}}, {}),
        }


async def test_the_log_is_exported_as_its_list_shows_it(campus: Campus) -> None:
    """R9.3, R8.7: the same entries, within one's reach, newest first and to the second; no rating score."""
    start = datetime(2019, 9, 1, 8, 30, 15, tzinfo=UTC)
    for hour, college in enumerate(("info", "lang", "info")):
        at = start + timedelta(hours=hour)
        await write(campus, f"第{hour}条", college, at=at, class_id=campus.ids["cs1"], new='{"a": "b"}')
    wanted = {"filter": {"action": "somethingDone", "since": "2019-09-01T00:00:00+08:00"}}
    answer = await campus.ask(campus.college_admin, EXPORT, wanted=wanted)
    assert answer.data["requestExport"]["userErrors"] == []
    address = answer.data["requestExport"]["operation"]["downloadUrl"]
    sheet = Sheet((await fetched(campus, campus.college_admin, address)).content, "")
    assert sheet.headers[:6] == ["时间", "操作人", "操作", "对象", "改动前", "改动后"]
    assert [(str(row["时间"]), row["对象"], row["学院"], row["班级"], row["改动后"]) for row in sheet.rows] == [
        ("2019-09-01 18:30:15", "第2条", "信息学院", "计科1901", '{"a":"b"}'),
        ("2019-09-01 16:30:15", "第0条", "信息学院", "计科1901", '{"a":"b"}'),
    ]
    for person in (campus.student_affairs, campus.counsellor_li, campus.jia):
        assert (await campus.ask(person, EXPORT, wanted={})).codes == ["FORBIDDEN"]


async def test_an_export_leaves_out_the_scores_that_the_list_leaves_out(campus: Campus) -> None:
    """R8.7"""
    scores = '{"scores": {"20190101": "91.00"}, "students": 1}'
    values = {"subject": "计科1901", "at": datetime.now(UTC), "old": scores, "new": scores}
    await campus.execute(
        "insert into audit_entry (action, actor_name, subject, at, old, new) "
        "values ('computeRatingScores', '某人', :subject, :at, :old, :new)",
        **values,
    )
    answer = await campus.ask(campus.super_admin, EXPORT, wanted={"columns": ["SUBJECT", "OLD", "NEW"]})
    address = answer.data["requestExport"]["operation"]["downloadUrl"]
    sheet = Sheet((await fetched(campus, campus.super_admin, address)).content, "")
    assert {"对象": "计科1901", "改动前": None, "改动后": '{"students":1}'} in sheet.rows
    assert "91" not in str(sheet.rows)


async def test_sign_ins_are_left_out_on_request(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    await sign_in(campus, campus.jia.username)
    await write(campus, "一条")
    actions = {one["action"] for one in (await log(campus, campus.super_admin))["nodes"]}
    assert {"signIn", "somethingDone"} <= actions
    without = await log(campus, campus.super_admin, filter={"withoutSignIns": True})
    assert {one["action"] for one in without["nodes"]} == actions - {"signIn", "signOut"}
