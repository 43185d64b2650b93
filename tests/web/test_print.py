"""Lists on paper: the PDF that Chromium makes of them, read back as text (R7.1, R7.8)."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from cli.demo.client import Client
from cli.demo.story import Story
from tests.waiting import connected
from tests.web.browser import drive, why_not

WANTING = why_not()
pytestmark = pytest.mark.skipif(WANTING is not None, reason=WANTING or "")
ENTRIES = """
    query($batch: ID!) { publicNotices(batchId: $batch, first: 1) { nodes {
        title college { name } entries(first: 200) { nodes {
        number name grade major { name } schoolClass { name }
        qualities { quality { rankedInNotice } score level classRank { label } } } } } } }
"""
LIBRARY = """
    query($after: String) { comprehensiveResults(
        first: 200, after: $after, orderBy: { field: OVERALL_SCORE, direction: DESC }) {
        pageInfo { hasNextPage endCursor }
        nodes { student { number name } batch { academicYear } schoolClass { name } hasFailedCourse
            qualities { score level classRank { label } gradeRank { label } } } } }
"""
RIGHT_MARGIN = 72 / 25.4 * 8
"""The sheet's margin is ten millimetres; a cell that ends within eight of the edge would be cut by some printers."""


RADICALS = str.maketrans("⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳", "西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙龟")
"""A font has one glyph for a radical and for the character, so that a PDF may name either."""


def texts(path: Path) -> list[str]:
    """Returns the text of each sheet, without spaces, in plain characters."""
    said = (unicodedata.normalize("NFKC", page.extract_text()).translate(RADICALS) for page in PdfReader(path).pages)
    return ["".join(one.split()) for one in said]


def right_ends(page: PageObject) -> Iterator[float]:
    """Yields the place at which each piece of text begins, measured from the right edge."""
    found: list[float] = []

    def see(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        if text.strip():
            found.append(float(page.mediabox.width) - (tm[4] * cm[0] + cm[4]))

    page.extract_text(visitor_text=see)
    yield from found


def ranked(score: dict[str, Any], *ranks: str) -> str:
    return "".join((score["score"], score["level"], *((score[one] or {"label": "—"})["label"] for one in ranks)))


def entry(row: dict[str, Any], place: int) -> str:
    return "".join(
        (
            f"{place}{row['number']}{row['name']}{row['major']['name']}{row['grade']}级{row['schoolClass']['name']}",
            *(ranked(one, *(["classRank"] * one["quality"]["rankedInNotice"])) for one in row["qualities"]),
        )
    )


def of_library(row: dict[str, Any]) -> str:
    return "".join(
        (
            f"{row['student']['number']}{row['student']['name']}{row['batch']['academicYear']}学年{row['schoolClass']['name']}",
            *(ranked(one, *("classRank", "gradeRank") * (place % 2)) for place, one in enumerate(row["qualities"])),
            "是" if row["hasFailedCourse"] else "否",
        )
    )


async def test_lists_are_whole_on_paper(demo: tuple[str, Story], tmp_path: Path) -> None:
    """R7.1, R7.8: every row, each heading on each sheet, who printed what of which batch, nothing beyond the edge."""
    base, story = demo
    one = {part.role.split()[1]: part for part in story.cast.parts}
    people = {
        name: {"username": one[role].username, "password": story.state.password(one[role].username)}
        for name, role in (("admin", "superAdmin"), ("college", "collegeAdmin（公示中）"))
    }
    seen = await drive("print.mjs", base, {**people, "folder": str(tmp_path)}, tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 5

    async with connected(base) as http:
        college, admin = [
            await Client(http).signed_in(people[name]["username"], people[name]["password"])
            for name in ("college", "admin")
        ]
        batch = (await college.ask("{ batches(first: 1) { nodes { id name } } }"))["nodes"][0]
        notice = (await college.ask(ENTRIES, batch=batch["id"]))["nodes"][0]
        library: list[dict[str, Any]] = []
        page = {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"]:
            answer = await admin.ask(LIBRARY, after=page["endCursor"])
            library, page = [*library, *answer["nodes"]], answer["pageInfo"]

    for name in ("notice", "ratings", "class", "library"):
        read = PdfReader(tmp_path / f"{name}.pdf")
        for number, text in enumerate(texts(tmp_path / f"{name}.pdf"), start=1):
            assert [one for one in seen["headings"][name] if one not in text] == [], f"{name}, sheet {number}"
            assert [one for one in ("打印人:", f"{number}/{len(read.pages)}") if one not in text] == []
            assert [one for one in ("复制", "退出") if one in text] == []
        assert min(end for page in read.pages for end in right_ends(page)) > RIGHT_MARGIN

    screen = "".join(texts(tmp_path / "screen.pdf"))
    assert [one for one in ("打印人:", "学生评分进度") if one not in screen] == []
    assert [one for one in ("退出", "修改密码", "综测成绩导入与提交", "列设置", "条/页") if one in screen] == []

    sheets = texts(tmp_path / "notice.pdf")
    classes = list(dict.fromkeys(row["schoolClass"]["name"] for row in notice["entries"]["nodes"]))
    assert len(sheets) == len(classes) > 1
    for text, name in zip(sheets, classes, strict=True):
        rows = [row for row in notice["entries"]["nodes"] if row["schoolClass"]["name"] == name]
        expected = [notice["title"], batch["name"], notice["college"]["name"], f"班级:{name}", f"条数:{len(rows)}打印"]
        expected += [entry(row, place) for place, row in enumerate(rows, start=1)]
        assert [one for one in expected if "".join(one.split()) not in text] == []

    sheets = texts(tmp_path / "library.pdf")
    assert len(library) > 100
    assert len(sheets) > 3
    assert [one for one in map(of_library, library) if one not in "".join(sheets)] == []
    assert f"条数:{len(library)}打印" in sheets[0]
