"""Seals entries of the audit log in a chain of SHA-256, and reads seals and entries as they are checked (R16.2).

An entry has one text: a JSON object of all its columns, as PostgreSQL writes jsonb. Its digest is the SHA-256 of that
text in UTF-8. A seal has one text, too, which holds the hash of the seal before it, and one digest of all its digests.
So whoever has the texts checks the chain with SHA-256 alone (`core/auditing/chain.py`).

A trigger puts the id of each new entry into `audit_unsealed`, in the entry's own transaction. What a sealer finds there
is therefore committed and not sealed yet, however long any transaction takes and in whichever order they end.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

ONE_AT_A_TIME = 5_117_006
"""The sealer takes this advisory lock."""
AT_MOST = 1_000
"""The most entries of one seal."""
MOST_SEALS = 200
"""The most seals that are read at once."""
FORM = 1
"""The newest text of an entry. A table with other columns needs another one, and the texts of before stay."""
_MOMENT = """to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
TEXTS: Mapping[int, str] = {
    1: f"""jsonb_build_object(
  'id', entry.id, 'at', {_MOMENT.format("entry.at")}, 'accountId', entry.account_id, 'actorName', entry.actor_name,
  'action', entry.action, 'subject', entry.subject, 'batchId', entry.batch_id, 'collegeId', entry.college_id,
  'classId', entry.class_id, 'studentId', entry.student_id, 'old', entry.old, 'new', entry.new,
  'requestId', entry.request_id)::text"""
}
"""The text of an entry by its form."""
_SEAL_TEXT = f"""jsonb_build_object(
  'seal', number, 'sealedAt', {_MOMENT.format("sealed_at")}, 'form', form, 'drained', drained,
  'count', cardinality(entry_ids), 'entries', encode(sha256(digests), 'hex'),
  'previous', encode(previous, 'hex'))::text"""

_SEAL = """
with taken as (
  delete from audit_unsealed where entry_id in (select entry_id from audit_unsealed order by entry_id limit :most)
  returning entry_id
), digested as (
  select entry_id, case when entry.id is null then :missing else sha256(convert_to({entry}, 'UTF8')) end as digest
  from taken left join audit_entry entry on entry.id = taken.entry_id
), fresh as (
  select coalesce((select max(number) from audit_seal), 0) + 1 as number, clock_timestamp() as sealed_at,
    cast(:form as smallint) as form,
    count(*) < :most as drained,
    array_agg(entry_id order by entry_id) as entry_ids, string_agg(digest, ''::bytea order by entry_id) as digests,
    coalesce((select hash from audit_seal order by number desc limit 1), :missing) as previous
  from digested having count(*) > 0
)
insert into audit_seal (number, sealed_at, form, drained, entry_ids, digests, previous, hash)
select *, sha256(convert_to({seal}, 'UTF8')) from fresh
returning number, sealed_at, drained, cardinality(entry_ids) as entries, hash
"""
MISSING = bytes(32)
"""Stands for the seal before the first one, and for an entry that was removed before it was sealed."""


class Sealed(NamedTuple):
    """A seal that was just made."""

    number: int
    sealed_at: datetime
    drained: bool
    entries: int
    hash: bytes


