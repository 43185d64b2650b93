"""已记住的列: the headings that a college has taught are listed and forgotten again (R10.1)."""

from collections.abc import Iterable, Sequence

from core.access import IMPORT_COURSE_SCORES
from core.acting import Act
from core.errors import Invalid, NotFound, Refusals
from core.workbooks.comprehensive import layout
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.roster_tables import SHEETS
from core.workbooks.scheme_inputs import VALUE, item_layout, value_layout
from db.qualities import Qualities
from db.queries.imports import learning
from db.tables import ImportKind

MOST_FORGOTTEN = 1_000
_LAYOUTS = {
    ImportKind.COURSE_SCORES: [COURSE_SCORES],
    ImportKind.ROSTER: [sheet.layout for sheet in SHEETS],
    ImportKind.SCHEME_VALUES: [value_layout(())],
    ImportKind.SCHEME_ITEMS: [item_layout(())],
}


def title_of(kind: str, key: str, lists: Iterable[Qualities]) -> str:
    """Returns our name of a column. The roster calls its `name` by the table: 学院名称, 姓名 …; a scheme's values have
    their headings as names.

    Args:
        lists: the lists of all batches, by which columns of results are named (R11.2).
    """
    if kind == ImportKind.SCHEME_VALUES and key.startswith(VALUE):
        return key.removeprefix(VALUE).upper()
    layouts = _LAYOUTS.get(ImportKind(kind)) or [layout(qualities=one) for one in lists]
    columns = [column for one in layouts for column in one.columns]
    return "、".join(dict.fromkeys(column.header for column in columns if column.key == key))


async def forget_columns(act: Act, ids: Sequence[int]) -> int:
    """Runs 忘记: all of them or none. Files that were imported by them stay as they are."""
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    if not ids or len(ids) > MOST_FORGOTTEN:
        zh, en = f"请选择 1 至 {MOST_FORGOTTEN} 个已记住的列", f"Name 1 to {MOST_FORGOTTEN} learnt columns"
        raise Invalid("input.ids", zh, en)
    found = await learning.lock_learnt(act.db, act.viewer.scope(IMPORT_COURSE_SCORES), ids)
    refusals = [NotFound("learnt column", f"input.ids.{at}") for at, one in enumerate(ids) if one not in found]
    if refusals:
        raise Refusals(refusals)
    await learning.forget(act.db, list(found))
    for row in found.values():
        old = {"kind": row.kind, "columns": {row.column_key.upper(): row.heading}}
        await act.record("forgetColumns", learning.SUBJECT, old=old, college_id=row.college_id)
    return len(found)
