"""各项素质: a batch's list, and everything that follows it (R11.1, R11.2)."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from db.tables import Module, Stage
from tests.campus import STUDENTS, Campus, Person
from tests.graph.batch_acts import CREATE, batch_form, press
from tests.graph.comprehensive_acts import IMPORT, TEMPLATE, bring_in, of_class, submit, workbook
from tests.graph.distributions.asking import LEVELS, OVERALL, ask
from tests.graph.imports.acts import undone
from tests.graph.library import EARLIER, EXPORT, FILL, exported, fetched
from tests.graph.notice_acts import open_notice, read_lists

QUALITY = "code name rankedInClass rankedInGrade rankedInNotice"
LIST = f"query($id: ID!) {{ batch(id: $id) {{ qualities {{ {QUALITY} }} qualitiesFixed }} }}"
SET = f"""mutation($input: SetQualitiesInput!) {{ setQualities(input: $input) {{
  batch {{ qualities {{ {QUALITY} }} qualitiesFixed }} userErrors {{ code path message }} }} }}"""
FOUR = [
    ("political", "思想政治素质", True, False, False),
    ("scholastic", "科学文化素质", True, True, True),
    ("development", "发展性素质", True, False, False),
    ("overall", "素质综合测评", True, True, True),
]
SIX = [
    ("moral", "德育", True, True, True),
    ("study", "智育", True, True, False),
    ("body", "体育素质", True, False, False),
    ("beauty", "美育", False, False, False),
    ("labour", "劳育", False, True, False),
    ("whole", "综合评价", True, True, True),
]
SCORES = "qualities { quality { code name } score level classRank { label } gradeRank { label } }"
LIBRARY = f"""query($order: ComprehensiveResultOrder, $filter: ComprehensiveResultFilter) {{
  comprehensiveResults(first: 50, orderBy: $order, filter: $filter) {{ nodes {{
    student {{ name }} batch {{ id }} overall {{ quality {{ name }} score }} {SCORES} }} }} }}"""


def given(rows: list[Any]) -> list[dict[str, Any]]:
    return [dict(zip(QUALITY.split(), row, strict=True)) for row in rows]


async def set_list(campus: Campus, rows: list[Any], who: Person | None = None) -> Any:
    return await press(campus, who or campus.student_affairs, SET, batchId=campus.batch, qualities=given(rows))


async def listed(campus: Campus, batch: str | None = None) -> tuple[list[Any], str | None]:
    found = (await campus.ask(campus.student_affairs, LIST, id=batch or campus.batch)).data["batch"]
    return [tuple(one[name] for name in QUALITY.split()) for one in found["qualities"]], found["qualitiesFixed"]


async def test_a_new_batch_has_the_list_of_the_last_one(campus: Campus) -> None:
    """R11.1: and the first one the manual's four."""
    assert await listed(campus) == (FOUR, None)
    assert (await set_list(campus, SIX))["batch"] == {"qualities": given(SIX), "qualitiesFixed": None}
    batch = (await press(campus, campus.student_affairs, CREATE, **batch_form()))["batch"]["id"]
    assert await listed(campus, batch) == (SIX, None)
    ((old, new),) = await campus.rows("select old, new from audit_entry where action = 'setQualities'")
    assert [[one["code"] for one in told["qualities"]] for told in (old, new)] == [
        [code for code, *_ in rows] for rows in (FOUR, SIX)
    ]


def changed(place: int, **values: Any) -> list[Any]:
    rows = [dict(zip(QUALITY.split(), row, strict=True)) for row in SIX]
    rows[place] |= values
    return [tuple(row.values()) for row in rows]


REFUSED = [
    (SIX[:1], ["input.qualities"]),
    ([(f"q{n}", f"素质{n}", True, False, False) for n in range(21)], ["input.qualities"]),
    (changed(0, code="Moral"), ["input.qualities.0.code"]),
    (changed(1, code="moral"), ["input.qualities.1.code"]),
    (changed(1, name=" ", code="1"), ["input.qualities.1.code", "input.qualities.1.name"]),
    (changed(1, name="长" * 33), ["input.qualities.1.name"]),
    (changed(1, name="德育"), ["input.qualities.1.name"]),
    (changed(1, name="德育测评"), ["input.qualities.1.name"]),
    (changed(1, name="综测测评"), ["input.qualities.5.name"]),
    (changed(5, rankedInClass=False, rankedInNotice=False), ["input.qualities.5.rankedInClass"]),
    (changed(3, rankedInNotice=True), ["input.qualities.3.rankedInClass"]),
]


