"""Undoes an import of course scores, and finds what stands in the way (R10.9)."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.imports.obstacles import MOST_NAMES, Obstacle
from db.tables import metadata

_COLUMNS = ", ".join(metadata.tables["course_score"].c.keys())
_BEFORE = """(select import_id, old, (old ->> 'id')::bigint as id from import_change
  where import_id = any(:imports) and of_table = 'course_score')"""
"""The scores that the imports replaced, as they were."""
OBSTACLES = f"""
with record as (select * from import_record where id = any(:imports) and kind = 'COURSE_SCORES'),
before as materialized {_BEFORE},
mine as materialized (select own.* from course_score own join record on record.id = own.import_id),
taken as materialized (
  select (change.old ->> 'import_id')::bigint as import_id, change.import_id as by_import, change.old as image
  from import_record later join import_change change on change.import_id = later.id and of_table = 'course_score'
  where exists (select from record where later.kind = record.kind and later.id > record.id
      and later.academic_year = record.academic_year and later.term = record.term)
    and (change.old ->> 'import_id')::bigint = any(:imports)
    and not exists (select from before where before.import_id = (change.old ->> 'import_id')::bigint
      and before.id = (change.old ->> 'id')::bigint)),
missing as (
  select record.id as import_id, record.created - (select count(*) from taken where taken.import_id = record.id)
    - (select count(*) from mine where mine.import_id = record.id and not exists (
        select from before where before.import_id = record.id and before.id = mine.id)) as total,
    last.at, last.actor_name
  from record left join lateral (
    select at, actor_name from audit_entry where action in ('deleteCourseScores', 'addCourseScore')
      and at > record.imported_at
      and college_id = any(array(select college_id from import_place where import_id = record.id))
    order by at desc limit 1) last on true),
found as (
  select import_id, 'CHANGED' as reason, by_import, null::timestamptz as at, null::text as by, image from taken
  union all
  select before.import_id, case when own.id is null then 'GONE' else 'CHANGED' end, own.import_id,
    case when own.import_id is null then own.changed_at end, account.name, before.old
  from before left join course_score own on own.id = before.id
  left join account on account.id = own.changed_by and own.import_id is null
  where own.import_id is distinct from before.import_id
  union all
  select mine.import_id, 'DECIDED', null, decision.decided_at, account.name, to_jsonb(mine)
  from mine join record on record.id = mine.import_id
  join score_decision decision on decision.id = mine.decision_id and decision.decided_at >= record.imported_at
  join account on account.id = decision.decided_by
  union all
  select mine.import_id, 'ADJUSTED', null, adjustment.adjusted_at, account.name, to_jsonb(mine)
  from mine join record on record.id = mine.import_id
  join batch on batch.academic_year = mine.academic_year
  join course_adjustment adjustment on adjustment.batch_id = batch.id and adjustment.adjusted_at >= record.imported_at
    and (adjustment.student_id, adjustment.term, adjustment.course_code)
      = (mine.student_id, mine.term, mine.course_code)
  join account on account.id = adjustment.adjusted_by
  union all
  select mine.import_id, 'MOVED', null, null, null, to_jsonb(mine)
  from mine join student on student.id = mine.student_id join school_class on school_class.id = student.class_id
  where not exists (select from import_place place
    where place.import_id = mine.import_id and place.college_id = school_class.college_id)),
named as (
  select found.*, concat_ws(' ', student.name, student.number,
    case when reason <> 'MOVED' then found.image ->> 'course_name' end) as name
  from found left join student on student.id = (found.image ->> 'student_id')::bigint)
select named.import_id, reason, 'course_score', null, record.file_name,
  max(coalesce(named.at, record.imported_at)) as at, coalesce(named.by, account.name) as by,
  count(distinct named.name) as total, (array_agg(distinct named.name order by named.name))[1:{MOST_NAMES}] as names
from named left join import_record record on record.id = named.by_import
left join account on account.id = record.imported_by
group by named.import_id, reason, record.id, coalesce(named.by, account.name)
union all
select import_id, 'MISSING', 'course_score', null, null, at, actor_name, total, '{{}}' from missing where total > 0
order by 1, 2, 6"""  # noqa: S608  # composed of constants


async def fetch_obstacles(db: AsyncConnection, import_ids: Sequence[int]) -> list[Obstacle]:
    rows = await db.execute(text(OBSTACLES), {"imports": list(import_ids)})
    return [Obstacle(*row) for row in rows]


_STUDENTS = """select own.student_id from course_score own where own.import_id = :import"""
COLLEGES = f"""select distinct school_class.college_id
from school_class join student on student.class_id = school_class.id
where student.id in ({_STUDENTS})
union select college_id from import_place where import_id = :import order by 1"""  # noqa: S608  # composed of constants


async def college_ids_of(db: AsyncConnection, import_id: int) -> list[int]:
    """Lists the colleges of the import, and those of its students now."""
    return list((await db.execute(text(COLLEGES), {"import": import_id})).scalars())


async def student_ids_of(db: AsyncConnection, import_id: int) -> list[int]:
    return list((await db.execute(text(f"{_STUDENTS} group by 1 order by 1"), {"import": import_id})).scalars())


_IS_NEW = """own.import_id = :import and not exists (select from import_change change
  where change.import_id = :import and of_table = 'course_score' and (change.old ->> 'id')::bigint = own.id)"""
COUNT = f"""select (select count(*) from import_change where import_id = :import and of_table = 'course_score'),
  (select count(*) from course_score own where {_IS_NEW})"""  # noqa: S608  # composed of constants
DELETE = f"delete from course_score own where {_IS_NEW}"  # noqa: S608  # composed of constants
RESTORE = f"""update course_score own set ({_COLUMNS}) = (select {_COLUMNS} from jsonb_populate_record(own, old) before)
from import_change change where change.import_id = :import and of_table = 'course_score'
  and own.id = (change.old ->> 'id')::bigint"""  # noqa: S608  # composed of constants


async def count_rows(db: AsyncConnection, import_id: int) -> tuple[int, int]:
    """Counts the scores that come back as they were, and those that go."""
    row = (await db.execute(text(COUNT), {"import": import_id})).one()
    return int(row[0]), int(row[1])


async def restore(db: AsyncConnection, import_id: int) -> None:
    """Deletes the scores that were new, and brings the replaced ones back, with who changed them and when."""
    await db.execute(text(DELETE), {"import": import_id})
    await db.execute(text(RESTORE), {"import": import_id})
