"""Reads `DATABASE_URL` once for both pools, the command line and PostgreSQL's own programs.

    postgresql://user:password@h1:5432,h2:5432/name?sslmode=verify-full&sslrootcert=/etc/ca.pem
    postgresql://user@/name?host=h1,h2&port=5432,5433&target_session_attrs=read-write
    postgresql://user:password@/name?host=/socket/folder

Several hosts are several nodes of one cluster: connections go to the one that takes writes. A setting that can't be
applied is refused with its reason when the address is read, so that nobody relies on a protection that does not exist.
"""

import os
import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

SCHEMES = ("postgresql://", "postgres://", "postgresql+asyncpg://")
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
TARGETS = ("any", "primary", "read-write")
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
HANDED_ON = (
    *("sslmode", *FILES, "sslpassword", "sslnegotiation", "ssl_min_protocol_version", "ssl_max_protocol_version"),
    *("target_session_attrs", "krbsrvname", "gsslib"),
)
"""The driver itself understands these parameters."""
SECONDS = ("connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout")
SETTINGS = ("application_name", "options")
HARMLESS = {
    "gssencmode": ("disable", "prefer"),
    "channel_binding": ("disable", "prefer"),
    "client_encoding": ("utf8", "utf-8", "auto"),
    "load_balance_hosts": ("disable",),
    "keepalives": ("1",),
}
"""The driver always behaves like these values; other values are not possible."""
_SSL = {"true": "require", "1": "require", "on": "require", "false": "disable", "0": "disable", "off": "disable"}
_NAME_AND_PORT = re.compile(r"([^:/\[\]]+):(\d+)")
_BRACKETS = re.compile(r"\[([^\]]+)\](?::(\d+))?")


class BadAddress(ValueError):
    """The address can't be used as written; the message is in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} | {en}")


class Host(NamedTuple):
    """A machine, or the folder of a socket; None means the environment's host, or else this machine."""

    name: str | None = None
    port: int | None = None


