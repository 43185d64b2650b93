"""Finds what stands in the way of undoing imports, but for those of course scores (R10.9).

All imports of a page are judged by one statement, whose parts are made from the watched tables and their foreign keys.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.imports.watched import BY_NAME, KEYED, NET, WATCHED, Watched, references
from db.tables import Stage

MOST_NAMES = 3


class Obstacle(NamedTuple):
    """Several things of one kind that stand in the way for the same reason.

    `other` names the table, or the place, that the reason is about. `file_name`, `at` and `by` say who did it, and with
    which import, as far as that is known.
    """

    import_id: int
    reason: str
    of_table: str
    other: str | None
    file_name: str | None
    at: datetime | None
    by: str | None
    total: int
    names: list[str]


def _changed(one: Watched) -> str:
    """Finds rows that are not as the import left them."""
    stored, missing = one.without("new", *one.loose), f"(own.{one.key[0]} is null)"
    return f"""select import_id, case when new is null then 'BACK' when {missing} then 'GONE' else 'CHANGED' end
      as reason, of_table, key, image, null as other
    from net left join {one.name} own on {one.same}
    where of_table = '{one.name}' and case when new is null then not {missing}
      else {missing} or jsonb_populate_record(own, {stored}) is distinct from own end"""  # noqa: S608  # composed of constants


def _used(of_table: str, column: str, target: str) -> str:
    """Finds new rows that something else refers to by now."""
    own = BY_NAME.get(of_table)
    ours = f"select mine.import_id, mine.key from net mine where mine.of_table = '{of_table}'"  # noqa: S608  # composed of constants
    besides = f"and (net.import_id, {own.own_key}) not in ({ours})" if own else ""  # those go with it
    return f"""select distinct net.import_id, 'USED', net.of_table, net.key, net.image, '{of_table}'
    from net join {of_table} own on own.{column} = (net.image ->> 'id')::bigint
    where net.of_table = '{target}' and net.old is null {besides}"""  # noqa: S608  # composed of constants


def _lost(of_table: str, column: str, target: str) -> str:
    """Finds rows that belonged to something that is gone."""
    return f"""select import_id, 'LOST', of_table, key, image, '{target}'
    from net where of_table = '{of_table}' and old ->> '{column}' is not null
      and not exists (select from {target} own where own.id = (net.old ->> '{column}')::bigint)"""  # noqa: S608  # composed of constants


def _added(one: Watched) -> str:
    """Finds who was assigned since to a class of which an import of staff wrote the whole list."""
    places = ("batch_id", "class_id")
    chosen = ", ".join(f"(image ->> '{name}')::bigint as {name}" for name in places)
    return f"""select own_list.import_id, 'ADDED', '{one.name}', {one.own_key}, to_jsonb(own), null
    from (select distinct import_id, {chosen} from net where of_table = '{one.name}') own_list
    join import_record record on record.id = own_list.import_id and record.kind = 'ASSIGNED_STAFF'
    join {one.name} own on {" and ".join(f"own.{name} = own_list.{name}" for name in places)}
    where not exists (select from {KEYED} change where change.import_id = own_list.import_id
      and change.of_table = '{one.name}' and change.key = {one.own_key} and change.new is not null)"""  # noqa: S608  # composed of constants


MORE = """select own_list.import_id, 'MORE', 'scheme_item', own.id::text, to_jsonb(own), null
from (select distinct import_id, (image ->> 'batch_id')::bigint as batch_id,
    (image ->> 'student_id')::bigint as student_id, image ->> 'category' as category
  from net where of_table = 'scheme_item') own_list
join scheme_item own on own.batch_id = own_list.batch_id and own.student_id = own_list.student_id
  and own.category = own_list.category
where not exists (select from net where net.import_id = own_list.import_id and net.of_table = 'scheme_item'
  and net.key = own.id::text and net.new is not null)"""
"""An import of items writes the whole list of a student and category: another item there came later."""
COMPUTED = f"""select record.id, 'COMPUTED', 'batch_class', own.class_id::text, to_jsonb(own), null
from import_record record join import_place place on place.import_id = record.id
join result_sheet own on own.batch_id = record.batch_id and own.class_id = place.class_id
where record.id = any(:imports) and record.kind in ('SCHEME_VALUES', 'SCHEME_ITEMS')
  and own.stage >= {int(Stage.SUBMITTED)} and own.scheme_id is not null and own.imported_at > record.imported_at"""  # noqa: S608  # composed of constants
"""Submitted results were computed from the inputs of the import (R11.5)."""
LEFT = """select net.import_id, 'LEFT', 'staff', staff.id::text, to_jsonb(staff), null
from net join import_record record on record.id = net.import_id and record.kind = 'ASSIGNED_STAFF'
join staff on staff.id = (net.image ->> 'staff_id')::bigint
join batch_class here on here.batch_id = (net.image ->> 'batch_id')::bigint
  and here.class_id = (net.image ->> 'class_id')::bigint
