"""Measures a college's scheme computed for a whole university, beside one bare statement that says the same by hand.

The largest rule pack of docs/schemes, 27,600 students, and its inputs in two plain tables.
"""

import time
from typing import Any

from sqlalchemy import FromClause, column, select, table
from sqlalchemy.dialects.postgresql import asyncpg

from bench.figures import Outcome, compared_times
from bench.ground import Ground
from db.queries.schemes.reckoning import input_label, reckoned
from db.schemes import Category, Scheme
from tests.core.rules.schemes import packs
from tests.db.schemes.pack_students import pupils_of

STUDENTS = 27_600
PACK = "six-modules"
FACTS = ("category", "item", "level", "award", "role", "kind", "amount", "points")
KEYS = ("student_id", "class_id", "grade_id")
TABLES = """
drop table if exists plain_student, plain_item;
create table plain_student (student_id bigint, class_id bigint, grade_id bigint, {columns});
create table plain_item (item_id bigint, student_id bigint, category text, item text, level text, award text,
  role text, kind text, amount numeric, points numeric)
"""
BARE = """
price(category, fact, points) as (values {prices}),
worth as (
  select i.item_id, i.student_id, i.category, i.item,
    case i.category
      when '社会工作' then p.points * least(amount, 10) / 10
      when '学科竞赛' then greatest(p.points - case role when '队员' then 2 else 0 end, 0)
      when '专利' then p.points * case role when '其他发明人' then 0.5 else 1 end
      when '文艺活动' then i.points
      when '劳动' then least(amount * 1.5, 6)
      else p.points end as points
  from plain_item i left join price p on p.category = i.category and p.fact = case i.category
    when '学科竞赛' then level || '/' || award when '论文' then level || '/' || role
    when '社会工作' then item when '专利' then item else level end
), placed as (
  select *, row_number() over (partition by student_id, category, item order by points desc) as of_name from worth
), ranked as (
  select *, row_number() over (partition by student_id, category, of_name = 1 order by points desc) as best_name,
    row_number() over (partition by student_id, category order by points desc) as best
  from placed
), sums as (
  select student_id,
    sum(points) filter (where category = '荣誉称号' and of_name = 1) as honours,
    max(points) filter (where category = '社会工作') as office,
    sum(points) filter (where category = '违纪处分') as penalties,
    count(*) filter (where category = '违纪处分') as times,
    least(coalesce(sum(points) filter (where category = '论文'), 0), 15) as papers,
    least(coalesce(sum(points) filter (where category = '学科竞赛' and of_name = 1 and best_name <= 5), 0), 20)
      as contests,
    sum(points) filter (where category = '文艺活动' and best <= 3) as arts,
    sum(points) filter (where category = '劳动') as labour,
    least(coalesce(sum(points) filter (where category = '专利'), 0), 15) as patents
  from ranked group by 1
), base as (
  select s.*, coalesce(times, 0) as times, coalesce(contests, 0) as contests,
    least(coalesce(papers, 0), 30 - coalesce(contests, 0)) as papers,
    coalesce({physical}, 0) as fit, coalesce({beauty}, 60) as course, coalesce(patents, 0) as patents,
    case when coalesce(times, 0) >= 3 then 0 else
      least(greatest(0.8 * (0.4 * {counsellor} + 0.3 * least({panel}, {mine}) + 0.3 * {mine})
        + least(coalesce(honours, 0) + coalesce(office, 0), 30) - coalesce(penalties, 0), 0), 100) end as moral,
    least(60 + coalesce(labour, 0), 100) as labour, coalesce(arts, 0) as arts
  from plain_student s left join sums using (student_id)
), qualities as (
  select *, least(0.85 * {study} + papers, 100) as intellectual,
    least(40 + (least(greatest(course, 60), 100) - 60) * 1.25 + arts, 100) as aesthetic,
    least(40 + contests + least(patents, 30 - contests - papers), 100) as innovation
  from base
), shown as (
  select *, round(moral, 2) as q0, round(intellectual, 2) as q1, round(fit, 2) as q2, round(aesthetic, 2) as q3,
    round(labour, 2) as q4, round(innovation, 2) as q5,
    round(0.2 * moral + 0.5 * intellectual + 0.1 * fit + 0.05 * aesthetic + 0.05 * labour + 0.1 * innovation, 2) as q6
  from qualities
), placed_students as (
  select *, rank() over (partition by grade_id order by q1 desc) as study_place,
    count(*) over (partition by grade_id) as study_size,
    rank() over (partition by class_id order by q6 desc) as place, count(*) over (partition by class_id) as size
  from shown
)
select student_id {more},
  q0, case when q0 >= 90 and times = 0 then '优秀' when q0 >= 80 then '良好' else '合格' end as l0,
  q1, case when study_place <= floor(study_size * 0.3) and {failed} = 0 then '优秀'
    when study_place <= floor(study_size * 0.6) then '良好' else '合格' end as l1,
  q2, case when q2 >= 90 then '优秀' when q2 >= 80 then '良好' else '合格' end as l2,
  q3, case when q3 >= 90 then '优秀' when q3 >= 80 then '良好' else '合格' end as l3,
  q4, case when q4 >= 90 then '优秀' when q4 >= 80 then '良好' else '合格' end as l4,
  q5, case when q5 >= 70 then '优秀' when q5 >= 55 then '良好' else '合格' end as l5,
  q6, case when place <= floor(size * 0.15) and {failed} = 0 and times = 0 and q2 >= {fit_from} then '优秀'
    when place <= floor(size * 0.45) then '良好' else '合格' end as l6
from placed_students
"""
FIT_FROM = 60
"""The pack gives nobody 优秀 whose fitness is below this; it is no pass mark of ours."""
INPUTS = {"counsellor": "辅导员评分", "panel": "小组评分", "mine": "自评", "study": "学业成绩", "physical": "体测"} | {
    "beauty": "美育课程",
    "failed": "不及格门数",
}


