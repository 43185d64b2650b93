"""A log server receives each entry at least once and in order, and nothing waits for it (R16.2)."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.auditing.files import FileCheck
from core.auditing.keeping import AuditKeeper
from core.auditing.sending import message
from db.queries.audit_seals import Line
from tests.campus import TODAY, Campus
from tests.core.auditing.acts import all_received, certificate, keeper, write
from tests.waiting import until

HEADER = b"<109>1 "


@dataclass
class Listener:
    """A log server that keeps what it reads. `broken` connections are cut after so many bytes, without an end."""

    port: int = 0
    messages: list[str] = field(default_factory=list)
    broken: int = 0

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.broken:
            self.broken -= 1
            await reader.read(500)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return
        heard = await reader.read()  # to the sender's end
        while heard:
            length, _, rest = heard.partition(b" ")
            self.messages.append(rest[: int(length)].decode())
            heard = rest[int(length) :]
        writer.close()

    @property
    def lines(self) -> list[str]:
        """The lines of the sealed log, without the headers."""
        return [one.split(" - ", 2)[2] for one in self.messages]


@asynccontextmanager
async def listening(port: int = 0, tls: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.hear, "127.0.0.1", port, ssl=tls)
    listener.port = server.sockets[0].getsockname()[1]
    async with server:
        yield listener


async def followed(campus: Campus, one: AuditKeeper, whole: Callable[[], object]) -> None:
    """Lets a keeper run until that is so."""
    task = asyncio.create_task(one.run(campus.database))
    try:
        await until(whole)
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_log_server_gets_the_whole_log_in_order_and_in_chinese(campus: Campus) -> None:
    """RFC 5424 and 6587; what it holds is the sealed log, which can be checked like an exported file."""
    await write(campus, "张甲的“成绩”", "第二\n行")
    async with listening() as server:
        await followed(campus, keeper("tcp", server.port), lambda: all_received(campus))
    assert all(one.startswith("<109>1 2") and " zongce - " in one for one in server.messages)
    check = FileCheck()
    assert list(check.faults(f"{line}\n" for line in server.lines)) == []
    assert check.entries == (await campus.rows("select count(*) from audit_entry"))[0][0]
    assert any("张甲的“成绩”" in line for line in server.lines)


async def test_nothing_is_lost_while_the_log_server_is_away_or_dies(campus: Campus) -> None:
    """It is away, cuts connections with messages unread, and comes back: everything arrives, the same order, no writer
    waits meanwhile."""
    async with listening() as free:
        port = free.port
    one = keeper("tcp", port)
    task = asyncio.create_task(one.run(campus.database))
    await write(campus, *(f"第{number}条" for number in range(8)))
    await until(lambda: one.standing.number > 0)
    assert (await campus.rows("select coalesce(max(seal), 0) from audit_follower"))[0][0] == 0
    async with listening(port) as server:
        server.broken = 2
        await until(lambda: all_received(campus))
        await write(campus, "后来的")
        await until(lambda: all_received(campus))
    task.cancel()
    await asyncio.wait([task])
    seen = list(dict.fromkeys(server.lines))
    assert list(FileCheck().faults(f"{line}\n" for line in seen)) == []
    assert [one for one in seen if "后来的" in one]
    assert server.broken == 0


async def test_two_processes_send_one_after_the_other(campus: Campus) -> None:
    """One holds the place; the other takes over where it was received."""
    await write(campus, "甲")
    async with listening() as server:
        tasks = [asyncio.create_task(keeper("tcp", server.port).run(campus.database)) for _ in range(2)]
        await until(lambda: all_received(campus))
        await campus.execute("update audit_follower set holder = 'dead', held_until = now() - interval '1 second'")
        await write(campus, "乙")
        await until(lambda: all_received(campus))
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    assert list(FileCheck().faults(f"{line}\n" for line in server.lines)) == []


async def test_the_log_goes_out_by_tls_to_a_known_server_alone(campus: Campus, tmp_path: Path) -> None:
    """RFC 5425: a certificate of another CA is refused, and nothing is sent."""
    authority, key = await asyncio.to_thread(certificate, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, key)
    await write(campus, "甲")
    async with listening(tls=context) as server:
        stranger = keeper("tls", server.port)
        task = asyncio.create_task(stranger.run(campus.database))
        await until(lambda: stranger.behind > 0)
        task.cancel()
        await asyncio.wait([task])
        assert server.messages == []
        await campus.execute("update audit_follower set held_until = null")
        await followed(campus, keeper("tls", server.port, authority), lambda: all_received(campus))
    assert list(FileCheck().faults(f"{line}\n" for line in server.lines)) == []


async def test_the_log_goes_out_by_udp(campus: Campus) -> None:
    await write(campus, "甲")
    got: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.setblocking(False)
        await followed(campus, keeper("udp", heard.getsockname()[1]), lambda: all_received(campus))
        loop = asyncio.get_running_loop()
        while len(got) < 2:
            got.append(await loop.sock_recv(heard, 65_000))
    assert all(one.startswith(HEADER) for one in got)


def test_an_entry_that_is_too_long_goes_without_its_values() -> None:
    """Its hash goes with it, and it says that it was shortened."""
    now = TODAY
    whole = Line(
        bytes(32), '{"id": 1, "at": "2026-01-01T00:00:00.000000Z", "subject": "甲", "old": "' + "长" * 4000 + '"}'
    )
    sent = message(whole, now, "host", 8000).decode()  # type: ignore[arg-type]  # a date tells the time as well
    assert len(sent) < 8000
    assert '"tooLong": true' in sent
    assert '"old": null' in sent
    assert message(whole, now, "host", 64_000).decode().endswith(str(whole.text))  # type: ignore[arg-type]
