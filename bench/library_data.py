"""Creates a university with many years of comprehensive results by plain SQL: 27,616 a year, every one approved."""

from db.session import Database
from tests.evening.college import settle

CLASSES_OF_A_GRADE, STUDENTS_OF_A_CLASS, OF_THE_LAST_CLASS = 173, 40, 24
GRADES = 4
FIRST_YEAR = 2000

DATA = """
insert into college (code, name) select lpad(n::text, 2, '0'), '学院' || n from generate_series(1, 16) n;
insert into major (code, name, college_id)
select lpad(n::text, 4, '0'), '专业' || n, college.id
from generate_series(1, 48) n join college on college.code = lpad((1 + n % 16)::text, 2, '0');
insert into school_class (code, name, grade, cohort, major_id, college_id)
select grade || lpad(k::text, 4, '0'), '班级' || grade || '-' || k, grade, grade + 4, major.id, college_id
from generate_series({first} - 3, {first} + {years} - 1) grade, generate_series(1, {classes}) k
join major on major.code = lpad((1 + k % 48)::text, 4, '0') order by 1;
insert into student (number, name, name_key, class_id, monitor)
select code || lpad(s::text, 2, '0'), '学生' || substr(md5(code || s), 1, 4), substr(md5(code || s), 1, 4),
       school_class.id, s = 1
from school_class, generate_series(1, {students}) s
where s <= {last} or right(code, 4)::int < {classes} order by 1;
insert into staff (number, name, name_key, college_id) values ('S1', '学生处', 'x', null);
insert into staff (number, name, name_key, college_id) select 'C1', '辅导员', 'f', id from college where code = '01';
insert into account (username, name, student_id, staff_id)
select number, name, null::bigint, id from staff
union all (select number, name, id, null from student order by number desc limit 100);
insert into role_grant (account_id, role) select id, 'STUDENT_AFFAIRS' from account where username = 'S1';
insert into session (account_id, token_hash, expires_at)
select id, encode(sha256(convert_to('zs_' || username, 'UTF8')), 'hex'), now() + interval '1 year' from account;
insert into batch (name, academic_year, status, opened_at, created_at)
select y || '学年综合测评', y || '-' || (y + 1), 'ENDED', make_timestamptz(y, 9, 1, 0, 0, 0),
       make_timestamptz(y, 9, 1, 0, 0, 0)
from generate_series({first}, {first} + {years} - 1) y;
insert into batch_college (batch_id, college_id) select batch.id, college.id from batch, college;
insert into batch_class (batch_id, class_id, college_id, major_id, grade)
select batch.id, school_class.id, college_id, major_id, grade from batch
join school_class on grade between left(academic_year, 4)::int - 3 and left(academic_year, 4)::int;
insert into participant (batch_id, student_id, class_id, college_id, participating)
select batch_id, student.id, class_id, college_id, student.id % 200 <> 0
from batch_class join student using (class_id) order by 1, 2;
insert into counsellor (batch_id, class_id, staff_id)
select batch_id, class_id, staff.id from batch_class, staff
where staff.number = 'C1' and batch_class.college_id = staff.college_id and grade = {first} + {years} - 1;
insert into result_sheet (batch_id, class_id, college_id, stage, imported_at, submitted_at)
select batch_id, class_id, college_id, 4, now(), now() from batch_class;
insert into comprehensive_result (batch_id, student_id, class_id, college_id, major_id, grade, participating, stage,
  scores, levels, overall_score, overall_level)
select batch_id, student_id, class_id, participant.college_id, major_id, grade, participating, 4,
  case when participating then array[round((60 + 40 * random())::numeric, 2), round((60 + 40 * random())::numeric, 2),
    round((60 + 40 * random())::numeric, 2)] end, case when participating then '{{良好, 中等, 优秀}}'::text[] end,
  case when participating then round((60 + 40 * random())::numeric, 2) end, case when participating then '合格' end
from participant join batch_class using (batch_id, class_id);
with ranked as (
  select id,
    rank() over (partition by batch_id, class_id, participating order by scores[1] desc) p,
    rank() over (partition by batch_id, class_id, participating order by scores[2] desc) s,
    rank() over (partition by batch_id, class_id, participating order by scores[3] desc) d,
    rank() over (partition by batch_id, class_id, participating order by overall_score desc) o,
    rank() over (partition by batch_id, college_id, major_id, grade, participating order by scores[2] desc) sg,
    rank() over (partition by batch_id, college_id, major_id, grade, participating order by overall_score desc) og,
    count(*) over (partition by batch_id, class_id, participating) c,
    count(*) over (partition by batch_id, college_id, major_id, grade, participating) g
  from comprehensive_result
)
update comprehensive_result r set positions = array[p, s, d], grade_positions = array[null, sg, null],
  overall_position = o, overall_grade_position = og, class_size = c, grade_size = g
from ranked where ranked.id = r.id and participating;
insert into course_score (student_id, academic_year, term, course_code, course_name, course_kind, credit, score)
select student_id, academic_year, term, 'K' || term, '课程' || term, '必修', 3, round((50 + 50 * random())::numeric, 2)
from participant join batch on batch.id = batch_id, generate_series(1, 2) term
"""


async def make_library(database: Database, years: int) -> int:
    """Fills an empty, migrated database, and returns the number of results."""
    numbers = {
        "first": FIRST_YEAR,
        "years": years,
        "classes": CLASSES_OF_A_GRADE,
        "students": STUDENTS_OF_A_CLASS,
        "last": OF_THE_LAST_CLASS,
    }
    async with database.write() as db:
        raw = (await db.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute(DATA.format(**numbers))
    async with database.read() as db:
        raw = (await db.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute("vacuum full analyze comprehensive_result")
    await settle(database)
    async with database.read() as db:
        counted = await db.exec_driver_sql("select count(*) from comprehensive_result")
        return int(counted.scalar_one())
