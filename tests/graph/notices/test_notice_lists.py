"""The list of an open notice: each class its own, these fields, and nothing once it is ended (R7.1, R7.2, R8)."""

from datetime import datetime
from typing import Any

import pytest

from db.queries.notices import Seen, entries
from db.scopes import Scope
from db.tables import Stage
from tests.campus import STUDENTS, ZONE, Campus
from tests.graph.notice_acts import LISTS, approve, end_notice, names, open_notice, read_lists, withdraw
from tests.graph.results import bring_college
from tests.statements import counted

CS1, CS2, SE1 = ([name for _, name in STUDENTS[klass]] for klass in ("cs1", "cs2", "se1"))
READERS = {
    "super_admin": CS1 + CS2 + SE1,
    "college_admin": CS1 + CS2 + SE1,
    "deputy_secretary": CS1 + CS2 + SE1,
    "counsellor_li": CS1 + CS2,
    "counsellor_zhao": CS2 + SE1,
    "head_teacher_chen": CS1,
    "monitor": CS1,
    "yi": CS1,
    "ji": CS2,
    "gui": SE1,
}
"""赵敏 counsels 软工1901 and heads 计科1902."""


async def opened(campus: Campus) -> str:
    await bring_college(campus, "info", Stage.SUBMITTED)
    return str((await open_notice(campus))["publicNotice"]["id"])


async def test_each_reads_the_own_classes_by_class_and_number(campus: Campus) -> None:
    """R7.1: a student reads the student's own class, and no other."""
    await opened(campus)
    for who, expected in READERS.items():
        assert await names(campus, campus.people[who]) == expected, who


async def test_student_affairs_never_reads_it(campus: Campus) -> None:
    """R7.5: student affairs sees the title alone before the approval; one error says so, with its code."""
    await opened(campus)
    answer = await read_lists(campus, campus.student_affairs)
    [notice] = answer.data["publicNotices"]["nodes"]
    assert (notice["open"], notice["entries"]) == (True, None)
    [error] = answer.errors
    assert (error["extensions"]["code"], error["extensions"]["coordinate"]) == ("FORBIDDEN", "PublicNotice.entries")


async def test_a_row_holds_these_fields_and_nothing_else(campus: Campus) -> None:
    """R7.1: the values are as they were imported, class ranks with their divisor."""
    await opened(campus)
    answer = await read_lists(campus, campus.jia)
    rows = answer.data["publicNotices"]["nodes"][0]["entries"]["nodes"]
    stored = await campus.rows(
        """select result.*, number, name from comprehensive_result result join student on student.id = student_id
           where result.class_id = :c order by number""",
        c=campus.ids["cs1"],
    )
    assert rows == [
        {
            "number": one.number,
            "name": one.name,
            "major": {"name": "计算机"},
            "grade": 2019,
            "schoolClass": {"name": "计科1901"},
            "qualities": [
                {
                    "quality": {"code": code},
                    "score": str(score),
                    "level": level,
                    "classRank": {"position": place, "size": 5, "label": f"{place}/5"} if ranked else None,
                }
                for code, score, level, place, ranked in zip(
                    ("political", "scholastic", "development", "overall"),
                    (*one.scores, one.overall_score),
                    (*one.levels, one.overall_level),
                    (*one.positions, one.overall_position),
                    (False, True, False, True),
                    strict=True,
                )
            ],
        }
        for one in stored
    ]


async def test_nobody_who_does_not_take_part_stands_in_it_but_may_read_it(campus: Campus) -> None:
    await campus.execute("update participant set participating = false where student_id = :s", s=campus.yi.id)
    await opened(campus)
    assert await names(campus, campus.yi) == [name for name in CS1 if name != "李乙"]


