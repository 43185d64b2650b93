"""公示: opening and ending it, and what of it is seen when (R7.1 - R7.3, R6.4)."""

import asyncio
from datetime import datetime, timedelta

import pytest

from db.tables import Module, Stage
from tests.campus import TODAY, ZONE, Campus
from tests.graph.batch_acts import SCHEDULE, codes, days, forbidden, move_batch, press
from tests.graph.notice_acts import (
    END_NOTICE,
    NOTICES,
    OPEN_NOTICE,
    approve,
    end_notice,
    held_notice,
    names,
    open_notice,
    stages,
    standing,
    titles,
)
from tests.graph.results import bring, bring_college

TITLE = "2018-2019学年综合测评 信息学院综合测评成绩公示"
OTHERS = ("student_affairs", "deputy_secretary", "counsellor_li", "head_teacher_chen", "monitor", "yi", "bystander")
ELSEWHERE = ("other_college_admin", "other_deputy_secretary", "counsellor_ma", "mei", "bystander")
SEERS = (
    *("super_admin", "student_affairs", "college_admin", "deputy_secretary", "counsellor_li", "counsellor_zhao"),
    *("head_teacher_chen", "monitor", "yi", "ren"),
)


async def test_a_notice_publishes_every_class_of_the_college(campus: Campus) -> None:
    """R7.1: a notice needs all classes submitted; no window or phase matters; it keeps who opened it and when."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    await bring_college(campus, "lang", Stage.SUBMITTED)
    payload = await open_notice(campus)
    assert (codes(payload), payload["warning"]) == ([], None)
    notice = payload["publicNotice"]
    assert (notice["title"], notice["open"], notice["openedBy"]) == (TITLE, True, "周老师")
    assert (notice["endsOn"], notice["endedAt"], notice["endedBy"], notice["tooShort"]) == (None,) * 4
    assert (notice["minimumWorkingDays"], notice["college"]["name"]) == (3, "信息学院")
    assert (await stages(campus), await stages(campus, "lang")) == ({Stage.PUBLISHED}, {Stage.SUBMITTED})
    [entry] = await campus.rows("select * from audit_entry where action = 'openPublicNotice'")
    assert (entry.subject, entry.college_id, entry.actor_name) == (TITLE, campus.ids["info"], "周老师")
    assert entry.new == {"endsOn": None, "classes": ["计科1901", "计科1902", "软工1901"]}


async def test_every_class_must_have_submitted(campus: Campus) -> None:
    """R7.1: the refusal names those that have not; a class in which nobody takes part is not asked."""
    await bring(campus, "cs1", Stage.SUBMITTED)
    await bring(campus, "cs2", Stage.IMPORTED)
    before = await standing(campus)
    payload = await open_notice(campus)
    assert codes(payload) == ["SHEETS_NOT_SUBMITTED"]
    assert payload["userErrors"][0]["message"] == "以下班级尚未提交综合测评成绩：计科1902、软工1901"
    assert payload["publicNotice"] is None
    assert await standing(campus) == before
    await bring(campus, "cs2", Stage.SUBMITTED)
    await campus.execute("update participant set participating = false where class_id = :c", c=campus.ids["se1"])
    assert codes(await open_notice(campus)) == []


async def test_a_college_in_which_nobody_takes_part_has_nothing_to_show(campus: Campus) -> None:
    await campus.execute("update participant set participating = false")
    assert codes(await open_notice(campus)) == ["SHEETS_NOT_SUBMITTED"]


async def test_one_notice_at_a_time(campus: Campus) -> None:
    """R7.3; of another college there may be one beside it."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    await bring_college(campus, "lang", Stage.SUBMITTED)
    await open_notice(campus, title="第一次公示")
    before = await standing(campus)
    payload = await open_notice(campus)
    assert codes(payload) == ["NOTICE_OPEN"]
    assert payload["userErrors"][0]["message"] == "公示“第一次公示”正在进行，请先结束公示"
    assert await standing(campus) == before
    assert not codes(await open_notice(campus, campus.other_college_admin))


async def test_two_clicks_at_once_open_one_notice(campus: Campus) -> None:
    await bring_college(campus, "info", Stage.SUBMITTED)
    payloads = await asyncio.gather(*(open_notice(campus) for _ in range(4)))
    assert sorted(map(codes, payloads)) == [[], *[["NOTICE_OPEN"]] * 3]
    assert len(await campus.rows("select 1 from public_notice")) == 1
    assert len(await campus.rows("select 1 from audit_entry where action = 'openPublicNotice'")) == 1


