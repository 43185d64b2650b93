"""Reads how far the classes are that a person has to do with, in all batches that go on (R1.7)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db.driver import Statement, array
from db.session import Database

_CLASSES = Statement("""
with asked as (
    select * from unnest(
        cast(:roles::text as text[]), cast(:batches::text as bigint[]), cast(:classes::text as bigint[])
    ) as asked (class_tie, batch_id, class_id)
)
select asked.class_tie, batch_class.batch_id, batch_class.class_id, batch_class.college_id,
       batch.status as batch_status, school_class.name as class_name, school_class.code as class_code,
       coalesce(own.participating, false) as participating,
       batch_class.academic_computed_at is not null and not batch_class.academic_stale as computed,
       exists (
           select from participant
           join course_score using (student_id)
           where participant.batch_id = batch.id and participant.class_id = asked.class_id
             and participant.participating and course_score.academic_year = batch.academic_year
       ) as scored,
       coalesce(result_sheet.stage, 0) as stage,
       case when result_sheet.reopened_at > result_sheet.imported_at then result_sheet.reopen_reason end reopen_reason,
       scheme.id is not null as by_scheme,
       coalesce(result_sheet.scheme_id is not null and result_sheet.stale <> '{}', false) as outdated,
       scheme.id is not null and coalesce(result_sheet.stage, 0) = 0 and not exists (
           select from participant
           where participant.batch_id = batch.id and participant.class_id = asked.class_id and participating
             and (exists (select from scheme_value value where value.batch_id = batch.id
                            and value.student_id = participant.student_id)
               or exists (select from scheme_item item where item.batch_id = batch.id
                            and item.student_id = participant.student_id))
       ) as inputless,
       notice.title as notice_title, notice.ends_on as notice_ends_on,
       exists (select from public_notice where batch_id = batch.id and college_id = batch_class.college_id) as noticed
from asked
join batch on batch.id = asked.batch_id and batch.opened_at is not null and batch.status <> 'ENDED'
join batch_class on batch_class.batch_id = batch.id and batch_class.class_id = asked.class_id
join school_class on school_class.id = asked.class_id
left join result_sheet on result_sheet.batch_id = batch.id and result_sheet.class_id = asked.class_id
left join lateral (
    select id from scheme_version
    where batch_id = batch.id and college_id = batch_class.college_id order by version desc limit 1
) scheme on true
left join participant own on own.batch_id = batch.id and own.student_id = :student::bigint
left join lateral (
    select title, ends_on from public_notice
    where batch_id = batch.id and college_id = batch_class.college_id
      and ended_at is null and (ends_at is null or ends_at > :now::timestamptz)
    order by opened_at desc limit 1
) notice on true
where asked.class_tie = 'STUDENT'
   or exists (select from participant where batch_id = batch.id and class_id = asked.class_id and participating)
order by batch_class.batch_id, batch_class.college_id, school_class.code, asked.class_tie
""")


async def classes_of_person(
    database: Database, class_ties: Sequence[tuple[str, int, int]], student_id: int | None, now: datetime
) -> Sequence[Any]:
    """Reads one row for each role in each class; staff have nothing to do with a class in which nobody takes part."""
    if not class_ties:
        return []
    roles, batches, classes = map(array, zip(*class_ties, strict=True))
    values = {"roles": roles, "batches": batches, "classes": classes, "student": student_id, "now": now}
    async with database.driver() as db:
        return await _CLASSES.rows(db, values)