async def seal_next(db: AsyncConnection) -> Sealed | None:
    """Seals the entries that are committed and not sealed yet, at most so many, in the order of their ids.

    Call it in a transaction of its own. Returns None if there are none, or if another process is sealing.
    """
    if not (await db.execute(text("select pg_try_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})).scalar_one():
        return None
    found = (
        await db.execute(
            text(_SEAL.format(entry=TEXTS[FORM], seal=_SEAL_TEXT)), {"most": AT_MOST, "form": FORM, "missing": MISSING}
        )
    ).one_or_none()
    return None if found is None else Sealed(*found)


async def hold_back(db: AsyncConnection) -> None:
    """Keeps others from sealing until `let_go` is called, or this connection ends."""
    await db.execute(text("select pg_advisory_lock(:lock)"), {"lock": ONE_AT_A_TIME})


async def let_go(db: AsyncConnection) -> None:
    await db.execute(text("select pg_advisory_unlock(:lock)"), {"lock": ONE_AT_A_TIME})


class Standing(NamedTuple):
    """Tells how many entries wait to be sealed, for how many seconds the oldest has waited, and the newest seal."""

    unsealed: int
    seconds: float
    number: int
    hash: bytes | None
    sealed_at: datetime | None


async def standing(db: AsyncConnection) -> Standing:
    query = """
    select count(unsealed.entry_id), coalesce(extract(epoch from clock_timestamp() - min(entry.at)), 0)::float8
    from audit_unsealed unsealed left join audit_entry entry on entry.id = unsealed.entry_id"""
    unsealed, seconds = (await db.execute(text(query))).one()
    newest = "select number, hash, sealed_at from audit_seal order by number desc limit 1"
    last = (await db.execute(text(newest))).one_or_none()
    return Standing(unsealed, max(seconds, 0.0), *(last or (0, None, None)))


_SEALS = """
select number, sealed_at, form, drained, entry_ids, digests, previous, hash, {seal} as text
from audit_seal where number > :number order by number limit :most"""
_DIGESTS = """
select entry.id, sha256(convert_to({entry}, 'UTF8')), entry.at from audit_entry entry where entry.id = any(:ids)"""
_TEXTS = "select entry.id, {entry} from audit_entry entry where entry.id = any(:ids)"
_TRACE = """
select at, actor_name, action, subject, xmin::text::bigint, {written} from audit_entry where id = :id"""


class Seal(NamedTuple):
    """A stored seal, with the text whose SHA-256 is its hash."""

    number: int
    sealed_at: datetime
    form: int
    drained: bool
    entry_ids: Sequence[int]
    digests: bytes
    previous: bytes
    hash: bytes
    text: str


async def seals_after(db: AsyncConnection, number: int, most: int) -> Sequence[Seal]:
    """Reads the next seals, each with its text made anew from its columns."""
    query = text(_SEALS.format(seal=_SEAL_TEXT))
    return [Seal(*row) for row in await db.execute(query, {"number": number, "most": most})]


class Digest(NamedTuple):
    """The digest of an entry as it stands now, and its time."""

    digest: bytes
    at: datetime


async def digests_of(db: AsyncConnection, form: int, ids: Sequence[int]) -> dict[int, Digest]:
    query = text(_DIGESTS.format(entry=TEXTS[form]))
    return {row[0]: Digest(row[1], row[2]) for row in await db.execute(query, {"ids": list(ids)})}


async def texts_of(db: AsyncConnection, form: int, ids: Sequence[int]) -> dict[int, str]:
    """Returns the texts of entries by id."""
    rows = (await db.execute(text(_TEXTS.format(entry=TEXTS[form])), {"ids": list(ids)})).all()
    return {row[0]: row[1] for row in rows}


class Trace(NamedTuple):
    """Holds what the database still knows of a row: what it says now, which transaction wrote it, and when."""

    at: datetime
    actor_name: str
    action: str
    subject: str
    transaction: int
    written_at: datetime | None


async def trace_of(db: AsyncConnection, entry_id: int) -> Trace | None:
    """Returns None for an entry that is not there. The time is known where `track_commit_timestamp` is on."""
    on = (await db.execute(text("select current_setting('track_commit_timestamp')"))).scalar_one() == "on"
    written = "pg_xact_commit_timestamp(xmin)" if on else "null::timestamptz"
    row = (await db.execute(text(_TRACE.format(written=written)), {"id": entry_id})).one_or_none()
    return None if row is None else Trace(*row)


async def never_sealed(db: AsyncConnection, most: int) -> Sequence[int]:
    """Returns the first entries that no seal covers, and that don't wait for one."""
    query = """
    with loose as materialized (select id from audit_entry except select unnest(entry_ids) from audit_seal)
    select id from loose where not exists (select from audit_unsealed where entry_id = id) order by id limit :most"""
    return list((await db.execute(text(query), {"most": most})).scalars())


async def removals(db: AsyncConnection, action: str) -> Sequence[Any]:
    """Returns the entries that say up to which seal entries were removed because their time was over."""
    query = """select id, at, actor_name, (new ->> 'throughSeal')::bigint as through_seal
    from audit_entry where action = :action order by id"""
    return (await db.execute(text(query), {"action": action})).all()


async def as_of_now(db: AsyncConnection) -> None:
    """Lets this transaction see one moment only. Call it first."""
    await db.execute(text("set transaction isolation level repeatable read, read only"))


class Line(NamedTuple):
    """One line of the sealed log: an entry, or a seal after its entries. `hash` is the SHA-256 of the text.

    The text of an entry that is not there any more is None.
    """

    hash: bytes
    text: str | None


async def lines_after(db: AsyncConnection, number: int, most: int) -> tuple[int, list[Line]]:
    """Returns the next seals as lines, and the number of the last one. They hold about as many entries as asked for."""
    last, lines = number, list[Line]()
    for seal in await seals_after(db, number, MOST_SEALS):
        if lines and len(lines) + len(seal.entry_ids) > most:
            break
        texts = await texts_of(db, seal.form, seal.entry_ids)
        digests = (seal.digests[at : at + 32] for at in range(0, len(seal.digests), 32))
        lines += [Line(digest, texts.get(one)) for one, digest in zip(seal.entry_ids, digests, strict=False)]
        lines.append(Line(seal.hash, seal.text))
        last = seal.number
    return last, lines


async def all_lines(db: AsyncConnection, after: int) -> AsyncIterator[list[Line]]:
    """Streams the sealed log from a seal on, in a transaction that sees one moment."""
    await as_of_now(db)
    while True:
        after, lines = await lines_after(db, after, 5 * AT_MOST)
        if not lines:
            return
        yield lines
