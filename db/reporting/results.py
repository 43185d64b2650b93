"""The views of scores and results, with the columns that need a right of their own (R8.3), and of the audit log."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.queries.academic import results as academic
from db.queries.audit import entry
from db.queries.batches.batches import batch
from db.queries.classes import college, klass, major
from db.queries.comprehensive import results as library
from db.queries.comprehensive.sheets import result
from db.queries.courses.courses import course_score, in_roster
from db.queries.courses.exports import score_text
from db.queries.ratings import results as ratings
from db.queries.students import student
from db.reporting.batches import BATCH, STUDENT, status_of
from db.reporting.views import HIDDEN, Rights, View, in_college, of_class, person, rank, seen_where
from db.scopes import placed, reached_by
from db.score_kinds import ScoreRule


class LoggedValues(NamedTuple):
    """Says what is left out of old and new in the audit log (R8.7)."""

    keys: Mapping[str, Collection[str]]
    """The keys that are left out for everybody, by action."""
    no_old: Collection[str]
    """The actions of which the old values are left out."""
    without_scores: Collection[str]
    """The actions whose values everybody sees who sees the entry; of others, a right is needed."""
    personal: Collection[str]
    """The keys that are left out for people without that right."""


def views(rights: Rights, logged: LoggedValues) -> Iterable[View]:
    yield _course_scores(rights)
    yield _academic_results(rights)
    yield _rating_results(rights)
    yield _comprehensive_results(rights)
    yield _quality_scores(rights)
    yield _audit_log(rights, logged)


def _course_scores(rights: Rights) -> View:
    """Declares the courses as they were imported, outside any batch (R8.6)."""
    rows = in_roster(rights.scope("SEE_COURSES"))
    place = rows.selected_columns
    seen = reached_by(
        rights.scope("SEE_COURSE_SCORE"),
        college=place["college_id"],
        batch=place["batch_id"],
        klass=place["class_id"],
        student=course_score.c.student_id,
    )
    guarded = {
        "text": score_text(course_score),
        "score": course_score.c.score,
        "rule": func.coalesce(course_score.c.rule, ScoreRule.NUMBER.value),
        "undecided": course_score.c.question.is_not(None),
        "remark": course_score.c.remark,
    }
    plain = ("academic_year", "term", "course_code", "course_name", "course_kind", "teacher", "credit")
    query = (
        rows.with_only_columns(
            course_score.c.id,
            *STUDENT,
            *of_class(),
            *(course_score.c[name] for name in plain),
            *(seen_where(seen, value).label(name) for name, value in guarded.items()),
            course_score.c.changed_at,
            maintain_column_froms=True,
        )
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
    )
    words = {
        "course_code": "课程代码", "course_name": "课程名称", "course_kind": "课程性质", "teacher": "授课教师",
        "credit": "学分", "text": f"成绩原文{HIDDEN}", "score": f"折算成绩{HIDDEN}", "rule": f"成绩由何而来{HIDDEN}",
        "undecided": f"是否待定{HIDDEN}", "remark": f"备注{HIDDEN}", "changed_at": "最近变动时间",
    }  # fmt: skip
    return View("course_scores", "课程成绩（原始成绩）", query, words)


def _academic_results(rights: Rights) -> View:
    rows, one = academic.results(), academic.result
    ranked = academic.reached(rights.scope("SEE_MAJOR_GRADE_RANK"))
    query = (
        rows.with_only_columns(
            *BATCH,
            *STUDENT,
            *of_class(),
            one.c.undecided_courses,
            one.c.credit_average,
            one.c.academic_score,
            *rank("class", one.c.class_position, one.c.class_size),
            *rank("major_grade", one.c.major_grade_position, one.c.major_grade_size, ranked),
            seen_where(ranked, rows.selected_columns["major_grade_stale"]).label("major_grade_stale"),
            one.c.computed_at,
            person(one.c.computed_by).label("computed_by"),
            maintain_column_froms=True,
        )
        .join(batch, batch.c.id == one.c.batch_id)
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
        .where(academic.reached(rights.scope("SEE_ACADEMIC_RESULT")))
    )
    words = {
        "undecided_courses": "待定课程数", "credit_average": "平均学分成绩", "academic_score": "学业成绩",
        "class_size": "班级排名人数", "major_grade_position": f"专业年级名次{HIDDEN}",
        "major_grade_size": f"专业年级排名人数{HIDDEN}", "major_grade_rank": f"专业年级排名{HIDDEN}",
        "major_grade_stale": f"专业年级排名须重新计算{HIDDEN}",
    }  # fmt: skip
    return View("academic_results", "学业成绩", query, words)


def _rating_results(rights: Rights) -> View:
    """Declares the rating results; a score that would tell one rater's mark is withheld (R5.7, R8)."""
    one = ratings.result
    seen = ratings.Seen(rights.scope("SEE_RATING_RESULT"), rights.scope("SEE_SINGLE_MARKS"))
    query = (
        ratings.results()
        .with_only_columns(
            *BATCH,
            *STUDENT,
            *of_class(),
            ratings.seen_score(seen).label("rating_score"),
            one.c.counsellor_ballots,
            one.c.head_teacher_ballots,
            one.c.peer_ballots,
            one.c.computed_at,
            person(one.c.computed_by).label("computed_by"),
            maintain_column_froms=True,
        )
        .join(batch, batch.c.id == one.c.batch_id)
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
        .where(ratings.reached(seen.results))
    )
    words = {
        "rating_score": "评分成绩，会泄露某人打分的为空", "counsellor_ballots": "辅导员打分表份数",
        "head_teacher_ballots": "班主任打分表份数", "peer_ballots": "互评打分表份数",
    }  # fmt: skip
    return View("rating_results", "评分成绩", query, words)


