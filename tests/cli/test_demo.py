"""`zongce demo`: from nothing to the middle of a year, with two finished ones behind it, twice with the same end."""

import json
import signal
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from cli.demo import _require_ours, academic, asking, rating
from cli.demo.client import Client
from cli.demo.comprehensive import NOTICES
from cli.demo.people import People
from cli.demo.state import EDITION, DemoState
from cli.demo.story import Story
from cli.telling import Failed
from db.migrate import current
from db.session import Database
from tests.campus import TODAY
from tests.cli.command import line_with, start, zongce
from tests.cli.demo_screens import require_finished_years, require_something_for_everybody, require_the_middle_of_a_year
from tests.cli.demo_stage import GOES_ON, Told, on, signed_in, staged
from tests.conftest import Cluster
from tests.serving import serving
from tests.waiting import connected

OWN_BALLOT = "query($batch: ID!) { ballot(batchId: $batch) { status done total refusal { code } } }"
END_NOTICE = "mutation($input: PublicNoticeIdInput!) { endPublicNotice(input: $input) { userErrors { message } } }"
APPROVE = "mutation($input: ApproveResultsInput!) { approveResults(input: $input) { userErrors { message } } }"
PROGRESS = "query($batch: ID!) { batch(id: $batch) { colleges { phases { status } } } }"


@pytest.fixture
async def stage(cluster: Cluster, tmp_path: Path) -> AsyncIterator[tuple[Story, httpx2.AsyncClient]]:
    async with staged(cluster, tmp_path) as ready:
        yield ready


@pytest.fixture(scope="module")
async def told(
    cluster: Cluster, told_demo: Told, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Story, httpx2.AsyncClient, str]]:
    """A copy of the told story, and what it said."""
    async with staged(cluster, tmp_path_factory.mktemp("copied"), told_demo) as (story, http):
        yield story, http, told_demo.shown


async def place(story: Story, http: httpx2.AsyncClient) -> tuple[Client, str, str]:
    """The shown class's counsellor, and the ids of the batch and of the class."""
    counsellor = await signed_in(story, http, story.cast.counsellor)
    class_ids = await academic.class_ids(counsellor)
    return counsellor, await current_batch(story, counsellor), class_ids[story.cast.shown_class.code]


async def current_batch(story: Story, person: Client) -> str:
    return await academic.current_batch(person, story.state.academic_year)


async def results(story: Story, http: httpx2.AsyncClient) -> list[Any]:
    """The shown class, as its counsellor reads it."""
    return await academic.ranked(*await place(story, http))


async def ratings(story: Story, http: httpx2.AsyncClient) -> tuple[list[Any], Any]:
    """Scores and progress of the shown class, as its counsellor reads them."""
    where = await place(story, http)
    return await rating.results(*where), await rating.progress(*where)


async def require_rated(story: Story, http: httpx2.AsyncClient, shown: str) -> None:
    """R5.2 - R5.5: one ballot is left to try; a draft does not count, and its student has the others' score."""
    scored, far = await ratings(story, http)
    assert far == {"participantCount": 8, "ratedByCounsellors": 8, "ratedByHeadTeachers": 8, "peersSubmitted": 3}
    assert "评分成绩（互评已提交 3/8）" in shown
    members = [one.number for one in story.university.members(story.cast.shown_class.code)]
    assert [one["student"]["number"] for one in scored] == members
    for one in scored:
        assert 70 <= Decimal(one["ratingScore"]) <= 100
        assert f"{one['student']['number']}\t{one['student']['name']}\t{one['ratingScore']}\n" in shown
    student = await signed_in(story, http, story.cast.student)
    ballot = await student.ask(OWN_BALLOT, batch=await current_batch(story, student))
    assert ballot == {"status": "DRAFT", "done": 12, "total": 24, "refusal": None}


async def test_it_ends_with_a_ranked_and_rated_class_and_a_way_in_for_each_role(
    told: tuple[Story, httpx2.AsyncClient, str],
) -> None:
    story, http, shown = told
    ranked = await results(story, http)
    assert len(ranked) == 8
    assert ranked[0]["classRank"]["label"] in ("1/8", "1/7")  # one class has somebody without a course
    assert all(f"{one['student']['number']}\t{one['student']['name']}\t" in shown for one in ranked)
    await require_rated(story, http, shown)
    assert len(story.cast.parts) == 12
    for role, username, sees in story.cast.parts:
        assert f"{role}\t{username}\t{story.state.password(username)}\t{sees}\n" in shown


async def test_every_role_has_something_on_each_of_its_screens(told: tuple[Story, httpx2.AsyncClient, str]) -> None:
    story, http, _ = told
    await require_something_for_everybody(story, http)
    await require_the_middle_of_a_year(story, http)


async def test_the_years_before_are_finished_and_approved(told: tuple[Story, httpx2.AsyncClient, str]) -> None:
    await require_finished_years(told[0])


async def test_a_story_that_was_cut_short_and_told_on_is_told_again_and_nothing_changes(
    cluster: Cluster, tmp_path: Path, told_demo: Told
) -> None:
    """`told_demo` was cut short."""
    async with staged(cluster, tmp_path, told_demo) as (story, http):
        first, rated = await results(story, http), await ratings(story, http)
        story.state.told.clear()
        await story.run(http)
        assert await results(story, http) == first
        assert await ratings(story, http) == rated


