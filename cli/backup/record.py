"""The last line of a dump's file records what the dump held, so that the file can be proven wherever it is copied.

pg_restore does not read beyond the end of what pg_dump wrote.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from cli.telling import Failed
from db.contents import Contents

MARK = b"\n-- zongce dump "
LONGEST = 2**20
PG_DUMP = b"PGDMP"
"""pg_dump's own format begins with these bytes."""


@dataclass(frozen=True)
class Record:
    """This describes what a dump held when it was made."""

    made: str
    version: str
    """The version of zongce that made it."""
    revision: str
    """The revision of the tables."""
    server: int
    """The major version of PostgreSQL."""
    sha256: str
    """The hash of everything before this line."""
    tables: dict[str, Contents]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables.values())


def hash_of(file: Path, size: int | None = None) -> str:
    """Hashes a file, or its first bytes."""
    digest, left = hashlib.sha256(), file.stat().st_size if size is None else size
    with file.open("rb") as source:
        while left and (part := source.read(min(left, LONGEST))):
            digest.update(part)
            left -= len(part)
    return digest.hexdigest()


def append(file: Path, record: Record) -> None:
    """Writes the record behind the dump, and waits until all of the file is on the disk."""
    with file.open("ab") as out:
        out.write(MARK + orjson.dumps(record, default=tuple) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def read(file: Path) -> tuple[Record, bool]:
    """Returns the record, and whether the dump before it is still as it was written.

    Raises:
        Failed: the file is no dump, or has no record.
    """
    if not file.is_file():
        raise Failed(f"没有文件 {file}", f"there is no file {file}")
    size = file.stat().st_size
    with file.open("rb") as source:
        begins = source.read(len(PG_DUMP))
        source.seek(max(0, size - LONGEST))
        end = source.read()
    if begins != PG_DUMP:
        raise Failed(f"{file} 不是 zongce dump 的备份", f"{file} is no dump made by zongce dump")
    _, mark, line = end.rpartition(MARK)
    try:
        known = _parsed(line if mark else b"")
    except (orjson.JSONDecodeError, TypeError, KeyError):
        raise Failed(
            f"{file} 末尾没有可读的备份记录："
            "文件不完整（复制中断、磁盘已满），或由其他版本、其他程序写成，不能证明完好",
            f"{file} has no record at its end that can be read: it was cut off (an interrupted copy, a full disk), or "
            "another version or program wrote it. It is not proven",
        ) from None
    return known, hash_of(file, size - len(mark) - len(line)) == known.sha256


def _parsed(line: bytes) -> Record:
    known: dict[str, Any] = orjson.loads(line)
    tables = {name: Contents(*one) for name, one in known.pop("tables").items()}
    return Record(**known, tables=tables)