async def test_a_list_that_is_wrong_is_refused_at_each_fault(campus: Campus) -> None:
    """R11.1: two names that a workbook can't tell apart, too."""
    for rows, paths in REFUSED:
        told = (await set_list(campus, rows))["userErrors"]
        assert [(one["code"], one["path"]) for one in told] == [("INVALID", path) for path in paths], rows
    assert (await listed(campus))[0] == FOUR


async def test_a_list_is_fixed_as_long_as_there_are_results(campus: Campus) -> None:
    """R11.1: also once the batch has ended; undone imports open it again."""
    await campus.open_phases(Module.COMPREHENSIVE)
    assert (await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1")))["userErrors"] == []
    [told] = (await set_list(campus, SIX))["userErrors"]
    assert (told["code"], "已有综合测评成绩" in told["message"]) == ("CONFLICT", True)
    assert await listed(campus) == (FOUR, told["message"])
    await undone(campus, campus.counsellor_li)
    await campus.execute("update batch set status = 'ENDED'")
    [told] = (await set_list(campus, SIX))["userErrors"]
    assert (await listed(campus))[1] == told["message"] != ""
    await campus.execute("update batch set status = 'OPEN'")
    assert (await set_list(campus, SIX))["userErrors"] == []


@pytest.fixture
async def six(campus: Campus) -> Campus:
    """A class of a batch with six qualities is imported: each student has a point less than the one before."""
    await campus.open_phases(Module.COMPREHENSIVE)
    assert (await set_list(campus, SIX))["userErrors"] == []
    headings = ["学号", "姓名", *(f"{name}{what}" for _, name, *_ in SIX for what in ("成绩", "等次"))]
    headings[6:8] = ["体育分数", "体育等级"]
    rows = [
        [campus.people[key].username, name, *(cell for n in range(6) for cell in (90 - place + n, "良好"))]
        for place, (key, name) in enumerate(STUDENTS["cs1"])
    ]
    files = {"variables.input.file": ("成绩.xlsx", workbook(rows, headings))}
    answer = await campus.upload(campus.counsellor_li, IMPORT, files, input={"batchId": campus.batch})
    assert answer.data["importComprehensiveResults"]["userErrors"] == []
    return campus


async def test_the_template_and_the_import_have_the_lists_columns(six: Campus) -> None:
    """R11.2, R6.1, R6.2: a column of another list is not enough."""
    answer = await six.ask(six.counsellor_li, TEMPLATE, input={"kind": "COMPREHENSIVE_RESULTS", "batchId": six.batch})
    _, content = await fetched(six, six.counsellor_li, answer.data["requestTemplate"]["operation"]["downloadUrl"])
    [headings, *_] = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    told = [f"{name}{what}" for _, name, *_ in SIX for what in ("成绩", "等次")]
    assert [str(one).removesuffix("*") for one in headings] == ["学号", "姓名", *told]
    [refused] = (await bring_in(six, six.counsellor_li, of_class(six, "cs1")))["userErrors"]
    assert refused["code"] == "MISSING_COLUMN"
    assert all(heading in refused["message"] for heading in told)


async def test_results_and_notices_rank_what_the_list_ranks(six: Campus) -> None:
    """R11.2, R6.3, R7.1: what is not ranked has no rank, and a notice shows those of two."""
    found = (await six.ask(six.counsellor_li, LIBRARY)).data["comprehensiveResults"]["nodes"]
    assert [one["overall"] for one in found] == [
        {"quality": {"name": "综合评价"}, "score": f"{95 - place}.00"} for place in range(5)
    ]
    for place, one in enumerate(found, 1):
        rank = {"label": f"{place}/5"}
        assert one["qualities"] == [
            {
                "quality": {"code": code, "name": name},
                "score": f"{91 - place + n}.00",
                "level": "良好",
                "classRank": rank if in_class else None,
                "gradeRank": rank if in_grade else None,
            }
            for n, (code, name, in_class, in_grade, _) in enumerate(SIX)
        ]
    await submit(six, six.counsellor_li)
    await six.execute("update participant set participating = false where class_id <> :cs1", cs1=six.ids["cs1"])
    assert (await open_notice(six))["userErrors"] == []
    rows = (await read_lists(six, six.jia)).data["publicNotices"]["nodes"][0]["entries"]["nodes"]
    shown = [(one["quality"]["code"], one["classRank"] is not None) for one in rows[0]["qualities"]]
    assert shown == [(code, in_notice) for code, *_, in_notice in SIX]


async def test_the_library_holds_batches_of_different_lists(six: Campus) -> None:
    """R11.2, R7.8: orders by code, columns by name, blank where a batch has no such quality."""
    await six.execute("update comprehensive_result set stage = 4")
    await six.execute(EARLIER, batch=six.ids["batch"])
    ((earlier,),) = await six.rows("select id from batch where academic_year = '2017-2018'")
    await six.execute(FILL, batch=earlier, stage=int(Stage.APPROVED))
    affairs = six.student_affairs
    (sheet,) = (await exported(six, affairs, columns=["STUDENT_NAME", "QUALITY_SCORE", "OVERALL_SCORE"])).values()
    names = [name for _, name, *_ in (*SIX, *FOUR)]
    assert sheet[0] == ["姓名", *(f"{name}成绩" for name in names), "综合测评成绩"]
    blank = {(row[1] is None, row[7] is None, row[-1] is None) for row in sheet[1:]}
    assert (len(sheet), blank) == (18, {(True, False, False), (False, True, False)})
    wanted = {"columns": ["QUALITY_SCORE", "QUALITY_GRADE_RANK"], "qualities": ["beauty", "overall"]}
    (sheet,) = (await exported(six, affairs, **wanted)).values()
    assert sheet[0] == ["美育成绩", "素质综合测评成绩", "素质综合测评年级排名"]
    order = {"field": "QUALITY_SCORE", "quality": "moral", "direction": "DESC"}
    found = (await six.ask(affairs, LIBRARY, order=order)).data["comprehensiveResults"]["nodes"]
    assert [one["student"]["name"] for one in found[:5]] == [name for _, name in STUDENTS["cs1"]]
    assert {one["batch"]["id"] for one in found[5:]} == {str(earlier)}
    (sheet,) = (await exported(six, affairs, columns=["STUDENT_NAME"], orderBy=order)).values()
    assert [row[0] for row in sheet[1:6]] == [name for _, name in STUDENTS["cs1"]]
    for wrong in ({**order, "quality": "nothing"}, {**order, "quality": None}, {**order, "field": "NUMBER"}):
        assert (await six.ask(affairs, LIBRARY, order=wrong)).codes == ["BAD_REQUEST"]
    hidden = {**order, "field": "QUALITY_GRADE_RANK"}
    for who in (six.college_admin, six.jia):
        assert (await six.ask(who, LIBRARY, order=hidden)).codes == ["FORBIDDEN"]
        answer = await six.ask(who, EXPORT, input={"comprehensiveResults": {"columns": ["QUALITY_GRADE_RANK"]}})
        assert answer.codes == ["FORBIDDEN"]


async def test_distributions_are_of_the_lists_qualities(six: Campus) -> None:
    """R11.2, R8.8: by code, the overall result unless another one is named."""
    overall = await ask(six, six.counsellor_li, OVERALL)
    assert (overall["bands"][0]["lowest"], overall["people"]) == ("91.00", 5)
    moral = OVERALL.replace("filter: $f)", 'filter: $f, quality: "moral")')
    assert (await ask(six, six.counsellor_li, moral))["bands"][0]["lowest"] == "86.00"
    other = OVERALL.replace("filter: $f)", 'filter: $f, quality: "political")')
    assert (await six.ask(six.counsellor_li, other, b=six.batch)).codes == ["BAD_REQUEST"]
    [one] = await ask(six, six.counsellor_li, LEVELS, by="COLLEGE")
    assert [(each["quality"]["code"], each["people"]) for each in one["counts"]] == [(code, 5) for code, *_ in SIX]
