"""The audit log arrives at a real rsyslog whole and in order, by TCP and TLS, also when rsyslog is killed (R16.2).

Skipped where there is no `rsyslogd` (`apt-get install rsyslog rsyslog-gnutls`); slow, so that CI leaves it out.
"""

import asyncio
import shutil
import socket
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.auditing.files import FileCheck
from tests.campus import Campus
from tests.core.auditing.acts import all_received, certificate, keeper, write
from tests.waiting import until

RSYSLOGD = shutil.which("rsyslogd") or shutil.which("rsyslogd", path="/usr/sbin")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(RSYSLOGD is None, reason="no rsyslogd on this machine")]
CONFIGURATION = """
global(workDirectory="{folder}" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off" {tls})
module(load="imtcp" {driver})
template(name="whole" type="string" string="%rawmsg%\\n")
input(type="imtcp" port="{port}" address="127.0.0.1")
action(type="omfile" file="{folder}/received.log" template="whole")
"""
TLS = """defaultNetstreamDriverCAFile="{cert}" defaultNetstreamDriverCertFile="{cert}"
  defaultNetstreamDriverKeyFile="{key}" """
DRIVER = 'StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.Authmode="anon"'


@asynccontextmanager
async def rsyslog(folder: Path, port: int, tls: tuple[Path, Path] | None) -> AsyncIterator[None]:
    """Runs a server that writes what it receives to a file, until it is ended."""
    given = {"tls": "", "driver": ""} if tls is None else {"tls": TLS.format(cert=tls[0], key=tls[1]), "driver": DRIVER}
    (folder / "rsyslog.conf").write_text(CONFIGURATION.format(folder=folder, port=port, **given))
    command = (str(RSYSLOGD), "-n", "-f", str(folder / "rsyslog.conf"), "-i", str(folder / "pid"))
    process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
    try:
        await until(lambda: _answers(port))
        yield
    finally:
        process.kill()
        await process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("scheme", ["tcp", "tls"])
async def test_a_real_rsyslog_has_the_whole_log(campus: Campus, tmp_path: Path, scheme: str) -> None:
    pair = certificate(tmp_path) if scheme == "tls" else None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    one = keeper(scheme, port, pair and pair[0])
    task = asyncio.create_task(one.run(campus.database))
    try:
        for turn in range(3):
            async with rsyslog(tmp_path, port, pair):
                await write(campus, *(f"第{turn}轮：张甲 {number}" for number in range(20)))
                await until(lambda: all_received(campus))
                await asyncio.sleep(0.5)  # rsyslog writes what it has read a moment later
            await write(campus, f"第{turn}轮之后")
    finally:
        task.cancel()
        await asyncio.wait([task])
    raw = (tmp_path / "received.log").read_text(encoding="utf-8").splitlines()
    lines = list(dict.fromkeys(one.split(" - ", 2)[2] for one in raw))
    assert list(FileCheck().faults(f"{line}\n" for line in lines)) == []
    assert sum("轮：张甲" in line for line in lines) == 60
