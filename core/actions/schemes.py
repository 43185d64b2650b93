"""评分方案: a college writes down how its results come about, and keeps every version (R11)."""

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from core.access import MANAGE_SCHEMES, SEE_BATCHES, SEE_SCHEMES, Right
from core.acting import Act
from core.errors import Invalid, NoScheme, NotFound, Refusals, SchemeChanged, SchemeFaulty, SchemeFrozen
from core.rules.schemes.checking import Around
from core.rules.schemes.problems import SchemeFaults
from core.rules.schemes.reading import read_scheme
from core.rules.windows import require_batch_open
from db.qualities import names_of
from db.queries import notices
from db.queries.comprehensive import staleness
from db.queries.schemes import versions
from db.queries.schemes.unused import unused_inputs
from db.schemes import Scheme
from db.scopes import JUDGED


@dataclass(frozen=True, slots=True)
class SchemeForm:
    """Holds the text, or the version whose text is copied, and the version that it follows (none: 0)."""

    text: str | None
    copy_of: int | None
    follows: int
    dry_run: bool = False


async def save_scheme(act: Act, batch_id: int, college_id: int | None, form: SchemeForm) -> dict[str, Any]:
    """Checks a scheme and keeps it as the next version, but not in a dry run; says which imported inputs it leaves
    unused.

    Raises:
        Refusals: every problem of the text.
        SchemeChanged: somebody else has saved another version.
    """
    act.viewer.require_any(MANAGE_SCHEMES)
    batch = await act.batch(batch_id)
    chosen = act.own_college(MANAGE_SCHEMES) if college_id is None else college_id
    place = SimpleNamespace(batch_id=batch_id, college_id=chosen, class_id=None, student_id=None)
    act.reach(MANAGE_SCHEMES, SEE_SCHEMES, place, "college", "input.collegeId")
    require_batch_open(batch.status)
    if await notices.lock_college(act.db, batch_id, chosen) is None:
        raise NotFound("college", "input.collegeId")
    text = await _text(act, form)
    scheme = read(text, await around(act, batch, chosen))
    before = await versions.in_force(act.db, batch_id, chosen)
    told = {"unused": await unused_inputs(act.db, batch_id, chosen, scheme)}
    if form.dry_run:
        return told
    if before is not None and before.text == text:
        return {"scheme": await _read(act, before.id), **told}
    _require_latest(before, form.follows)
    submitted = await versions.submitted_by_scheme(act.db, batch_id, chosen)
    if submitted:
        raise SchemeFrozen("input.text", classes="、".join(submitted))
    made = await versions.insert_version(
        act.db,
        batch_id=batch_id,
        college_id=chosen,
        version=form.follows + 1,
        title=scheme.title,
        text=text,
        saved_at=act.now,
        saved_by=act.viewer.account_id,
        copied_from=form.copy_of,
    )
    if made is None:
        _require_latest(await versions.in_force(act.db, batch_id, chosen), form.follows)
    await staleness.mark_college(act.db, batch_id, chosen)
    old = None if before is None else {"version": before.version, "title": before.title}
    new = {"version": form.follows + 1, "title": scheme.title}
    await act.record("saveScheme", scheme.title, old=old, new=new, batch_id=batch_id, college_id=chosen)
    return {"scheme": await _read(act, int(made or 0)), **told}


def read(text: str, around_it: Around) -> Scheme:
    """Reads a text, or refuses it with all of its problems."""
    try:
        return read_scheme(text, around_it)
    except SchemeFaults as faults:
        raise Refusals(
            SchemeFaulty(
                "input.text", one.place.line, str(one.place.column), zh=one.message("zh"), en=one.message("en")
            )
            for one in faults.problems
        ) from None


async def around(act: Act, batch: Any, college_id: int) -> Around:
    """Returns what a scheme of the college has to fit in the batch."""
    names = await versions.rating_item_names(act.db, batch.id, college_id)
    return Around(names_of(batch), batch.levels, names)


async def place_of_college(act: Act, right: Right, batch_id: int, college_id: int | None) -> int:
    """Returns the college that is meant: the named one, or the only one in which the right reaches a class."""
    reached = await versions.colleges_within(act.db, batch_id, act.viewer.scope(right))
    if college_id is None and len(reached) != 1:
        raise Invalid("input.collegeId", "请指定学院", "Specify the college")
    chosen = reached[0] if college_id is None else college_id
    if chosen not in reached:
        raise NotFound("college", "input.collegeId")
    return chosen


async def scheme_in_force(act: Act, batch: Any, college_id: int) -> tuple[Any, Scheme]:
    """Returns the college's newest version and its tree.

    Raises:
        NoScheme: the college has none.
    """
    row = await versions.in_force(act.db, batch.id, college_id)
    if row is None:
        raise NoScheme("input.collegeId")
    return row, _read_again(row.text, await around(act, batch, college_id))


def _read_again(text: str, around_it: Around) -> Scheme:
    """Reads a stored text, which everybody's computation does; what it has to fit may have changed since."""
    names = around_it.rating_items
    return _known(
        text, tuple(around_it.qualities.items()), tuple(around_it.levels), None if names is None else tuple(names)
    )


@lru_cache(maxsize=64)
def _known(text: str, qualities: tuple[Any, ...], levels: tuple[str, ...], items: tuple[str, ...] | None) -> Scheme:
    return read(text, Around(dict(qualities), levels, items))


async def _text(act: Act, form: SchemeForm) -> str:
    if (form.text is None) == (form.copy_of is None):
        raise Invalid("input.text", "请填写方案，或选择要复制的方案", "Give a text, or the scheme to be copied")
    if form.text is not None:
        return form.text
    scopes = act.viewer.scope(SEE_BATCHES), act.viewer.scope(SEE_SCHEMES)
    other = await versions.one_scheme(act.db, form.copy_of or 0, *scopes)
    if other is None:
        raise NotFound("scheme", "input.copyOf")
    return str(other.text)


def _require_latest(row: Any, follows: int) -> None:
    """Requires that the version that the writer has seen is still the newest."""
    if (row.version if row else 0) != follows:
        who = row.author if row else "—"
        raise SchemeChanged("input.follows", version=row.version if row else 0, who=who)


async def _read(act: Act, scheme_id: int) -> Any:
    return await versions.one_scheme(act.db, scheme_id, JUDGED, JUDGED)
