"""The view of the phases of the colleges in a batch, with their progress (R1.4, R3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, distinct, func, select

from db.queries import progress
from db.queries.academic.staleness import must_be_computed_again
from db.queries.batches.batches import batch_class, phase
from db.reporting.batches import BATCH
from db.reporting.views import HIDDEN, Rights, View, of_college, seen_where
from db.scopes import reached_by
from db.tables import Module


def views(rights: Rights) -> Iterable[View]:
    yield _batch_phases(rights)


def _batch_phases(rights: Rights) -> View:
    """Declares the phases; how far they are is for those who see the progress of the college."""
    mine, seen = progress.mine, reached_by(rights.scope("SEE_PROGRESS"), college=phase.c.college_id)
    query = (
        progress.colleges(rights.scope("SEE_BATCHES"))
        .with_only_columns(
            *BATCH,
            *of_college(),
            *(phase.c[name] for name in ("module", "status", "starts_on", "ends_on")),
            *(seen_where(seen, value).label(name) for name, value in _numbers().items()),
            maintain_column_froms=True,
        )
        .join(phase, and_(phase.c.batch_id == mine.c.batch_id, phase.c.college_id == mine.c.college_id))
    )
    words = {
        "module": "模块", "status": "阶段的状态", "starts_on": "学院设置的开始日期", "ends_on": "学院设置的结束日期",
        "done": f"已完成的参评学生数{HIDDEN}", "total": f"参评学生数{HIDDEN}",
        "classes_done": f"已完成的班级数{HIDDEN}", "classes": f"参评班级数{HIDDEN}",
        "classes_stale": f"须重新计算的班级数，仅学业成绩阶段{HIDDEN}",
    }  # fmt: skip
    return View("batch_phases", "各学院的三个阶段及进度", query, words)


def _numbers() -> Mapping[str, Any]:
    stale = _of_phase(select(func.count()).select_from(batch_class), batch_class).where(must_be_computed_again())
    return {
        "done": _done(students),
        "total": students(progress.IN_ALL),
        "classes_done": _done(classes),
        "classes": classes(progress.IN_ALL),
        "classes_stale": case((phase.c.module == Module.ACADEMIC.value, stale.scalar_subquery())),
    }


def _done(count: Any) -> Any:
    return case({str(module): count(module) for module in Module}, value=phase.c.module)


def students(what: str) -> Any:
    rows, *conditions = progress.COUNTED[what]
    return _of_phase(select(func.count()).select_from(rows), rows).where(*conditions).scalar_subquery()


def classes(what: str) -> Any:
    rows, *conditions = progress.COUNTED[what]
    return _of_phase(select(func.count(distinct(rows.c.class_id))), rows).where(*conditions).scalar_subquery()


def _of_phase(query: Select[Any], rows: Any) -> Select[Any]:
    return query.where(rows.c.batch_id == phase.c.batch_id, rows.c.college_id == phase.c.college_id).correlate(phase)
