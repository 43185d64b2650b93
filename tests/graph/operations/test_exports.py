"""Taking results away as workbooks, and templates to fill in (1.1.2.5): R4.11, R8.1, R8.3, R8.4."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook
from strawberry.utils.str_converters import to_camel_case

from core.columns.academic import ACADEMIC_RESULTS
from core.identity.tokens import hash_of
from tests.campus import YEAR, ZONE, Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.academic_acts import compute, rank
from tests.graph.course_acts import IMPORT
from tests.graph.operations.exporting import Sheet, alike, asked, export, fetched

TEMPLATE = """mutation T($kind: TemplateKind!) { requestTemplate(input: {kind: $kind}) {
  operation { kind downloadUrl } userErrors { code } } }"""
LISTED = """query L($batch: ID!, $filter: AcademicResultFilter, $by: AcademicResultOrder) {
  academicResults(batchId: $batch, filter: $filter, orderBy: $by, first: 100) { nodes {
    student { number name college { name } major { name } } schoolClass { name grade }
    creditAverage academicScore classRank { label position size } majorGradeRank { label position size } majorGradeStale
    computedAt computedBy FURTHER } } }"""
PLAIN = ["学号", "姓名", "学院", "专业", "年级", "班级", "平均学分成绩", "学业成绩", "班级排名"]
KNOWN = [*PLAIN, "专业年级排名", "计算时间", "计算人"]
RANKS = {
    "班级名次": ("classRank", "position"),
    "班级排名人数": ("classRank", "size"),
    "专业年级名次": ("majorGradeRank", "position"),
    "专业年级排名人数": ("majorGradeRank", "size"),
}
"""The columns of numbers that stand beside the ranks, and what the page calls them."""
COLUMNS = ACADEMIC_RESULTS.columns
WITH_MAJOR_RANK = [one.heading for one in COLUMNS]
WITHOUT_MAJOR_RANK = [one.heading for one in COLUMNS if one.right is None]
FURTHER = {one.heading: to_camel_case(one.key) for one in COLUMNS if one.heading not in [*KNOWN, *RANKS]}
"""Each further declared column holds a number that the page shows under the same name."""


@pytest.fixture(scope="module")
async def computed(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Every class computed and ranked; 王丙 has no course. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await ready(campus)
        yield campus


async def ready(campus: Campus) -> None:
    await campus.open_phases()
    scores = {"jia": "92.07", "yi": "81", "ding": "81", "wu": "59.99", "ji": "77.5", "geng": "100", "xin": "0"}
    for key, score in (scores | dict.fromkeys(("ren", "gui", "mei", "lei"), "80")).items():
        await campus.give(campus.people[key], ("A", "3", score), ("B", "2.5", "70"))
    await compute(campus, campus.super_admin)
    for major in ("computing", "software", "english"):
        await rank(campus, campus.super_admin, major)


async def listed(campus: Campus, person: Person, **wanted: Any) -> list[dict[str, Any]]:
    """Returns what the page shows to this person, in the sheet's words; a stale rank is left out of a sheet (R4.9)."""
    answer = await campus.ask(
        person, LISTED.replace("FURTHER", " ".join(FURTHER.values())), batch=campus.batch, **wanted
    )
    assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    return [_in_words(node) for node in answer.data["academicResults"]["nodes"]]


