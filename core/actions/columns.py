"""The sender may say which column of a file is which; a college's names for columns are learnt (R10.1)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.acting import Act
from core.errors import Invalid
from core.workbooks.layout import Layout, Naming, ReadColumn, exact_header
from db.queries.imports import learning
from db.session import Database
from db.tables import ImportKind

LONGEST_HEADING = 200
PATH = "input.columns"


def require_known(columns: Mapping[str, str], layouts: Iterable[Layout]) -> None:
    """Refuses a key that no layout has, and a heading that names nothing.

    Raises:
        Invalid: says which one, and which keys there are.
    """
    keys = list(dict.fromkeys(column.key for layout in layouts for column in layout.columns))
    for key, heading in columns.items():
        if key not in keys:
            known = "、".join(key.upper() for key in keys)
            name = key.upper()[:40]
            raise Invalid(
                PATH, f"没有代号为 {name} 的列：请改用 {known} 之一", f"There is no column {name}: use one of {known}"
            )
        if not exact_header(heading[: LONGEST_HEADING + 1]) or len(heading) > LONGEST_HEADING:
            zh, en = f"请填写文件中的列名（{key.upper()}）", f"Enter the heading as the file has it ({key.upper()})"
            raise Invalid(PATH, zh, en)


async def naming_of(
    database: Database, kind: ImportKind, college_ids: Sequence[int | None], columns: Mapping[str, str]
) -> Naming:
    """Returns what the headings of a file mean beside their usual names: what was chosen, and what was learnt."""
    return Naming(dict(columns), await learning.fetch_learnt(database, kind, college_ids))


async def learn(
    act: Act, action: str, kind: ImportKind, college_ids: Sequence[int | None], columns: Mapping[str, str]
) -> None:
    """Keeps the choices of an import that stored something, for the next file of these colleges."""
    if not columns or not college_ids:
        return
    headings = {exact_header(heading): key for key, heading in columns.items()}
    await learning.learn(act.db, kind, college_ids, headings, at=act.now, by=act.viewer.account_id or None)
    new = {"columns": {key.upper(): heading for key, heading in columns.items()}}
    for college_id in college_ids:
        await act.record(action, learning.SUBJECT, new=new, college_id=college_id)


def columns_to_json(columns: Iterable[ReadColumn], passed_over: Sequence[str]) -> dict[str, Any]:
    """Returns what was read as what, for the payload and for storage with an operation."""
    read = [one._asdict() | {"key": one.key.upper()} for one in columns]
    return {"columns": read, "passed_over": list(passed_over)}
