"""The views of batches: who takes part, and how far the work is."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.queries import notices
from db.queries.academic.staleness import must_be_computed_again
from db.queries.batches.batches import (
    batch,
    batch_class,
    batch_cohort,
    counsellor,
    head_teacher,
    participant,
    seen_by,
    somebody_takes_part,
)
from db.queries.classes import college, klass, major
from db.queries.comprehensive.sheets import NOT_IMPORTED, sheets
from db.queries.comprehensive.sheets import sheet as sheet_table
from db.queries.people.accounts import staff
from db.queries.ratings.states import COUNTS, stale
from db.queries.students import student
from db.reporting.views import Rights, View, in_college, joined, of_class, person
from db.scopes import Scope, placed, reached_by
from db.tables import Stage

BATCH = (batch.c.id.label("batch_id"), batch.c.name.label("batch_name"), batch.c.academic_year)
STUDENT = (student.c.number.label("student_number"), student.c.name.label("student_name"))
STAGES = {NOT_IMPORTED: "NOT_IMPORTED", **{int(stage): stage.name for stage in Stage}}


def views(rights: Rights) -> Iterable[View]:
    yield _batches(rights)
    yield _batch_classes(rights)
    yield _participants(rights)
    yield _rating_progress(rights)
    yield _result_sheets(rights)
    yield _public_notices(rights)


def status_of(stage: Any) -> Any:
    return case(STAGES, value=stage)


def _batches(rights: Rights) -> View:
    cohorts = func.array_agg(aggregate_order_by(batch_cohort.c.cohort, batch_cohort.c.cohort.desc()))
    query = select(
        batch.c.id,
        batch.c.name,
        batch.c.academic_year,
        batch.c.status,
        batch.c.note,
        batch.c.opened_at,
        joined(select(cohorts).where(batch_cohort.c.batch_id == batch.c.id).scalar_subquery()).label("cohorts"),
        *(joined(batch.c[name]).label(name) for name in ("levels", "quality_codes", "quality_names")),
    ).where(seen_by(rights.scope("SEE_BATCHES")))
    words = {
        "note": "说明", "opened_at": "首次开启的时间", "cohorts": "测评届次，以 ; 分隔", "levels": "等次，以 ; 分隔",
        "quality_codes": "各项素质的代号，以 ; 分隔", "quality_names": "各项素质的名称，以 ; 分隔",
    }  # fmt: skip
    return View("batches", "批次", query, words)


def _reached(scope: Scope) -> Any:
    return reached_by(
        scope, college=batch_class.c.college_id, batch=batch_class.c.batch_id, klass=batch_class.c.class_id
    )


def _in_batch(query: Select[Any]) -> Select[Any]:
    """Joins the batch, the class, the major and the college of a class in a batch."""
    named = query.join(batch, batch.c.id == batch_class.c.batch_id).join(klass, klass.c.id == batch_class.c.class_id)
    return in_college(named, batch_class)


def _assigned(to: Any, label: str) -> Any:
    names = func.array_agg(aggregate_order_by(staff.c.name, staff.c.name_key, staff.c.number))
    of_it = (to.c.batch_id == batch_class.c.batch_id, to.c.class_id == batch_class.c.class_id)
    return joined(
        select(names).join(to, to.c.staff_id == staff.c.id).where(*of_it).correlate(batch_class).scalar_subquery()
    ).label(label)


def _batch_classes(rights: Rights) -> View:
    computed = ("academic_computed_at", "academic_computed_by", "rating_computed_at", "rating_computed_by")
    query = _in_batch(
        select(
            *BATCH,
            *of_class(batch_class.c.grade),
            COUNTS["class_size"].label("class_size"),
            COUNTS["participant_count"].label("participants"),
            somebody_takes_part().label("participating"),
            _assigned(counsellor, "counsellors"),
            _assigned(head_teacher, "head_teachers"),
            *(
                person(batch_class.c[name]).label(name) if name.endswith("by") else batch_class.c[name]
                for name in computed
            ),
            must_be_computed_again().label("academic_stale"),
        )
    ).where(_reached(rights.scope("SEE_PARTICIPANTS")))
    words = {
        "counsellors": "辅导员，以 ; 分隔", "head_teachers": "班主任，以 ; 分隔",
        "academic_computed_at": "学业成绩计算时间", "academic_computed_by": "学业成绩计算人员",
        "rating_computed_at": "评分成绩计算时间", "rating_computed_by": "评分成绩计算人员",
        "academic_stale": "学业成绩须重新计算",
    }  # fmt: skip
    return View("batch_classes", "批次中的班级", query, words)


def _participants(rights: Rights) -> View:
    of_it = (batch_class.c.batch_id == participant.c.batch_id) & (batch_class.c.class_id == participant.c.class_id)
    query = (
        select(*BATCH, *STUDENT, *of_class(), participant.c.participating)
        .join_from(participant, batch_class, of_it)
        .join(batch, batch.c.id == participant.c.batch_id)
        .join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == participant.c.class_id)
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
        .where(reached_by(rights.scope("SEE_PARTICIPANTS"), **placed(participant)))
    )
    return View("participants", "批次中的学生，参评与未参评", query)


def _rating_progress(rights: Rights) -> View:
    counts = {"participants": "participant_count"} | {
        name: name for name in COUNTS if name not in ("participant_count", "class_size")
    }
    query = _in_batch(
        select(
            *BATCH,
            *of_class(batch_class.c.grade),
            COUNTS["class_size"].label("class_size"),
            *(COUNTS[count].label(name) for name, count in counts.items()),
            batch_class.c.rating_computed_at.label("computed_at"),
            person(batch_class.c.rating_computed_by).label("computed_by"),
            stale().label("stale"),
        )
    ).where(somebody_takes_part(), _reached(rights.scope("SEE_RATING_PROGRESS")))
    words = {
        "rated_by_counsellors": "辅导员已评人数", "rated_by_head_teachers": "班主任已评人数",
        "peers_submitted": "已提交互评的人数", "counsellors_submitted": "已提交的辅导员数",
        "head_teachers_submitted": "已提交的班主任数", "stale": "有打分变动，须重新计算",
    }  # fmt: skip
    return View("rating_progress", "各班级的评分进度", query, words)


def _result_sheets(rights: Rights) -> View:
    rows = sheets()
    by = ("imported_by", "submitted_by", "reopened_by")
    columns = [
        *BATCH,
        *of_class(batch_class.c.grade),
        rows.selected_columns["participant_count"].label("participants"),
        status_of(func.coalesce(sheet_table.c.stage, NOT_IMPORTED)).label("status"),
    ]
    for name in ("imported_at", by[0], "submitted_at", by[1], "reopened_at", by[2], "reopen_reason"):
        column = sheet_table.c[name]
        columns.append(person(column).label(name) if name in by else column)
    query = rows.with_only_columns(*columns, maintain_column_froms=True).join(
        batch, batch.c.id == batch_class.c.batch_id
    )
    words = {
        "status": "综合测评成绩的状态", "imported_at": "导入时间", "imported_by": "导入人", "submitted_at": "提交时间",
        "submitted_by": "提交人", "reopened_at": "退回时间", "reopened_by": "退回人", "reopen_reason": "退回原因",
    }  # fmt: skip
    seen = _reached(rights.scope("SEE_RESULT_SHEETS"))
    return View(
        "result_sheets", "各参评班级综合测评成绩的导入与提交", in_college(query, batch_class).where(seen), words
    )


def _public_notices(rights: Rights) -> View:
    no_lists = Scope()
    seen = notices.Seen(rights.scope("SEE_BATCHES"), rights.scope("SEE_NOTICES"), no_lists, func.now())  # type: ignore[arg-type]
    rows, notice = notices.notices(seen), notices.notice
    still = rows.selected_columns["open"]
    query = rows.with_only_columns(
        notice.c.id,
        *BATCH,
        college.c.code.label("college_code"),
        college.c.name.label("college_name"),
        notice.c.title,
        still.label("open"),
        notice.c.opened_at,
        person(notice.c.opened_by).label("opened_by"),
        notice.c.ends_on,
        rows.selected_columns["closed_at"].label("ended_at"),
        person(notice.c.ended_by).label("ended_by"),
        notice.c.minimum_days.label("minimum_working_days"),
        maintain_column_froms=True,
    ).join(college, college.c.id == notice.c.college_id)
    words = {
        "title": "标题", "open": "是否正在公示", "opened_at": "开始的时间", "opened_by": "开启人",
        "ends_on": "计划的最后一天", "ended_at": "结束的时间", "ended_by": "结束人",
        "minimum_working_days": "最少工作日数",
    }  # fmt: skip
    return View("public_notices", "公示", query, words)
