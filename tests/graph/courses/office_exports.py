"""Makes a term's scores as several systems of academic offices export them, together with what is meant by each row.

Nothing here uses the product's code: meanings are written down beside the texts, and the files are made by hand.
"""

import html
import io
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlwt

FIRST, RESIT, RETAKE = "正常考试", "补考", "重修"
LEFT_OUT, UNDECIDED = "left out", "undecided"
WORDS: dict[str, Any] = {
    "优秀": 95,
    "优": 95,
    "良好": 85,
    "良": 85,
    "中等": 75,
    "中": 75,
    "及格": 65,
    "不及格": 0,
    "合格": LEFT_OUT,
    "通过": LEFT_OUT,
    "缺考": 0,
    "作弊": 0,
    "取消资格": 0,
    "免修": LEFT_OUT,
    "缓考": UNDECIDED,
    "未评": UNDECIDED,
    "旷考": UNDECIDED,
    "待录入": UNDECIDED,
}
"""Each word with what it is worth unless the college says otherwise."""


@dataclass(frozen=True)
class Row:
    """Represents one line of an export, and what its 成绩 is worth: points, LEFT_OUT or UNDECIDED."""

    number: str
    name: str
    code: str
    course: str
    credit: Decimal
    kind: str
    text: str
    worth: Any


@dataclass
class Term:
    """Holds the lines of one term, and says what they amount to for each student and course."""

    rows: list[Row] = field(default_factory=list)

    def by_course(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.number, row.code].append(row)
        return found

    def worth(self) -> dict[tuple[str, str], Any]:
        """The first attempt counts; two of one kind that differ are undecided, whichever would count."""
        return {course: _worth(rows) for course, rows in self.by_course().items()}

    @property
    def odd(self) -> int:
        plain = {(row.number, row.code): row.text.replace(".", "").isdigit() for row in self.rows}
        return sum(not one for one in plain.values()) + len(self.rows) - len(plain)


def _worth(rows: Sequence[Row]) -> Any:
    for kind in (FIRST, RESIT, RETAKE):
        if len({row.worth for row in rows if row.kind == kind}) > 1:
            return UNDECIDED
    return min(rows, key=lambda row: (FIRST, RESIT, RETAKE).index(row.kind)).worth


def term(seed: int, students: Sequence[tuple[str, str]], courses: int, odd: float) -> Term:
    """Makes up a term; `odd` is the share of lines whose 成绩 is not one plain number."""
    throw = Random(seed)
    offered = [
        (f"{'0' * (n % 2)}{1000 + n}", f"课程{n}", Decimal(throw.choice((2, 3, 4, "2.5")))) for n in range(courses)
    ]
    found = Term()
    for number, name in students:
        for code, course, credit in offered:
            if throw.random() < 0.9:
                for kind, text, worth in _attempts(throw, odd):
                    found.rows.append(Row(number, name, code, course, credit, kind, text, worth))
    throw.shuffle(found.rows)
    return found


def _attempts(throw: Random, odd: float) -> list[tuple[str, str, Any]]:
    points = throw.randrange(40, 101)
    if throw.random() >= odd:
        return [(FIRST, str(points), points)]
    return _odd(throw, points, throw.randrange(60, 90))


def _odd(throw: Random, points: int, better: int) -> list[tuple[str, str, Any]]:
    wide = str(points).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    word = throw.choice(list(WORDS))
    return throw.choice(
        [
            [(FIRST, word, WORDS[word])],
            [(FIRST, word, WORDS[word])],
            [(FIRST, word, WORDS[word])],
            [(FIRST, f"{points}分", points)],
            [(FIRST, wide, points)],
            [(RESIT, f"{better}$", better)],
            [(RETAKE, f"{better}*", better)],
            [(FIRST, "52", 52), (RESIT, f"{better}", better)],
            [(FIRST, "48", 48), (RETAKE, f"{better}*", better)],
            [(FIRST, "缓考", UNDECIDED), (RESIT, f"{better}", better)],
            [(FIRST, "71", 71), (FIRST, "77", 77)],
        ]
    )


# -- the files ---------------------------------------------------------------------------------------------------------


