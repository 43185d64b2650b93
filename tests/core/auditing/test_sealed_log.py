"""A changed, removed, inserted or exchanged entry of the audit log is found by its seals (R16.2)."""

import asyncio
import json
import os
import signal
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.auditing.chain import START, FaultKind
from core.auditing.files import FileCheck, line_of
from core.auditing.verifying import REMOVAL
from db.migrate import _config
from db.queries import audit_seals
from db.queries.audit_seals import TEXTS
from db.session import Database
from db.tables import AuditEntry, table
from tests.campus import Campus
from tests.cli.command import zongce_within
from tests.core.auditing.acts import checked, kinds, seal_all, tamper, write

LATER = "update audit_entry set {} where id = :one"
CHANGES = (
    "subject = '别的'",
    "actor_name = '别人'",
    "at = at - interval '1 second'",
    "new = '{\"分\": 1.5}'",
    "old = '{}'",
)
FIRST = "(select min(number) from audit_seal where :one = any(entry_ids))"
THERE = f"where number = {FIRST}"
LAST = "(select max(number) from audit_seal)"
REMADE = """update audit_seal set digests = overlay(digests placing
    (select sha256(convert_to({}, 'UTF8')) from audit_entry entry where id = :one)
    from (array_position(entry_ids, :one) - 1) * 32 + 1) where number = {}"""


async def test_what_was_sealed_fits(campus: Campus) -> None:
    """Everything of before and of now is in one seal each, and the chain begins at the beginning."""
    await write(campus, "甲", "乙", "丙")
    await seal_all(campus.database)
    report = await checked(campus.database)
    [(entries,)] = await campus.rows("select count(*) from audit_entry")
    assert (report.faults, report.entries) == ([], entries)
    ids = [one for (row,) in await campus.rows("select entry_ids from audit_seal order by number") for one in row]
    assert len(ids) == len(set(ids)) == entries
    [(first,)] = await campus.rows("select previous from audit_seal where number = 1")
    assert first == START


@pytest.mark.parametrize("change", CHANGES)
async def test_a_changed_entry_is_named(campus: Campus, change: str) -> None:
    one, two = await write(campus, "甲", "乙")
    await seal_all(campus.database)
    await tamper(campus.database, LATER.format(change), one=one)
    report = await checked(campus.database)
    assert [(fault.kind, fault.entry) for fault in report.faults] == [(FaultKind.CHANGED, one)]
    trace = report.traces[one]
    assert trace is not None
    assert trace.transaction > 0
    assert str(one) in report.faults[0].words()
    assert two not in report.traces


