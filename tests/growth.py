"""More of everything around the campus, by plain SQL: colleges with majors, classes, staff, students and results.

Their codes and numbers begin with A and 1, so that they come before the campus's own in every list.
"""

from dataclasses import dataclass

from tests.campus import YEAR, Campus


@dataclass(frozen=True)
class Growth:
    """Holds the numbers of majors a college, classes a major, students a class, courses a student."""

    colleges: int
    majors: int = 1
    classes: int = 1
    students: int = 3
    courses: int = 3


FRAME = """
insert into college (code, name)
select 'A' || lpad(c::text, 3, '0'), '学院' || c from generate_series(1, :colleges) c;

insert into major (code, name, college_id)
select college.code || lpad(m::text, 2, '0'), '专业' || m, college.id
from college, generate_series(1, :majors) m where college.code like 'A%' order by 1;

insert into school_class (code, name, grade, cohort, major_id, college_id)
select major.code || lpad(k::text, 2, '0'), '班级' || major.code || k, 2019, 2023, major.id, major.college_id
from major, generate_series(1, :classes) k where major.code like 'A%' order by 1;

insert into student (number, name, name_key, gender, ethnicity, class_id, monitor, search)
select '1' || lpad((row_number() over (order by code, s))::text, 9, '0'), '学生' || s, 'x' || s, '男', '汉族', id,
       s = 1, (lower(code) || 'x' || s)::tsvector
from school_class, generate_series(1, :students) s where code like 'A%'
"""
PEOPLE = """
insert into staff (number, name, name_key, college_id)
select kind || code, '老师' || code, 'l' || code, college_id
from school_class, unnest(array['C', 'H']) kind where code like 'A%';

insert into account (username, name, student_id, staff_id, password_hash)
select number, name, id, null, null from student where number like '1%'
union all select number, name, null, id, null from staff where number ~ '^[CH]A';

insert into role_grant (account_id, role, college_id)
select account.id, 'DEPUTY_SECRETARY', staff.college_id
from account join staff on staff.id = staff_id where username ~ '^HA'
"""
BATCH = """
insert into batch_college (batch_id, college_id) select :batch, id from college where code like 'A%';

insert into phase (batch_id, college_id, module, status, first_opened_at, starts_on, ends_on, bonus_ratio)
select :batch, id, module, 'OPEN', now(), current_date - 2, current_date + 9, 0.10
from college, unnest(array['RATING', 'ACADEMIC', 'COMPREHENSIVE']) module where code like 'A%';

insert into batch_class (batch_id, class_id, college_id, major_id, grade)
select :batch, id, college_id, major_id, grade from school_class where code like 'A%';

insert into participant (batch_id, student_id, class_id, college_id, participating)
select :batch, student.id, class_id, college_id, true
from student join school_class on school_class.id = class_id where number like '1%';

insert into counsellor (batch_id, class_id, staff_id)
select :batch, school_class.id, staff.id from school_class join staff on staff.number = 'C' || code;

insert into head_teacher (batch_id, class_id, staff_id)
select :batch, school_class.id, staff.id from school_class join staff on staff.number = 'H' || code
"""
SCORES = """
insert into course_score
  (student_id, academic_year, term, course_code, course_name, course_kind, credit, score, remark)
select id, :year, 1 + c % 2, 'C' || c, '课程' || c, '必修', 3, 50 + id % 50, '备注'
from student, generate_series(1, :courses) c where number like '1%';

insert into course_adjustment (batch_id, student_id, term, course_code, counted, ratio, adjusted_at, adjusted_by)
select :batch, student_id, term, course_code, true, 0.2, now(), (select min(id) from account)
from course_score where course_code = 'C1'
"""
UNDECIDED = """
insert into course_score
  (student_id, academic_year, term, course_code, course_name, course_kind, credit, text, rule, question, decision_id)
select student.id, :year, 1, course.code, '待定的课', '必修', 3, '缓考', 'DECISION', course.question, null
from student, (values ('U1', '缓考'), ('B2', null)) course (code, question) where number like '1%' and monitor;

insert into score_decision (college_id, academic_year, question, student_id, term, course_code, outcome, reason,
                            decided_at, decided_by)
select college_id, :year, '缓考', student.id, 1, 'B2', 'LEFT_OUT', '按规定', now(), (select min(id) from account)
from student join school_class on school_class.id = class_id where number like '1%' and monitor;

update course_score set decision_id = score_decision.id from score_decision
where score_decision.student_id = course_score.student_id and course_score.course_code = 'B2'
"""
"""Each class has an undecided score, and one that was decided, which comes first."""
ENTRIES = """
insert into audit_entry (at, account_id, actor_name, action, subject, batch_id, college_id, class_id, student_id)
select now(), account.id, account.name, 'adjustCourses', number, :batch, college_id, class_id, student.id
from student join school_class on school_class.id = class_id join account on account.student_id = student.id
where number like '1%'
"""
REQUESTS = """
insert into correction_request (account_id, subject, batch_id, college_id, what, correction, reason, status, asked_at,
                                answer, closed_at, closed_by)
select account.id, 'RESULTS', :batch, college_id, '德育', '90', '有证书', 'DECLINED', now() + interval '1 day',
       '一致', now(), account.id
from student join school_class on school_class.id = class_id join account on account.student_id = student.id
where number like '1%' and monitor
"""
"""The monitors ask, whose courses hold a decision; theirs come first."""
OPERATIONS = """
insert into operation (account_id, kind, status, done, total, problems, started_at, finished_at)
select account.id, 'EXPORT', 'SUCCEEDED', 1, 1, '[]', now(), now() from account, generate_series(1, 60)
where username = 'S001'
"""