async def computed(ground: Ground) -> list[Outcome]:
    """Takes turns with the bare statement, and requires the same scores and levels of everybody."""
    scheme, ours, bare = packs.scheme(PACK), [], []
    async with ground.plain() as db:
        await _stand(db, scheme)
        for _ in range(ground.rounds):
            bare.append(await _seconds(db, "bare_scheme", scheme, bare_statement(scheme)))
            ours.append(await _seconds(db, "our_scheme", scheme, *statement(scheme)))
        differ = "select count(*) from (table our_scheme except table bare_scheme) different"
        assert await db.fetchval(differ) == 0
        assert await db.fetchval("select count(*) from our_scheme") == STUDENTS
    return [compared_times(ours, bare)]


def statement(scheme: Scheme) -> tuple[str, list[Any]]:
    """Returns our statement with its values, as the driver takes them."""
    labels = [input_label(scheme, name) for name, one in scheme.inputs.items() if not isinstance(one, Category)]
    students: FromClause = table("plain_student", *map(column, (*KEYS, *labels)))
    items: FromClause = table("plain_item", *map(column, ("item_id", "student_id", *FACTS)))
    found = reckoned(scheme, students, items).subquery("found")
    wanted = [found.c.student_id, *(found.c[name] for name in _results(scheme))]
    dialect: Any = asyncpg.dialect  # its class has no types
    compiled = select(*wanted).compile(dialect=dialect(), compile_kwargs={"render_postcompile": True})
    return str(compiled), [compiled.params[name] for name in compiled.positiontup or ()]


def _results(scheme: Scheme) -> list[str]:
    return [f"{what}_{place}" for place in range(len(scheme.qualities)) for what in ("score", "level")]


def bare_statement(scheme: Scheme, given: str = "", more: str = "") -> str:
    """Writes the labels of the inputs and the cells of the tables into the statement that was written by hand.

    Args:
        given: queries before it, such as `plain_student` and `plain_item` where they are no tables.
        more: further columns, each after a comma.
    """
    cells = [
        f"('{name}', '{'/'.join(facts)}', {points})"
        for name, one in scheme.inputs.items()
        if isinstance(one, Category) and hasattr(one.points, "prices")
        for facts, points in one.points.prices()
    ]
    labels = {key: input_label(scheme, name) for key, name in INPUTS.items()}
    return f"with {given}" + BARE.format(prices=", ".join(cells), fit_from=FIT_FROM, more=more, **labels)


async def _stand(db: Any, scheme: Scheme) -> None:
    names = [name for name, one in scheme.inputs.items() if not isinstance(one, Category)]
    await db.execute(TABLES.format(columns=", ".join(f"{input_label(scheme, name)} numeric" for name in names)))
    pupils = pupils_of(scheme, STUDENTS)
    students = [
        (who, who // 40, who // 800, *(one.given.values[name] for name in names)) for who, one in enumerate(pupils)
    ]
    items = [
        (who, *(getattr(item, fact) for fact in FACTS)) for who, one in enumerate(pupils) for item in one.given.items
    ]
    await db.copy_records_to_table("plain_student", records=students)
    await db.copy_records_to_table("plain_item", records=[(place, *one) for place, one in enumerate(items)])
    await db.execute("analyze plain_student; analyze plain_item; set work_mem = '64MB'")


async def _seconds(db: Any, name: str, scheme: Scheme, statement: str, values: Any = ()) -> float:
    columns = ", ".join(f"{one} {'numeric' if one.startswith('score') else 'text'}" for one in _results(scheme))
    await db.execute(f"drop table if exists {name}")
    await db.execute(f"create table {name} (student_id bigint, {columns})")
    began = time.perf_counter()
    await db.execute(f"insert into {name} {statement}", *values)
    return time.perf_counter() - began
