"""Two classes of 26 students under each regulation, with every number that it gives them.

The folder holds what a college would import: `students.csv`, `courses.csv` and `marks.csv` for all, and for each
regulation `values.csv` and `items.csv`. `expected.csv` has every cell, reckoned from these files and the regulation
alone; its last column says in words what the row is there for. The files are text, so that a change can be read.

    python -m tests.regulations.golden      writes expected.csv of each regulation again
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests import oracle
from tests.regulations import REGULATIONS
from tests.regulations.plain import Pupil, Standing, half_up, stand

FOLDER = Path(__file__).parent
Row = Mapping[str, str]
BONUS = Decimal("0.10")
RATING_ITEMS = ("思想", "体育", "实践")
WEIGHTS = [[Decimal(one) for one in shares] for shares in ((40, 30, 30), (20, 30, 50), (0, 0, 100))]
"""The weights of counsellors, head teachers and students for each rating item."""
RATERS = ("辅导员", "班主任", "学生")
NOTE = "说明"


def table(*path: str) -> list[Row]:
    with (FOLDER / Path(*path)).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Line:
    """One line of a list of items."""

    category: str
    item: str
    level: str
    award: str
    role: str
    kind: str
    amount: Decimal | None
    points: Decimal | None


def line(row: Row) -> Line:
    category, item, level, award, role, kind = (row[name] for name in ("类别", "项目", "级别", "奖项", "角色", "同类"))
    amount, points = (Decimal(row[name]) if row[name] else None for name in ("数量", "分值"))
    return Line(category, item, level, award, role, kind, amount, points)


def studied() -> dict[str, dict[str, Fraction]]:
    """Returns of each student what the courses give."""
    courses = defaultdict(list)
    for row in table("courses.csv"):
        courses[row["学号"]].append(row)
    return {number: _studied(rows) for number, rows in courses.items()}


def _studied(rows: Sequence[Row]) -> dict[str, Fraction]:
    scored = oracle.score([oracle.Course(Decimal(one["成绩"]), Decimal(one["学分"])) for one in rows], BONUS)
    failed = [one["课程性质"] for one in rows if Decimal(one["成绩"]) < 60]
    average, score = Fraction(scored.credit_average or 0), Fraction(scored.academic_score or 0)
    counts = {"不及格门数": Fraction(len(failed)), "必修不及格门数": Fraction(failed.count("必修"))}
    return {"平均学分成绩": average, "平均成绩": average, "学业成绩": score, **counts}


def rated() -> dict[str, dict[str, Fraction]]:
    """Returns of each student what the ratings give."""
    ballots: dict[str, list[list[list[Decimal]]]] = defaultdict(lambda: [[], [], []])
    for row in table("marks.csv"):
        ballots[row["学号"]][RATERS.index(row["身份"])].append([Decimal(row[name]) for name in RATING_ITEMS])
    found = {}
    for number, kinds in ballots.items():
        one = oracle.rating(WEIGHTS, kinds)
        score, thought = Fraction(one.rating_score or 0), Fraction(one.item_scores[0] or 0)
        found[number] = {"民主评议": score, "评议得分": score, "思想评议": thought}
    return found


def pupils(name: str) -> list[Pupil]:
    """Reads the students of the two classes with everything from which the regulation starts."""
    regulation, courses, ratings = REGULATIONS[name], studied(), rated()
    columns = {row["学号"]: row for row in table(name, "values.csv")}
    items = defaultdict(list)
    for row in table(name, "items.csv"):
        items[row["学号"]].append(line(row))
    found = []
    for student in table("students.csv"):
        number, values = student["学号"], {}
        for key, heading in regulation.columns.items():
            cell = columns[number][heading]
            values[key] = Fraction(cell) if cell else regulation.blank[key]
        known = {**courses[number], **ratings[number], **values}
        found.append(Pupil(student["班级代码"], "2019", known, items[number]))
    return found


def written(value: Fraction) -> str:
    """Writes a number with all of its decimals, or as a fraction if they don't end."""
    scaled = value * 10**8
    if scaled.denominator > 1:
        return f"{value.numerator}/{value.denominator}"
    text = f"{Decimal(scaled.numerator).scaleb(-8):f}".rstrip("0").rstrip(".")
    return text or "0"


def standings(name: str) -> list[tuple[Row, Standing]]:
    return list(zip(table("students.csv"), stand(REGULATIONS[name], pupils(name)), strict=True))


def reckoned(name: str) -> Iterator[dict[str, str]]:
    """Yields every cell of each student but the note."""
    regulation = REGULATIONS[name]
    for student, one in standings(name):
        row = {**student}
        row |= {part: written(value) for part, value in one.exact.items() if part not in regulation.qualities}
        levels = regulation.levels(one)
        for code, title in regulation.qualities.items():
            row[f"{title}成绩"], row[f"{title}等次"] = f"{float(one.shown[code]):.2f}", levels[code]
            row[f"{title}班级排名"] = f"{one.class_place(code)}/{one.in_class[code].size(one.school_class)}"
            row[f"{title}年级排名"] = f"{one.grade_place(code)}/{one.in_grade[code].size(one.grade)}"
        yield row


def write(name: str) -> None:
    """Writes the expected table again, and leaves its notes."""
    path = FOLDER / name / "expected.csv"
    notes = {row["学号"]: row[NOTE] for row in table(name, "expected.csv")} if path.exists() else {}
    rows = [{**row, NOTE: notes.get(row["学号"], "")} for row in reckoned(name)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
