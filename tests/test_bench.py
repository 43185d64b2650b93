"""`make bench` stands on its university, its table, and the page that explains it."""

from pathlib import Path

from sqlalchemy import text

from bench.__main__ import MEASURES
from bench.figures import Figure, Target, ratios, table
from bench.schools.cells import ONE_RUN, Plan, tables
from bench.university import Size, make_university
from db.session import Database
from tests.conftest import Cluster

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
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
        Figure("reading", "peer", Target(0.5, at_least=True), [0.4, 0.6, 0.7], "6 and 10 a second"),
        Figure("computing", "peer", Target(2.0), [2.5], "5.00 and 2.00 s"),
        Figure("asking", "nobody", Target(1.5), [], "not installed"),
    ]
    lines = table(figures).splitlines()
    assert lines[2] == "| reading | peer | ≥ 0.5 | 0.60 (0.40 - 0.70) | yes | 6 and 10 a second |"
    assert lines[3] == "| computing | peer | ≤ 2 | 2.50 | no | 5.00 and 2.00 s |"
    assert lines[4] == "| asking | nobody | ≤ 1.5 | not measured | - | not installed |"


def test_the_page_names_everything_that_is_measured() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in page] == []


def test_the_page_on_scale_has_the_tables_that_its_script_prints() -> None:
    """A figure that is measured anew, or a need that is reckoned otherwise, changes the page too."""
    page = (PAGE.parent / "scale.md").read_text("utf-8")
    assert [table for table in tables(ONE_RUN, Plan()) if table not in page] == []
