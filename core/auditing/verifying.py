"""Checks the whole audit log against its seals, some seals at a time, as of one moment (R16.2)."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.auditing.chain import DIGEST, START, Chain, Fault, FaultKind
from db.queries import audit_seals
from db.queries.audit_seals import Digest, Seal, Standing, Trace

REMOVAL = "removeAuditEntries"
"""The act that removes entries whose keeping time is over. Its own entry says up to which seal (`throughSeal`)."""
ALLOWANCE = timedelta(hours=1)
"""An act that takes long writes its entry long after its time, and the clocks of servers differ a little."""
MOST_FAULTS = 50
MOST_ENTRIES = 5_000
"""The most entries that are held at once, unless a single seal has more."""


@dataclass(slots=True)
class Report:
    """Holds what was checked and found. `traces` holds what the database still says of the entries at fault."""

    seals: int = 0
    entries: int = 0
    removed_through: int = 0
    removed: int = 0
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    traces: dict[int, Trace | None] = field(default_factory=dict)
    standing: Standing | None = None

    def add(self, fault: Fault) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        else:
            self.more_faults += 1


async def verify(db: AsyncConnection, head: bytes | None, done: Callable[[int], None]) -> Report:
    """Checks every seal and entry. Call it in a transaction of its own.

    Args:
        head: the hash of a seal that is known from elsewhere; it must be in the chain.
        done: is told how many more entries were checked.
    """
    await audit_seals.as_of_now(db)
    report, chain = Report(), Chain(head=head)
    report.removed_through = await _removed_through(db)
    drained_at: datetime | None = None
    async for seal, found in _sealed(db):
        for fault in _faults(seal, found, chain, drained_at, report):
            report.add(fault)
        if seal.drained:
            drained_at = seal.sealed_at
        report.seals += 1
        done(len(seal.entry_ids))
    for entry_id in await audit_seals.never_sealed(db, MOST_FAULTS):
        report.add(Fault(FaultKind.NEVER_SEALED, chain.number, entry_id))
    for fault in chain.ended():
        report.add(fault)
    report.standing = await audit_seals.standing(db)
    for fault in report.faults:
        if fault.entry is not None:
            report.traces[fault.entry] = await audit_seals.trace_of(db, fault.entry)
    return report


async def _removed_through(db: AsyncConnection) -> int:
    """Returns the last seal whose entries were removed on purpose. The entries that say so are themselves sealed."""
    return max((row.through_seal or 0 for row in await audit_seals.removals(db, REMOVAL)), default=0)


async def _sealed(db: AsyncConnection) -> AsyncIterator[tuple[Seal, dict[int, Digest]]]:
    """Yields each seal with the entries that it covers, as they stand now."""
    number = 0
    while seals := await audit_seals.seals_after(db, number, audit_seals.MOST_SEALS):
        for part in _parts(seals):
            found: dict[int, Digest] = {}
            for form in {seal.form for seal in part}:
                ids = [one for seal in part if seal.form == form for one in seal.entry_ids]
                found |= await audit_seals.digests_of(db, form, ids)
            for seal in part:
                yield seal, found
        number = seals[-1].number


def _parts(seals: Sequence[Seal]) -> Iterator[list[Seal]]:
    """Divides seals by the number of their entries, so that however full they are, few entries are held at once."""
    part, entries = list[Seal](), 0
    for seal in seals:
        if part and entries + len(seal.entry_ids) > MOST_ENTRIES:
            yield part
            part, entries = [], 0
        part.append(seal)
        entries += len(seal.entry_ids)
    yield part


def _faults(
    seal: Seal, found: dict[int, Digest], chain: Chain, drained_at: datetime | None, report: Report
) -> Sequence[Fault]:
    faults = list(chain.check(seal.text, seal.hash, seal.digests))
    earliest = None if drained_at is None else drained_at - ALLOWANCE
    for place, entry_id in enumerate(seal.entry_ids):
        digest, entry = seal.digests[place * DIGEST : (place + 1) * DIGEST], found.get(entry_id)
        kind = _kind(digest, entry, earliest)
        if kind is FaultKind.REMOVED and seal.number <= report.removed_through:
            report.removed += 1
        elif kind is not None:
            faults.append(Fault(kind, seal.number, entry_id))
        report.entries += entry is not None
    return faults


def _kind(digest: bytes, entry: Digest | None, earliest: datetime | None) -> FaultKind | None:
    if entry is None:
        return FaultKind.GONE_EARLY if digest == START else FaultKind.REMOVED
    if entry.digest != digest:
        return FaultKind.CHANGED
    return FaultKind.LATE if earliest is not None and entry.at < earliest else None
