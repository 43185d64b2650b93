"""The migrations lead to the tables, and the audit log can't be changed in the database itself (R9.3)."""

import re
from itertools import islice
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import BigInteger, Column, Table, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import AutoString

from db.migrate import _config, _oldest_program, current, newest, upgrade
from db.session import Database
from db.tables import Module, RaterKind, metadata
from tests.campus import Campus
from tests.conftest import Cluster
from tests.graph.academic_acts import compute as compute_academic
from tests.graph.comprehensive_acts import bring_in, of_class
from tests.graph.imports.acts import state, undone
from tests.graph.people.rosters import NEW_COLLEGE, take_in
from tests.graph.rating_acts import compute
from tests.migration import MIGRATIONS, main


async def test_the_migrations_lead_to_the_tables(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await upgrade(database)
        await upgrade(database)
        assert await current(database) == newest()
        async with database.read() as db:
            difference = await db.run_sync(
                lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
            )
        await database.dispose()
    assert difference == [], "db/migrations/versions/ lacks a migration with these steps"


async def test_a_migration_is_drafted_from_what_the_tables_have_more(cluster: Cluster, tmp_path: Path) -> None:
    """The recipes in docs/architecture.md let it be drafted; only what Alembic can't see is written by hand."""
    copy = copytree(MIGRATIONS, tmp_path / "migrations")
    more = Table("noun", metadata, Column("id", BigInteger, primary_key=True), Column("says", AutoString))
    try:
        async with cluster.fresh() as name:
            path = await main(cluster.database_url(name), "A noun that says something", copy)
    finally:
        metadata.remove(more)
    assert path.name == f"{int(newest() or 0) + 1:04}_a_noun_that_says_something.py"
    drafted = path.read_text()
    assert drafted.count("op.create_table(") == drafted.count("op.drop_table(") == 1
    assert drafted.count("op.") == 2
    assert set(re.findall(r"\b(\w+)\.[A-Z]\w+\(", drafted)) == {"sa"}, "it imports nothing else"
    assert f'# oldest_program = "{_oldest_program()}"' in drafted


EXPLANATION = "academic_explanation"
KEPT = """select staff_marks_of_items, staff_kinds, staff_raters, staff_points, peer_marks_of_items, peer_points,
  peers_withheld, score_withheld
  from rating_result order by student_id"""
SHOWN = "select class_id, whole, rater_ids, versions from rating_shown order by class_id"


async def test_results_of_before_get_the_marks_that_they_counted(campus: Campus) -> None:
    """R5.7: the marks come from the ballots that add up to the results; where a ballot was given back since, nobody
    knows them any more."""
    await campus.open_phases(Module.RATING)
    for klass, raters in (("cs1", ("jia", "yi", "bing", "ding")), ("cs2", ("ji", "geng", "xin")), ("en1", ("mei",))):
        await campus.fill(campus.counsellor_li, klass, RaterKind.COUNSELLOR, 3)
        for points, rater in enumerate(raters):
            await campus.fill(campus.people[rater], klass, points=points)
    await compute(campus, campus.super_admin)
    await campus.execute(
        "update ballot set submitted_at = null, reopened_at = now() where rater_id = :id", id=campus.xin.id
    )
    kept = {(row.class_id): row for row in await campus.rows(f"{KEPT.replace('select', 'select class_id,')}")}
    async with campus.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "0007"))
    await upgrade(campus.database)
    after = {(row.class_id): row for row in await campus.rows(f"{KEPT.replace('select', 'select class_id,')}")}
    for klass in ("cs1", "se1", "en1"):
        old, new = kept[campus.ids[klass]], after[campus.ids[klass]]
        assert _counted(old) == _counted(new), klass
        assert tuple(old)[-2:] == tuple(new)[-2:]
    assert after[campus.ids["cs2"]].staff_marks_of_items is None
    shown = {row.class_id: row for row in await campus.rows(SHOWN)}
    assert [shown[campus.ids[klass]].whole for klass in ("cs1", "cs2", "se1", "en1")] == [True, True, True, False]
    peers = [str(campus.people[key].id) for key in ("jia", "yi", "bing", "ding")]
    assert sorted(map(str, shown[campus.ids["cs1"]].rater_ids)) == sorted(peers)
    known = dict(zip(shown[campus.ids["cs2"]].rater_ids, shown[campus.ids["cs2"]].versions, strict=True))
    assert [version == 0 for _, version in sorted(known.items())] == [False, False, True]


def _counted(row: Any) -> list[Any]:
    """The marks item by item; those of the staff in whatever order they are kept."""
    staff, peers = iter(zip(row.staff_kinds, row.staff_raters, row.staff_points, strict=True)), iter(row.peer_points)
    return [
        *(sorted(islice(staff, count)) for count in row.staff_marks_of_items),
        *(list(islice(peers, count)) for count in row.peer_marks_of_items),
    ]


