"""Data over its keeping time goes, once, whatever process dies; results stay (R16.3, R14.4)."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel

from core.acting import Act
from core.actions.keeping import TIMED_WORK
from core.operations.timetable import Daily, Timetable
from core.rules.keeping import FOR_EVER, KINDS, REST
from core.settings import Settings
from tests import keeping
from tests.campus import ZONE, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.people.entering import give_password
from tests.waiting import until

OLD = """
update session set expires_at = now() - interval '1 minute'
  where account_id = (select id from account where username = :old);
insert into access_token (account_id, name, token_hash, read_only, expires_at)
  select account.id, age, age, true, now() - make_interval(days => case age when 'old' then 400 else 2 end)
  from account, unnest(array['old', 'new']) age where username = :old;
insert into sign_in_binding select 'cas', username, id, now() from account where username in (:old, :young);
insert into waiting_binding
  values ('old', 'cas', 's', 's', now() - interval '1 minute'), ('new', 'cas', 's', 's', now() + interval '1 minute');
insert into spent_request values ('old', now() - interval '1 minute'), ('new', now() + interval '1 minute');
insert into sign_in_throttle
  values ('old', 1, now() - interval '91 days', null), ('new', 1, now() - interval '89 days', null);
insert into operation (id, account_id, kind, status, done, total, problems, started_at, finished_at)
  select -n, account.id, 'EXPORT', 'SUCCEEDED', 1, 1, '[]', now(), now() - make_interval(days => n)
  from account, unnest(array[179, 181, 182]) n where username = :old;
insert into download (account_id, operation_id, token, file_name, content, expires_at)
  select account_id, id, id::text, 'x', '', now() + make_interval(mins => case id when -182 then 1 else -1 end)
  from operation where id in (-179, -182);
update student set gender = '男', retired_at = now() - make_interval(years => case number when :old then 6 else 4 end)
  where number in (:old, :young);
insert into correction_request
  (account_id, subject, what, correction, reason, status, asked_at, closed_at)
  select account.id, 'ROSTER', age, '', '', case age when 'open' then 'OPEN' else 'DECLINED' end,
    now() - interval '4 years',
    case age when 'old' then now() - interval '1096 days' when 'new' then now() - interval '1094 days' end
  from account, unnest(array['old', 'new', 'open']) age where username = :old;
update account set activation_hash = 'x', activation_expires_at = now() - interval '1 minute' where username = :other;
"""
COUNTS = {
    "details": 1,
    "secrets": 2,
    "corrections": 1,
    "sessions": 1,
    "tokens": 1,
    "bindings": 1,
    "traces": 3,
    "downloads": 1,
    "operations": 1,
}


@pytest.fixture
async def aged(campus: Campus) -> Campus:
    """One person left six years ago, one four years ago; of each kind something is old, and something young."""
    await give_password(campus, campus.jia)
    people = {"old": campus.jia.username, "young": campus.yi.username, "other": campus.counsellor_li.username}
    for statement in filter(str.strip, OLD.split(";")):
        await campus.execute(statement, **{name: one for name, one in people.items() if f":{name}" in statement})
    return campus


def timetable(campus: Campus, **works: Daily) -> Timetable:
    def fail(error: BaseException, *_: str) -> None:
        raise error

    return Timetable(campus.database, Settings(), works or TIMED_WORK, fail)


async def due(campus: Campus, one: Timetable) -> None:
    """Enters the work and lets its time come."""
    assert await one.do_one(datetime.now(UTC)) is None
    await campus.execute("update timed_work set next_at = now() - interval '1 hour'")


async def test_what_is_over_its_time_goes_and_what_is_younger_stays(aged: Campus) -> None:
    one = timetable(aged)
    await due(aged, one)
    results = "select count(*) from course_score union all select count(*) from participant"
    before = await aged.rows(results)
    assert await one.do_one(datetime.now(UTC)) == "removeExpired"
    [(outcome, next_at)] = await aged.rows("select outcome, next_at from timed_work")
    assert outcome == COUNTS
    assert next_at.astimezone(ZONE).time() == time(3, 40)
    assert datetime.now(UTC) < next_at <= datetime.now(UTC) + timedelta(days=1)
    assert await aged.rows("select actor_name, new from audit_entry where action = 'removeExpired'") == [
        ("定时任务", COUNTS)
    ]
    assert await aged.rows("select gender from student where retired_at is not null order by retired_at") == [
        (None,),
        ("男",),
    ]
    assert {what for (what,) in await aged.rows("select what from correction_request")} == {"new", "open"}
    assert await aged.rows("select name from access_token where name in ('old', 'new')") == [("new",)]
    assert await aged.rows("select id from operation where id < 0 order by id") == [(-182,), (-179,)]
    assert await aged.rows(results) == before
    assert await one.do_one(datetime.now(UTC)) is None


async def test_every_kind_that_has_a_time_is_removed_and_no_other(aged: Campus) -> None:
    assert {one.key for one in KINDS if one.time != FOR_EVER} == set(COUNTS)


async def test_a_server_looks_for_work_that_is_due(
    cluster: Cluster, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14.4: the app begins with it; other tests are spared it."""
    monkeypatch.setattr("graph.app.Timetable", Timetable)
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await until(lambda: campus.rows("select name from timed_work where next_at > now()"))
        assert await campus.rows("select name from timed_work") == [(one,) for one in TIMED_WORK]


