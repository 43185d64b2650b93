"""Acts of the access matrix, cell by cell and in every state, over real HTTP (R8): a denied act changes nothing."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from db.tables import Module, Stage
from graph.schema import schema
from tests import access
from tests.campus import ITEMS, STUDENTS, TODAY, Answer, Campus
from tests.graph import comprehensive_acts
from tests.graph.results import APPROVALS, NOTICES, bring_college

DENIALS: tuple[set[str], ...] = ({"FORBIDDEN"}, {"NOT_FOUND"}, {"STUDENT_OF_OTHER_CLASS"})
FIRST_STUDENT = {"cs1": "jia", "cs2": "ji", "se1": "ren", "en1": "mei"}
COLLEGE_CLASS = {"info": "cs1", "lang": "en1"}
CLASS_MAJOR = {"cs1": "computing", "cs2": "computing", "se1": "software", "en1": "english"}
WINDOW = f'{{startsOn: "{TODAY}", endsOn: "{TODAY + timedelta(days=3)}"}}'


@dataclass(frozen=True)
class Deed:
    """An act, the kind of thing it is done to, and how to ask for it.

    `targets` is "school" (one target, reached by the school alone), "college", "class", or "own";
    `prepared` is what must be so before the act can be done at all.
    """

    targets: str
    document: Callable[[Campus, str], str]
    prepared: str = ""


def batch_form(campus: Campus, name: str) -> str:
    return (
        f'name: "{name}", academicYear: "2018-2019", cohorts: [2023], ratingWindow: {WINDOW}, '
        f"academicWindow: {WINDOW}, comprehensiveWindow: {WINDOW}"
    )


def phase(campus: Campus, college: str) -> str:
    return f'batchId: "{campus.batch}", module: ACADEMIC, collegeId: "{campus.ids[college]}"'


def of_class(campus: Campus, klass: str) -> str:
    return f'batchId: "{campus.batch}", classIds: ["{campus.ids[klass]}"]'


def major(campus: Campus, college: str) -> str:
    return str(campus.ids[CLASS_MAJOR[COLLEGE_CLASS[college]]])


def student(campus: Campus, klass: str) -> Any:
    return campus.people[FIRST_STUDENT[klass]]


def marks(campus: Campus, klass: str) -> str:
    """A mark within its range for every participant and item of a class."""
    college = next(name for name, classes in access.COLLEGES.items() if klass in classes)
    given = (
        f'{{studentId: "{campus.people[key].id}", itemId: "{campus.ids[f"item_{college}_{name}"]}", points: "{low}"}}'
        for key, _ in STUDENTS[klass]
        for name, low, _, _ in ITEMS
    )
    return f'batchId: "{campus.batch}", classId: "{campus.ids[klass]}", marks: [{", ".join(given)}]'


def rating_item(campus: Campus, college: str) -> str:
    return str(campus.ids[f"kept_{college}_思想"])


def account(campus: Campus) -> str:
    """Of a staff member who has no role at all."""
    return f'accountId: "{campus.ids["account"]}"'


def staff(campus: Campus, college: str) -> str:
    return str(campus.people["counsellor_zhao" if college == "info" else "counsellor_ma"].id)


DELETING = {"deleteBatch", "deleteCourseScores", "deleteRatingItem"}
"""Done once, the thing does not exist any more for the next who may."""
STOPPED_BATCH = "update batch set status = 'STOPPED'"
STOPPED_PHASE = "update phase set status = 'STOPPED'"
SUBMITTED = """
insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
select batch_id, class_id, college_id, kind, rater_id, now(), now() from batch_class join (
  select batch_id, class_id, 'PEER' as kind, student_id as rater_id from participant
  union all select batch_id, class_id, 'COUNSELLOR', staff_id from counsellor
  union all select batch_id, class_id, 'HEAD_TEACHER', staff_id from head_teacher
) rater using (batch_id, class_id)
"""
"""Everybody's ballot, without a mark: the one that an act brings would change it."""
NOTICE_OPEN = "update public_notice set ended_at = null, ended_by = null"