def _in_words(node: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromisoformat(node["computedAt"]).astimezone(ZONE).replace(tzinfo=None)
    major_rank = node["majorGradeRank"] and node["majorGradeRank"]["label"]
    return {
        "学号": node["student"]["number"],
        "姓名": node["student"]["name"],
        "学院": node["student"]["college"]["name"],
        "专业": node["student"]["major"]["name"],
        "年级": node["schoolClass"]["grade"],
        "班级": node["schoolClass"]["name"],
        "平均学分成绩": node["creditAverage"] and Decimal(node["creditAverage"]),
        "学业成绩": node["academicScore"] and Decimal(node["academicScore"]),
        "班级排名": node["classRank"] and node["classRank"]["label"],
        "专业年级排名": None if node["majorGradeStale"] else major_rank,
        **{heading: _part_of(node, *path) for heading, path in RANKS.items()},
        "计算时间": at.replace(microsecond=0),
        "计算人": node["computedBy"],
        **{heading: node[name] and Decimal(node[name]) for heading, name in FURTHER.items()},
    }


def _part_of(node: dict[str, Any], rank: str, part: str) -> int | None:
    shown = node[rank] and not (rank == "majorGradeRank" and node["majorGradeStale"])
    return node[rank][part] if shown else None


def test_a_sheet_begins_with_the_columns_of_the_manual() -> None:
    """R4.11: written down here once more; what is declared beside them keeps their order."""
    assert [heading for heading in WITH_MAJOR_RANK if heading in KNOWN] == KNOWN
    assert [heading for heading in WITHOUT_MAJOR_RANK if heading in KNOWN] == [*PLAIN, "计算时间", "计算人"]


EVERYBODY = {
    "super_admin": (12, WITH_MAJOR_RANK),
    "college_admin": (10, WITH_MAJOR_RANK),
    "deputy_secretary": (10, WITH_MAJOR_RANK),
    "other_college_admin": (2, WITH_MAJOR_RANK),
    "counsellor_li": (8, WITH_MAJOR_RANK),
    "counsellor_zhao": (5, WITH_MAJOR_RANK),
    "head_teacher_chen": (5, WITHOUT_MAJOR_RANK),
    "monitor": (1, WITHOUT_MAJOR_RANK),
    "yi": (1, WITHOUT_MAJOR_RANK),
}


@pytest.mark.parametrize("who", EVERYBODY)
async def test_a_sheet_holds_the_rows_and_fields_that_the_page_shows(computed: Campus, who: str) -> None:
    """R4.11, R8.4: two programs read the sheet of each role; a student's sheet holds the student's own row alone."""
    person, (size, headers) = getattr(computed, who), EVERYBODY[who]
    sheet = await export(computed, person)
    shown = await listed(computed, person)
    assert sheet.headers == headers
    assert len(shown) == size
    assert [alike(row) for row in sheet.rows] == [{key: row[key] for key in headers} for row in shown]
    [name] = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).sheet_names
    again = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_name(name).to_python()
    assert again[0] == headers
    assert [row[0] for row in again[1:]] == sheet.column("学号")
    assert [row[headers.index("学业成绩")] or None for row in again[1:]] == sheet.column("学业成绩")


async def test_nobody_else_exports(computed: Campus) -> None:
    """R8: student affairs, who see no academic result, do not export, nor does staff without a class."""
    for person in (computed.student_affairs, computed.bystander):
        answer = await asked(computed, person)
        assert (answer.codes, answer.data["requestExport"]) == (["FORBIDDEN"], None)
    assert (await asked(computed, Person("", ""))).codes == ["UNAUTHENTICATED"]


async def test_cells_are_of_the_kind_that_they_hold(computed: Campus) -> None:
    """R4.11: numbers as numbers with two places, identifiers and ranks as text, the header frozen, with a filter."""
    sheet = (await export(computed, computed.counsellor_li)).sheet
    cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert {key: cells[key].data_type for key in KNOWN} == {
        **dict.fromkeys(KNOWN, "s"),
        **dict.fromkeys(("年级", "平均学分成绩", "学业成绩"), "n"),
        "计算时间": "d",
    }
    assert (cells["学号"].value, cells["学号"].number_format) == ("20190101", "@")
    assert (cells["学业成绩"].value, cells["学业成绩"].number_format) == (82.59, "0.00")
    assert (cells["班级排名"].value, cells["班级排名"].number_format) == ("1/4", "@")
    assert {(cells[key].value, cells[key].data_type) for key in ("班级名次", "班级排名人数")} == {(1, "n"), (4, "n")}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(len(COLUMNS))}9"


async def test_without_a_counted_course_the_cells_are_blank(computed: Campus) -> None:
    """R4.4, R4.11: no score, no rank, and no number of it."""
    [row] = [row for row in (await export(computed, computed.counsellor_li)).rows if row["姓名"] == "王丙"]
    assert {row[key] for key in ("平均学分成绩", "学业成绩", "班级排名", "专业年级排名", *RANKS)} == {None}


