"""The views of what colleges set: their rating items, and the versions of their schemes."""

from collections.abc import Iterable

from sqlalchemy import select

from db.queries.classes import college
from db.queries.ratings.items import item
from db.queries.schemes import versions
from db.reporting.batches import BATCH
from db.reporting.views import Rights, View, of_college, person
from db.scopes import reached_by


def views(rights: Rights) -> Iterable[View]:
    yield _rating_items(rights)
    yield _schemes(rights)


def _rating_items(rights: Rights) -> View:
    """Declares the items as colleges have them now, outside any batch."""
    weights = ("counsellor_weight", "head_teacher_weight", "peer_weight")
    columns = (item.c[name] for name in ("order", "name", "detail", "min_points", "max_points", *weights))
    query = (
        select(item.c.id, *of_college(), *columns)
        .join(college, college.c.id == item.c.college_id)
        .where(reached_by(rights.scope("SEE_RATING_ITEMS"), college=item.c.college_id))
    )
    words = {
        "order": "次序", "detail": "说明", "min_points": "最低分", "max_points": "最高分",
        "counsellor_weight": "辅导员权重，%", "head_teacher_weight": "班主任权重，%", "peer_weight": "互评权重，%",
    }  # fmt: skip
    return View("rating_items", "评分项目：各学院现在的设置", query, words)


def _schemes(rights: Rights) -> View:
    version = versions.version
    rows = versions.schemes(rights.scope("SEE_BATCHES"), rights.scope("SEE_SCHEMES"))
    query = rows.with_only_columns(
        version.c.id,
        *BATCH,
        *of_college(),
        version.c.version,
        rows.selected_columns["in_force"],
        version.c.title,
        version.c.saved_at,
        person(version.c.saved_by).label("saved_by"),
        maintain_column_froms=True,
    )
    words = {
        "version": "版本", "in_force": "是否为现行版本", "title": "方案名称", "saved_at": "保存时间",
        "saved_by": "保存人",
    }  # fmt: skip
    return View("schemes", "评分方案的各版本", query, words)
