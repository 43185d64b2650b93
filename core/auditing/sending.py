"""Sends the sealed log to a log server as RFC 5424: by UDP, TCP (RFC 6587) or TLS (RFC 5425).

Plain syslog has no receipt. By TCP and TLS a step's messages go over a connection of their own, which this side ends
first; the server ends its side once it has read everything. So a step counts as received when that end comes, and a
server that dies with messages in its buffers gets them again. By UDP, what was sent counts as received.
"""

import asyncio
import json
import socket
import ssl
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from core.auditing.files import line_of
from db.queries.audit_seals import Line

PRIORITY = 13 * 8 + 5
"""Facility "log audit", severity "notice"."""
SECONDS = 20
"""The limit of each wait for the log server."""
PORTS = {"udp": 514, "tcp": 514, "tls": 6514}
LARGEST = {"udp": 8_000, "tcp": 64_000, "tls": 64_000}
"""The most bytes of a message. A longer entry goes without its values before and after, and says so."""


class NotReceived(Exception):
    """Says that the log server did not confirm what was sent; it is sent again."""


@dataclass(frozen=True, slots=True)
class LogServer:
    """A log server by its address, such as `tls://log.example.edu:6514`; `authority` is the certificate of its CA."""

    scheme: str
    host: str
    port: int
    authority: Path | None = None

    @classmethod
    def parse(cls, address: str, authority: Path | None = None) -> "LogServer":
        """Reads an address that the settings have checked."""
        parts = urlsplit(address)
        return cls(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme], authority)

    async def send(self, lines: Sequence[Line], now: datetime) -> None:
        """Sends these lines in their order and waits for the receipt.

        Raises:
            OSError, NotReceived: some may have arrived, and all have to be sent again.
        """
        host = socket.gethostname() or "-"
        messages = [message(line, now, host, LARGEST[self.scheme]) for line in lines]
        await asyncio.to_thread(self._send_all, messages)

    def _send_all(self, messages: Sequence[bytes]) -> None:
        if self.scheme == "udp":
            kind = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
            with closing(socket.socket(kind[0], kind[1])) as datagrams:
                for one in messages:
                    datagrams.sendto(one, kind[4])
            return
        with socket.create_connection((self.host, self.port), SECONDS) as plain:
            connection = self._secured(plain)
            try:
                connection.sendall(b"".join(b"%d %s" % (len(one), one) for one in messages))
                _await_end(connection)
            finally:
                connection.close()

    def _secured(self, plain: socket.socket) -> socket.socket:
        if self.scheme == "tcp":
            return plain
        context = ssl.create_default_context(cafile=self.authority)
        return context.wrap_socket(plain, server_hostname=self.host)


def _await_end(connection: socket.socket) -> None:
    """Ends this side, and waits until the other side has read everything and ends, too."""
    if isinstance(connection, ssl.SSLSocket):
        try:
            connection.unwrap()  # says that this side ends, and waits for the server's word
        except ssl.SSLEOFError:
            pass  # the server ended the connection without that word, after it had read ours
        except ssl.SSLError as broken:
            raise NotReceived(str(broken)) from broken
        return
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass


def message(line: Line, now: datetime, host: str, largest: int) -> bytes:
    """Returns one message: an entry, or a seal. Its text is a line of the sealed log (`core.auditing.files`)."""
    about = json.loads(line.text) if line.text is not None else {}
    time = about.get("at") or about.get("sealedAt") or f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"
    kind = "SEAL" if "seal" in about else "ENTRY"
    head = f"<{PRIORITY}>1 {time} {host} zongce - {kind} - "
    whole = (head + line_of(line)).encode()
    if len(whole) <= largest:
        return whole
    short = {**about, "old": None, "new": None, "tooLong": True, "subject": str(about.get("subject"))[:200]}
    return f"{head}{line.hash.hex()} {json.dumps(short, ensure_ascii=False)}".encode()
