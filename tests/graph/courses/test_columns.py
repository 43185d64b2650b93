"""An import says what was read as what; the sender may say which column is meant, and colleges teach it (R10.1)."""

from typing import Any

from db.tables import Module
from tests.campus import YEAR, Campus, Person
from tests.core.workbooks.files import HEADERS, comma_separated, xlsx
from tests.graph.comprehensive_acts import HEADERS as RESULT_HEADERS
from tests.graph.comprehensive_acts import of_class
from tests.graph.course_acts import of

COLUMNS = "columns { key title heading letter sheet learnt } passedOver userErrors { code message path row column }"
SCORES = f"""mutation($input: ImportCourseScoresInput!) {{ importCourseScores(input: $input) {{
  created {COLUMNS} operation {{ outcome }} }} }}"""
RESULTS = f"""mutation($input: ImportComprehensiveResultsInput!) {{ importComprehensiveResults(input: $input) {{
  created {COLUMNS} }} }}"""
ROSTER = f"""mutation($input: ImportRosterInput!) {{ importRoster(input: $input) {{
  counts {{ sheet created }} {COLUMNS} }} }}"""
ALL = "query { learntColumns { totalCount nodes { id kind heading key title learntBy college { code } } } }"
FORGET = "mutation($input: ForgetColumnsInput!) { forgetColumns(input: $input) { forgotten userErrors { code path } } }"
LEARNT = """select college.code, kind, heading, column_key from learnt_column
  left join college on college.id = college_id order by learnt_column.id"""
TWO = [*HEADERS, "总评成绩", "绩点"]
MEANT = [{"key": "SCORE", "heading": "总评成绩"}]


async def scores(campus: Campus, person: Person | None = None, **how: Any) -> dict[str, Any]:
    """One student with 91.5 as 成绩 and 88 as 总评成绩."""
    content = xlsx([TWO, [*of(campus.jia), 88, 4]])
    wanted = {"academicYear": YEAR, "term": 1, **how}
    files = {"variables.input.file": ("成绩.xlsx", content)}
    answer = await campus.upload(person or campus.college_admin, SCORES, files, input=wanted)
    assert not answer.errors, answer.errors
    return answer.data["importCourseScores"]


def read_as(payload: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(one["title"], one["heading"], one["learnt"]) for one in payload["columns"] if one["key"] == "SCORE"]


async def stored(campus: Campus) -> list[Any]:
    return [str(score) for (score,) in await campus.rows("select score from course_score")]


async def test_two_columns_of_one_meaning_are_refused_and_the_client_may_choose(campus: Campus) -> None:
    refused = await scores(campus)
    (error,) = refused["userErrors"]
    assert (error["code"], error["column"], error["path"]) == ("DOUBLED_COLUMN", "成绩", "input.file")
    assert "H 列“成绩”、J 列“总评成绩”" in error["message"]
    assert read_as(refused) == [("成绩", "成绩", False), ("成绩", "总评成绩", False)]
    assert (await stored(campus), await campus.rows(LEARNT)) == ([], [])
    chosen = await scores(campus, columns=[{"key": "SCORE", "heading": "成绩"}])
    assert (chosen["userErrors"], chosen["passedOver"], await stored(campus)) == ([], ["总评成绩", "绩点"], ["91.50"])


async def test_a_dry_run_says_the_same_and_teaches_nothing(campus: Campus) -> None:
    done = await scores(campus, columns=MEANT, dryRun=True)
    assert (done["created"], read_as(done), done["passedOver"]) == (1, [("成绩", "总评成绩", False)], ["成绩", "绩点"])
    assert done["columns"][0] == {
        "key": "STUDENT_NUMBER",
        "title": "学号",
        "heading": "学号",
        "letter": "A",
        "sheet": "成绩",
        "learnt": False,
    }
    assert (await stored(campus), await campus.rows(LEARNT)) == ([], [])
    assert (await scores(campus))["userErrors"]


async def test_the_second_import_needs_no_choice(campus: Campus) -> None:
    """R9.3: what a college has taught is in the audit log."""
    done = await scores(campus, columns=MEANT)
    assert done["operation"]["outcome"]["columns"] == done["columns"]
    ((code, kind, heading, key),) = await campus.rows(LEARNT)
    assert (kind, heading, key) == ("COURSE_SCORES", "总评成绩", "score")
    again = await scores(campus)
    assert (again["userErrors"], read_as(again)) == ([], [("成绩", "总评成绩", True)])
    assert await stored(campus) == ["88.00"]
    entries = await campus.rows("select new, college_id from audit_entry where new ? 'columns'")
    assert [(new["columns"], bool(college)) for new, college in entries] == [({"SCORE": "总评成绩"}, True)]
    other = await scores(campus, columns=[{"key": "SCORE", "heading": "成绩"}])
    assert read_as(other) == [("成绩", "成绩", False)]
    assert read_as(await scores(campus)) == [("成绩", "成绩", True)]
    assert code


async def test_what_one_college_taught_is_not_known_to_another(campus: Campus) -> None:
    await scores(campus, columns=MEANT)
    refused = await scores(campus, campus.other_college_admin)
    assert [one["code"] for one in refused["userErrors"]] == ["DOUBLED_COLUMN"]
    school = await scores(campus, campus.super_admin)
    assert [one["code"] for one in school["userErrors"]] == ["DOUBLED_COLUMN"]
    named = await scores(campus, campus.super_admin, collegeId=campus.info)
    assert (named["userErrors"], read_as(named)) == ([], [("成绩", "总评成绩", True)])


