"""Every cell of the golden classes, through the API: what a college imports becomes what its regulation says (R11).

`tests/regulations/golden` holds the files and the expected tables.
"""

import csv
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.core.rules.schemes.calculator import ABOUT, worked_out
from tests.graph.comprehensive_acts import submit
from tests.graph.scheme_acts import bring_inputs, check, compute
from tests.graph.schemes.golden_classes import adopt, file_of, settle
from tests.regulations import REGULATIONS, golden

RESULTS = """query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}, first: 50) { nodes {
  student { number } qualities { quality { name } score level classRank { label } gradeRank { label } }
  explanation { name code source value calculation }
  academicResult { academicScore creditAverage explanation { courses { courseCode score } } }
  ratingResult { ratingScore explanation { items { score kinds { average } } } } } } }"""
CLOSE = Fraction(1, 10_000)
"""So near comes a sentence whose numbers have no end and are written to six places."""


@pytest.fixture(scope="module")
async def settled(cluster: Cluster, template: Template) -> AsyncIterator[Template]:
    """Both classes with academic scores and rating scores."""
    name, people, ids = template
    async with cluster.fresh(name) as copy:
        async with campus_on(cluster.database_url(copy), people, ids) as campus:
            await settle(campus)
        yield copy, people, ids


@pytest.mark.parametrize("name", REGULATIONS)
async def test_every_cell_is_what_the_regulation_says(cluster: Cluster, settled: Template, name: str) -> None:
    """R11.3, R11.5 to R11.8: parts, scores, levels, places; each sentence worked out; the workbook checked."""
    template, people, ids = settled
    async with cluster.fresh(template) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await adopt(campus, name)
        for kind in ("VALUES", "ITEMS"):
            brought = await bring_inputs(campus, campus.counsellor_li, kind, file_of(name, f"{kind.lower()}.csv"))
            assert brought["userErrors"] == []
        done = await compute(campus, campus.college_admin, "cs1", "cs2")
        assert (done["userErrors"], done["studentCount"]) == ([], len(golden.table("students.csv")))
        answer = await campus.ask(campus.counsellor_li, RESULTS, batch=campus.batch)
        assert answer.errors == []
        nodes = {one["student"]["number"]: one for one in answer.data["comprehensiveResults"]["nodes"]}
        for row in golden.table(name, "expected.csv"):
            _require_equal(nodes[row["学号"]], row, name)
        await _require_checked(campus, name)


def _require_equal(node: Any, row: golden.Row, name: str) -> None:
    """Compares every cell of the row with the result, and every sentence with its numbers."""
    titles = REGULATIONS[name].qualities
    for quality in node["qualities"]:
        title = quality["quality"]["name"]
        expected = [row[f"{title}{what}"] for what in ("成绩", "等次", "班级排名", "年级排名")]
        ranks = (quality[rank]["label"] for rank in ("classRank", "gradeRank"))
        assert [quality["score"], quality["level"], *ranks] == expected, (row["姓名"], title)
    told = {one["code"] or one["name"]: one for one in node["explanation"]}
    for code, title in titles.items():
        assert (told[code]["name"], told[code]["value"]) == (title, row[f"{title}成绩"])
    of_parts = {*row} - {*golden.table("students.csv")[0], golden.NOTE}
    parts = [part for part in of_parts if not part.endswith(("成绩", "等次", "排名"))]
    assert parts
    for part in parts:
        assert Fraction(told[part]["value"]) == Fraction(row[part]), (row["姓名"], part)
    _require_followed(node)
    for one in told.values():
        value, sentence = Fraction(one["value"].removeprefix(ABOUT)), one["calculation"]
        exact = ABOUT not in sentence or (one["code"] and sentence.count(ABOUT) == 1)
        found = golden.half_up(worked_out(sentence)) if one["code"] else worked_out(sentence)
        assert found == value if exact else abs(found - value) < CLOSE, (row["姓名"], sentence)


def _require_followed(node: Any) -> None:
    """Each step from courses or ratings goes on there, down to each course and each kind of rater (R11.7)."""
    academic, rating = node["academicResult"], node["ratingResult"]
    scores = [Fraction(course["score"]) for course in academic["explanation"]["courses"]]
    items = rating["explanation"]["items"]
    assert all(kind["average"] for item in items for kind in item["kinds"])
    assert len(scores) == 4
    failed = sum(score < 60 for score in scores)
    known = {
        "COURSES": {Fraction(academic[name]) for name in ("academicScore", "creditAverage")} | {*range(failed + 1)},
        "RATINGS": {Fraction(rating["ratingScore"]), *(Fraction(item["score"]) for item in items)},
    }
    for one in node["explanation"]:
        assert one["source"] not in known or Fraction(one["value"]) in known[one["source"]], one


async def _require_checked(campus: Campus, name: str) -> None:
    """R11.8: the expected table as last year's workbook: all equal; then one cell is tampered with."""
    assert (await submit(campus, campus.counsellor_li, "cs1", "cs2"))["userErrors"] == []
    rows = golden.table(name, "expected.csv")
    checked = await check(campus, campus.super_admin, _workbook(rows, name))
    assert (checked["userErrors"], checked["cells"]) == ([], [])
    assert (checked["comparedCount"], checked["equalCount"]) == (len(rows), len(rows))
    code, title = [*REGULATIONS[name].qualities.items()][1]
    tampered = {**rows[7], f"{title}成绩": str(Decimal(rows[7][f"{title}成绩"]) + Decimal("0.01"))}
    checked = await check(campus, campus.super_admin, _workbook([*rows[:7], tampered, *rows[8:]], name))
    assert (checked["equalCount"], checked["cellCount"]) == (len(rows) - 1, 1)
    values = {"workbook": tampered[f"{title}成绩"], "computed": rows[7][f"{title}成绩"]}
    assert checked["cells"] == [{"number": rows[7]["学号"], "code": code, **values}]


def _workbook(rows: list[golden.Row], name: str) -> tuple[str, bytes]:
    headings = ["学号", "姓名"]
    headings += [f"{title}{what}" for title in REGULATIONS[name].qualities.values() for what in ("成绩", "等次")]
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return "去年.csv", text.getvalue().encode()


@pytest.mark.parametrize("name", REGULATIONS)
def test_the_expected_table_is_reckoned_from_the_files(name: str) -> None:
    """The committed table and the regulation by hand; `python -m tests.regulations.golden` writes it again."""
    rows = golden.table(name, "expected.csv")
    assert [{key: cell for key, cell in row.items() if key != golden.NOTE} for row in rows] == [*golden.reckoned(name)]
    exact = [one.exact[code] * 1000 for _, one in golden.standings(name) for code in REGULATIONS[name].qualities]
    assert any(one.denominator == 1 and one % 10 == 5 for one in exact), "no score is rounded half up"