def staged(stage: Stage) -> str:
    """Every class at a stage."""
    return f"with here as (update comprehensive_result set stage = {stage:d}) update result_sheet set stage = {stage:d}"


DEEDS: dict[str, Deed] = {
    "createBatch": Deed("school", lambda c, _: f"createBatch(input: {{{batch_form(c, '新批次')}}})"),
    "updateBatch": Deed("school", lambda c, _: f'updateBatch(input: {{id: "{c.batch}", {batch_form(c, "改名")}}})'),
    "deleteBatch": Deed("school", lambda c, _: f'deleteBatch(input: {{id: "{c.ids["draft"]}"}})'),
    "openBatch": Deed("school", lambda c, _: f'openBatch(input: {{id: "{c.batch}"}})', STOPPED_BATCH),
    "stopBatch": Deed("school", lambda c, _: f'stopBatch(input: {{id: "{c.batch}"}})'),
    "endBatch": Deed("school", lambda c, _: f'endBatch(input: {{id: "{c.batch}"}})'),
    "setParticipants": Deed(
        "class", lambda c, k: f"setParticipants(input: {{{of_class(c, k)}, participating: false}})"
    ),
    "clearProcessData": Deed("class", lambda c, k: f"clearProcessData(input: {{{of_class(c, k)}}})"),
    "assignCounsellors": Deed(
        "college",
        lambda c, k: f'assignCounsellors(input: {{{of_class(c, COLLEGE_CLASS[k])}, staffIds: ["{staff(c, k)}"]}})',
    ),
    "assignHeadTeachers": Deed(
        "college",
        lambda c, k: f'assignHeadTeachers(input: {{{of_class(c, COLLEGE_CLASS[k])}, staffIds: ["{staff(c, k)}"]}})',
    ),
    "schedulePhase": Deed(
        "college",
        lambda c, k: f"schedulePhase(input: {{{phase(c, k)}, window: {WINDOW}}})",
        "update phase set monitor_starts_on = null, monitor_ends_on = null,"
        " counsellor_starts_on = null, counsellor_ends_on = null",
    ),
    "openPhase": Deed("college", lambda c, k: f"openPhase(input: {{{phase(c, k)}}})", STOPPED_PHASE),
    "stopPhase": Deed("college", lambda c, k: f"stopPhase(input: {{{phase(c, k)}}})"),
    "endPhase": Deed("college", lambda c, k: f"endPhase(input: {{{phase(c, k)}}})"),
    "importCourseScores": Deed(
        "college",
        lambda c, k: (
            f'importCourseScores(input: {{file: $file, academicYear: "2018-2019", term: 1, collegeId: "{c.ids[k]}"}})'
        ),
    ),
    "addCourseScore": Deed(
        "college",
        lambda c, k: (
            f'addCourseScore(input: {{studentNumber: "{student(c, COLLEGE_CLASS[k]).username}", '
            f'academicYear: "2018-2019", term: 1, courseCode: "NEW", courseName: "新课", courseKind: "必修", '
            f'credit: "2.00", score: "88.00"}})'
        ),
    ),
    "deleteCourseScores": Deed(
        "college", lambda c, k: f'deleteCourseScores(input: {{ids: ["{c.ids["score_" + COLLEGE_CLASS[k]]}"]}})'
    ),
    "adjustCourses": Deed(
        "class",
        lambda c, k: (
            f'adjustCourses(input: {{batchId: "{c.batch}", adjustments: '
            f'[{{courseScoreId: "{c.ids["score_" + k]}", counted: false}}]}})'
        ),
    ),
    "computeAcademicScores": Deed("class", lambda c, k: f"computeAcademicScores(input: {{{of_class(c, k)}}})"),
    "rankMajorGrade": Deed(
        "college",
        lambda c, k: f'rankMajorGrade(input: {{batchId: "{c.batch}", majorId: "{major(c, k)}", grade: 2019}})',
        "update batch_class set academic_computed_at = now()",
    ),
    "createRatingItem": Deed(
        "college",
        lambda c, k: (
            f'createRatingItem(input: {{collegeId: "{c.ids[k]}", name: "劳动", minPoints: "0", maxPoints: "10", '
            f'counsellorWeight: "40", headTeacherWeight: "30", peerWeight: "30"}})'
        ),
    ),
    "updateRatingItem": Deed(
        "college", lambda c, k: f'updateRatingItem(input: {{id: "{rating_item(c, k)}", detail: "新的细则"}})'
    ),
    "deleteRatingItem": Deed("college", lambda c, k: f'deleteRatingItem(input: {{id: "{rating_item(c, k)}"}})'),
    "saveBallot": Deed("class", lambda c, k: f"saveBallot(input: {{{marks(c, k)}}})"),
    "submitBallot": Deed("class", lambda c, k: f"submitBallot(input: {{{marks(c, k)}}})"),
    "reopenBallot": Deed(
        "class",
        lambda c, k: (
            f'reopenBallot(input: {{batchId: "{c.batch}", kind: PEER, '
            f'studentId: "{student(c, k).id}", reason: "误填"}})'
        ),
        SUBMITTED,
    ),
    "computeRatingScores": Deed("class", lambda c, k: f"computeRatingScores(input: {{{of_class(c, k)}}})"),
    "openPublicNotice": Deed(
        "college",
        lambda c, k: f'openPublicNotice(input: {{batchId: "{c.batch}", collegeId: "{c.ids[k]}"}})',
        staged(Stage.SUBMITTED),
    ),
    "endPublicNotice": Deed(
        "college", lambda c, k: f'endPublicNotice(input: {{id: "{c.ids[f"notice_{k}"]}"}})', NOTICE_OPEN
    ),
    "approveResults": Deed(
        "college",
        lambda c, k: f'approveResults(input: {{batchId: "{c.batch}", collegeId: "{c.ids[k]}"}})',
        staged(Stage.PUBLISHED),
    ),
    "withdrawApproval": Deed(
        "college",
        lambda c, k: f'withdrawApproval(input: {{batchId: "{c.batch}", collegeId: "{c.ids[k]}", reason: "有误"}})',
        APPROVALS,
    ),
    "importComprehensiveResults": Deed(
        "class", lambda c, _: f'importComprehensiveResults(input: {{batchId: "{c.batch}", file: $file}})'
    ),
    "submitResultSheets": Deed("class", lambda c, k: f"submitResultSheets(input: {{{of_class(c, k)}}})"),
    "reopenResultSheets": Deed(
        "class",
        lambda c, k: f'reopenResultSheets(input: {{{of_class(c, k)}, reason: "有误"}})',
        staged(Stage.SUBMITTED),
    ),
    "requestExport": Deed("own", lambda c, _: "requestExport(input: {comprehensiveResults: {}})"),
    "importRoster": Deed("school", lambda c, _: "importRoster(input: {files: [$file]})"),
    "grantRole": Deed("school", lambda c, _: f"grantRole(input: {{{account(c)}, role: STUDENT_AFFAIRS}})"),
    "revokeRole": Deed(
        "school",
        lambda c, _: f"revokeRole(input: {{{account(c)}, role: STUDENT_AFFAIRS}})",
        "insert into role_grant (account_id, role) select id, 'STUDENT_AFFAIRS' from account where username = 'S010'",
    ),
    "issueActivationCodes": Deed("school", lambda c, _: f'issueActivationCodes(input: {{classId: "{c.cs1}"}})'),
    "disableAccount": Deed("school", lambda c, _: f"disableAccount(input: {{{account(c)}}})"),
    "enableAccount": Deed(
        "school",
        lambda c, _: f"enableAccount(input: {{{account(c)}}})",
        "update account set disabled_at = now() where username = 'S010'",
    ),
    "requestTemplate": Deed("own", lambda c, _: "requestTemplate(input: {kind: COURSE_SCORES})"),
}