async def test_of_two_processes_one_does_it_and_one_that_dies_leaves_it_to_the_next(campus: Campus) -> None:
    """R14.4: the work, its next time and its outcome are one transaction."""
    done: list[str] = []
    dies = asyncio.Event()

    async def work(act: Act, _settings: Settings) -> Mapping[str, Any]:
        await act.record("removeExpired", "试")
        if not dies.is_set():
            dies.set()
            await asyncio.Event().wait()
        done.append("done")
        return {}

    one, other = (timetable(campus, trial=Daily(time(3, 40), work)) for _ in range(2))
    await due(campus, one)
    first = asyncio.create_task(one.do_one(datetime.now(UTC)))
    await dies.wait()
    assert await other.do_one(datetime.now(UTC)) is None  # another process is at it
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    entries = "select count(*) from audit_entry where action = 'removeExpired'"
    assert await campus.rows(entries) == [(0,)]
    names = await asyncio.gather(*(each.do_one(datetime.now(UTC)) for each in (one, other)))
    assert set(names) == {None, "trial"}
    assert done == ["done"]
    assert await campus.rows(entries) == [(1,)]


def test_the_next_time_is_by_the_clock_of_the_school() -> None:
    daily, zone = TIMED_WORK["removeExpired"], ZoneInfo("Asia/Shanghai")
    before, after = (datetime(2026, 3, 1, 3, minute, tzinfo=zone) for minute in (39, 40))
    assert daily.after(before, zone) == datetime(2026, 3, 1, 3, 40, tzinfo=zone)
    assert daily.after(after, zone) == datetime(2026, 3, 2, 3, 40, tzinfo=zone)


def test_every_column_has_one_purpose_and_a_keeping_time() -> None:
    """R16.3: a table whose columns serve several purposes names those that differ."""
    named = Counter(f"{table}.{name}" for one in KINDS for table, names in one.where.items() for name in names.split())
    tables = SQLModel.metadata.tables
    whole = {place.removesuffix(f".{REST}") for place in named if place.endswith(REST)}
    assert whole == set(tables)
    assert not [place for place, count in named.items() if count > 1]
    columns = {f"{name}.{column}" for name in tables for column in [*tables[name].c.keys()]}
    assert {place for place in named if not place.endswith(REST)} <= columns
    assert all(" | " in text for one in KINDS for text in (one.title, one.purpose, one.time))


def test_the_document_is_that_of_the_list() -> None:
    assert keeping.DOCUMENT.read_text("utf-8") == keeping.written()