where net.old is not null and (staff.retired_at is not null or staff.college_id <> here.college_id)"""
"""Nobody is assigned again who has left, or works in another college by now (R2.6)."""
BEGUN = """select net.import_id, case when batch.status = 'ENDED' then 'ENDED' else 'BEGUN' end, 'participant', net.key,
  net.image, batch.name || case when batch.status = 'ENDED' then '' else ' ' || college.name end
from net join import_record record on record.id = net.import_id
join batch on batch.id = (net.image ->> 'batch_id')::bigint
join batch_class here on here.batch_id = batch.id and here.class_id = (net.image ->> 'class_id')::bigint
join college on college.id = here.college_id
where record.kind = 'ROSTER' and net.of_table in ('batch_class', 'participant', 'head_teacher')
  and (batch.status = 'ENDED'
  or exists (select from phase where phase.batch_id = batch.id and phase.college_id = college.id
    and phase.module in ('RATING', 'ACADEMIC') and phase.first_opened_at > record.imported_at)
  or exists (select from result_sheet where result_sheet.batch_id = batch.id and result_sheet.college_id = college.id
    and result_sheet.submitted_at > record.imported_at))"""
"""The participants of a college are fixed once it has begun (R2.3); an ended batch stays as it is."""
SUBMITTED = f"""select net.import_id, 'SUBMITTED', net.of_table, net.key, net.image, null
from net join result_sheet own on own.batch_id = (image ->> 'batch_id')::bigint
  and own.class_id = (image ->> 'class_id')::bigint
where net.of_table = 'result_sheet' and own.stage >= {int(Stage.SUBMITTED)}"""  # noqa: S608  # composed of constants
ACTIVATED = """select import_id, 'ACTIVATED', of_table, key, image, null
from net join account own on own.id = (image ->> 'id')::bigint
where of_table = 'account' and old is null and (own.password_hash is not null or own.activation_hash is not null)"""

_parts = [
    *(_changed(one) for one in WATCHED),
    *(_used(*one) for one in references()),
    *(_lost(table, column, target) for table, column, target in references() if table in BY_NAME),
    *(_added(BY_NAME[name]) for name in ("counsellor", "head_teacher")),
    *(MORE, COMPUTED, LEFT, BEGUN, SUBMITTED, ACTIVATED),
]
BY_LATER = "('CHANGED', 'GONE', 'BACK', 'MORE')"
"""These are told with the later import that did them."""
_NAME = """coalesce(case
  when of_table in ('participant', 'comprehensive_result')
    then (select name || ' ' || number from student where student.id = (image ->> 'student_id')::bigint)
  when of_table in ('scheme_value', 'scheme_item')
    then (select concat_ws(' ', name, number, coalesce(image ->> 'heading', image ->> 'item'))
      from student where student.id = (image ->> 'student_id')::bigint)
  when of_table in ('roster_head_teacher', 'batch_class', 'head_teacher', 'counsellor', 'result_sheet')
    then (select name || ' ' || code from school_class where school_class.id = (image ->> 'class_id')::bigint)
  else concat_ws(' ', image ->> 'name', image ->> 'number', image ->> 'code', image ->> 'username') end, key)"""
OBSTACLES = f"""
with net as materialized ({NET}),
found as materialized ({" union all ".join(_parts)}),
named as (select *, {_NAME} as name from found),
later as (
  select of_table, key, max(import_id) as import_id from {KEYED} change
  where import_id > (select min(one) from unnest(:imports) one)
    and exists (select from found where reason in {BY_LATER})
  group by of_table, key)
select named.import_id, reason, named.of_table, other, record.file_name, record.imported_at as at, account.name as by,
  count(distinct named.key) as total, (array_agg(distinct named.name order by named.name))[1:{MOST_NAMES}] as names
from named
left join later on reason in {BY_LATER} and later.of_table = named.of_table
  and later.key = named.key and later.import_id > named.import_id
left join import_record record on record.id = later.import_id
left join account on account.id = record.imported_by
group by named.import_id, reason, named.of_table, other, record.id, account.id
order by named.import_id, reason, named.of_table, other, record.id"""  # noqa: S608  # composed of constants


MANY = 1000
NO_NESTED_LOOPS = f"""select set_config('enable_nestloop', case when count(*) > {MANY} then 'off' else 'on' end, true)
from (select from import_change where import_id = any(:imports) limit {MANY + 1}) kept"""  # noqa: S608  # composed of constants
"""PostgreSQL does not know how many rows the imports changed, and takes them for few; a roster changes 50,000."""


async def fetch_obstacles(db: AsyncConnection, import_ids: Sequence[int]) -> list[Obstacle]:
    await db.execute(text(NO_NESTED_LOOPS), {"imports": list(import_ids)})
    rows = await db.execute(text(OBSTACLES), {"imports": list(import_ids)})
    return [Obstacle(*row) for row in rows]