OF_ROLE: dict[tuple[str, str], Callable[[Campus], str]] = {
    ("requestTemplate", "counsellor"): lambda c: (
        f'requestTemplate(input: {{kind: COMPREHENSIVE_RESULTS, batchId: "{c.batch}"}})'
    )
}
"""What a role asks for instead of the others."""

STATES = {
    "comprehensive-shut": "update phase set starts_on = current_date - 9, ends_on = current_date - 3"
    " where module = 'COMPREHENSIVE'",
    "not-imported": "delete from result_sheet",
    "adjustment-window-shut": "update phase set"
    " monitor_starts_on = current_date - 5, monitor_ends_on = current_date - 3,"
    " counsellor_starts_on = current_date - 5, counsellor_ends_on = current_date - 3",
    "phase-window-shut": "update phase set starts_on = current_date - 9, ends_on = current_date - 3",
    "school-window-shut": "update batch_window set starts_on = current_date - 9, ends_on = current_date - 3",
    "phase-stopped": STOPPED_PHASE,
    "batch-stopped": STOPPED_BATCH,
    "batch-ended": "update batch set status = 'ENDED'",
    "rating-never-opened": "update phase set status = 'NOT_OPENED', first_opened_at = null where module = 'RATING'",
    "submitted": SUBMITTED,
    "not-cleared": "update batch_class set cleared_at = null",
    "approved": APPROVALS,
    "approved-batch-ended": f"with ended as (update batch set status = 'ENDED') {APPROVALS}",
    "sheets-imported": staged(Stage.IMPORTED),
    "sheets-submitted": staged(Stage.SUBMITTED),
    "notice-open": NOTICE_OPEN,
    "notice-ended": "update public_notice set ended_at = now()",
}


