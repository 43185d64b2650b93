"""The command as people meet it: settings, troubles told in words, migrations."""

from pathlib import Path

import pytest

from db.migrate import newest
from tests.cli.command import zongce
from tests.conftest import Cluster


async def test_settings_are_shown_without_the_password(tmp_path: Path) -> None:
    secrets = {"DATABASE_URL": "postgresql://u:hunter2@db/z", "ZONGCE_OIDC_CLIENT_SECRET": "hunter2"}
    ran = await zongce(tmp_path, "settings", ZONGCE_PORT="8123", **secrets)
    assert ran.status == 0
    assert "postgresql://u:***@db/z" in ran.out
    assert "port\t8123\tZONGCE_PORT" in ran.out
    assert "oidc_client_secret\t***\tZONGCE_OIDC_CLIENT_SECRET" in ran.out
    assert "hunter2" not in ran.out


async def test_help_names_every_command_in_both_languages(tmp_path: Path) -> None:
    ran = await zongce(tmp_path, "--help", COLUMNS="200")
    assert ran.status == 0
    for command, zh, en in [
        ("serve", "提供服务", "Serve"),
        ("dump", "备份", "Write"),
        ("migrate", "更新数据库", "Create"),
    ]:
        assert any(command in line and zh in line and en in line for line in ran.out.splitlines()), command


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ZONGCE_PORT": "x"}, "must be a whole number"),
        ({"DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/z"}, "can't connect to the database"),
    ],
)
async def test_trouble_is_told_without_a_traceback(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    ran = await zongce(tmp_path, "migrate", **settings)
    assert ran.status == 1
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert "secret" not in ran.err


async def test_a_given_database_is_migrated_once_and_when_told(cluster: Cluster, tmp_path: Path) -> None:
    async with cluster.fresh() as name:
        url = cluster.database_url(name)
        refused = await zongce(tmp_path, "serve", "--port", "0", DATABASE_URL=url)
        assert (refused.status, "zongce migrate" in refused.err) == (1, True)
        assert f"→ {newest()}" in (await zongce(tmp_path, "migrate", DATABASE_URL=url)).out
        assert "already the newest" in (await zongce(tmp_path, "migrate", DATABASE_URL=url)).out