@pytest.mark.parametrize(
    ("what", "statements", "found"),
    [
        ("removed", ["delete from audit_entry where id = :one"], [("REMOVED", "one")]),
        ("exchanged", ["update audit_entry set id = -1 where id = :one",
                       "update audit_entry set id = :one where id = :two",
                       "update audit_entry set id = :two where id = -1"], [("CHANGED", "one"), ("CHANGED", "two")]),
        ("inserted past the trigger", ["insert into audit_entry (id, at, actor_name, action, subject) "
                                       "values (7, now(), '某人', 'did', '插')"], [("NEVER_SEALED", 7)]),
        ("seal changed", [f"update audit_seal set sealed_at = now() - interval '1 day' {THERE}"],
         [("SEAL_CHANGED", None)]),
        ("entry and digest changed", [LATER.format("subject = '别的'"), REMADE.format(TEXTS[1], FIRST)],
         [("SEAL_CHANGED", None)]),
        ("entry and its place changed", [f"update audit_seal set entry_ids = array_replace(entry_ids, :one, 7) {THERE}",
                                         "update audit_entry set id = 7 where id = :one"], [("CHANGED", 7)]),
        ("seal removed", [f"delete from audit_seal {THERE}"],
         [("SEALS_MISSING", None), ("NEVER_SEALED", "one"), ("NEVER_SEALED", "two")]),
        ("seals exchanged", [f"update audit_seal set number = 0 {THERE}",
                             f"update audit_seal set number = number - 1 where number = {LAST}",
                             f"update audit_seal set number = {LAST} + 1 where number = 0"],
         [("PREVIOUS", None), ("SEAL_CHANGED", None)] * 2),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_named(
    campus: Campus, what: str, statements: list[str], found: list[tuple[str, object]]
) -> None:
    ids: dict[str, int] = {}
    await seal_all(campus.database)
    ids["one"], ids["two"] = await write(campus, "甲", "乙")
    await seal_all(campus.database)
    await write(campus, "丙")
    await seal_all(campus.database)
    assert await kinds(campus.database) == []
    for one in statements:
        await tamper(campus.database, one, **{name: ids[name] for name in ids if f":{name}" in one})
    told = await kinds(campus.database)
    wanted = [(kind, ids.get(str(entry), entry)) for kind, entry in found]
    assert sorted(told, key=str) == sorted(wanted, key=str), what


async def test_an_entry_that_is_inserted_with_an_earlier_time_is_named(campus: Campus) -> None:
    """It is sealed as any new one; but a seal that covers everything of that time was made before."""
    await write(campus, "甲")
    await seal_all(campus.database)
    await write(campus, "乙")
    await seal_all(campus.database)
    values = "(now() - interval '2 hours', '某人', 'did', '插')"
    await campus.execute(f"insert into audit_entry (at, actor_name, action, subject) values {values}")
    [(forged,)] = await campus.rows("select max(id) from audit_entry")
    await seal_all(campus.database)
    assert await kinds(campus.database) == [("LATE", forged)]


async def test_an_entry_that_is_removed_before_it_was_sealed_is_named(campus: Campus) -> None:
    await seal_all(campus.database)
    async with campus.database.write() as db:
        await db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": audit_seals.ONE_AT_A_TIME})
        [one] = await write(campus, "甲")
        await tamper(campus.database, "delete from audit_entry where id = :one", one=one)
    await seal_all(campus.database)
    assert await kinds(campus.database) == [("GONE_EARLY", one)]


async def test_an_entry_that_is_kept_from_the_sealer_is_named(campus: Campus) -> None:
    async with campus.database.write() as db:
        await db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": audit_seals.ONE_AT_A_TIME})
        [one] = await write(campus, "甲")
        await campus.execute("delete from audit_unsealed where entry_id = :one", one=one)
    await seal_all(campus.database)
    assert await kinds(campus.database) == [("NEVER_SEALED", one)]


async def test_a_chain_that_was_cut_or_made_anew_lacks_the_head_that_is_known_elsewhere(campus: Campus) -> None:
    """An owner of the server can remove the end, or reckon all hashes anew: then only a head kept elsewhere tells."""
    await write(campus, "甲")
    await seal_all(campus.database)
    [one] = await write(campus, "乙")
    await seal_all(campus.database)
    [(head,)] = await campus.rows("select hash from audit_seal order by number desc limit 1")
    assert await kinds(campus.database, head) == []
    await tamper(
        campus.database,
        "delete from audit_entry where id in (select unnest(entry_ids) from audit_seal where hash = :head)",
        "delete from audit_seal where hash = :head",
        head=head,
    )
    assert await kinds(campus.database) == []
    assert await kinds(campus.database, head) == [("CUT", None)]
    assert one not in [row for (row,) in await campus.rows("select id from audit_entry")]


async def test_entries_whose_time_is_over_are_removed_and_their_seals_stay(campus: Campus) -> None:
    """The entry that says so is sealed, too; a removal beyond it is still found."""
    [one] = await write(campus, "旧")
    await seal_all(campus.database)
    [(through,)] = await campus.rows("select max(number) from audit_seal")
    [two] = await write(campus, "新")
    await campus.execute(
        "insert into audit_entry (at, actor_name, action, subject, new) values "
        "(now(), '系统', :action, '日志', jsonb_build_object('throughSeal', cast(:through as bigint)))",
        action=REMOVAL, through=through,
    )  # fmt: skip
    await seal_all(campus.database)
    await tamper(campus.database, "delete from audit_entry where id = :one", one=one)
    report = await checked(campus.database)
    assert (report.faults, report.removed, report.removed_through) == ([], 1, through)
    await tamper(campus.database, "delete from audit_entry where id = :two", two=two)
    assert await kinds(campus.database) == [("REMOVED", two)]


async def test_no_entry_is_left_out_however_long_its_transaction_takes(campus: Campus) -> None:
    """Writers that begin early and end late, in any order, while two sealers seal all the time; nobody waits."""
    put = "insert into audit_entry (at, actor_name, action, subject) values (now(), '某人', 'did', :s)"
    writing = True

    async def writer(number: int) -> None:
        for turn in range(4):
            async with campus.database.write() as db:
                await db.execute(text(put), {"s": f"先 {number} {turn}"})
                await asyncio.sleep(0.01 * ((number * 7 + turn * 3) % 9))
                await db.execute(text(put), {"s": f"后 {number} {turn}"})
                if (number + turn) % 5 == 0:
                    await db.rollback()

    async def sealer() -> None:
        while writing:
            async with campus.database.write() as db:
                await audit_seals.seal_next(db)
            await asyncio.sleep(0)

    sealers = [asyncio.create_task(sealer()) for _ in range(2)]
    await asyncio.gather(*map(writer, range(6)))
    writing = False
    await asyncio.gather(*sealers)
    await seal_all(campus.database)
    ids = [one for (row,) in await campus.rows("select entry_ids from audit_seal") for one in row]
    entries = [one for (one,) in await campus.rows("select id from audit_entry")]
    assert sorted(ids) == sorted(entries)
    assert await kinds(campus.database) == []
    assert (await campus.rows("select count(*) from audit_seal"))[0][0] > 3


async def test_entries_of_before_the_migration_are_sealed_first(campus: Campus) -> None:
    """They are noted by the migration; entries that programs of before write meanwhile, by the trigger."""
    ids = await write(campus, "早先的", "更早的")
    async with campus.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "0018"))
        await db.run_sync(lambda connection: command.upgrade(_config(connection), "0019"))
    await write(campus, "之后的")
    assert {(one,) for one in ids} <= set(await campus.rows("select entry_id from audit_unsealed"))
    await seal_all(campus.database)
    assert await kinds(campus.database) == []
    assert (await checked(campus.database)).entries == (await campus.rows("select count(*) from audit_entry"))[0][0]