def _failed() -> ColumnElement[bool]:
    """Looks up the courses of each student; otherwise PostgreSQL may read all years' scores for a few students."""
    found = library.failed_courses(result.c.student_id, batch.c.academic_year).offset(literal_column("0"))
    return found.correlate(result, batch).exists()


def _comprehensive_results(rights: Rights) -> View:
    ranked, missing = library.reached(rights.staged("SEE_GRADE_RANK")), library.missing().subquery("missing")
    query = in_college(
        library.results()
        .with_only_columns(
            *BATCH,
            *STUDENT,
            *of_class(result.c.grade),
            result.c.participating,
            status_of(result.c.stage).label("status"),
            result.c.overall_score,
            result.c.overall_level,
            *rank("overall_class", result.c.overall_position, result.c.class_size),
            *rank("overall_grade", result.c.overall_grade_position, result.c.grade_size, ranked),
            seen_where(ranked, func.coalesce(missing.c.classes, literal_column("0"))).label("grade_classes_missing"),
            _failed().label("has_failed_course"),
            maintain_column_froms=True,
        )
        .outerjoin(missing, and_(*(missing.c[name] == result.c[name] for name in library.GRADE))),
        result,
    ).where(result.c.participating, library.reached(rights.staged("SEE_COMPREHENSIVE")))
    words = {
        "overall_score": "综合测评成绩", "overall_level": "综合测评等次", "overall_class_position": "综合测评班级名次",
        "overall_class_size": "班级排名人数", "overall_class_rank": "综合测评班级排名",
        "overall_grade_position": f"综合测评年级名次{HIDDEN}", "overall_grade_size": f"年级排名人数{HIDDEN}",
        "overall_grade_rank": f"综合测评年级排名{HIDDEN}", "grade_classes_missing": f"年级排名还缺的班级数{HIDDEN}",
        "has_failed_course": "是否挂科",
    }  # fmt: skip
    return View("comprehensive_results", "综合测评成绩库：历年成绩", query, words)


def _quality_scores(rights: Rights) -> View:
    """Declares the qualities, a row for each of a student; the last one of a batch is the overall result."""
    count = func.cardinality(result.c.scores)
    place = func.generate_series(1, count + 1).table_valued("at").render_derived("place")
    at = cast(place.c.at, Integer)
    last = at > count
    ranked = library.reached(rights.staged("SEE_GRADE_RANK"))

    def of(what: str) -> ColumnElement[Any]:
        return case((last, result.c[f"overall_{what}"]), else_=result.c[f"{what}s"][at])

    def called(names: Any) -> ColumnElement[Any]:
        return case((last, names[func.cardinality(names)]), else_=names[at])

    query = in_college(
        library.results()
        .with_only_columns(
            *BATCH,
            *STUDENT,
            *of_class(result.c.grade),
            status_of(result.c.stage).label("status"),
            called(batch.c.quality_codes).label("quality_code"),
            called(batch.c.quality_names).label("quality_name"),
            of("score").label("score"),
            of("level").label("level"),
            *rank("class", of("position"), result.c.class_size),
            *rank("grade", of("grade_position"), result.c.grade_size, ranked),
            maintain_column_froms=True,
        )
        .join(place, true()),
        result,
    ).where(result.c.participating, library.reached(rights.staged("SEE_COMPREHENSIVE")))
    words = {"quality_code": "素质的代号", "quality_name": "素质的名称", "class_size": "班级排名人数"}
    return View("quality_scores", "综合测评各项素质的成绩，一名学生的每项素质一行", query, words)


def _audit_log(rights: Rights, logged: LoggedValues) -> View:
    sees_values = reached_by(rights.scope("SEE_LOGGED_VALUES"), **placed(entry))

    def shown(value: Any) -> ColumnElement[Any]:
        left = [(entry.c.action == action, _less(value, keys)) for action, keys in logged.keys.items()]
        whole = case(*left, else_=value)
        harmless = entry.c.action.in_(sorted(logged.without_scores))
        return case((sees_values, whole), (harmless, _less(whole, logged.personal)))

    no_old = entry.c.action.in_(sorted(logged.no_old))
    query = (
        select(
            entry.c.id,
            entry.c.at,
            entry.c.actor_name,
            entry.c.account_id,
            entry.c.action,
            entry.c.subject,
            batch.c.name.label("batch_name"),
            college.c.name.label("college_name"),
            klass.c.code.label("class_code"),
            klass.c.name.label("class_name"),
            *STUDENT,
            case((no_old, cast(null(), JSONB)), else_=shown(entry.c.old)).label("old"),
            shown(entry.c.new).label("new"),
            entry.c.request_id,
        )
        .outerjoin(batch, batch.c.id == entry.c.batch_id)
        .outerjoin(college, college.c.id == entry.c.college_id)
        .outerjoin(klass, klass.c.id == entry.c.class_id)
        .outerjoin(student, student.c.id == entry.c.student_id)
        .where(reached_by(rights.scope("SEE_AUDIT"), college=entry.c.college_id))
    )
    words = {
        "at": "时间", "actor_name": "操作人", "account_id": "操作人的账号；命令行操作为空", "action": "操作",
        "subject": "对象", "old": "改动前；不含无权查看的成绩", "new": "改动后；不含无权查看的成绩",
        "request_id": "请求编号",
    }  # fmt: skip
    return View("audit_log", "操作日志", query, words)


def _less(value: Any, keys: Collection[str]) -> ColumnElement[Any]:
    """Takes keys out of an object; anything else stays."""
    rest: Any = value
    for key in sorted(keys):
        rest = rest.op("-", return_type=JSONB)(literal_column(f"'{key}'", String))
    return case((func.jsonb_typeof(value) == literal_column("'object'"), rest), else_=value)
