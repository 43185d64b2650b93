"""The ways of installing agree with one another and with their page. `make try-packages` installs them for real."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from bench.installing import image
from bench.installing.checks import FOR_DEVELOPERS
from bench.installing.page import PAGE, WAYS, blocks
from core.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
SCRIPTS = [*(DEPLOY / "packages").iterdir(), *(DEPLOY / "debian").glob("p*st*"), DEPLOY / "debian/prerm"]
SHELL = [one for one in [*SCRIPTS, DEPLOY / "debian/zongce"] if one.is_file()]


def test_the_page_and_the_files_name_the_version_that_is_built() -> None:
    named = PAGE.read_text("utf-8") + (DEPLOY / "compose.yaml").read_text("utf-8")
    found = re.findall(r"zongce[-_:](\d+\.\d+\.\d+)", named)
    assert len(found) > 4
    assert set(found) == {VERSION}


@pytest.mark.parametrize("way", WAYS)
def test_the_page_has_what_is_typed_for_each_way(way: str) -> None:
    assert {"install", "upgrade"} <= blocks(way).keys()
    assert "accounts create" in "".join(one.text for one in blocks(way).values())


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_the_scripts_are_shell(script: Path) -> None:
    ran = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_package_has_the_units_with_its_own_places() -> None:
    """One source: what the checkout's units start in /srv/zongce, the package's start in /usr/lib/zongce."""
    units = [one for one in (DEPLOY / "systemd").iterdir() if "base" not in one.name]
    told = ["sed", "-f", str(DEPLOY / "debian/units.sed"), *map(str, units)]
    text = subprocess.run(told, capture_output=True, text=True, check=True).stdout
    starts = set(re.findall(r"^ExecStart=(\S+)", text, re.M))
    assert starts == {"/usr/lib/zongce/bin/zongce", "/usr/lib/zongce/nightly"}
    assert set(re.findall(r"^EnvironmentFile=(\S+)", text, re.M)) == {"/etc/zongce/zongce.env", "/etc/zongce/%i.env"}
    assert "/srv" not in text
    for page in re.findall(r"/usr/share/doc/zongce/(\S+)", text):
        assert (ROOT / "docs" / page).exists()


def test_the_settings_of_the_package_are_the_same_for_systemd_and_for_a_shell() -> None:
    file = DEPLOY / "debian/zongce.env"
    said = dict(re.findall(r"^(\w+)='?(.*?)'?$", file.read_text("utf-8"), re.M))
    assert {name.lower().removeprefix("zongce_") for name in said} <= set(Settings.model_fields)
    shell = subprocess.run(["sh", "-c", f"set -a; . {file}; env"], capture_output=True, text=True, check=True, env={})
    assert said.items() <= dict(line.partition("=")[::2] for line in shell.stdout.splitlines()).items()


def test_the_containers_are_shut_in_and_nothing_in_them_is_root() -> None:
    app = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["app"]
    assert app["read_only"] is True
    assert (app["cap_drop"], app["security_opt"]) == (["ALL"], ["no-new-privileges"])
    assert all(port.startswith("127.0.0.1:") for port in app["ports"])
    said = (DEPLOY / "image/Containerfile").read_text("utf-8")
    assert re.findall(r"^USER (\d+):(\d+)$", said, re.M) == [(f"{image.ACCOUNT}",) * 2]
    assert "HEALTHCHECK" in said
    assert f"zongce:x:{image.ACCOUNT}:{image.ACCOUNT}:" in (DEPLOY / "packages/image.sh").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["tests/test_rules.py", ".ci/run", "usr/lib/zongce/bench/page.py", "web/console/a.vue"]
)
def test_a_file_for_developers_is_known(name: str) -> None:
    assert FOR_DEVELOPERS.search(name)