KILLED = """
import asyncio, sys
from sqlalchemy import text
from db.queries import audit_seals
from db.session import Database
async def main():
    audit_seals.AT_MOST = 3
    database = Database(sys.argv[1])
    while True:
        async with database.write() as db:
            await audit_seals.seal_next(db)
            print("sealed", flush=True)
            await db.execute(text("select pg_sleep(0.02)"))
asyncio.run(main())
"""


async def test_a_sealer_that_is_killed_leaves_nothing_half_done(campus: Campus) -> None:
    """kill -9 amid its transactions; the next one goes on where the last seal ends."""
    await write(campus, *(f"第{number}条" for number in range(60)))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, campus.database.url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    for _ in range(3):
        await process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    await seal_all(campus.database)
    assert await kinds(campus.database) == []


async def test_the_database_itself_refuses_to_change_a_seal(campus: Campus) -> None:
    await write(campus, "甲")
    await seal_all(campus.database)
    for statement in ("update audit_seal set form = 1", "delete from audit_seal", "truncate audit_seal"):
        with pytest.raises(DBAPIError, match="append-only"):
            await campus.execute(statement)


def test_the_text_of_an_entry_holds_every_column() -> None:
    """A new column of the log needs a further form of the text; those of before stay as they are."""
    columns = [column.name.split("_") for column in table(AuditEntry).c]
    names = {first + "".join(part.title() for part in rest) for first, *rest in columns}
    assert all(f"'{name}'" in TEXTS[audit_seals.FORM] for name in names)
    assert (
        sha256(TEXTS[1].encode()).hexdigest() == "7996dc1c38b6830108a0c93906c791f96d87a46fff6fa618e122c6938516a00f"
    ), "entries that are sealed were hashed by this text"


