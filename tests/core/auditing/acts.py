"""The audit log is sealed, and tampered with past the system, like this."""

import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.auditing.keeping import FOLLOWER, AuditKeeper
from core.auditing.sending import LogServer
from core.auditing.verifying import Report, verify
from db.queries import audit_follower, audit_seals
from db.session import Database
from tests.campus import Campus
from tests.waiting import until

PUT = """insert into audit_entry (at, actor_name, action, subject, new)
  values (now(), '某人', 'did', :s, jsonb_build_object('分', 1.50)) returning id"""


async def write(campus: Campus, *subjects: str) -> list[int]:
    """Writes an entry for each subject, and returns their ids."""
    async with campus.database.write() as db:
        return [(await db.execute(text(PUT), {"s": one})).scalar_one() for one in subjects]


async def seal_all(database: Database) -> None:
    """Seals all that is there. Another sealer, of the served app, may do a part of it."""

    async def nothing_left() -> bool:
        async with database.write() as db:
            await audit_seals.seal_next(db)
        async with database.read() as db:
            return not (await db.execute(text("select count(*) from audit_unsealed"))).scalar_one()

    await until(nothing_left)


async def tamper(database: Database, *statements: str, **values: Any) -> None:
    """Changes the tables as their owner can: past every trigger."""
    async with database.write() as db:
        for state in ("disable", "enable"):
            for one in statements if state == "enable" else ():
                await db.execute(text(one), values)
            for name in ("audit_entry", "audit_seal"):
                await db.execute(text(f"alter table {name} {state} trigger user"))


async def checked(database: Database, head: bytes | None = None) -> Report:
    async with database.write() as db:
        return await verify(db, head, lambda _: None)


async def kinds(database: Database, head: bytes | None = None) -> list[tuple[str, int | None]]:
    """Returns what does not fit, each with its entry."""
    return [(one.kind.name, one.entry) for one in (await checked(database, head)).faults]


def keeper(scheme: str, port: int, authority: Path | None = None) -> AuditKeeper:
    return AuditKeeper(LogServer(scheme, "localhost" if scheme == "tls" else "127.0.0.1", port, authority), every=0.02)


async def all_received(campus: Campus) -> bool:
    """Seals what is there, and tells whether the log server has all of it."""
    await seal_all(campus.database)
    async with campus.database.read() as db:
        return await audit_follower.behind(db, FOLLOWER) == 0


def certificate(folder: Path) -> tuple[Path, Path]:
    """Makes a certificate for localhost, which is its own authority, and its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    command = ["openssl", "req", "-x509", *curve, "-days", "2", *names, "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made, key
