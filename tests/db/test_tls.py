"""TLS to the database is what the address asks for: a server that can't prove who it is gets no password."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from db.embedded import DidNotStart, EmbeddedPostgres
from db.embedded import server as embedded
from db.embedded.programs import SYSTEM
from db.passing import Unreachable
from db.session import Database

PLACE = "127.0.54.32"
"""An address of this machine that no other test uses."""
SHOWN = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"


def certify(folder: Path, place: str) -> None:
    """A certificate of the place that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "zongce test")])
    now, number = datetime.now(UTC), x509.random_serial_number()
    made = x509.CertificateBuilder(name, name, key.public_key(), number, now, now + timedelta(days=2))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(place))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "ca.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def prepare(place: Path, programs: Path) -> EmbeddedPostgres:
    """A cluster with a certificate, whose server has stopped."""
    server = EmbeddedPostgres(place, fast=True, bin_dir=programs)
    server.start()
    server.stop()
    cluster = place / "postgres" / "cluster"
    certify(cluster, PLACE)
    for file in (cluster / "ca.pem", cluster / "key.pem"):
        os.chown(file, cluster.stat().st_uid, cluster.stat().st_gid)
        file.chmod(0o600)
    (cluster / "pg_hba.conf").write_text("hostssl all zongce 127.0.0.0/8 scram-sha-256\n")
    return server


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, Path]]:
    """Name and password, and the file of the certificate."""
    speaking = {"listen_addresses": PLACE, "ssl": "on", "ssl_cert_file": "ca.pem", "ssl_key_file": "key.pem"}
    with pytest.MonkeyPatch.context() as patched, TemporaryDirectory(prefix="zongce-tls-") as folder:
        Path(folder).chmod(0o755)
        for programs in (found for pattern in SYSTEM for found in Path("/").glob(pattern[1:])):
            place = Path(folder) / programs.parent.name
            server = prepare(place, programs)
            patched.setattr(embedded, "SETTINGS", embedded.SETTINGS | speaking)
            try:
                server.start()
            except DidNotStart:
                continue
            try:
                login = urlsplit(server.url).netloc
                yield login, place / "postgres" / "cluster" / "ca.pem"
            finally:
                server.stop()
            return
    pytest.skip("no PostgreSQL of this machine was built with OpenSSL (that of the wheel is not)")


async def encrypted(url: str) -> list[bool]:
    """Whether the engine's connection is, and the driver's."""
    database = Database(url, 1)
    try:
        async with database.read() as db, database.driver() as driver:
            return [bool((await db.execute(text(SHOWN))).scalar_one()), bool((await driver.fetchrow(SHOWN)).ssl)]
    finally:
        await database.dispose()


@pytest.mark.parametrize("said", ["sslmode=require", "ssl=true", "sslmode=verify-ca&{ca}", "sslmode=verify-full&{ca}"])
async def test_both_pools_speak_tls_where_the_address_asks_for_it(served: tuple[str, Path], said: str) -> None:
    login, ca = served
    said = said.format(ca=f"sslrootcert={ca}")
    assert await encrypted(f"postgresql://{login}{PLACE}/zongce?{said}") == [True, True]


async def test_without_tls_the_server_lets_nobody_in(served: tuple[str, Path]) -> None:
    with pytest.raises(Exception, match="no encryption"):
        await encrypted(f"postgresql://{served[0]}{PLACE}/zongce?sslmode=disable")


async def test_a_server_that_somebody_else_vouches_for_is_not_believed(
    served: tuple[str, Path], tmp_path: Path
) -> None:
    certify(tmp_path, PLACE)
    with pytest.raises(Unreachable, match="certificate verify failed"):
        await encrypted(f"postgresql://{served[0]}{PLACE}/zongce?sslmode=verify-full&sslrootcert={tmp_path}/ca.pem")