@dataclass(frozen=True)
class Address:
    """The address of a database with its connection options."""

    hosts: tuple[Host, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    database: str | None = None
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The parameters behind the question mark, by libpq's names, without hosts and ports."""

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Reads an address.

        Raises:
            BadAddress: a part of the address can't be understood or can't be applied.
        """
        scheme = next((scheme for scheme in SCHEMES if url.startswith(scheme)), None)
        if scheme is None:
            raise BadAddress("应以 postgresql:// 开头", "must begin with postgresql://")
        before, _, query = url[len(scheme) :].partition("?")
        netloc, _, database = before.partition("/")
        login, _, hostlist = netloc.rpartition("@")
        user, has_password, password = login.partition(":")
        parameters = _parameters(query)
        return cls(
            hosts=_hosts(hostlist, parameters.pop("host", []), parameters.pop("port", [])),
            user=_last(parameters, "user") or unquote(user) or None,
            password=_last(parameters, "password") or (unquote(password) if has_password else None),
            database=_last(parameters, "dbname") or _last(parameters, "database") or unquote(database) or None,
            options=_judged({name: values[-1] for name, values in parameters.items()}),
        )

    @property
    def target(self) -> str | None:
        """The default for several nodes is the node that takes writes."""
        usual = os.environ.get("PGTARGETSESSIONATTRS") or "read-write"
        return self.options.get("target_session_attrs") or (usual if len(self.hosts) > 1 else None)

    @property
    def connect_seconds(self) -> float | None:
        """The time limit for each host, if the address or the environment sets one."""
        seconds = self.options.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") or "0"
        return float(seconds) if seconds.isdecimal() and int(seconds) else None

    @property
    def settings(self) -> dict[str, str]:
        """The server's settings that a connection sets when it begins."""
        return {name: self.options[name] for name in SETTINGS if name in self.options}

    def dsn(self) -> str:
        """Returns the parameters for which the driver has no argument; it does not accept repeated names."""
        named = {name: self.options[name] for name in HANDED_ON if name in self.options}
        if self.target:
            named["target_session_attrs"] = self.target
        return "postgresql://" + _query(named)

    def text(self, *, password: str | None = "") -> str:
        """Writes the address as libpq reads it, for PostgreSQL's own programs and for other processes of ours.

        Args:
            password: the text in its place; None leaves it out.
        """
        login = quote(self.user or "", safe="")
        if password is not None and self.password is not None:
            login += f":{password or quote(self.password, safe='')}"
        named = {name: value for name, value in self.options.items() if password == "" or name != "sslpassword"}
        if self.target:
            named["target_session_attrs"] = self.target
        machines = [_written(host) for host in self.hosts]
        if any(machine.startswith("/") for machine in machines):
            named["host"] = ",".join(host.name or "" for host in self.hosts)
            if any(host.port for host in self.hosts):
                named["port"] = ",".join(str(host.port or 5432) for host in self.hosts)
            machines = []
        place = f"{login}{'@' if login else ''}{','.join(machines)}"
        return f"postgresql://{place}/{quote(self.database or '', safe='')}{_query(named)}"

    def __str__(self) -> str:
        """Writes the address without the password."""
        return self.text(password="***")  # noqa: S106  # just not


def _written(host: Host) -> str:
    name = f"[{host.name}]" if ":" in (host.name or "") else host.name or ""
    return f"{name}:{host.port}" if host.port and not name.startswith("/") else name


def _query(named: Mapping[str, str]) -> str:
    return "?" * bool(named) + "&".join(f"{name}={quote(value, safe='/,')}" for name, value in named.items())


def _parameters(query: str) -> dict[str, list[str]]:
    """Reads each name with all its values. A plus sign stays a plus sign, as in libpq."""
    parameters: dict[str, list[str]] = {}
    for part in filter(None, query.split("&")):
        name, equals, value = part.partition("=")
        if not equals:
            raise BadAddress(f"参数未填写值：{name}", f"a parameter without a value: {name}")
        parameters.setdefault(unquote(name), []).append(unquote(value))
    return parameters


def _last(parameters: dict[str, list[str]], name: str) -> str | None:
    return parameters.pop(name, [None])[-1]


def _hosts(hostlist: str, named: Iterable[str], ports: Iterable[str]) -> tuple[Host, ...]:
    """Reads the hosts; those behind the question mark replace those before it, as in libpq."""
    listed = [unquote(one) for one in hostlist.split(",")] if hostlist else []
    if overriding := [one for value in named for one in value.split(",")]:
        listed = overriding
    if not listed and (environment := os.environ.get("PGHOST")):
        listed = environment.split(",")
    hosts = [_host(one) for one in listed] or [Host()]
    numbers = [_port(one) for value in ports for one in value.split(",")]
    if not numbers:
        return tuple(hosts)
    if len(numbers) == 1:
        numbers *= len(hosts)
    if len(numbers) != len(hosts):
        raise BadAddress(
            f"主机数（{len(hosts)}）与端口数（{len(numbers)}）不一致", f"{len(hosts)} hosts, but {len(numbers)} ports"
        )
    return tuple(Host(host.name, host.port or port) for host, port in zip(hosts, numbers, strict=True))


def _host(text: str) -> Host:
    if found := _BRACKETS.fullmatch(text) or _NAME_AND_PORT.fullmatch(text):
        return Host(found[1], _port(found[2]) if found[2] else None)
    return Host(text or None)


def _port(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise BadAddress(f"端口应为 1 至 65535：{text}", f"a port is 1 to 65535: {text}")
    return int(text) if text else None


def _judged(named: dict[str, str]) -> dict[str, str]:
    """Checks the parameters, and returns them by libpq's names.

    Raises:
        BadAddress: a parameter can't be applied.
    """
    if "ssl" in named:
        mode = named.pop("ssl").lower()
        named.setdefault("sslmode", _SSL.get(mode, mode))
    if "fallback_application_name" in named:
        named.setdefault("application_name", named.pop("fallback_application_name"))
    for name, possible in {"sslmode": MODES, "target_session_attrs": TARGETS, **HARMLESS}.items():
        if name in named and named[name].lower() not in possible:
            words = "、".join(possible)
            raise BadAddress(f"{name} 只能是 {words}", f"{name} can only be {', '.join(possible)}")
    for name in SECONDS:
        if name in named and not named[name].isdecimal():
            raise BadAddress(f"{name} 应为整数", f"{name} must be a whole number")
    if unknown := [name for name in named if name not in (*HANDED_ON, *SECONDS, *SETTINGS, *HARMLESS)]:
        raise BadAddress(f"不支持的参数：{'、'.join(unknown)}", f"not supported: {', '.join(unknown)}")
    return _with_files({name: value for name, value in named.items() if name not in HARMLESS})


def _with_files(named: dict[str, str]) -> dict[str, str]:
    if named.get("sslrootcert") == "system":
        named |= {"sslrootcert": ssl.get_default_verify_paths().cafile or "", "sslmode": "verify-full"}
    for name in FILES:
        if name in named and not Path(named[name]).is_file():
            raise BadAddress(f"{name} 指定的文件不存在：{named[name]}", f"{name}: there is no file {named[name]}")
    return named
