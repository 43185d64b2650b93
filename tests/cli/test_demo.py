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

from cli.demo import _require_ours, academic, rating
from cli.demo.client import Client
from cli.demo.kept import EDITION, Kept
from cli.demo.people import People
from cli.demo.story import Story
from cli.telling import Failed
from cli.university import Size
from core.settings import Settings
from db.migrate import current, upgrade
from db.session import Database
from graph.app import create_app
from tests.cli.command import line_with, start, zongce
from tests.cli.demo_screens import require_finished_years, require_something_for_everybody
from tests.conftest import Cluster
from tests.serving import serving

SMALL = Size(colleges=3, majors=1, grades=3, classes=2, students=8, courses=6)
OWN_BALLOT = "query($batch: ID!) { ballot(batchId: $batch) { status done total refusal { code } } }"
TODAY = date.today()  # noqa: DTZ011  # any day near the server's will do: the windows are wide


@pytest.fixture
async def stage(cluster: Cluster, tmp_path: Path) -> AsyncIterator[tuple[Story, httpx2.AsyncClient]]:
    """An empty database, served, and a small story to be told on it."""
    async with cluster.fresh() as name:
        url = cluster.database_url(name)
        settings, database = Settings(database_url=url, log_level="error"), Database(url, 5)
        await upgrade(database)
        story = Story(database, settings, Kept.read(tmp_path, TODAY), tmp_path, TODAY, SMALL)
        async with serving(create_app(settings, database)) as base, httpx2.AsyncClient(base_url=base) as http:
            yield story, http
        await database.dispose()


async def place(story: Story, http: httpx2.AsyncClient) -> tuple[Client, str, str]:
    """The shown class's counsellor, and the ids of the batch and of the class."""
    counsellor = await signed_in(story, http, story.cast.counsellor)
    class_ids = await academic.class_ids(counsellor)
    return counsellor, await current_batch(story, counsellor), class_ids[story.cast.shown_class.code]


async def signed_in(story: Story, http: httpx2.AsyncClient, username: str) -> Client:
    return await Client(http).signed_in(username, story.kept.password(username))


async def current_batch(story: Story, person: Client) -> str:
    return await academic.current_batch(person, story.kept.academic_year)


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
    stage: tuple[Story, httpx2.AsyncClient], capsys: pytest.CaptureFixture[str]
) -> None:
    story, http = stage
    await story.run(http)
    shown = capsys.readouterr().out
    ranked = await results(story, http)
    assert len(ranked) == 8
    assert ranked[0]["classRank"]["label"] in ("1/8", "1/7")  # one class has somebody without a course
    assert all(f"{one['student']['number']}\t{one['student']['name']}\t" in shown for one in ranked)
    await require_rated(story, http, shown)
    assert len(story.cast.parts) == 11
    for role, username, sees in story.cast.parts:
        assert f"{role}\t{username}\t{story.kept.password(username)}\t{sees}\n" in shown
    await require_something_for_everybody(story, http)
    await require_finished_years(story)


async def test_a_story_cut_short_is_told_on_and_told_again_changes_nothing(
    stage: tuple[Story, httpx2.AsyncClient],
) -> None:
    story, http = stage
    people = People(Client(http), story.university, story.kept)
    for chapter in (story._people_come_in, story._years_go_by, story._batch_opens, story._scores_are_computed):
        await chapter(people)
    story.kept.told.clear()  # as if we had died between what was done and our note of it
    story.kept.activated.remove(story.cast.student)
    again = Story(story.database, story.settings, story.kept, story.folder, story.today, SMALL)
    await again.run(http)
    first, rated = await results(again, http), await ratings(again, http)
    again.kept.told.clear()
    again.kept.open_until = (TODAY + timedelta(days=2)).isoformat()  # as if half a year had gone by
    await again.run(http)
    assert not again.kept.needs_windows(TODAY)
    assert await results(again, http) == first
    assert await ratings(again, http) == rated


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    kept = Kept.read(tmp_path / "new", date(2026, 11, 23))
    kept.password("admin")
    kept.save()
    assert kept.academic_year == "2025-2026"
    assert kept.file.stat().st_mode & 0o777 == 0o600
    assert Kept.read(tmp_path / "new", date(2030, 1, 1)) == kept


async def test_an_emptied_database_is_filled_again(stage: tuple[Story, httpx2.AsyncClient]) -> None:
    story, _ = stage
    story.kept.told, story.kept.activated, story.kept.edition = ["people", "years"], ["admin"], 1
    await _require_ours(story.database, story.kept)
    assert (story.kept.told, story.kept.activated, story.kept.edition) == ([], [], EDITION)


async def test_what_the_api_refuses_ends_it_in_the_apis_words(stage: tuple[Story, httpx2.AsyncClient]) -> None:
    _, http = stage
    with pytest.raises(Failed, match="用户名或密码"):
        await Client(http).signed_in("admin", "something else")


async def test_the_command_serves_until_stopped_and_a_second_run_keeps_its_data(tmp_path: Path) -> None:
    first = await start(tmp_path, "demo", "--port", "0")
    await line_with(first, "登录账号")
    first.send_signal(signal.SIGINT)
    out, err = await first.communicate()
    assert (first.returncode, err.decode()) == (0, "")
    kept = json.loads((tmp_path / "var/demo/demo.json").read_text("utf-8"))
    second = await start(tmp_path, "demo", "--port", "0")
    assert kept["passwords"]["admin"] in await line_with(second, "superAdmin")
    second.send_signal(signal.SIGTERM)
    out, err = await second.communicate()
    assert (second.returncode, err.decode()) == (0, "")
    assert "导入" not in out.decode()


async def test_a_database_that_is_in_use_is_left_as_it_is(cluster: Cluster, template: Any, tmp_path: Path) -> None:
    """Of an older version, too: it is not even brought to the newest tables."""
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        database = Database(url, 1)
        async with database.write() as db:
            await db.execute(text("update alembic_version set version_num = '0000'"))
        ran = await zongce(tmp_path, "demo", "--port", "0", DATABASE_URL=url)
        assert (ran.status, "has accounts already" in ran.err) == (1, True)
        assert await current(database) == "0000"
        await database.dispose()