@pytest.fixture
async def working(campus: Campus) -> Campus:
    """Every phase open, a course score in every class, process data cleared: nothing but the right is asked."""
    await campus.open_phases(*Module)
    for kept, prefix in (("rating_item", "kept"), ("batch_rating_item", "item")):
        for id_, college_id, name in await campus.rows(f"select id, college_id, name from {kept}"):
            college = next(key for key in access.COLLEGES if campus.ids[key] == college_id)
            campus.ids[f"{prefix}_{college}_{name}"] = id_
    for klass, key in FIRST_STUDENT.items():
        await campus.give(campus.people[key], ("A", "3", "80"))
        [(id_,)] = await campus.rows("select id from course_score where student_id = :s", s=campus.people[key].id)
        campus.ids[f"score_{klass}"] = id_
    await campus.execute("update batch_class set cleared_at = now()")
    for college in access.COLLEGES:
        await bring_college(campus, college, Stage.IMPORTED)
    await campus.execute(NOTICES)
    await campus.execute("update public_notice set ended_at = now()")
    for id_, college_id in await campus.rows("select id, college_id from public_notice"):
        campus.ids["notice_" + next(key for key in access.COLLEGES if campus.ids[key] == college_id)] = id_
    await campus.execute("insert into batch (name, academic_year, status) values ('草稿', '2019-2020', 'NOT_OPENED')")
    [(campus.ids["draft"],)] = await campus.rows("select id from batch where name = '草稿'")
    [(campus.ids["account"],)] = await campus.rows("select id from account where username = 'S010'")
    return campus


def workbook(campus: Campus, target: str) -> bytes:
    """One course score of a college's student, or one college for the roster."""
    if target == "school":
        return sheet_of("学院", [["学院代码", "学院名称"], ["03", "新学院"]])
    one = student(campus, COLLEGE_CLASS[target])
    header = ["学号", "姓名", "课程代码", "课程名称", "课程性质", "授课教师", "学分", "成绩", "备注"]
    return sheet_of("成绩", [header, [one.username, one.name, "IMPORTED", "导入的课", "必修", None, 2, 77, None]])


def results_of(campus: Campus, klass: str) -> bytes:
    return comprehensive_acts.workbook(comprehensive_acts.of_class(campus, klass))


