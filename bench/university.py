"""Creates a whole university in the middle of its assessment by plain SQL, with all courses and all ballots.

This year's batch is open in every module and its comprehensive results are published; last year's are approved. Nothing
is random: two universities of one size hold the same scores.
"""

from dataclasses import dataclass
from typing import Any

from db.migrate import upgrade
from db.session import Database
from tests.campus import YEAR
from tests.evening.college import settle

LAST_YEAR = "2017-2018"


@dataclass(frozen=True)
class Size:
    """The numbers of a university.

    Each class has 40 students, each student 20 courses and 3 marks of each of the 42 raters.
    """

    name: str
    colleges: int
    classes: int
    imported: int
    """The number of rows of the imported workbook."""

    @property
    def tenfold(self) -> "Size":
        return Size(f"{self.name}_tenfold", 10 * self.colleges, 10 * self.classes, self.imported)

    @property
    def description(self) -> str:
        students = 40 * self.classes
        many = f"{students:,} students in {self.classes:,} classes of {self.colleges} colleges"
        return f"{many}, {20 * students:,} course scores, {126 * students:,} marks"


SIZES = {
    "small": Size("small", colleges=2, classes=52, imported=5_000),
    "university": Size("university", colleges=20, classes=690, imported=100_000),
}

# A number between 0 and 1 that looks random, of a number; three of them make a hump.
LOT = "((hashint8({0}) & 65535) / 65535.0)"
HUMP = "({least} + {most} * (" + " + ".join(LOT.format(f"({{of}}) * 3 + {n}") for n in range(3)) + ") / 3)"


def hump(of: str, least: int, most: int) -> str:
    """Writes SQL for a number around the middle of the two, the same for the same `of`."""
    return HUMP.format(of=of, least=least, most=most - least)