async def test_a_choice_that_can_not_be_is_told(campus: Campus) -> None:
    for column, code in (
        ({"key": "MARK", "heading": "成绩"}, "INVALID"),
        ({"key": "SCORE", "heading": " * "}, "INVALID"),
        ({"key": "SCORE", "heading": "期末总评"}, "CHOSEN_COLUMN_MISSING"),
    ):
        refused = await scores(campus, columns=[column])
        assert [one["code"] for one in refused["userErrors"]] == [code]
    files = {"variables.input.file": ("成绩.xlsx", xlsx([TWO]))}
    wanted = {"academicYear": YEAR, "term": 1, "columns": [*MEANT, *MEANT]}
    answer = await campus.upload(campus.college_admin, SCORES, files, input=wanted)
    assert [one["extensions"]["code"] for one in answer.errors or ()] == ["BAD_REQUEST"]
    assert (await stored(campus), await campus.rows(LEARNT)) == ([], [])


async def test_results_teach_the_college_of_their_classes(campus: Campus) -> None:
    """R6.1"""
    await campus.open_phases(Module.COMPREHENSIVE)
    headers = [*RESULT_HEADERS[:8], "综测分", "综测档"]
    files = {"variables.input.file": ("综测.csv", comma_separated([headers, *of_class(campus, "cs1")]))}
    chosen = [{"key": "OVERALL_SCORE", "heading": "综测分"}, {"key": "OVERALL_LEVEL", "heading": "综测档"}]
    wanted: dict[str, Any] = {"batchId": campus.batch}
    refused = await campus.upload(campus.counsellor_li, RESULTS, files, input=wanted)
    assert refused.data["importComprehensiveResults"]["userErrors"][0]["code"] == "MISSING_COLUMN"
    first = await campus.upload(campus.counsellor_li, RESULTS, files, input={**wanted, "columns": chosen})
    assert first.data["importComprehensiveResults"]["userErrors"] == []
    assert [row[1:] for row in await campus.rows(LEARNT)] == [
        ("COMPREHENSIVE_RESULTS", "综测分", "overall_score"),
        ("COMPREHENSIVE_RESULTS", "综测档", "overall_level"),
    ]
    second = await campus.upload(campus.counsellor_li, RESULTS, files, input=wanted)
    told = second.data["importComprehensiveResults"]
    assert (told["userErrors"], [one["heading"] for one in told["columns"] if one["learnt"]]) == (
        [],
        ["综测分", "综测档"],
    )


async def test_the_roster_teaches_for_the_whole_university(campus: Campus) -> None:
    """R9.2"""
    content = comma_separated([["代号", "院名"], ["99", "新学院"]])
    chosen = [{"key": "COLLEGE_CODE", "heading": "代号"}, {"key": "NAME", "heading": "院名"}]
    files = {"variables.input.files.0": ("学院.csv", content)}

    async def sent(**how: Any) -> dict[str, Any]:
        answer = await campus.upload(campus.super_admin, ROSTER, files, input={"files": [None], **how})
        assert not answer.errors, answer.errors
        return answer.data["importRoster"]

    assert [one["code"] for one in (await sent())["userErrors"]] == ["NO_HEADER"]
    assert (await sent(columns=chosen, dryRun=True))["userErrors"] == []
    assert await campus.rows(LEARNT) == []
    assert (await sent(columns=[{"key": "SCORE", "heading": "代号"}]))["userErrors"][0]["code"] == "INVALID"
    assert (await sent(columns=chosen))["counts"] == [{"sheet": "COLLEGES", "created": 1}]
    assert [row[0] for row in await campus.rows(LEARNT)] == [None, None]
    again = await sent()
    assert (again["userErrors"], [one["learnt"] for one in again["columns"]]) == ([], [True, True])


async def test_a_college_forgets_what_it_has_learnt(campus: Campus) -> None:
    """R10.1: the next file needs the choice again; another college's are not there, the roster's are the school's."""
    await scores(campus, columns=MEANT)
    await campus.execute(
        """insert into learnt_column (kind, heading, column_key, learnt_at)
           values ('ROSTER', '学籍号', 'student_number', now())"""
    )
    found = (await campus.ask(campus.college_admin, ALL)).data["learntColumns"]
    [one] = found["nodes"]
    assert {**one, "id": ""} == {
        "id": "", "kind": "COURSE_SCORES", "heading": "总评成绩", "key": "SCORE", "title": "成绩", "learntBy": "周老师",
        "college": {"code": "01"},
    }  # fmt: skip
    every = (await campus.ask(campus.super_admin, ALL)).data["learntColumns"]["nodes"]
    of_roster = next(one["id"] for one in every if one["college"] is None)
    before = await campus.rows(LEARNT)
    for ids, codes in (([one["id"], of_roster], [("NOT_FOUND", "input.ids.1")]), ([], [("INVALID", "input.ids")])):
        done = (await campus.ask(campus.college_admin, FORGET, input={"ids": ids})).data["forgetColumns"]
        assert [(error["code"], error["path"]) for error in done["userErrors"]] == codes
    assert await campus.rows(LEARNT) == before
    done = (await campus.ask(campus.college_admin, FORGET, input={"ids": [one["id"]]})).data["forgetColumns"]
    assert done == {"forgotten": 1, "userErrors": []}
    [entry] = await campus.rows("select old, college_id from audit_entry where action = 'forgetColumns'")
    assert entry.old == {"kind": "COURSE_SCORES", "columns": {"SCORE": "总评成绩"}}
    assert entry.college_id == campus.ids["info"]
    assert [error["code"] for error in (await scores(campus))["userErrors"]] == ["DOUBLED_COLUMN"]
