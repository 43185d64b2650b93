"""The academic formula is one object, and another school's formula takes its place (R4.3 - R4.5, R9.4)."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement

from core.errors import FailedCourseLocked
from core.rules.academic_explanation import explained
from db.formulas import ACADEMIC, NO_RATIO, AcademicFormula, CourseSums
from db.queries.academic import computation
from db.queries.academic.results import explanations
from db.queries.audit import Author
from tests.campus import Campus

ROOT = Path(__file__).parents[2]


class LowerMark(AcademicFormula):
    """A school that passes its students from 50."""

    passed_from = 50


class PlainAverage(LowerMark):
    """A school that also knows no bonus."""

    calculation = "{0.weighted} ÷ {0.credit}"

    def ratio(self, score: Any, adjusted: Any, default: Any) -> ColumnElement[Any]:
        return NO_RATIO

    def score(self, sums: CourseSums) -> Any:
        return self.average(sums)


@pytest.mark.parametrize(
    ("formula", "score", "ratios", "sentence"),
    [
        (ACADEMIC, "70.92", ["0.10", "0.00", "0.00"], "423.6900 ÷ 6.00 + 0.3000 = 70.92"),
        (LowerMark(), "71.12", ["0.10", "0.10", "0.00"], "423.6900 ÷ 6.00 + 0.5000 = 71.12"),
        (PlainAverage(), "70.62", ["0.00", "0.00", "0.00"], "423.6900 ÷ 6.00 = 70.62"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, AcademicFormula) else None,
)
async def test_each_formula_is_computed_and_explained_by_the_same_statement(
    campus: Campus, formula: AcademicFormula, score: str, ratios: list[str], sentence: str
) -> None:
    """R4.3, R4.4: the score, the ratio of each course, and the sentence all follow the formula that computes."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "91.23"), ("B", "2", "55"), ("C", "1", "40"))
    [(account,)] = await campus.rows("select min(id) from account")
    async with campus.database.write() as db:
        run = Author(datetime.now(UTC), account, "李莉", None)
        await computation.compute(db, campus.ids["batch"], [campus.ids["cs1"]], run, formula)
    [stored] = await campus.rows("select * from academic_result where academic_score is not null")
    assert (stored.credit_average, stored.academic_score) == (Decimal("70.62"), Decimal(score))
    async with campus.database.read() as db:
        rows = {row.id: row for row in await db.execute(explanations())}
    explanation = explained(rows.pop(stored.id), formula)
    assert [str(course.ratio) for course in explanation.courses] == ratios
    assert explanation.sentence("en") == sentence
    [nobody, *_] = rows.values()
    assert explained(nobody, formula).sentence("en") == "No counted course: no score and no rank"


def test_the_refusal_names_the_pass_mark_of_the_formula() -> None:
    """R4.5."""
    refusal = FailedCourseLocked("", student="甲", course="数学", passed_from=LowerMark.passed_from)
    assert "小于50分" in refusal.message("zh")
    assert "below 50" in refusal.message("en")


def test_the_pass_mark_is_stated_once() -> None:
    """R4.5: code, messages and pages take it from the formula; only the tests' own reckoning repeats it."""
    stated = re.compile(r"(?:[<>]=?|小于|below|(?i:passed)[^\n=]*=)\s*60(?![\d.*_])|60 ?分")
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("core", "db", "graph", "cli", "bench", "web")
        for ending in ("py", "vue", "ts")
        for path in (ROOT / room).rglob(f"*.{ending}")
        if "node_modules" not in path.parts and stated.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"db/formulas.py"}