FRAME = """
insert into college (code, name) select 'C' || lpad(c::text, 3, '0'), '学院' || c from generate_series(1, {colleges}) c;
insert into major (code, name, college_id)
select code || '-' || m, '专业' || m, id from college, generate_series(1, 3) m order by 1;
insert into school_class (code, name, grade, cohort, major_id, college_id)
select 'K' || lpad(k::text, 5, '0'), '班级' || k, grade, grade + 4, major.id, college_id
from generate_series(0, {classes} - 1) k cross join lateral (select 2015 + k / {colleges} % 4 as grade) of
join major on major.code = 'C' || lpad((1 + k % {colleges})::text, 3, '0') || '-' || 1 + k / {colleges} / 4 % 3
order by 1;
insert into student (number, name, name_key, gender, ethnicity, class_id, monitor)
select grade || lpad((row_number() over (order by grade, code, s))::text, 6, '0'),
       substr('王李张刘陈杨黄赵吴周', 1 + s % 10, 1)
       || substr('伟芳娜敏静强磊军洋勇艳杰娟涛明超', 1 + (s * 7 + k.id::int) % 16, 1),
       'k' || s, case when s % 2 = 0 then '女' else '男' end, '汉族', k.id, s = 1
from school_class k, generate_series(1, 40) s order by grade, code, s;
insert into staff (number, name, name_key, college_id)
select 'F' || substr(code, 2), '辅导员' || id, 'f', college_id from school_class where substr(code, 2)::int % 5 = 0
union all select 'B' || substr(code, 2), '班主任' || id, 'b', college_id from school_class
union all select 'A' || substr(code, 2), '学院管理员' || id, 'a', id from college
union all select 'S1', '学生处', 's', null union all select 'S0', '超级管理员', 's', null;
insert into account (username, name, student_id, staff_id)
select number, name, id, null::bigint from student union all select number, name, null, id from staff;
insert into role_grant (account_id, role, college_id)
select account.id, role, staff.college_id from account join staff on staff.id = staff_id
join (values ('A', 'COLLEGE_ADMIN'), ('S1', 'STUDENT_AFFAIRS'), ('S0', 'SUPER_ADMIN')) given (prefix, role)
  on starts_with(username, prefix);
insert into session (account_id, token_hash, expires_at)
select id, encode(sha256(convert_to('zs_' || username, 'UTF8')), 'hex'), now() + interval '1 year' from account
"""
BATCH = """
insert into batch (name, academic_year, status, opened_at, created_at) values
('{last_year}学年综合测评', '{last_year}', 'ENDED', now(), now() - interval '1 year'),
('{year}学年综合测评', '{year}', 'OPEN', now(), now());
insert into batch_college (batch_id, college_id) select batch.id, college.id from batch, college;
insert into batch_cohort (batch_id, cohort) select batch.id, cohort from batch, generate_series(2019, 2022) cohort;
insert into batch_window (batch_id, module, starts_on, ends_on)
select id, module, current_date - 30, current_date + 300
from batch, unnest(array['RATING', 'ACADEMIC', 'COMPREHENSIVE']) module;
insert into phase (batch_id, college_id, module, status, first_opened_at, starts_on, ends_on, bonus_ratio)
select batch.id, college.id, module, batch.status, now(), current_date - 20, current_date + 200, 0.10
from batch, college, unnest(array['RATING', 'ACADEMIC', 'COMPREHENSIVE']) module;
insert into batch_class (batch_id, class_id, college_id, major_id, grade)
select batch.id, school_class.id, college_id, major_id, grade from batch, school_class order by 1, 2;
insert into participant (batch_id, student_id, class_id, college_id, participating)
select batch.id, student.id, class_id, college_id, true
from batch, student join school_class on school_class.id = class_id order by 1, 2;
insert into counsellor (batch_id, class_id, staff_id)
select batch.id, school_class.id, staff.id from batch, school_class
join staff on staff.number = 'F' || lpad((substr(code, 2)::int / 5 * 5)::text, 5, '0');
insert into head_teacher (batch_id, class_id, staff_id)
select batch.id, school_class.id, staff.id from batch, school_class join staff on staff.number = 'B' || substr(code, 2)
"""
COURSES = """
insert into course_score (student_id, academic_year, term, course_code, course_name, course_kind, credit, score)
select id, '{year}', 1 + c % 2, 'K' || lpad(c::text, 3, '0'), '课程' || c,
       case when c % 3 = 0 then '选修' else '必修' end, 1.0 + c % 5 * 0.5, round({score})
from student, lateral (select id - case when id % 10 = 0 then 1 else 0 end as twin) t, generate_series(1, 20) c
order by id, 3, 4;
insert into course_adjustment (batch_id, student_id, term, course_code, counted, ratio, adjusted_at, adjusted_by)
select batch.id, course_score.student_id, term, course_code, course_score.id % 3 <> 0, 0.2, now(), account.id
from batch join course_score using (academic_year), account where account.username = 'S0' and {few} < 0.05
"""
RATINGS = """
insert into batch_rating_item (batch_id, college_id, name, "order", min_points, max_points,
  counsellor_weight, head_teacher_weight, peer_weight)
select batch.id, college.id, item.* from batch, college,
  (values ('思想', 1, 20, 30, 40, 30, 30), ('体育', 2, 30, 40, 20, 30, 50), ('实践', 3, 0, 30, 0, 0, 100)) item
where academic_year = '{year}' order by college.id, 4;
insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
select batch_id, class_id, college_id, kind, rater_id, now(), now() from (
  select batch_id, class_id, 'PEER' as kind, student_id as rater_id from participant
  union all select batch_id, class_id, 'COUNSELLOR', staff_id from counsellor
  union all select batch_id, class_id, 'HEAD_TEACHER', staff_id from head_teacher) rater
join batch_class using (batch_id, class_id) join batch on batch.id = batch_id and academic_year = '{year}'
order by batch_id, class_id, kind, rater_id;
alter table mark drop constraint mark_pkey, drop constraint mark_ballot_id_fkey;
insert into mark (ballot_id, student_id, item_id, points)
select ballot.id, student_id, item.id, round((min_points + (max_points - min_points) * {points})::numeric, 2)
from ballot join participant using (batch_id, class_id)
join batch_rating_item item on item.batch_id = ballot.batch_id and item.college_id = ballot.college_id
order by 1, 2, 3;
alter table mark add primary key (ballot_id, student_id, item_id),
  add constraint mark_ballot_id_fkey foreign key (ballot_id) references ballot on delete cascade
"""
RESULTS = """
insert into result_sheet (batch_id, class_id, college_id, stage, imported_at, submitted_at)
select batch_id, class_id, college_id, case status when 'ENDED' then 4 else 3 end, now(), now()
from batch_class join batch on batch.id = batch_id;
insert into comprehensive_result (batch_id, student_id, class_id, college_id, major_id, grade, participating, stage,
  scores, levels, overall_score, overall_level, class_size, grade_size, positions, grade_positions,
  overall_position, overall_grade_position)
select batch_id, student_id, class_id, college_id, major_id, grade, true, stage,
  array[political, scholastic, development], '{{良好, 中等, 优秀}}', overall, '合格', 40, count(*) over of_grade,
  array[rank() over (of_class order by political desc), rank() over (of_class order by scholastic desc),
  rank() over (of_class order by development desc)], array[null, rank() over (of_grade order by scholastic desc), null],
  rank() over (of_class order by overall desc), rank() over (of_grade order by overall desc)
from result_sheet join batch_class using (batch_id, class_id, college_id)
join participant using (batch_id, class_id, college_id),
lateral (select round({political}, 1) as political, round({scholastic}, 2) as scholastic,
  round({development}, 1) as development, round({overall}, 2) as overall) given
window of_class as (partition by batch_id, class_id), of_grade as (partition by batch_id, college_id, major_id, grade)
"""


async def make_university(database: Database, size: Size) -> None:
    """Fills an empty database."""
    await make_frame(database, size)
    for part in (BATCH, COURSES, RATINGS, RESULTS):
        await _make(database, part, size)


async def make_frame(database: Database, size: Size) -> None:
    """Creates only colleges, classes and people."""
    await upgrade(database)
    await _make(database, FRAME, size)


async def _make(database: Database, part: str, size: Size) -> None:
    await run(database, _written(part, size))
    await settle(database)


async def run(database: Database, statements: str) -> None:
    """Runs several statements at once, in one transaction."""
    async with database.write() as db:
        raw: Any = (await db.get_raw_connection()).driver_connection
        await raw.execute(statements)


def _written(part: str, size: Size) -> str:
    result = "student_id + 100 * batch_id"
    return part.format(
        **vars(size),
        year=YEAR,
        last_year=LAST_YEAR,
        score=hump("twin * 64 + c", 45, 105).join(("least(100, ", ")")),
        few=LOT.format("course_score.student_id * 64 + length(course_code) + term + right(course_code, 3)::int"),
        points=LOT.format("ballot.rater_id * 7919 + student_id * 31 + item.id"),
        political=hump(result, 60, 100),
        scholastic=hump(f"{result} + 1000003", 50, 100),
        development=hump(f"{result} + 2000003", 55, 100),
        overall=hump(f"{result} + 3000017", 55, 100),
    )