async def _exported(database: Database, after: int = 0) -> list[str]:
    async with database.write() as db:
        return [f"{line_of(one)}\n" async for part in audit_seals.all_lines(db, after) for one in part]


async def test_an_exported_file_is_checked_without_the_system(campus: Campus) -> None:
    """SHA-256 alone: each line is the hash of its text, and a seal holds the hash of the hashes before it."""
    await write(campus, "甲", "乙\n“引号”\t")
    await seal_all(campus.database)
    await write(campus, "丙")
    await seal_all(campus.database)
    lines = await _exported(campus.database)
    hashes, previous = b"", "0" * 64
    for line in lines:
        hash_, told = line.rstrip("\n").split(" ", 1)
        assert sha256(told.encode()).hexdigest() == hash_
        if "seal" in (one := json.loads(told)):
            assert (one["entries"], one["previous"]) == (sha256(hashes).hexdigest(), previous)
            hashes, previous = b"", hash_
        else:
            hashes += bytes.fromhex(hash_)
    check = FileCheck(bytes.fromhex(previous))
    assert list(check.faults(lines)) == []
    assert check.entries == (await campus.rows("select count(*) from audit_entry"))[0][0]
    assert list(FileCheck().faults(await _exported(campus.database, after=check.seals - 1))) == []


async def test_a_file_that_was_changed_does_not_fit(campus: Campus) -> None:
    await seal_all(campus.database)
    one, _ = await write(campus, "甲", "乙")
    await seal_all(campus.database)
    await write(campus, "丙")
    await seal_all(campus.database)
    lines = await _exported(campus.database)
    place = next(number for number, line in enumerate(lines) if f'"id": {one},' in line)
    seal = next(number for number in range(place, len(lines)) if '"seal":' in lines[number])

    def found(changed: list[str]) -> list[tuple[str, int | None]]:
        return [(fault.kind.name, fault.entry) for fault in FileCheck().faults(changed)]

    assert found([line.replace('"subject": "甲"', '"subject": "人"') for line in lines]) == [("CHANGED", one)]
    assert found(lines[:place] + lines[place + 1 :]) == [("SEAL_CHANGED", None)]
    exchanged = [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]
    assert found(exchanged) == [("SEAL_CHANGED", None)]
    assert found(lines[:place] + lines[seal + 1 :]) == [("SEALS_MISSING", None)]
    assert found(lines[:seal]) == [("UNFINISHED", None)]
    assert found([*lines[:place], "garbage\n", *lines[place:]]) == [("UNREADABLE", None)]


async def test_the_command_names_the_first_entry_that_does_not_fit(campus: Campus, tmp_path: Path) -> None:
    """`zongce audit`: seal, head, export, verify by database, file and head; exit status 1 where something differs."""
    one, _ = await write(campus, "甲", "乙")
    address = {"DATABASE_URL": campus.database.url}
    assert (await zongce_within(tmp_path, "audit", "seal", **address)).status == 0
    head = (await zongce_within(tmp_path, "audit", "head", **address)).out.split()[1]
    assert (await zongce_within(tmp_path, "audit", "export", "log.txt", **address)).status == 0
    assert (tmp_path / "log.txt").stat().st_mode & 0o777 == 0o600
    for more in ((), ("--head", head), ("--file", "log.txt", "--head", head)):
        ran = await zongce_within(tmp_path, "audit", "verify", *more, **address)
        assert (ran.status, "全部相符" in ran.out) == (0, True), ran
    await tamper(campus.database, "update audit_entry set subject = '别的' where id = :one", one=one)
    ran = await zongce_within(tmp_path, "audit", "verify", **address)
    assert (ran.status, f"{one} 在封存后被改动" in ran.out) == (1, True), ran
    ran = await zongce_within(tmp_path, "audit", "verify", "--head", "ab" * 32, **address)
    assert "末端校验值不在链上" in ran.out
    assert (await zongce_within(tmp_path, "audit", "verify", "--head", "xyz", **address)).status == 1
