"""Random files of odd scores are stored as R10.3 to R10.5 say, by an oracle of its own."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from db.tables import Outcome
from tests.campus import Campus
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import imported, row
from tests.graph.odd_scores import decide, scale

STORED = """select number, course_code, score, question, credit::text, attempts from course_score
  join student on student.id = student_id"""
FIRST, RESIT, RETAKE = "FIRST", "RESIT", "RETAKE"
ZH = {FIRST: "初修", RESIT: "补考", RETAKE: "重修"}
CREDITS = {FIRST: 3, RESIT: 3.5, RETAKE: 4}
POINTS = {
    "优秀": 95, "优": 95, "良好": 85, "良": 85, "中等": 75, "中": 75, "及格": 65, "不及格": 0, "缺考": 0, "作弊": 0,
    "取消资格": 0, "旷课": 12,
}  # fmt: skip
LEFT_OUT = {"合格", "通过", "免修"}
UNDECIDED = {"缓考", "未评", "不合格", "P", "没听说过"}
WORDS = [*POINTS, *LEFT_OUT, *UNDECIDED]
MARKABLE = {"优秀", "优", "良好", "良", "中等", "中", "及格", "不及格", "合格", "不合格", "通过"}
MARKS = {RESIT: ("{}$", "{}(补考)", "补考{}", "{}（补）"), RETAKE: ("{}*", "{}[重修]", "重修:{}")}
NAMES = {FIRST: ("初修", "正常考试"), RESIT: ("补考",), RETAKE: ("重修", "重学")}


class Row(NamedTuple):
    """One row of the file, and what it means."""

    kind: str
    value: Decimal | str
    cell: Any
    words: str | None
    remark: str | None
    teacher: str

    @property
    def text(self) -> str:
        """Returns the text as it is stored: that of a number is the number without surplus zeros."""
        return format(self.value, "f") if isinstance(self.cell, Decimal) else str(self.cell)


def written(chance: random.Random) -> Row:
    kind = chance.choices([FIRST, RESIT, RETAKE], [5, 3, 2])[0]
    value: Decimal | str = chance.choice(WORDS)
    if chance.random() < 0.6:
        value = Decimal(chance.choice(["0", "59.5", "60", "78", "85", "100"]))
    told_by = ["mark", "column", "remark"]
    can_bear_a_mark = isinstance(value, Decimal) or value in MARKABLE
    told = chance.choice(told_by if can_bear_a_mark and kind != FIRST else told_by[1:])
    cell: Any = value
    if told == "mark":
        cell = chance.choice(MARKS[kind]).format(value)
    elif isinstance(value, Decimal) and chance.random() < 0.3:
        cell = chance.choice(["{}分", "{} 分"]).format(value)
    words = chance.choice(NAMES[kind]) if told == "column" else None
    remark = chance.choice(NAMES[kind]) if told == "remark" and kind != FIRST else None
    return Row(kind, value, cell, words, remark, chance.choice(["王", "李"]))


def worth(value: Decimal | str) -> tuple[Decimal | None, str | None]:
    """Returns the points, and the question that stands in their way (R10.3, R10.4)."""
    if isinstance(value, Decimal):
        return value, None
    if value in POINTS:
        return Decimal(POINTS[value]), None
    return None, None if value in LEFT_OUT else value


class Expected(NamedTuple):
    score: Decimal | None
    question: str | None
    credit: str
    attempts: list[tuple[str, Decimal | None, bool]] | None


def expected(rows: Sequence[Row], rule: str) -> Expected:
    """Says what a course with these rows is worth (R10.5)."""
    different: list[Row] = []
    for one in rows:
        alike = [(it.kind, it.value, it.remark, it.teacher) for it in different]
        if (one.kind, one.value, one.remark, one.teacher) not in alike:
            different.append(one)
    in_order = [one for kind in (FIRST, RESIT, RETAKE) for one in different if one.kind == kind]
    question = clash(in_order)
    counting = None if question else counted(in_order, rule)
    score, open_word = worth(counting.value) if counting else (None, question)
    shown = counting or in_order[0]
    attempts = [(one.kind, worth(one.value)[0], one is counting) for one in in_order]
    is_plain = len(different) == 1 and different[0].kind == FIRST
    return Expected(score, open_word, f"{CREDITS[shown.kind]:.2f}", None if is_plain else attempts)


def clash(rows: Sequence[Row]) -> str | None:
    for kind in (FIRST, RESIT, RETAKE):
        same = [one for one in rows if one.kind == kind]
        if len({worth(one.value) for one in same}) > 1:
            texts = {one.value if isinstance(one.value, str) else f"{one.value.normalize():f}" for one in same}
            return "；".join(f"{ZH[kind]} {text}" for text in sorted(texts))
    return None


def counted(rows: Sequence[Row], rule: str) -> Row:
    if rule != "BEST":
        return rows[0 if rule == "FIRST" else -1]
    for one in rows:
        if worth(one.value)[1]:
            return one
    best = max((points for one in rows if (points := worth(one.value)[0]) is not None), default=None)
    return next(one for one in rows if worth(one.value)[0] == best)


def told(stored: Any) -> Expected:
    listed = stored.attempts and [
        (one["kind"], None if one["points"] is None else Decimal(one["points"]), one["counts"])
        for one in stored.attempts
    ]
    return Expected(stored.score, stored.question, stored.credit, listed)


@pytest.mark.parametrize(("rule", "seed"), [("FIRST", 1), ("LAST", 2), ("BEST", 3)])
async def test_random_courses_are_worth_what_the_rules_say(campus: Campus, rule: str, seed: int) -> None:
    """R10.3, R10.4, R10.5: stored points, questions and attempts; and again unchanged."""
    chance = random.Random(seed)
    await scale(campus, retake=rule, levels=LEVELS, treatments=TREATMENTS)
    await decide(campus, "旷课", Outcome.POINTS, "12")
    courses = {
        (student.username, student.name, f"C{n}"): [written(chance) for _ in range(chance.choice([1, 1, 2, 3, 4]))]
        for student in (campus.jia, campus.yi, campus.bing, campus.ding, campus.wu)
        for n in range(60)
    }
    cells = [
        [
            *row(
                number,
                name,
                课程代码=code,
                授课教师=one.teacher,
                学分=CREDITS[one.kind],
                成绩=one.cell,
                备注=one.remark,
            ),
            one.words,
        ]
        for (number, name, code), rows in courses.items()
        for one in rows
    ]
    chance.shuffle(cells)
    order = {(line[0], line[2]): [] for line in cells}  # type: ignore[var-annotated]
    by_cells = {
        (number, code, repr((one.cell, one.words, one.remark, one.teacher))): one
        for (number, _, code), rows in courses.items()
        for one in rows
    }
    for line in cells:
        order[line[0], line[2]].append(by_cells[line[0], line[2], repr((line[7], line[9], line[8], line[5]))])
    file = ("成绩.xlsx", xlsx([[*HEADERS, "修读方式"], *cells]))
    done = await imported(campus, campus.college_admin, file=file)
    assert (done["created"], done["rowCount"], done["userErrors"]) == (300, len(cells), [])
    stored = {(one.number, one.course_code): told(one) for one in await campus.rows(STORED)}
    assert stored == {key: expected(rows, rule) for key, rows in order.items()}
    again = await imported(campus, campus.college_admin, file=file)
    assert (again["created"], again["replaced"], again["unchanged"]) == (0, 0, 300)


LEVELS = """{"优秀": "95", "优": "95", "良好": "85", "良": "85", "中等": "75", "中": "75", "及格": "65", "不及格": "0",
  "合格": null, "通过": null}"""
TREATMENTS = """{"缺考": "ZERO", "作弊": "ZERO", "取消资格": "ZERO", "免修": "LEFT_OUT", "缓考": "UNDECIDED"}"""
