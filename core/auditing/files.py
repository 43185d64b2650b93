"""The sealed log as a file, which anybody can check without the system (R16.2).

Each line is a SHA-256 in hexadecimal digits, a space, and the text of which it is the hash: an entry as JSON, or, after
its entries, their seal. An entry whose keeping time was over has `-` in place of its text.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from core.auditing.chain import Chain, Fault, FaultKind
from db.queries.audit_seals import Line

GONE = "-"


def line_of(line: Line) -> str:
    """Renders one line, without its end."""
    return f"{line.hash.hex()} {GONE if line.text is None else line.text}"


def read_line(line: str) -> Line:
    """Reads one line.

    Raises:
        ValueError: it is none.
    """
    digits, space, text = line.rstrip("\n").partition(" ")
    if not space or len(digits) != 64:
        raise ValueError(line)
    return Line(bytes.fromhex(digits), None if text == GONE else text)


class FileCheck:
    """Checks a file line by line. It may begin at any seal; then what came before is not judged."""

    def __init__(self, head: bytes | None = None) -> None:
        self.chain = Chain(hash=None, head=head)
        self.seals = self.entries = self.gone = 0

    def faults(self, lines: Iterable[str]) -> Iterator[Fault]:
        digests, open_ = bytearray(), list[Fault]()
        for number, whole in enumerate(lines, start=1):
            try:
                line = read_line(whole)
                told = {} if line.text is None else json.loads(line.text)
                found = list(self._of_seal(line, bytes(digests))) if "seal" in told else []
            except (ValueError, TypeError, KeyError):
                yield Fault(FaultKind.UNREADABLE, self.chain.number, line=number)
                continue
            if "seal" in told:
                yield from (Fault(one.kind, told["seal"], one.entry) for one in open_)
                yield from found
                digests, open_ = bytearray(), []
                continue
            digests += line.hash
            self.gone += line.text is None
            self.entries += line.text is not None
            if line.text is not None and sha256(line.text.encode()).digest() != line.hash:
                open_.append(Fault(FaultKind.CHANGED, 0, told.get("id")))
        if digests:
            yield Fault(FaultKind.UNFINISHED, self.chain.number)
        yield from self.chain.ended()

    def _of_seal(self, line: Line, digests: bytes) -> Iterator[Fault]:
        yield from self.chain.check(str(line.text), line.hash, digests)
        self.seals += 1
