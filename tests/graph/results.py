"""Brings the results of classes to a stage, by SQL, as the tests of notices, approval and the library need them."""

from collections.abc import Mapping

from db.qualities import QUALITIES
from db.tables import Stage
from tests.access import COLLEGES
from tests.campus import Campus

RESULTS = """
insert into comprehensive_result (
  batch_id, student_id, class_id, college_id, major_id, grade, participating, stage,
  scores, levels, overall_score, overall_level)
select batch_id, student_id, class_id, participant.college_id, major_id, grade, true, :stage,
       array[p, s, d],
       array[case when p >= 90 then '优秀' else '良好' end, case when s >= 90 then '优秀' else '良好' end,
             case when d >= 90 then '优秀' else '良好' end], o, case when o >= 90 then '优秀' else '良好' end
from participant join batch_class using (batch_id, class_id),
     lateral (select 80 + mod(student_id * 7, 190) / 10.0 as p, 75 + mod(student_id * 13, 240) / 10.0 as s,
                     82 + mod(student_id * 11, 170) / 10.0 as d) part,
     lateral (select round(0.2 * p + 0.6 * s + 0.2 * d, 2) as o) whole
where batch_id = :batch and class_id = :class and participating
on conflict (batch_id, student_id) do nothing
"""
RANKS = """
with place as (
  select id, rank() over (in_class order by scores[1] desc) as political,
         rank() over (in_class order by scores[2] desc) as scholastic,
         rank() over (in_class order by scores[3] desc) as development,
         rank() over (in_class order by overall_score desc) as overall, count(*) over in_class as class_size,
         rank() over (in_grade order by scores[2] desc) as scholastic_grade,
         rank() over (in_grade order by overall_score desc) as overall_grade, count(*) over in_grade as grade_size
  from comprehensive_result where participating
  window in_class as (partition by batch_id, class_id), in_grade as (partition by batch_id, college_id, major_id, grade)
)
update comprehensive_result result
set positions = array[political, scholastic, development], grade_positions = array[null, scholastic_grade, null],
    overall_position = overall, class_size = place.class_size,
    overall_grade_position = overall_grade, grade_size = place.grade_size
from place where place.id = result.id
"""
STAGE = "update comprehensive_result set stage = :stage where batch_id = :batch and class_id = :class"
SHEET = """
insert into result_sheet (batch_id, class_id, college_id, stage, imported_at, imported_by, submitted_at, submitted_by)
select batch_id, class_id, batch_class.college_id, :stage, now(), account.id,
       case when :submitted then now() end, case when :submitted then account.id end
from batch_class, account where batch_id = :batch and class_id = :class and username = 'S005'
on conflict (batch_id, class_id) do update
set stage = excluded.stage, submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by
"""
IMPORTS = """
with scores as (
  insert into import_record (kind, college_id, academic_year, term, file_name, sha256, imported_at, imported_by,
                             created, replaced, unchanged)
  select 'COURSE_SCORES', college.id, '2018-2019', 1, college.name || '.xlsx', '', now(), account.id, 0, 1, 0
  from college, account where username = 'S001' returning id, college_id
), results as (
  insert into import_record (kind, college_id, batch_id, academic_year, file_name, sha256, imported_at, imported_by,
                             created, replaced, unchanged)
  select 'COMPREHENSIVE_RESULTS', college_id, batch_id, '2018-2019', class_id || '.xlsx', '', now(), account.id, 0, 1, 0
  from batch_class, account where username = 'S005' returning id, college_id, file_name
)
insert into import_place (import_id, college_id, class_id)
select id, college_id, 0 from scores union all select id, college_id, trim('.xlsx' from file_name)::bigint from results
"""
"""One of course scores for every college, and one of comprehensive results for every class."""
LEARNT = """
insert into learnt_column (college_id, kind, heading, column_key, learnt_at, learnt_by)
select college.id, 'COURSE_SCORES', '得了多少', 'score', now(), account.id
from college, account where username = 'S001'
"""
"""A heading that every college calls 成绩 by."""
NOTICES = """
insert into public_notice (batch_id, college_id, title, minimum_days, opened_at, opened_by)
select batch_id, college_id, college.name || '公示', 3, now(), account.id
from batch_college join college on college.id = college_id join batch on batch.id = batch_id and opened_at is not null,
     account where username = 'S001'
"""
"""An open one for every college of the batch."""
RULE = "{score: {sum: [学业成绩, 体测, 竞赛]}, levels: [{level: 合格}]}"
RULES = ", ".join(f"{one.code}: {RULE}" for one in QUALITIES)
COLUMN = "{from: column, max: 100, missing: 0}"
INPUTS = f"{{学业成绩: {{from: academicScore, missing: 0}}, 体测: {COLUMN}, 竞赛: {{from: items, points: 1}}}}"
SCHEME = f"title: 方案\ninputs: {INPUTS}\nqualities: {{{RULES}}}\n"
RULES_OF_BATCH = f"string_agg(code || ': {RULE}', ', ' order by place)"
SCHEMES = f"""
insert into scheme_version (batch_id, college_id, version, title, text, saved_at, saved_by)
select batch_id, college_id, 1, '方案', E'title: 方案\\ninputs: {INPUTS}\\nqualities: {{' || rules || E'}}\\n', now(),
  account.id
from batch_college join batch on batch.id = batch_id and opened_at is not null, account,
  lateral (select {RULES_OF_BATCH} as rules from unnest(quality_codes) with ordinality as quality (code, place)) one
where username = 'S001'
"""
"""A scheme for every college, with the qualities of its batch."""
REQUESTS = """
insert into correction_request (account_id, subject, college_id, what, correction, reason, status, asked_at)
select account.id, 'ROSTER', college_id, '姓名', '同音字', '以身份证为准', 'OPEN', now()
from account join student on student.id = student_id join school_class on school_class.id = class_id
"""
"""Every student asks for a correction of the roster."""
KEPT = {
    "scheme": ("scheme_version", SCHEMES),
    "notice": ("public_notice", NOTICES),
    "import": ("import_record where kind = 'COURSE_SCORES'", IMPORTS),
    "learnt": ("learnt_column", LEARNT),
    "request": ("correction_request", REQUESTS),
}
"""Each of these nouns has a table, and SQL that writes a row of it for every college. A new noun joins them."""
APPROVALS = """
insert into approval (batch_id, college_id, approved_at, approved_by, withdrawn_at, withdrawn_by, withdrawal_reason)
select batch_id, college_id, now(), account.id, past.at, case when past.at is not null then account.id end, past.reason
from batch_college join batch on batch.id = batch_id and opened_at is not null, account,
     (values (now(), '名单有误'), (null, null)) past (at, reason) where username = 'S004'
"""
"""Every college of the batch has an approval in force, after one that was withdrawn."""


