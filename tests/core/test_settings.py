"""Settings are judged at start, told clearly, and listed in the docs."""

import sys
from pathlib import Path

import pytest

from core.settings import Settings
from core.settings.loading import SettingsWrong, env_name, load

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("ZONGCE_CONFIG", *(env_name(field) for field in Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_anything_set_it_runs_on_this_machine_alone() -> None:
    settings = load()
    assert settings.database_url is None
    assert settings.host == "127.0.0.1"
    assert settings.timezone == "Asia/Shanghai"
    assert not settings.metrics_public


def test_the_environment_stands_above_the_file_and_arguments_above_both(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nothing_set / "zongce.toml").write_text('port = 9001\nsession_hours = 3\nallowed_origins = ["https://a.edu"]\n')
    monkeypatch.setenv("ZONGCE_PORT", "9002")
    assert (load().port, load().session_hours, load().allowed_origins) == (9002, 3, ("https://a.edu",))
    assert load(port=9003).port == 9003


def test_the_file_may_lie_elsewhere(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = nothing_set / "elsewhere.toml"
    elsewhere.write_text('database_url = "postgres://db/zongce"\n')
    monkeypatch.setenv("ZONGCE_CONFIG", str(elsewhere))
    assert load().database_url == "postgresql://db/zongce"


@pytest.mark.parametrize("name", ["DATABASE_URL", "ZONGCE_DATABASE_URL"])
def test_the_database_goes_by_its_usual_name_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "postgresql://u:secret@db/zongce")
    assert load().database_url == "postgresql://u:secret@db/zongce"
    assert "secret" not in repr(load())


def test_lists_are_written_with_commas_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONGCE_ALLOWED_ORIGINS", "https://a.edu, https://b.edu:8443")
    assert load().allowed_origins == ("https://a.edu", "https://b.edu:8443")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ZONGCE_PORT", "eighty", ("ZONGCE_PORT", "'eighty'", "应为整数", "whole number", "8000")),
        ("ZONGCE_PORT", "70000", ("不能大于 65535", "at most 65535")),
        ("ZONGCE_SECURE_COOKIES", "maybe", ("true 或 false", "true or false")),
        ("ZONGCE_LOG_LEVEL", "loud", ("'debug'", "之一", "one of")),
        ("ZONGCE_TIMEZONE", "Asia/Atlantis", ("没有这个时区", "no such time zone", "Asia/Shanghai")),
        ("ZONGCE_ALLOWED_ORIGINS", "a.edu", ("不是来源地址：a.edu", "not an origin", "https://console.example.edu")),
        ("ZONGCE_OIDC_ISSUER", "http://id.example.edu", ("应以 https:// 开头", "must begin with https://")),
        ("ZONGCE_CAS_ADDRESS", "cas", ("不是网址", "not a web address", "https://cas.example.edu/cas")),
        ("ZONGCE_YIBAN_APP_ID", "1234567890abcdef1234", ("应为 16 个字符", "256 位分组加密", "16 characters")),
        ("DATABASE_URL", "mysql://u:secret@db/x", ("DATABASE_URL", "postgresql://")),
        ("ZONGCE_PROT", "1", ("ZONGCE_PROT", "是否应为 ZONGCE_PORT", "did you mean ZONGCE_PORT")),
        ("ZONGCE_CONFIG", "/nowhere.toml", ("没有这个文件", "no such file")),
    ],
)
def test_a_wrong_setting_is_told_with_its_name_and_what_to_do(
    name: str, value: str, told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as wrong:
        load()
    assert all(words in str(wrong.value) for words in told), str(wrong.value)
    assert "secret" not in str(wrong.value)


def test_what_belongs_together_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONGCE_YIBAN_APP_ID", "fedcba9876543210")
    monkeypatch.setenv("ZONGCE_YIBAN_APP_SECRET", "hunter2")
    monkeypatch.setenv("ZONGCE_OIDC_ISSUER", "https://id.example.edu")
    monkeypatch.setenv("ZONGCE_WECOM_CORP_ID", "ww1")
    monkeypatch.setenv("ZONGCE_DINGTALK_CLIENT_ID", "ding1")
    with pytest.raises(SettingsWrong) as wrong:
        load()
    told = ("ZONGCE_YIBAN_ADDRESS", "yiban_app_id 已填写", "ZONGCE_OIDC_CLIENT_ID", "16、24 或 32 个字符")
    for words in (*told, "ZONGCE_WECOM_AGENT_ID", "ZONGCE_WECOM_SECRET", "ZONGCE_DINGTALK_CLIENT_SECRET"):
        assert words in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_every_wrong_setting_is_told_at_once(nothing_set: Path) -> None:
    (nothing_set / "zongce.toml").write_text('port = "x"\nsession_hours = 0\nsesion_hours = 2\n')
    with pytest.raises(SettingsWrong) as wrong:
        load()
    assert [words in str(wrong.value) for words in ("ZONGCE_PORT", "ZONGCE_SESSION_HOURS", "sesion_hours")] == [
        True
    ] * 3


def test_a_file_that_is_no_toml_is_told_by_its_line(nothing_set: Path) -> None:
    (nothing_set / "zongce.toml").write_text("port = \n")
    with pytest.raises(SettingsWrong, match=r"zongce\.toml.*line 1"):
        load()


def test_settings_never_change_while_running() -> None:
    with pytest.raises(Exception, match="frozen"):
        load().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("field", list(Settings.model_fields))
def test_every_setting_is_listed_in_the_docs(field: str) -> None:
    about = Settings.model_fields[field]
    zh, en = (about.description or "").split(" | ")
    line = next(line for line in DOCS.read_text().splitlines() if line.startswith(f"| `{field}` |"))
    assert all(words in line for words in (f"`{env_name(field)}`", zh, en)), line
    assert "，" not in en
    assert zh.strip()


def test_openid_connect_asks_for_its_extra_where_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONGCE_OIDC_ISSUER", "https://id.example.edu")
    monkeypatch.setenv("ZONGCE_OIDC_CLIENT_ID", "zongce")
    assert load().oidc_issuer
    monkeypatch.setitem(sys.modules, "authlib", None)
    with pytest.raises(SettingsWrong, match=r"zongce\[oidc\]"):
        load()


@pytest.mark.parametrize("address", ["http://log", "tcp://", "tcp://log:many", "tls://log:6514/path", "log:514"])
def test_an_address_that_leads_to_no_log_server_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONGCE_SYSLOG_URL", address)
    with pytest.raises(SettingsWrong, match="ZONGCE_SYSLOG_URL"):
        load()