def one_title_and_many_columns(found: Term) -> tuple[str, bytes]:
    """An .xlsx with a title, columns nobody needs, and a column that names the kind of examination."""
    heads = [
        "学年",
        "学期",
        "学院",
        "学号",
        "姓名",
        "课程代码",
        "课程名称",
        "课程性质",
        "学分",
        "平时成绩",
        "成绩",
        "绩点",
    ]
    heads += ["考试性质", "任课教师"]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2018-2019学年第1学期学生成绩总表"])
    sheet.append(["打印时间：2019-09-02"])
    sheet.append(heads)
    for row in found.rows:
        cells = ["2018-2019", "1", "信息学院", row.number, row.name, row.code, row.course, "必修", float(row.credit)]
        score = int(row.text) if row.text.isascii() and row.text.isdigit() else row.text
        sheet.append([*cells, None, score, 3.1, row.kind, "李老师"])
    sheet.append(["合计", None, None, f"共{len(found.rows)}条"])
    return "成绩总表.xlsx", _saved(book)


def csv_in_gb18030(found: Term) -> tuple[str, bytes]:
    """A comma-separated file in GB18030 whose codes are written as formulas, with the attempt in the remark."""
    lines = ["序号,学生学号,学生姓名,课程编号,课程名称,修读性质,课程学分,总评成绩,任课教师,备注"]
    for at, row in enumerate(found.rows, 1):
        remark = "" if row.kind == FIRST or row.text[-1] in "$*" else row.kind
        lines.append(
            f'{at},="{row.number}",{row.name},="{row.code}",{row.course},必修,{row.credit},{row.text},王老师,{remark}'
        )
    return "成绩导出.csv", ("\r\n".join(lines) + "\r\n").encode("gb18030")


def page_named_xls(found: Term) -> tuple[str, bytes]:
    """An HTML table named .xls, as many systems hand it out."""
    heads = ["学号", "姓名", "课程号", "课程名", "课程属性", "学分", "最终成绩", "修读方式", "授课教师"]
    rows = []
    for row in found.rows:
        cells = (row.number, row.name, row.code, row.course, "必修", row.credit, row.text, row.kind, "周老师")
        marked = (f"<td style=\"mso-number-format:'\\@'\">{html.escape(str(cell))}</td>" for cell in cells)
        rows.append(f"<tr>{''.join(marked)}</tr>")
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
        'content="text/html; charset=gb2312"></head><body><table border="1">'
        f'<tr><td colspan="{len(heads)}" align="center">学生成绩明细</td></tr>'
        f"<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{''.join(rows)}</table></body></html>"
    )
    return "成绩明细.xls", page.encode("gb18030")


def spreadsheet_xml(found: Term) -> tuple[str, bytes]:
    """An XML spreadsheet of 2003."""
    heads = ["学号", "姓名", "课程编号", "课程名称", "课程性质", "学分", "总成绩", "考试性质"]

    def line(cells: Sequence[Any]) -> str:
        data = (f'<Cell><Data ss:Type="String">{escape(str(cell))}</Data></Cell>' for cell in cells)
        return f"<Row>{''.join(data)}</Row>"

    rows = (
        line((row.number, row.name, row.code, row.course, "必修", row.credit, row.text, row.kind)) for row in found.rows
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="成绩"><Table>'
        f"{line(heads)}{''.join(rows)}</Table></Worksheet></Workbook>"
    )
    return "成绩.xls", xml.encode()


def tabs(found: Term) -> tuple[str, bytes]:
    """A file with tabs, in UTF-16 as Excel saves “Unicode text”."""
    lines = ["学号\t姓名\t课程代码\t课程名称\t课程性质\t学分\t成绩\t修读方式"]
    for row in found.rows:
        lines.append(
            "\t".join(map(str, (row.number, row.name, row.code, row.course, "必修", row.credit, row.text, row.kind)))
        )
    return "成绩.txt", ("\r\n".join(lines) + "\r\n").encode("utf-16")


def old_xls_in_two_sheets(found: Term) -> tuple[str, bytes]:
    """An .xls whose table goes on in a second sheet, with a heading of its own."""
    heads = ["学号", "姓名", "课程代码", "课程名称", "课程性质", "学分", "成绩", "考试性质"]
    book = xlwt.Workbook()
    half = len(found.rows) // 2
    for title, rows in (("第1页", found.rows[:half]), ("第2页", found.rows[half:])):
        sheet = book.add_sheet(title)
        for at, head in enumerate(heads):
            sheet.write(0, at, head)
        for down, row in enumerate(rows, 1):
            cells = (row.number, row.name, row.code, row.course, "必修", float(row.credit), row.text, row.kind)
            for at, cell in enumerate(cells):
                sheet.write(down, at, cell)
    return "成绩.xls", _saved(book)


def _saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


SYSTEMS: list[Callable[[Term], tuple[str, bytes]]] = [
    one_title_and_many_columns,
    csv_in_gb18030,
    page_named_xls,
    spreadsheet_xml,
    tabs,
    old_xls_in_two_sheets,
]
