"""`make bench` stands on its university, its table, and the page that explains it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bench import page
from bench.__main__ import MEASURES
from bench.figures import Figure, Line, Outcome, at_least, at_most, ratios, table
from bench.lines import GROUPS, TABLE, lines_of
from bench.page import PAGE, lines, outside
from bench.schools.cells import ONE_RUN, Plan, tables
from bench.university import SIZES, Size, make_university
from db.session import Database
from tests.conftest import Cluster

TINY = Size("tiny", colleges=2, classes=4, imported=40)
COUNTS = {"student": 160, "course_score": 3_200, "mark": 160 * 126, "comprehensive_result": 320}


async def test_the_measured_university_can_be_made(cluster: Cluster) -> None:
    """It is plain SQL: a changed table must change it too."""
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await make_university(database, TINY)
        async with database.read() as db:
            found = {name: (await db.execute(text(f"select count(*) from {name}"))).scalar_one() for name in COUNTS}
            spread = await db.execute(
                text("select count(distinct score), count(*) filter (where score < 60) from course_score")
            )
        different, failed = spread.one()
        await database.dispose()
    assert found == COUNTS
    assert different > 30
    assert 0 < failed < COUNTS["course_score"] / 5


def test_contenders_are_compared_round_by_round() -> None:
    """A slow minute slows both: the ratio of that round is as good as any."""
    assert ratios([10, 5], [20, 10]) == [0.5, 0.5]


def test_a_figure_tells_its_spread_and_whether_it_is_reached() -> None:
    figures = [
        Figure(Line("reading", "peer", at_least(0.5)), Outcome([0.4, 0.6, 0.7], "6 and 10 a second")),
        Figure(Line("computing", "peer", at_most(2)), Outcome([2.5], "5.00 and 2.00 s")),
        Figure(Line("asking", "nobody", at_most(50, " ms")), Outcome([], "not installed")),
    ]
    lines = table(figures).splitlines()
    assert lines[2] == "| reading | peer | ≥ 0.5 | 0.60 (0.40 - 0.70) | yes | 6 and 10 a second |"
    assert lines[3] == "| computing | peer | ≤ 2 | 2.50 | no | 5.00 and 2.00 s |"
    assert lines[4] == "| asking | nobody | ≤ 50 ms | not measured | - | not installed |"


def test_the_page_has_the_lines_that_a_whole_university_prints() -> None:
    """The order and the goals agree, too; `--write` puts the lines there."""
    printed = [str(line) for name in TABLE for line in lines_of(name, SIZES["university"])]
    assert [" |".join(line.split(" |")[:3]) + " |" for line in lines(PAGE.read_text("utf-8"))] == printed


def test_a_line_outside_of_the_page_s_spread_is_told() -> None:
    line = lines_of("class-list", SIZES["university"])[0]
    assert outside([Figure(line, Outcome([100.0], ""))])
    assert not outside([Figure(Line("something new", "peer", at_least(1)), Outcome([100.0], ""))])


def test_measured_lines_replace_those_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--write` leaves the rest of the page as it is."""
    copy, before = tmp_path / "page.md", PAGE.read_text("utf-8")
    copy.write_text(before, "utf-8")
    monkeypatch.setattr(page, "PAGE", copy)
    figure = Figure(lines_of("ratings", SIZES["university"])[0], Outcome([1.0, 1.1, 1.3], "measured by a test"))
    page.write([figure])
    after = copy.read_text("utf-8")
    [(then, now)] = [pair for pair in zip(lines(before), lines(after), strict=True) if pair[0] != pair[1]]
    assert now == str(figure)
    assert after.replace(now, then) == before


def test_every_measure_has_lines_and_every_group_measures() -> None:
    assert list(MEASURES) == list(TABLE)
    assert {name for group in GROUPS.values() for name in group} <= set(TABLE)


def test_the_page_names_everything_that_is_measured() -> None:
    words = PAGE.read_text("utf-8")
    assert [name for name in (*MEASURES, *GROUPS) if f"`{name}`" not in words] == []


def test_the_page_on_scale_has_the_tables_that_its_script_prints() -> None:
    """A figure that is measured anew, or a need that is reckoned otherwise, changes the page too."""
    words = (PAGE.parent / "scale.md").read_text("utf-8")
    assert [table for table in tables(ONE_RUN, Plan()) if table not in words] == []
