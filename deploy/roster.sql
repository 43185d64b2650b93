-- 把名册写成 CSV | Writes the roster of a database as `zongce roster import` reads it, one file for each table, into the
-- folder in which psql runs: what is not retired. See docs/recovery.md.
\set ON_ERROR_STOP on
set client_encoding = 'UTF8';
\copy (select code as "学院代码", name as "学院名称" from college where retired_at is null order by code) to '学院.csv' csv header
\copy (select m.code as "专业代码", m.name as "专业名称", c.code as "学院代码" from major m join college c on c.id = m.college_id where m.retired_at is null order by m.code) to '专业.csv' csv header
\copy (select s.code as "班级代码", s.name as "班级名称", s.grade as "年级", s.cohort as "届次", m.code as "专业代码" from school_class s join major m on m.id = s.major_id where s.retired_at is null order by s.code) to '班级.csv' csv header
\copy (select s.number as "学号", s.name as "姓名", s.gender as "性别", s.ethnicity as "民族", c.code as "班级代码" from student s join school_class c on c.id = s.class_id where s.retired_at is null order by s.number) to '学生.csv' csv header
\copy (select s.number as "工号", s.name as "姓名", c.code as "学院代码" from staff s left join college c on c.id = s.college_id where s.retired_at is null order by s.number) to '教职工.csv' csv header
\copy (select c.code as "班级代码", s.number as "工号" from roster_head_teacher t join school_class c on c.id = t.class_id join staff s on s.id = t.staff_id where c.retired_at is null and s.retired_at is null order by 1, 2) to '班主任.csv' csv header
\copy (select c.code as "班级代码", s.number as "学号" from student s join school_class c on c.id = s.class_id where s.monitor and s.retired_at is null order by 1, 2) to '班长.csv' csv header
