"""Every act of the access matrix: to what it is done, how it is asked for, and what must be so before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from json import dumps
from typing import Any

from db.tables import Stage
from tests import access
from tests.campus import ITEMS, STUDENTS, TODAY, Campus
from tests.graph.results import APPROVALS, SCHEME

FIRST_STUDENT = {"cs1": "jia", "cs2": "ji", "se1": "ren", "en1": "mei"}
COLLEGE_CLASS = {"info": "cs1", "lang": "en1"}
CLASS_MAJOR = {"cs1": "computing", "cs2": "computing", "se1": "software", "en1": "english"}
WINDOW = f'{{startsOn: "{TODAY}", endsOn: "{TODAY + timedelta(days=3)}"}}'
REPORT_CONNECTION = """do $$ begin
  create schema report; execute format('create role %I', current_database() || '_report');
end $$"""
"""This is as much of it as a token needs."""


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


def college_of(klass: str) -> str:
    return next(college for college, classes in access.COLLEGES.items() if klass in classes)


def in_college(campus: Campus, klass: str) -> str:
    return f'collegeId: "{campus.ids[college_of(klass)]}"'


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
    """Returns the account of a staff member who has no role at all."""
    return f'accountId: "{campus.ids["account"]}"'


def staff(campus: Campus, college: str) -> str:
    return str(campus.people["counsellor_zhao" if college == "info" else "counsellor_ma"].id)


OTHER_SCHEME = dumps(SCHEME + "# 二", ensure_ascii=False)
DELETING = {"deleteBatch", "deleteCourseScores", "deleteRatingItem", "forgetColumns", "undoDecisions"}
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
UNDECIDED = "update course_score set text = '缓考', question = '缓考', rule = 'STATE', score = null"
CURRENT = (
    "update batch_class set academic_stale = false, rating_computed_at = now() where rating_computed_at is not null"
)
NOTICE_OPEN = "update public_notice set ended_at = null, ended_by = null"


def staged(stage: Stage) -> str:
    """Every class at a stage."""
    return f"with here as (update comprehensive_result set stage = {stage:d}) update result_sheet set stage = {stage:d}"


def left_to_the_batch_before(table: str) -> str:
    """The staff of every class are those of an earlier batch alone."""
    here = "(select min(id) from batch where id > 0)"
    return (
        f"with gone as (delete from {table} where batch_id = {here} returning class_id, staff_id),"
        f' earlier as (insert into batch select (jsonb_populate_record(batch, \'{{"id": 0, "name": "上一批次"}}\')).*'
        f" from batch where id = {here} on conflict do nothing),"
        " classes as (insert into batch_class select (jsonb_populate_record(batch_class, '{\"batch_id\": 0}')).*"
        f" from batch_class where batch_id = {here} on conflict do nothing)"
        f" insert into {table} (batch_id, class_id, staff_id) select 0, class_id, staff_id from gone"
        " on conflict do nothing"
    )


SIX = ", ".join(
    f'{{code: "{code}", name: "{name}", rankedInGrade: true}}'
    for code, name in (("de", "德"), ("zhi", "智"), ("ti", "体"), ("mei", "美"), ("lao", "劳"), ("whole", "综合评价"))
)
DEEDS: dict[str, Deed] = {
    "createBatch": Deed("school", lambda c, _: f"createBatch(input: {{{batch_form(c, '新批次')}}})"),
    "updateBatch": Deed("school", lambda c, _: f'updateBatch(input: {{id: "{c.batch}", {batch_form(c, "改名")}}})'),
    "setQualities": Deed(
        "school",
        lambda c, _: f'setQualities(input: {{batchId: "{c.batch}", qualities: [{SIX}]}})',
        "delete from comprehensive_result",
    ),
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
    "copyCounsellors": Deed(
        "college",
        lambda c, k: f"copyCounsellors(input: {{{of_class(c, COLLEGE_CLASS[k])}}})",
        left_to_the_batch_before("counsellor"),
    ),
    "copyHeadTeachers": Deed(
        "college",
        lambda c, k: f"copyHeadTeachers(input: {{{of_class(c, COLLEGE_CLASS[k])}}})",
        left_to_the_batch_before("head_teacher"),
    ),
    "importAssignedStaff": Deed(
        "college",
        lambda c, k: f'importAssignedStaff(input: {{batchId: "{c.batch}", kind: COUNSELLORS, file: $file}})',
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
    "setGradeScale": Deed(
        "college",
        lambda c, k: f'setGradeScale(input: {{academicYear: "2018-2019", collegeId: "{c.ids[k]}", retakeRule: BEST}})',
    ),
    "decideScores": Deed(
        "college",
        lambda c, k: (
            f'decideScores(input: {{academicYear: "2018-2019", collegeId: "{c.ids[k]}", decisions: '
            f'[{{courseScoreId: "{c.ids["score_" + COLLEGE_CLASS[k]]}", outcome: ZERO, reason: "旷考"}}]}})'
        ),
        UNDECIDED,
    ),
    "undoDecisions": Deed("college", lambda c, k: f'undoDecisions(input: {{ids: ["{c.ids[f"decision_{k}"]}"]}})'),
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
    "saveScheme": Deed(
        "college",
        lambda c, k: (
            f'saveScheme(input: {{batchId: "{c.batch}", collegeId: "{c.ids[k]}", text: {OTHER_SCHEME}, follows: 1}})'
        ),
    ),
    "tryScheme": Deed("class", lambda c, k: f"tryScheme(input: {{{of_class(c, k)}, {in_college(c, k)}}})"),
    "checkScheme": Deed(
        "class", lambda c, k: f"checkScheme(input: {{{of_class(c, k)}, {in_college(c, k)}, file: $file}})"
    ),
    "importSchemeInputs": Deed(
        "class",
        lambda c, k: (
            f'importSchemeInputs(input: {{batchId: "{c.batch}", collegeId: "{c.ids[college_of(k)]}", kind: VALUES, '
            "file: $file})"
        ),
    ),
    "computeComprehensiveResults": Deed(
        "class",
        lambda c, k: f"computeComprehensiveResults(input: {{{of_class(c, k)}}})",
        CURRENT,
    ),
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
    "undoImport": Deed("college", lambda c, k: f'undoImport(input: {{id: "{c.ids[f"import_{k}"]}"}})'),
    "forgetColumns": Deed("college", lambda c, k: f'forgetColumns(input: {{ids: ["{c.ids[f"learnt_{k}"]}"]}})'),
    "requestExport": Deed("own", lambda c, _: "requestExport(input: {comprehensiveResults: {}})"),
    "createReportToken": Deed(
        "own", lambda c, _: f'createReportToken(input: {{name: "看板", expiresOn: "{TODAY}"}})', REPORT_CONNECTION
    ),
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
    "resetSecondFactor": Deed(
        "school",
        lambda c, _: f"resetSecondFactor(input: {{{account(c)}}})",
        "insert into second_factor (account_id, secret, active_at)"
        " select id, 'SECRET', now() from account where username = 'S010' on conflict do nothing",
    ),
    "answerCorrection": Deed(
        "college",
        lambda c, k: (
            f'answerCorrection(input: {{id: "{c.ids[f"request_{k}"]}", corrected: false, answer: "与证件一致"}})'
        ),
    ),
    "requestTemplate": Deed("own", lambda c, _: "requestTemplate(input: {kind: COURSE_SCORES})"),
}
OF_ROLE: dict[tuple[str, str], Callable[[Campus], str]] = {
    ("requestTemplate", "counsellor"): lambda c: (
        f'requestTemplate(input: {{kind: COMPREHENSIVE_RESULTS, batchId: "{c.batch}"}})'
    )
}
"""These roles ask for something else than the others."""
