"""Writes the settings of Patroni, haproxy and pgbouncer; folders, ports and passwords differ from a real set-up."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import held_port

PASSWORD = "of-this-rig-alone"
TTL, LOOP_WAIT, RETRY_TIMEOUT = 20, 5, 5
BINARIES = "/usr/lib/postgresql/{}/bin"


@dataclass(frozen=True)
class Place:
    """A node's name, folder and ports."""

    name: str
    folder: Path
    port: int = field(default_factory=held_port)
    rest: int = field(default_factory=held_port)

    @property
    def data(self) -> Path:
        return self.folder / "data"


def patroni(place: Place, etcd: int, version: int) -> str:
    """Writes Patroni's settings as JSON, which is a part of YAML."""
    dcs = {
        "ttl": TTL,
        "loop_wait": LOOP_WAIT,
        "retry_timeout": RETRY_TIMEOUT,
        "synchronous_mode": True,
        "postgresql": {
            "use_pg_rewind": True,
            "parameters": {"max_connections": 120, "shared_buffers": "128MB", "wal_keep_size": "512MB"},
        },
    }
    settings: dict[str, Any] = {
        "scope": "zongce",
        "name": place.name,
        "restapi": _both("127.0.0.1", place.rest),
        "etcd": {"host": f"127.0.0.1:{etcd}"},
        "bootstrap": {
            "dcs": dcs,
            "initdb": ["data-checksums", {"encoding": "UTF8"}, {"locale": "C.UTF-8"}],
            "users": {"zongce": {"password": PASSWORD, "options": ["createdb"]}},
        },
        "postgresql": {
            **_both("127.0.0.1", place.port),
            "data_dir": str(place.data),
            "bin_dir": BINARIES.format(version),
            "pgpass": str(place.folder / "pgpass"),
            "pg_hba": [
                "local all all peer",
                "host all all 127.0.0.1/32 scram-sha-256",
                "host replication all 127.0.0.1/32 scram-sha-256",
            ],
            "parameters": {"unix_socket_directories": str(place.folder)},
            "authentication": {
                "superuser": {"username": "postgres", "password": PASSWORD},
                "replication": {"username": "replicator", "password": PASSWORD},
                "rewind": {"username": "rewinder", "password": PASSWORD},
            },
        },
    }
    return json.dumps(settings, indent=2)


def _both(host: str, port: int) -> dict[str, str]:
    return {"listen": f"{host}:{port}", "connect_address": f"{host}:{port}"}


HAPROXY = """\
global
  maxconn 1000
defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  retries 2
  option redispatch 1
listen zongce
  bind 127.0.0.1:{port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fastinter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""


def haproxy(port: int, places: list[Place]) -> str:
    """Leads to the node whose Patroni says that it is the primary, and closes connections to any other node."""
    servers = [f"  server {one.name} 127.0.0.1:{one.port} check port {one.rest}" for one in places]
    return HAPROXY.format(port=port, servers="\n".join(servers))


PGBOUNCER = """\
[databases]
* = host=127.0.0.1 port={behind}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
pool_mode = {mode}
max_client_conn = 500
default_pool_size = 60
ignore_startup_parameters = {ignored}
"""
STARTUP_PARAMETERS = (
    *("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"),
    *("jit", "temp_buffers", "plan_cache_mode", "max_parallel_workers_per_gather", "application_name"),
)
"""`zongce` sets these parameters when a connection begins."""


def pgbouncer(port: int, behind: int, users: Path, mode: str) -> str:
    users.write_text(f'"zongce" "{PASSWORD}"\n')
    return PGBOUNCER.format(port=port, behind=behind, users=users, mode=mode, ignored=", ".join(STARTUP_PARAMETERS))