async def test_columns_come_as_chosen_and_in_that_order(computed: Campus) -> None:
    """R4.11: each column comes once."""
    sheet = await export(
        computed, computed.college_admin, columns=["CLASS_RANK", "STUDENT_NAME", "ACADEMIC_SCORE", "CLASS_RANK"]
    )
    assert sheet.headers == ["班级排名", "姓名", "学业成绩"]
    assert sheet.rows[0] == {"班级排名": "1/4", "姓名": "张甲", "学业成绩": 82.59}


async def test_no_columns_chosen_are_those_that_one_may_see(computed: Campus) -> None:
    """R8.4: an empty choice opens no more than none."""
    assert (await export(computed, computed.yi, columns=[])).headers == WITHOUT_MAJOR_RANK
    assert (await export(computed, computed.college_admin, columns=[])).headers == WITH_MAJOR_RANK


@pytest.mark.parametrize("who", ["head_teacher_chen", "monitor", "yi"])
async def test_a_column_that_one_may_not_see_is_refused_by_name(computed: Campus, who: str) -> None:
    """R8.3, R8.4."""
    guarded = ("MAJOR_GRADE_RANK", "MAJOR_GRADE_POSITION", "MAJOR_GRADE_SIZE")
    named: list[dict[str, Any]] = [{"columns": ["STUDENT_NAME", one]} for one in guarded]
    for wanted in (*named, {"orderBy": {"field": "MAJOR_GRADE_RANK"}}):
        answer = await asked(computed, getattr(computed, who), **wanted)
        assert (answer.codes, answer.data["requestExport"]) == (["FORBIDDEN"], None)


async def test_a_column_of_another_batch_is_not_one_of_this(campus: Campus) -> None:
    """R8.1: 陈静 heads a class in this batch; having counselled one in an earlier batch opens nothing here."""
    await ready(campus)
    await campus.execute(
        """with earlier as (insert into batch (name, academic_year, status, opened_at)
             values ('旧批次', '2017-2018', 'ENDED', now()) returning id)
           insert into counsellor (batch_id, class_id, staff_id) select id, :class, :staff from earlier""",
        **{"class": campus.ids["cs1"], "staff": campus.head_teacher_chen.id},
    )
    assert (await export(campus, campus.head_teacher_chen)).headers == WITHOUT_MAJOR_RANK
    assert (await asked(campus, campus.head_teacher_chen, columns=["MAJOR_GRADE_RANK"])).codes == ["FORBIDDEN"]


async def test_each_row_is_judged_by_the_role_that_reaches_it(computed: Campus) -> None:
    """R8.1: 赵敏 counsels 软工1901 and heads 计科1902, whose major ranks stay blank."""
    rows = (await export(computed, computed.counsellor_zhao)).rows
    assert {row["班级"]: row["专业年级排名"] is not None for row in rows} == {"计科1902": False, "软工1901": True}
    assert (await asked(computed, computed.counsellor_zhao, orderBy={"field": "MAJOR_GRADE_RANK"})).codes == [
        "FORBIDDEN"
    ]


async def test_only_rows_of_the_own_class_are_within_reach_of_a_filter(computed: Campus) -> None:
    """R8.2: a row that one may not see is not there, as on the page."""
    for person, wanted in (
        (computed.counsellor_li, {"classId": computed.se1}),
        (computed.college_admin, {"collegeId": computed.lang}),
        (computed.yi, {"number": computed.jia.username}),
    ):
        sheet = await export(computed, person, filter=wanted)
        assert (sheet.rows, sheet.sheet.max_row) == ([], 1)


async def test_an_unknown_batch_and_one_that_is_not_seen_answer_alike(campus: Campus) -> None:
    """R8.2."""
    await campus.execute("update batch set opened_at = null")
    for batch in ("987654321", campus.batch):
        answer = await asked(campus, campus.college_admin, batchId=batch)
        assert answer.data["requestExport"]["userErrors"] == [
            {"code": "NOT_FOUND", "path": "input.academicResults.batchId"}
        ]