async def test_academic_results_of_before_stay_and_wait_for_nothing(campus: Campus) -> None:
    """R10.6 - R10.8: scores, places and explanations are those of before; nothing is undecided or stale by itself."""
    await campus.open_phases()
    for student, score in ((campus.jia, "90.5"), (campus.yi, "59")):
        await campus.give(student, ("A", "3", score), ("B", "2", "70"))
    await compute_academic(campus, campus.super_admin)
    async with campus.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "0009"))
    stored = {
        of: await campus.rows(f"select * from {of} order by student_id") for of in ("academic_result", EXPLANATION)
    }
    assert [str(row.academic_score) for row in stored["academic_result"][:2]] == ["82.80", "63.60"]
    await upgrade(campus.database)
    for of, rows in stored.items():
        columns = ", ".join(rows[0]._fields)
        assert await campus.rows(f"select {columns} from {of} order by student_id") == rows
    assert await campus.rows("select 1 from batch_class where academic_stale") == []
    assert await campus.rows("select 1 from academic_result where undecided_courses <> 0") == []
    assert await campus.rows(f"select 1 from {EXPLANATION} where course_origins is not null") == []


WORDS = """select search::text as words from student union all select search::text from school_class
  union all select new ->> 'search' from import_change where new ->> 'search' is not null order by words"""


async def test_students_and_classes_of_before_are_found(campus: Campus) -> None:
    """R9.7: the stored rows get their words, and so do the rows that an undo would bring back."""
    await take_in(campus, **NEW_COLLEGE)
    stored = await campus.rows(WORDS)
    assert len(stored) == 2 * 3 + 12 + 5
    async with campus.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "0010"))
    await campus.execute("update import_change set new = new - 'search'")
    await upgrade(campus.database)
    assert await campus.rows(WORDS) == stored
    assert await undone(campus, campus.super_admin) == (0, 6)


OLD_RESULTS = """select political_score, political_level, political_position, scholastic_score, scholastic_level,
  scholastic_position, scholastic_grade_position, development_score, development_level, development_position
  from comprehensive_result order by id"""
NEW_RESULTS = """select scores[1], levels[1], positions[1], scores[2], levels[2], positions[2], grade_positions[2],
  scores[3], levels[3], positions[3] from comprehensive_result order by id"""
IMAGES = "select to_jsonb(one)::text from import_change one order by id"


async def test_results_of_the_four_qualities_stay_as_they_are(campus: Campus) -> None:
    """R11.1, R11.2: every result, the log, and what an undo brings back; also of who does not take part."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1", 80))
    await campus.execute("update participant set participating = false where student_id = :yi", yi=campus.yi.id)
    first = await state(campus)
    again = [row for row in of_class(campus, "cs1", 90) if row[1] != campus.yi.name]
    assert (await bring_in(campus, campus.counsellor_li, again))["userErrors"] == []
    second, images, results = await state(campus), await campus.rows(IMAGES), await campus.rows(NEW_RESULTS)
    log = await campus.rows("select * from audit_entry order by id")
    assert len(images) > 5
    async with campus.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "0013"))
    assert await campus.rows(OLD_RESULTS) == results
    assert await campus.rows("select 1 from import_change where new ? 'scores' or old ? 'levels'") == []
    await upgrade(campus.database)
    await campus.execute("update session set used_at = expires_at")  # the migration takes its own moment
    assert await state(campus) == second
    assert await campus.rows(IMAGES) == images
    assert await campus.rows("select * from audit_entry order by id") == log
    assert await undone(campus, campus.counsellor_li) == (5, 0)
    assert (await state(campus))["comprehensive_result"] == first["comprehensive_result"]


async def test_lists_that_the_version_before_does_not_know_stop_the_way_back(campus: Campus) -> None:
    await campus.execute("update batch set quality_names[1] = '德', quality_codes[1] = 'moral'")
    with pytest.raises(RuntimeError, match="other qualities"):
        async with campus.database.write() as db:
            await db.run_sync(lambda connection: command.downgrade(_config(connection), "0013"))


@pytest.mark.parametrize(
    "attack", ["update audit_entry set actor_name = 'x'", "delete from audit_entry", "truncate audit_entry"]
)
async def test_the_database_refuses_to_change_the_audit_log(cluster: Cluster, template: tuple, attack: str) -> None:
    """R9.3: the database refuses every user."""
    async with cluster.fresh(template[0]) as name:
        database = Database(cluster.database_url(name))
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.write() as db:
                await db.execute(text(attack))
        async with database.read() as db:
            assert (await db.execute(text("select count(*) from audit_entry"))).scalar_one() > 0
        await database.dispose()