async def bring(campus: Campus, klass: str, stage: Stage) -> None:
    """A class ("cs1") with complete, ranked results of all its participants; once it has them, to another stage."""
    place = {"batch": campus.ids["batch"], "class": campus.ids[klass], "stage": int(stage)}
    await campus.execute(RESULTS, **place)
    await campus.execute(RANKS)
    await campus.execute(STAGE, **place)
    await campus.execute(SHEET, **place, submitted=stage >= Stage.SUBMITTED)


async def bring_college(campus: Campus, college: str, stage: Stage) -> None:
    """Every class of a college ("info")."""
    for klass in COLLEGES[college]:
        await bring(campus, klass, stage)


async def bring_all(campus: Campus, stage: Stage) -> None:
    """Every class of the batch, however many there are, each in a statement of all."""
    place = {"batch": campus.ids["batch"], "stage": int(stage)}
    one = " and class_id = :class"
    await campus.execute(RESULTS.replace(one, ""), **place)
    await campus.execute(RANKS)
    await campus.execute(SHEET.replace(one, ""), **place, submitted=stage >= Stage.SUBMITTED)


async def keep(campus: Campus, kept: Mapping[str, tuple[str, str]] = KEPT) -> None:
    """Every college has a row of each of these nouns; `campus.ids["notice_info"]` is the id of one."""
    colleges = {campus.ids[name]: name for name in COLLEGES}
    for noun, (table, rows) in kept.items():
        await campus.execute(rows)
        for id_, college_id in await campus.rows(f"select id, college_id from {table}"):
            if college_id in colleges:
                campus.ids[f"{noun}_{colleges[college_id]}"] = id_


async def publish(campus: Campus) -> None:
    """Every class has results; every college what colleges have (a notice that is open), and an approval."""
    await bring_all(campus, Stage.PUBLISHED)
    await keep(campus)
    await campus.execute(APPROVALS)


UNDECIDED = """
insert into course_score
  (student_id, academic_year, term, course_code, course_name, course_kind, credit, text, rule, question)
select id, '2018-2019', 1, course.code, '待定的课', '必修', 2, '缓考', course.rule, course.question
from student, (values ('U', 'STATE', '缓考'), ('V', 'DECISION', null)) course (code, rule, question)
"""
"""One undecided score for every student, and one that was decided."""
DECISIONS = """
insert into score_decision (college_id, academic_year, question, outcome, reason, decided_at, decided_by)
select college.id, '2018-2019', '旷考', 'ZERO', '按规定', now(), account.id
from college, account where username = 'S001'
"""
"""One decision for each college, on a word."""
OF_COURSES = """
insert into score_decision (college_id, academic_year, question, student_id, term, course_code, outcome, reason,
                            decided_at, decided_by)
select college_id, '2018-2019', '缓考', student.id, 1, 'V', 'LEFT_OUT', '按规定', now(), account.id
from student join school_class on school_class.id = class_id, account where username = 'S001'
"""
"""One decision for each student, on a course."""
COUNTING = """
update course_score set decision_id = score_decision.id from score_decision
where (score_decision.student_id, score_decision.course_code) = (course_score.student_id, course_score.course_code)
"""
"""The scores that were decided know by which decision."""