async def test_filters_and_order_are_those_of_the_page(computed: Campus) -> None:
    """R4.11: the test tries every filter and every order that the page has."""
    filters: list[dict[str, Any]] = [
        {"classId": computed.cs2},
        {"majorId": computed.computing, "grade": 2019},
        {"collegeId": computed.info},
        {"number": "201901"},
        {"name": "李"},
    ]
    orders = ("NUMBER", "NAME", "CLASS", "CREDIT_AVERAGE", "ACADEMIC_SCORE", "CLASS_RANK", "MAJOR_GRADE_RANK")
    wanted: list[tuple[dict[str, Any], dict[str, str]]] = [({"filter": one}, {}) for one in filters]
    wanted += [({}, {"field": one, "direction": way}) for one in orders for way in ("ASC", "DESC")]
    for fits, by in wanted:
        sheet = await export(computed, computed.super_admin, **fits, **({"orderBy": by} if by else {}))
        shown = await listed(computed, computed.super_admin, **fits, **({"by": by} if by else {}))
        assert sheet.column("学号") == [row["学号"] for row in shown], (fits, by)
        assert shown


async def test_stale_ranks_are_left_out(campus: Campus) -> None:
    """R4.9: the ranks are left out until somebody ranks again."""
    await ready(campus)
    await compute(campus, campus.counsellor_li, "cs2")
    rows = (await export(campus, campus.college_admin)).rows
    assert {row["专业"]: row["专业年级排名"] is not None for row in rows if row["姓名"] != "王丙"} == {
        "计算机": False,
        "软件工程": True,
    }
    await rank(campus, campus.college_admin)
    assert "1/7" in (await export(campus, campus.college_admin)).column("专业年级排名")


async def test_a_name_stays_a_name_whatever_it_begins_with(campus: Campus) -> None:
    """A spreadsheet must not run what somebody is called."""
    names = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(1)", "#N/A"]
    for person, name in zip(("jia", "yi", "bing", "ding", "wu"), names, strict=True):
        await campus.execute("update student set name = :name where id = :id", name=name, id=campus.people[person].id)
    await ready(campus)
    sheet = await export(campus, campus.counsellor_li, filter={"classId": campus.cs1})
    cells = [row[1] for row in sheet.sheet.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(name, "s") for name in names]


async def test_a_file_is_named_in_chinese_after_its_batch(computed: Campus) -> None:
    header = (await export(computed, computed.yi)).header
    plain, _, encoded = header.partition("filename*=UTF-8''")
    assert unquote(encoded) == "2018-2019学年综合测评 学业成绩.xlsx"
    assert plain.isascii()
    assert 'filename="' in plain


async def test_a_file_is_for_one_person_and_for_a_short_while(campus: Campus) -> None:
    """R8.4: another person who has the address gets the answer of an unknown one, and so does its owner later."""
    await ready(campus)
    answer = await asked(campus, campus.counsellor_li)
    operation = answer.data["requestExport"]["operation"]
    unknown = await fetched(campus, campus.counsellor_li, "/downloads/unknown")
    for person in (campus.super_admin, campus.college_admin, campus.yi):
        refused = await fetched(campus, person, operation["downloadUrl"])
        assert (refused.status_code, refused.content) == (404, unknown.content)
    nobody = await fetched(campus, Person("", ""), operation["downloadUrl"])
    assert nobody.status_code == 401
    assert nobody.content == (await fetched(campus, Person("", ""), "/downloads/unknown")).content
    assert (await fetched(campus, campus.counsellor_li, operation["downloadUrl"])).status_code == 200
    query = "query($id: ID!) { operation(id: $id) { downloadUrl } }"
    again = await campus.ask(campus.counsellor_li, query, id=operation["id"])
    assert again.data["operation"]["downloadUrl"] == operation["downloadUrl"]
    await campus.execute("update download set expires_at = now()")
    gone = await fetched(campus, campus.counsellor_li, operation["downloadUrl"])
    assert (gone.status_code, gone.content) == (404, unknown.content)
    again = await campus.ask(campus.counsellor_li, query, id=operation["id"])
    assert again.data["operation"]["downloadUrl"] is None


async def test_files_that_have_run_out_are_not_kept(campus: Campus) -> None:
    await ready(campus)
    await export(campus, campus.counsellor_li)
    await campus.execute("update download set expires_at = now()")
    await export(campus, campus.yi)
    assert await campus.rows("select count(*) from download") == [(1,)]