@pytest.mark.parametrize("who", READERS)
async def test_no_class_that_is_named_opens_another_list(campus: Campus, who: str) -> None:
    """R8.2: a foreign class is an empty list, as an unknown one is; side by side under other names too."""
    await opened(campus)
    own = {klass for klass in ("cs1", "cs2", "se1") if {name for _, name in STUDENTS[klass]} <= set(READERS[who])}
    for klass in ("cs1", "cs2", "se1", "en1"):
        expected = [name for _, name in STUDENTS[klass]] if klass in own else []
        assert await names(campus, campus.people[who], **{"class": campus.ids[klass]}) == expected, klass
    assert await names(campus, campus.people[who], **{"class": "999999"}) == []
    aliased = " ".join(
        f'{klass}: entries(classId: "{campus.ids[klass]}") {{ totalCount nodes {{ name }} }}'
        for klass in ("se1", "cs1", "cs2")
    )
    query = f"query($b: ID!) {{ publicNotices(batchId: $b) {{ nodes {{ {aliased} all: entries {{ totalCount }} }} }} }}"
    [notice] = (await campus.ask(campus.people[who], query, b=campus.batch)).data["publicNotices"]["nodes"]
    assert notice.pop("all") == {"totalCount": len(READERS[who])}
    for klass, found in notice.items():
        listed = [{"name": name} for _, name in STUDENTS[klass]] if klass in own else []
        assert found == {"totalCount": len(listed), "nodes": listed}, klass


async def pages(campus: Campus, who: str, size: int, **given: Any) -> tuple[list[str], list[str]]:
    """Names and cursors, page by page."""
    seen: list[str] = []
    cursors: list[str] = []
    while True:
        more = {"after": cursors[-1]} if cursors else {}
        answer = await read_lists(campus, campus.people[who], first=size, **more, **given)
        assert not answer.errors, answer.errors
        [notice] = answer.data["publicNotices"]["nodes"]
        seen += [one["name"] for one in notice["entries"]["nodes"]]
        cursors.append(notice["entries"]["pageInfo"]["endCursor"])
        if not notice["entries"]["pageInfo"]["hasNextPage"]:
            return seen, cursors


async def test_page_by_page_and_no_cursor_leads_elsewhere(campus: Campus) -> None:
    """R8.2: a cursor of somebody who reads all of it opens nothing to a person who reads one class."""
    await opened(campus)
    whole, cursors = await pages(campus, "college_admin", 3)
    assert whole == READERS["college_admin"]
    for cursor in cursors:
        answer = await read_lists(campus, campus.yi, after=cursor)
        [notice] = answer.data["publicNotices"]["nodes"]
        assert {one["name"] for one in notice["entries"]["nodes"]} <= set(CS1)
        assert notice["entries"]["totalCount"] == 5
    broken = await read_lists(campus, campus.yi, after="bm90aGluZw")
    assert broken.codes == ["BAD_REQUEST"]


async def test_once_ended_the_list_is_gone_for_everybody(campus: Campus) -> None:
    """R7.2: only the title is left, and an earlier list does not come back with a later notice."""
    first = await opened(campus)
    await end_notice(campus, first)
    for who in (*READERS, "student_affairs"):
        answer = await read_lists(campus, campus.people[who])
        [notice] = answer.data["publicNotices"]["nodes"]
        assert (notice["open"], notice["entries"]) == (False, None), who
        [error] = answer.errors
        assert (error["extensions"]["code"], error["extensions"]["withheld"]) == ("FORBIDDEN", 1)
    everywhere = Scope(school=True)
    async with campus.database.read() as db:
        seen = Seen(everywhere, everywhere, everywhere, datetime.now(ZONE))
        assert not (await db.execute(entries(seen, None))).all(), "nor is it read"
    await bring_college(campus, "info", Stage.SUBMITTED)
    await open_notice(campus, title="第二次")
    answer = await read_lists(campus, campus.yi)
    newer, older = answer.data["publicNotices"]["nodes"]
    assert ([one["name"] for one in newer["entries"]["nodes"]], older["entries"]) == (CS1, None)


async def test_a_list_that_ends_by_its_date_is_gone_with_it(campus: Campus) -> None:
    await opened(campus)
    await campus.execute("update public_notice set ends_on = current_date, ends_at = now() + interval '1 hour'")
    assert await names(campus, campus.yi) == CS1
    await campus.execute("update public_notice set ends_at = now() - interval '1 second'")
    answer = await read_lists(campus, campus.yi)
    assert answer.data["publicNotices"]["nodes"][0]["entries"] is None
    assert answer.codes == ["FORBIDDEN"]


