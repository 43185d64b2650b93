"""By what a list may be ordered: a place in the order tells of a value, so it must be seen on every row (R8.3)."""

from typing import Any

from core.access import SEE_ACADEMIC_RESULT, SEE_COMPREHENSIVE, SEE_GRADE_RANK, SEE_MAJOR_GRADE_RANK, Viewer
from db.filters import PersonFilter
from db.paging import Key
from db.queries.academic import results as academic
from db.queries.comprehensive import results as comprehensive


def academic_keys(viewer: Viewer, batch_id: int, fits: PersonFilter, name: str, descending: bool) -> Any:
    """Sorting by a rank needs the right to see it on every row asked for (R8.3)."""
    if name == "MAJOR_GRADE_RANK":
        viewer.require_sight(SEE_ACADEMIC_RESULT, SEE_MAJOR_GRADE_RANK, batch_id=batch_id, class_id=fits.class_id)
    return academic.ordered_by(name, descending)


def library_keys(viewer: Viewer, wanted: comprehensive.LibraryFilter, order: str | None, descending: bool) -> list[Key]:
    """Sorting by a grade rank needs the right to see it on every row asked for (R8.3)."""
    if order is not None and order.endswith("GRADE_RANK"):
        within = {"batch_id": wanted.batch_id, "class_id": wanted.class_id}
        viewer.require_sight(SEE_COMPREHENSIVE, SEE_GRADE_RANK, **within)
    return comprehensive.ordered_by(order, descending)
