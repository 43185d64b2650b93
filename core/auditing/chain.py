"""The chain of seals, as anybody can check it: a seal names the hash of the one before it and of its entries (R16.2).

Nothing here reads a database. The texts are those of `db.queries.audit_seals`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

START = bytes(32)
"""Stands in the first seal for the one before it, and for the digest of an entry that was gone before it was sealed."""
DIGEST = 32


class FaultKind(Enum):
    """Names what does not fit, in Chinese and English."""

    CHANGED = ("日志 {entry} 在封存后被改动", "entry {entry} was changed after it was sealed")
    REMOVED = ("日志 {entry} 在封存后被删除", "entry {entry} was removed after it was sealed")
    GONE_EARLY = ("日志 {entry} 在封存前被删除", "entry {entry} was removed before it was sealed")
    NEVER_SEALED = (
        "日志 {entry} 不属于任何封条：是绕过系统插入的，或其封条被删除",
        "entry {entry} is in no seal: it was inserted past the system, or its seal was removed",
    )
    LATE = (
        "日志 {entry} 的时间早于此前的封条，却未被其封存：是事后插入的",
        "entry {entry} bears a time before an earlier seal that does not cover it: it was inserted later",
    )
    SEALS_MISSING = ("封条 {seal} 之前有封条缺失", "seals before seal {seal} are missing")
    SEAL_CHANGED = ("封条 {seal} 本身被改动", "seal {seal} itself was changed")
    PREVIOUS = (
        "封条 {seal} 与前一封条不衔接：前一封条被改动、调换或删除",
        "seal {seal} does not follow the one before it, which was changed, exchanged or removed",
    )
    CUT = (
        "所给的末端校验值不在链上：链的末端被删除，或整段被重做",
        "the given head is not in the chain: its end was cut off, or it was made anew",
    )
    UNREADABLE = ("第 {line} 行无法读取", "line {line} can't be read")
    UNFINISHED = ("文件在封条之前中断", "the file ends before the seal of its last entries")


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    seal: int
    entry: int | None = None
    line: int | None = None

    def words(self, english: bool = False) -> str:
        return self.kind.value[english].format(entry=self.entry, seal=self.seal, line=self.line)


@dataclass(slots=True)
class Chain:
    """Follows the seals one after the other. A chain that begins later takes its first seal as given."""

    number: int = 0
    hash: bytes | None = START
    """It is None where the seal before is not known."""
    head_found: bool = False
    head: bytes | None = None

    def check(self, text: str, own_hash: bytes, digests: bytes) -> Iterator[Fault]:
        """Checks that a seal fits to the one before it, to its own hash, and to the digests of its entries."""
        seal = json.loads(text)
        number = int(seal["seal"])
        if self.hash is not None and number != self.number + 1:
            yield Fault(FaultKind.SEALS_MISSING, number)
        elif self.hash is not None and seal["previous"] != self.hash.hex():
            yield Fault(FaultKind.PREVIOUS, number)
        entries = (seal["count"] * DIGEST, seal["entries"])
        if sha256(text.encode()).digest() != own_hash or entries != (len(digests), sha256(digests).hexdigest()):
            yield Fault(FaultKind.SEAL_CHANGED, number)
        self.number, self.hash = number, own_hash
        self.head_found = self.head_found or own_hash == self.head

    def ended(self) -> Iterator[Fault]:
        """Says whether the head that is known from elsewhere was found."""
        if self.head is not None and not self.head_found:
            yield Fault(FaultKind.CUT, self.number)
