"""`DATABASE_URL` is read once, as libpq reads it; what can't be honoured is refused when it is read."""

from pathlib import Path

import pytest

from db.address import Address, BadAddress, Host

H1, H2 = Host("h1", 5433), Host("h2", 5434)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql://h1:5433/z", [H1]),
        ("postgresql+asyncpg://h1:5433/z", [H1]),
        ("postgresql://u:p@h1:5433,h2:5434/z", [H1, H2]),
        ("postgresql://u:p@/z?host=h1,h2&port=5433,5434", [H1, H2]),
        ("postgresql://u:p@/z?host=h1&port=5433&host=h2&port=5434", [H1, H2]),
        ("postgresql://u:p@/z?host=h1:5433&host=h2:5434", [H1, H2]),
        ("postgresql://u:p@other:1/z?host=h1,h2&port=5433,5434", [H1, H2]),
        ("postgresql://h1,h2/z?port=5433", [Host("h1", 5433), Host("h2", 5433)]),
        ("postgresql://[::1]:5433/z", [Host("::1", 5433)]),
        ("postgresql://%2Fvar%2Frun/z", [Host("/var/run")]),
        ("postgresql:///z?host=/var/run&port=5433", [Host("/var/run", 5433)]),
        ("postgresql:///z", [Host()]),
    ],
)
def test_hosts_and_ports_are_read_in_each_of_their_forms(url: str, hosts: list[Host]) -> None:
    address = Address.parse(url)
    assert list(address.hosts) == hosts
    assert address.database == "z"
    assert Address.parse(address.text()).hosts == address.hosts


def test_names_and_passwords_may_hold_anything_and_the_password_is_not_shown() -> None:
    address = Address.parse("postgresql://a%40b:p%2B%20+%2F%3A@h1/%E7%BB%BC?application_name=a%20b")
    assert (address.user, address.password, address.database) == ("a@b", "p+ +/:", "综")
    assert Address.parse(address.text()) == address
    assert "p%2B" not in str(address)
    assert "p%2B" not in repr(address)


def test_of_several_nodes_the_one_that_takes_writes_is_wanted() -> None:
    assert Address.parse("postgresql://h1,h2/z").target == "read-write"
    assert Address.parse("postgresql://h1,h2/z?target_session_attrs=any").target == "any"
    assert Address.parse("postgresql://h1/z").target is None


def test_tls_is_asked_for_by_libpqs_names_and_by_that_of_others(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    said = f"sslmode=verify-full&sslrootcert={tmp_path}/ca.pem"
    assert said in Address.parse(f"postgresql://h1/z?{said}").dsn()
    assert "sslmode=require" in Address.parse("postgresql://h1/z?ssl=true").dsn()
    assert Address.parse("postgresql://h1/z?connect_timeout=7").connect_seconds == 7


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://h1/z", "must begin with postgresql://"),
        ("postgresql://h1:http/z?port=0", "a port is 1 to 65535"),
        ("postgresql://h1,h2/z?port=1,2,3", "2 hosts, but 3 ports"),
        ("postgresql://h1/z?sslmode=verify_full", "sslmode can only be disable, allow"),
        ("postgresql://h1/z?sslrootcert=/nowhere/ca.pem", "there is no file /nowhere/ca.pem"),
        ("postgresql://h1/z?target_session_attrs=standby", "can only be any, primary, read-write"),
        ("postgresql://h1/z?connect_timeout=soon", "connect_timeout must be a whole number"),
        ("postgresql://h1/z?gssencmode=require", "gssencmode can only be"),
        ("postgresql://h1/z?hostaddr=10.0.0.1", "not supported: hostaddr"),
        ("postgresql://h1/z?sslmod=require", "not supported: sslmod"),
        ("postgresql://h1/z?options", "a parameter without a value"),
    ],
)
def test_what_can_not_be_honoured_is_refused_with_its_reason(url: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words):
        Address.parse(url)