async def test_half_a_year_later_the_windows_are_set_anew_where_they_still_can_be(
    told: tuple[Story, httpx2.AsyncClient, str],
) -> None:
    """R7.6: windows are not set anew for a college that somebody who tried the demo has approved meanwhile."""
    story, http, _ = told
    publishing = story.cast.publishing
    assert publishing
    admin = await signed_in(story, http, story.cast.admin(publishing))
    batch_id = await current_batch(story, admin)
    (notice,) = (await admin.ask(NOTICES, batch=batch_id))["nodes"]
    await admin.ask(END_NOTICE, input={"id": notice["id"]})
    deputy = await signed_in(story, http, story.university.deputy_secretaries[publishing.code].number)
    await deputy.ask(APPROVE, input={"batchId": batch_id})
    story.state.open_until = (TODAY + timedelta(days=2)).isoformat()
    await story.run(http)
    assert not story.state.needs_windows(TODAY)
    assert (await deputy.ask(PROGRESS, batch=batch_id))["colleges"][0]["phases"][0]["status"] == "ENDED"


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    state = DemoState.read(tmp_path / "new", date(2026, 11, 23))
    state.password("admin")
    state.save()
    assert state.academic_year == "2025-2026"
    assert state.file.stat().st_mode & 0o777 == 0o600
    assert DemoState.read(tmp_path / "new", date(2030, 1, 1)) == state


async def test_an_emptied_database_is_filled_again(stage: tuple[Story, httpx2.AsyncClient]) -> None:
    story, _ = stage
    story.state.told, story.state.activated, story.state.edition = ["people", "years"], ["admin"], 1
    await _require_ours(story.database, story.state)
    assert (story.state.told, story.state.activated, story.state.edition) == ([], [], EDITION)


async def test_what_an_earlier_version_began_is_not_gone_on_with(stage: tuple[Story, httpx2.AsyncClient]) -> None:
    story, _ = stage
    await story._people_come_in(People(Client(stage[1]), story.university, story.state))
    story.state.edition = EDITION - 1
    with pytest.raises(Failed, match="来自旧版本"):
        await _require_ours(story.database, story.state)


async def test_what_the_api_refuses_ends_it_in_the_apis_words(stage: tuple[Story, httpx2.AsyncClient]) -> None:
    _, http = stage
    with pytest.raises(Failed, match="用户名或密码"):
        await Client(http).signed_in("admin", "something else")


async def test_it_is_told_where_sessions_run_trusted_documents_alone(cluster: Cluster, told_demo: Told) -> None:
    """R9.1: the story went past the port, by the same app and its queue; a client that comes to the port is refused."""
    async with (
        cluster.fresh(told_demo.database) as name,
        on(cluster.database_url(name), told_demo.folder, **GOES_ON) as (story, app),
        serving(app) as base,
        connected(base) as outside,
        asking(app, story.settings) as http,
    ):
        assert len(await results(story, http)) == 8
        with pytest.raises(Failed, match="页面自带的查询"):
            await signed_in(story, outside, story.cast.counsellor)


async def test_the_command_serves_until_stopped_and_a_second_run_keeps_its_data(tmp_path: Path) -> None:
    first = await start(tmp_path, "demo", "--port", "0")
    await line_with(first, "登录账号")
    first.send_signal(signal.SIGINT)
    out, err = await first.communicate()
    assert (first.returncode, err.decode()) == (0, "")
    state = json.loads((tmp_path / "var/demo/demo.json").read_text("utf-8"))
    second = await start(tmp_path, "demo", "--port", "0")
    assert state["passwords"]["admin"] in await line_with(second, "superAdmin")
    second.send_signal(signal.SIGTERM)
    out, err = await second.communicate()
    assert (second.returncode, err.decode()) == (0, "")
    assert "导入名册" not in out.decode()


async def test_a_database_that_is_in_use_is_left_as_it_is(cluster: Cluster, template: Any, tmp_path: Path) -> None:
    """A database of an older version is left alone, too: it is not even brought to the newest tables."""
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        database = Database(url, 1)
        async with database.write() as db:
            await db.execute(text("update alembic_version set version_num = '0000'"))
        ran = await zongce(tmp_path, "demo", "--port", "0", DATABASE_URL=url)
        assert (ran.status, "already has accounts" in ran.err) == (1, True)
        assert await current(database) == "0000"
        await database.dispose()


def refused(**extensions: str) -> httpx2.Response:
    body = {"errors": [{"message": "暂时无法处理", "extensions": {"code": "UNAVAILABLE", **extensions}}]}
    return httpx2.Response(503, headers={"retry-after": "0"}, json=body)


@pytest.mark.parametrize("outcome", ["UNKNOWN", "DONE"])
async def test_a_busy_server_is_asked_again_but_not_for_what_may_have_been_done(outcome: str) -> None:
    answers = [refused(), refused(), httpx2.Response(200, json={"data": {"it": "done"}}), refused(outcome=outcome)]
    asked = httpx2.MockTransport(lambda _request: answers.pop(0))
    async with connected("http://zongce.example", transport=asked) as http:
        assert await Client(http).ask("mutation { it }") == "done"
        with pytest.raises(Failed, match="暂时无法处理"):
            await Client(http).ask("mutation { it }")