async def test_ending_it_is_kept_with_who_and_when(campus: Campus) -> None:
    """R7.2; a second click changes nothing, and says so."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    opened = (await open_notice(campus))["publicNotice"]
    payload = await end_notice(campus, opened["id"])
    notice = payload["publicNotice"]
    assert (notice["open"], notice["endedBy"], notice["title"]) == (False, "周老师", TITLE)
    assert notice["endedAt"] > opened["openedAt"]
    assert await stages(campus) == {Stage.PUBLISHED}
    before = await standing(campus)
    again = await end_notice(campus, opened["id"])
    assert (codes(again), again["publicNotice"], again["warning"]) == (["NOTICE_NOT_OPEN"], None, None)
    assert await standing(campus) == before
    assert len(await campus.rows("select 1 from audit_entry where action = 'endPublicNotice'")) == 1


async def test_two_clicks_at_once_end_it_once(campus: Campus) -> None:
    await bring_college(campus, "info", Stage.SUBMITTED)
    notice = (await open_notice(campus))["publicNotice"]
    payloads = await asyncio.gather(*(end_notice(campus, notice["id"]) for _ in range(3)))
    assert sorted(map(codes, payloads)) == [[], *[["NOTICE_NOT_OPEN"]] * 2]


async def test_it_ends_by_itself_when_its_last_day_is_over(campus: Campus) -> None:
    """R7.2: the school's clock ends it, without anybody; then it can't be ended, and another can be opened."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    notice = (await open_notice(campus, endsOn=str(TODAY + timedelta(days=2))))["publicNotice"]
    [row] = await campus.rows("select ends_at at time zone 'Asia/Shanghai' as over from public_notice")
    assert str(row.over) == f"{TODAY + timedelta(days=3)} 00:00:00"
    assert len(await names(campus, campus.yi)) == 5
    await campus.execute(
        """update public_notice set opened_at = opened_at - interval '9 days', ends_on = current_date - 1,
           ends_at = now() - interval '1 second'"""
    )
    [ended] = (await campus.ask(campus.yi, NOTICES, batch=campus.batch)).data["publicNotices"]["nodes"]
    assert (ended["open"], ended["endedBy"], ended["endedAt"] is not None) == (False, None, True)
    assert ended["workingDays"] >= 3
    assert codes(await end_notice(campus, notice["id"])) == ["NOTICE_NOT_OPEN"]
    assert not codes(await approve(campus))


async def test_every_notice_is_kept(campus: Campus) -> None:
    """R7.3: ended, set back, imported and published again; newest first, page by page."""
    for number in range(3):
        await bring_college(campus, "info", Stage.SUBMITTED)
        notice = (await open_notice(campus, title=f"第{number}次"))["publicNotice"]
        assert not codes(await end_notice(campus, notice["id"]))
    assert await titles(campus, campus.yi) == ["第2次", "第1次", "第0次"]
    seen, cursor = [], None
    for _ in range(3):
        page = (await campus.ask(campus.yi, NOTICES, batch=campus.batch, first=1, after=cursor)).data["publicNotices"]
        seen += [one["title"] for one in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
    assert (seen, page["pageInfo"]["hasNextPage"]) == (["第2次", "第1次", "第0次"], False)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"endsOn": str(TODAY - timedelta(days=1))}, "input.endsOn"),
        ({"endsOn": "9999-12-31"}, "input.endsOn"),
        ({"title": "题" * 101}, "input.title"),
    ],
)
async def test_what_cannot_be_is_refused(campus: Campus, given: dict, path: str) -> None:
    await bring_college(campus, "info", Stage.SUBMITTED)
    before = await standing(campus)
    payload = await open_notice(campus, **given)
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("INVALID", path)]
    assert await standing(campus) == before


async def test_too_few_working_days_are_warned_of_and_never_enforced(campus: Campus) -> None:
    """The college's own number counts, and the words are in the person's language."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    least = {"module": Module.COMPREHENSIVE, "window": days(-1, 5), "noticeDays": 10}
    payload = await press(campus, campus.college_admin, SCHEDULE, batchId=campus.batch, **least)
    assert not codes(payload)
    last = TODAY + timedelta(days=1)
    payload = await open_notice(campus, endsOn=str(last))
    notice = payload["publicNotice"]
    first = datetime.fromisoformat(notice["openedAt"]).astimezone(ZONE).date()
    working = sum(day.weekday() < 5 for day in {first, last})
    assert (notice["minimumWorkingDays"], notice["workingDays"]) == (10, working)
    assert notice["tooShort"]
    assert payload["warning"] == f"公示共 {notice['workingDays']} 个工作日，少于学院设置的 10 个工作日"
    payload = await end_notice(campus, notice["id"])
    assert payload["warning"] is not None
    await bring_college(campus, "info", Stage.SUBMITTED)
    payload = await open_notice(campus, endsOn=str(TODAY + timedelta(days=14)))
    assert (payload["warning"], payload["publicNotice"]["tooShort"]) == (None, False)


@pytest.mark.parametrize(
    ("module", "given"), [("RATING", 3), ("ACADEMIC", 3), ("COMPREHENSIVE", 61), ("COMPREHENSIVE", -1)]
)
async def test_the_least_days_are_of_one_module_and_between_0_and_60(campus: Campus, module: str, given: int) -> None:
    before = await standing(campus)
    wanted = {"batchId": campus.batch, "module": module, "window": days(-1, 5), "noticeDays": given}
    payload = await press(campus, campus.college_admin, SCHEDULE, **wanted)
    assert [one["path"] for one in payload["userErrors"]] == ["input.noticeDays"]
    assert await standing(campus) == before


async def test_the_least_days_stay_until_they_are_set_again(campus: Campus) -> None:
    query = """query($b: ID!) { batch(id: $b) { colleges { phases { module noticeDays } } } }"""
    for given in ({"noticeDays": 0}, {}):
        wanted = {"batchId": campus.batch, "module": "COMPREHENSIVE", "window": days(-1, 5), **given}
        assert not codes(await press(campus, campus.college_admin, SCHEDULE, **wanted))
        [college] = (await campus.ask(campus.yi, query, b=campus.batch)).data["batch"]["colleges"]
        assert {one["module"]: one["noticeDays"] for one in college["phases"]} == {
            "RATING": None,
            "ACADEMIC": None,
            "COMPREHENSIVE": 0,
        }


async def test_only_in_an_open_batch(campus: Campus) -> None:
    """R3.1; what is open can be ended whatever has become of the batch."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    await move_batch(campus, "stop", campus.batch)
    before = await standing(campus)
    assert codes(await open_notice(campus)) == ["BATCH_NOT_OPEN"]
    assert await standing(campus) == before
    await move_batch(campus, "open", campus.batch)
    notice = (await open_notice(campus))["publicNotice"]
    await move_batch(campus, "end", campus.batch)
    assert not codes(await end_notice(campus, notice["id"]))