COMPUTE = "mutation($batch: ID!) { computeAcademicScores(input: {batchId: $batch}) { userErrors { code message } } }"
RANKED = """
insert into major_grade_ranking (batch_id, college_id, major_id, grade, ranked_at, ranked_by, stale)
select distinct batch_id, college_id, major_id, grade, now(), academic_computed_by, false
from batch_class where batch_id = :batch
"""
RATED = """
insert into rating_item (college_id, name, "order", detail, min_points, max_points,
                         counsellor_weight, head_teacher_weight, peer_weight)
select college.id, item.name, item."order", '细则', 0, 30, 40, 30, 30
from college, (values ('思想', 1), ('体育', 2)) item (name, "order") where code like 'A%';

update phase set status = 'OPEN', first_opened_at = now(), starts_on = current_date - 2, ends_on = current_date + 9
where batch_id = :batch and module = 'RATING';

insert into batch_rating_item (batch_id, college_id, name, "order", detail, min_points, max_points,
                               counsellor_weight, head_teacher_weight, peer_weight)
select :batch, college_id, name, "order", detail, min_points, max_points,
       counsellor_weight, head_teacher_weight, peer_weight
from rating_item;

insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
select batch_id, class_id, college_id, kind, rater_id, now(), case when submitted then now() end from (
  select batch_id, class_id, 'COUNSELLOR' as kind, staff_id as rater_id, true as submitted from counsellor
  union all select batch_id, class_id, 'HEAD_TEACHER', staff_id, true from head_teacher
  union all select batch_id, class_id, 'PEER', student_id,
                   row_number() over (partition by batch_id, class_id order by student_id) <= :peers from participant
) rater join batch_class using (batch_id, class_id);

insert into mark (ballot_id, student_id, item_id, points)
select ballot.id, student_id, item.id, item.min_points + student_id % 10 from ballot
join participant using (batch_id, class_id)
join batch_rating_item item on (item.batch_id, item.college_id) = (ballot.batch_id, ballot.college_id)
where submitted_at is not null
"""
RATE = "mutation($batch: ID!) { computeRatingScores(input: {batchId: $batch}) { userErrors { code message } } }"
SETTLED = "analyze"
"""So that plans are made as on a server that has been running."""


async def grow(campus: Campus, growth: Growth) -> None:
    """A university around the campus, in its batch, and all of it computed."""
    values = {**vars(growth), "batch": campus.ids["batch"], "year": YEAR}
    await _write(campus, "; ".join((FRAME, PEOPLE, BATCH, SCORES, ENTRIES, REQUESTS, OPERATIONS)), values)
    await campus.open_phases()
    computed = await campus.ask(campus.super_admin, COMPUTE, batch=campus.batch)
    assert computed.data["computeAcademicScores"]["userErrors"] == []
    await campus.execute(RANKED, batch=campus.ids["batch"])
    await _write(campus, UNDECIDED, values)
    await campus.execute(SETTLED)


async def rate(campus: Campus, *, peers: int = 1) -> None:
    """Rating opened in every college, everybody's ballot there, as many peers' as said submitted, all of it computed.

    What the others have begun holds no mark yet: every peer's would be half a million.
    """
    await _write(campus, RATED, {"batch": campus.ids["batch"], "peers": peers})
    computed = await campus.ask(campus.super_admin, RATE, batch=campus.batch)
    assert computed.data["computeRatingScores"]["userErrors"] == []
    await campus.execute(SETTLED)


async def _write(campus: Campus, statements: str, values: dict[str, int | str]) -> None:
    async with campus.database.write() as db:
        raw = (await db.get_raw_connection()).driver_connection
        assert raw is not None
        for statement in statements.split(";"):
            await raw.execute(_written(statement, values))


def _written(statement: str, values: dict[str, int | str]) -> str:
    """Literals of our own making."""
    for name, value in values.items():
        statement = statement.replace(f":{name}", repr(value))
    return statement