async def test_the_same_list_stands_with_the_college_under_the_same_rules(campus: Campus) -> None:
    """R8.4: every path."""
    notice = await opened(campus)
    query = (
        """query($b: ID!) { batch(id: $b) { colleges { notice { open entries { totalCount nodes { name } } } } } }"""
    )
    for ended in (False, True):
        if ended:
            await end_notice(campus, notice)
        for who in (*READERS, "student_affairs"):
            answer = await campus.ask(campus.people[who], query, b=campus.batch)
            [found] = [one["notice"] for one in answer.data["batch"]["colleges"] if one["notice"]]
            expected = None if ended else READERS.get(who)
            assert found["open"] is not ended
            told = found["entries"] and [one["name"] for one in found["entries"]["nodes"]]
            assert told == expected, (who, ended)
            assert answer.codes == ([] if expected else ["FORBIDDEN"])


async def test_roles_elsewhere_open_nothing_here(campus: Campus) -> None:
    """R8.1: student affairs that counsels a class reads that class's list, and sees the other college's title alone."""
    await opened(campus)
    await bring_college(campus, "lang", Stage.SUBMITTED)
    await open_notice(campus, campus.other_college_admin, title="外语")
    await campus.execute(
        "insert into counsellor (batch_id, class_id, staff_id) values (:b, :c, :s)",
        b=campus.ids["batch"],
        c=campus.ids["se1"],
        s=campus.student_affairs.id,
    )
    answer = await read_lists(campus, campus.student_affairs)
    lang, info = answer.data["publicNotices"]["nodes"]
    assert (lang["title"], lang["entries"]) == ("外语", None)
    assert [one["name"] for one in info["entries"]["nodes"]] == SE1
    assert [error["extensions"]["withheld"] for error in answer.errors] == [1]


async def test_whoever_is_taken_off_a_class_reads_it_no_more(campus: Campus) -> None:
    """R8.5: the right ends with the next request."""
    await opened(campus)
    await campus.execute("delete from counsellor where class_id = :c", c=campus.ids["cs1"])
    assert await names(campus, campus.counsellor_li) == CS2


async def test_a_class_of_another_batch_opens_nothing(campus: Campus) -> None:
    """R8.1: 李莉 counsels the class in this batch, and not in the last one."""
    await opened(campus)
    await campus.execute(
        "insert into batch (name, academic_year, status, opened_at) values ('旧', '2017-2018', 'OPEN', now())"
    )
    await campus.execute("update counsellor set batch_id = (select id from batch where name = '旧')")
    answer = await read_lists(campus, campus.counsellor_li)
    assert answer.data["publicNotices"]["nodes"] == []


async def test_what_is_not_published_is_in_no_list(campus: Campus) -> None:
    """However it may have come so."""
    await opened(campus)
    await campus.execute("update comprehensive_result set stage = 2 where student_id = :s", s=campus.bing.id)
    assert "王丙" not in await names(campus, campus.yi)
    await campus.execute("update comprehensive_result set participating = false where student_id = :s", s=campus.jia.id)
    assert "张甲" not in await names(campus, campus.yi)


async def test_lists_of_several_notices_cost_as_many_statements_as_one(campus: Campus) -> None:
    """Nested under a list, however long both are."""
    costs = []
    for number in range(3):
        await bring_college(campus, "info", Stage.SUBMITTED)
        notice = (await open_notice(campus, title=str(number)))["publicNotice"]
        for who in ("college_admin", "yi"):
            with counted(campus.database) as seen:
                answer = await campus.ask(campus.people[who], LISTS, batch=campus.batch)
            assert len(answer.data["publicNotices"]["nodes"]) == number + 1
            costs.append(len(seen))
        await end_notice(campus, notice["id"])
    told = "viewer, notices, their rows, their totals, batches; majors and classes, which a session caches"
    assert set(costs) == {7}, told


async def test_approval_and_its_withdrawal_open_no_list(campus: Campus) -> None:
    """R7.2, R7.6."""
    await end_notice(campus, await opened(campus))
    await approve(campus)
    for _ in range(2):
        answer = await read_lists(campus, campus.yi)
        assert answer.data["publicNotices"]["nodes"][0]["entries"] is None
        await withdraw(campus)