async def test_not_once_approved(campus: Campus) -> None:
    """R7.6."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    await held_notice(campus)
    assert not codes(await approve(campus))
    before = await standing(campus)
    assert codes(await open_notice(campus)) == ["RESULTS_APPROVED"]
    assert await standing(campus) == before


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_opens_or_ends_one(campus: Campus, who: str) -> None:
    """Rule 8: the college admin, and the super admin."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    notice = (await open_notice(campus))["publicNotice"]
    await bring_college(campus, "lang", Stage.SUBMITTED)
    before, person = await standing(campus), campus.people[who]
    for college in (campus.info, campus.lang):
        assert await forbidden(campus, person, OPEN_NOTICE, batchId=campus.batch, collegeId=college)
    assert await forbidden(campus, person, END_NOTICE, id=notice["id"])
    assert await standing(campus) == before


async def test_another_colleges_notice_does_not_exist(campus: Campus) -> None:
    """R8.2: it is unknown, as what there is not; the super admin names a college."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    notice = (await open_notice(campus))["publicNotice"]
    before, stranger = await standing(campus), campus.other_college_admin
    for unknown in (notice["id"], "999999", "x", campus.info):
        assert codes(await end_notice(campus, unknown, stranger)) == ["NOT_FOUND"]
    for college in (campus.info, "999999"):
        assert codes(await open_notice(campus, stranger, collegeId=college)) == ["NOT_FOUND"]
    assert codes(await press(campus, campus.college_admin, OPEN_NOTICE, batchId="999999")) == ["NOT_FOUND"]
    assert codes(await open_notice(campus, campus.super_admin)) == ["INVALID"]
    assert codes(await open_notice(campus, campus.super_admin, collegeId="999999")) == ["NOT_FOUND"]
    assert await standing(campus) == before
    assert not codes(await end_notice(campus, notice["id"], campus.super_admin))


async def test_titles_are_seen_by_everybody_of_the_college_in_that_batch(campus: Campus) -> None:
    """R7.2, R8.2: open or ended; and by nobody else, in no list and no count."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    notice = (await open_notice(campus))["publicNotice"]
    for ended in (False, True):
        if ended:
            await end_notice(campus, notice["id"])
        for who in SEERS:
            assert await titles(campus, campus.people[who]) == [TITLE], (who, ended)
            assert await titles(campus, campus.people[who], college=campus.lang) == []
        for who in ELSEWHERE:
            assert await titles(campus, campus.people[who]) == [], (who, ended)
            assert await titles(campus, campus.people[who], college=campus.info) == []
    await campus.execute("update batch set opened_at = null")
    assert await titles(campus, campus.yi) == await titles(campus, campus.college_admin) == []


async def test_the_last_notice_stands_with_the_college(campus: Campus) -> None:
    query = "query($b: ID!) { batch(id: $b) { colleges { college { name } notice { title open } } } }"
    await bring_college(campus, "info", Stage.SUBMITTED)
    await held_notice(campus)
    await bring_college(campus, "info", Stage.SUBMITTED)
    await open_notice(campus, title="再次公示")
    newest = {"title": "再次公示", "open": True}
    for who, colleges in {"student_affairs": 2, "college_admin": 1, "yi": 1}.items():
        answer = await campus.ask(campus.people[who], query, b=campus.batch)
        found = {one["college"]["name"]: one["notice"] for one in answer.data["batch"]["colleges"]}
        assert (len(found), found["信息学院"], found.get("外语学院")) == (colleges, newest, None)