async def test_a_token_that_only_reads_may_export(campus: Campus) -> None:
    """R9.1: a reporting tool fetches what its person may see; an export changes nothing."""
    await ready(campus)
    tool = Person("tool", "报表")
    await campus.execute(
        """insert into access_token (account_id, name, token_hash, read_only, expires_at)
           select id, '报表', :hash, true, now() + interval '1 day' from account where username = :who""",
        hash=hash_of(tool.token),
        who=campus.counsellor_li.username,
    )
    assert len((await export(campus, tool)).rows) == 8


async def test_an_export_is_in_the_audit_log(campus: Campus) -> None:
    """R9.3: the entry says who took what away, how many rows, and from which batch."""
    await ready(campus)
    await export(campus, campus.counsellor_li)
    await campus.ask(campus.college_admin, TEMPLATE, kind="ROSTER")
    entries = await campus.rows(
        "select actor_name, action, subject, batch_id, new from audit_entry where action like 'request%' order by id"
    )
    assert [tuple(one) for one in entries] == [
        ("李莉", "requestExport", "2018-2019学年综合测评 学业成绩.xlsx", campus.ids["batch"], {"rows": 8}),
        ("周老师", "requestTemplate", "名册导入模板.xlsx", None, None),
    ]


async def taken(campus: Campus, person: Person, kind: str) -> Sheet:
    answer = await campus.ask(person, TEMPLATE, kind=kind)
    assert not answer.errors, answer.errors
    response = await fetched(campus, person, answer.data["requestTemplate"]["operation"]["downloadUrl"])
    return Sheet(response.content, response.headers["content-disposition"])


async def test_an_empty_template_of_course_scores_is_refused_clearly(campus: Campus) -> None:
    """R4.1, R4.2: its headers are those of the import, required ones with *; the identifiers' columns are text."""
    template = await taken(campus, campus.college_admin, "COURSE_SCORES")
    headers = ["学号*", "姓名*", "课程代码*", "课程名称*", "课程性质*", "授课教师", "学分*", "成绩*", "备注"]
    assert template.headers == headers
    assert unquote(template.header).endswith("原始成绩导入模板.xlsx")
    for letter in "AC":
        assert template.sheet.column_dimensions[letter].number_format == "@"
    assert await problems(campus, template.content) == ["EMPTY_SHEET"]
    book = openpyxl.load_workbook(BytesIO(template.content))
    book.worksheets[0].append(["20190101", "张甲", "MA101", "高等数学", "必修", None, 4, 91.5])
    filled = BytesIO()
    book.save(filled)
    assert await problems(campus, filled.getvalue()) == []
    assert await campus.rows("select course_code, score::text from course_score") == [("MA101", "91.50")]


async def problems(campus: Campus, content: bytes) -> list[str]:
    answer = await campus.upload(
        campus.college_admin,
        IMPORT,
        {"variables.input.file": ("模板.xlsx", content)},
        input={"academicYear": YEAR, "term": 1},
    )
    assert not answer.errors, answer.errors
    return [error["code"] for error in answer.data["importCourseScores"]["userErrors"]]


async def test_an_empty_template_of_the_roster_is_refused_clearly(campus: Campus) -> None:
    """R9.2."""
    template = await taken(campus, campus.super_admin, "ROSTER")
    document = """mutation($file: Upload!) { importRoster(input: {files: [$file]}) {
      counts { sheet created } userErrors { code message } } }"""
    answer = await campus.upload(campus.super_admin, document, {"variables.file": ("名册.xlsx", template.content)})
    assert not answer.errors, answer.errors
    assert [error["code"] for error in answer.data["importRoster"]["userErrors"]] == ["EMPTY_SHEET"]


async def test_templates_are_for_those_who_import(computed: Campus) -> None:
    """R8.4."""
    for person in (computed.counsellor_li, computed.head_teacher_chen, computed.student_affairs, computed.yi):
        for kind in ("COURSE_SCORES", "ROSTER"):
            answer = await computed.ask(person, TEMPLATE, kind=kind)
            assert (answer.codes, answer.data["requestTemplate"]) == (["FORBIDDEN"], None)