def sheet_of(title: str, rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def attempt(campus: Campus, role: str, act: str, target: str) -> set[str]:
    """The codes that the act is refused with; none where it is done."""
    who, field = access.person(campus, role), DEEDS[act].document(campus, target)
    if (act, role) in OF_ROLE:
        field = OF_ROLE[act, role](campus)
    if "$file" in field:
        document = f"mutation($file: Upload!) {{ done: {field} {{ userErrors {{ code }} }} }}"
        made = results_of if act == "importComprehensiveResults" else workbook
        file = {"variables.file": ("scores.xlsx", made(campus, target))}
        answer = await campus.upload(who, document, file)
    else:
        answer = await campus.ask(who, f"mutation {{ done: {field} {{ userErrors {{ code }} }} }}")
    return codes(answer)


def codes(answer: Answer) -> set[str]:
    done = (answer.data or {}).get("done") or {"userErrors": []}
    return {*answer.codes, *(error["code"] for error in done["userErrors"])}


GIVES_BACK = {"importComprehensiveResults": ("operation", "download")}
"""A workbook that is refused is kept for its own sender for a while, with its faults beside the cells."""


async def everything(campus: Campus, act: str = "") -> dict[str, str]:
    """A fingerprint of every table."""
    tables = await campus.rows(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> all(:besides) order by 1",
        besides=list(GIVES_BACK.get(act, ())),
    )
    prints = {}
    for (name,) in tables:
        query = f"select md5(coalesce(string_agg(one::text, chr(10) order by one::text), '')) from \"{name}\" one"
        [(prints[name],)] = await campus.rows(query)
    return prints


def attempts(line: access.Line) -> Iterator[tuple[str, str, bool]]:
    """(role, target, is it reached): every role on every target."""
    kinds = {
        "school": (["school"], lambda role, reach: {"school"} if reach == "school" else set()),
        "college": (
            list(access.COLLEGES),
            lambda role, reach: access.colleges(role, reach) if reach != "class" else set(),
        ),
        "class": (list(FIRST_STUDENT), access.classes),
        "own": (["own"], lambda role, reach: set() if reach == "-" else {"own"}),
    }
    targets, reached = kinds[DEEDS[line.name].targets]
    for role in access.ROLES:
        for target in targets:
            yield role, target, target in reached(role, line.cells[role].reach)


def test_every_mutation_stands_in_the_matrix() -> None:
    """R8: as an act with its cells, or among those that anybody may call; and each can be tried here."""
    mutation = schema._schema.mutation_type
    assert mutation is not None
    named = {line.name for line in access.lines("acts")}
    assert named | set(access.listed("everybody")) == set(mutation.fields)
    assert named == set(DEEDS)


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
async def test_an_act_reaches_as_far_as_its_cell_says(working: Campus, line: access.Line) -> None:
    """R8, R8.2: beyond the cell it is forbidden, or its thing does not exist; and nothing changes."""
    if prepared := DEEDS[line.name].prepared:
        await working.execute(prepared)
    before = await everything(working, line.name)
    for role, target, reached in attempts(line):
        if not reached:
            assert await attempt(working, role, line.name, target) in DENIALS, (role, target)
    assert await everything(working, line.name) == before
    for role, target, reached in attempts(line):
        if reached:
            assert await attempt(working, role, line.name, target) not in DENIALS[: 1 + (line.name not in DELETING)]
    assert await everything(working, line.name) != before


@pytest.mark.parametrize("line", access.lines("states"), ids=lambda line: f"{line.name}-{line.state}")
async def test_in_this_state_an_act_is_refused_as_its_cell_says(working: Campus, line: access.Line) -> None:
    """R3.3, R4.6, R2.3: permission first, then the window; and nothing changes."""
    await working.execute(STATES[line.state])
    before = await everything(working, line.name)
    allowed = False
    for role, target, reached in attempts(line):
        expected = line.cells[role].code
        if reached and expected is None:
            allowed = True
            continue
        answers = ({expected},) if reached else DENIALS
        assert await attempt(working, role, line.name, target) in answers, (role, target)
    assert await everything(working, line.name) == before
    for role, target, reached in attempts(line):
        if reached and line.cells[role].code is None:
            assert await attempt(working, role, line.name, target) == set(), (role, target)
    assert (await everything(working, line.name) != before) == allowed
