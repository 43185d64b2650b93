"""The files of the reference topology are those that `make failover` runs, and what their programs understand."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.failover import configs
from bench.failover.network import ADDRESSES
from bench.failover.troubles import TROUBLES, drawn

ROOT = Path(__file__).parents[1]
PARTS = ("loop_wait", "retry_timeout")


def test_the_rig_of_failover_runs_the_files_of_deploy_as_they_stand(tmp_path: Path) -> None:
    """It puts its folders, passwords and host name into them, and changes nothing else."""
    for name in configs.FILES:
        stands, run = (ROOT / "deploy" / name).read_text("utf-8"), configs.filled(name, "db1", tmp_path)
        settings = [line for line in run.splitlines() if not line.startswith("#")]
        assert not [line for line in settings if re.search("THIS_NODE|PASSWORD_OF|/etc/zongce|/var/lib|example", line)]
        assert len(run.splitlines()) == len(stands.splitlines())
    loop, retry = (int(re.findall(f"{word}: (\\d+)", configs.filled("patroni.yml", "", tmp_path))[0]) for word in PARTS)
    assert loop + 2 * retry <= configs.TTL


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl here")
def test_the_certificates_prove_the_machines_for_which_they_are_made_and_haproxy_reads_them(tmp_path: Path) -> None:
    assert ran(ROOT / "deploy/certificates.sh", tmp_path, "tls", "db1", "10.71.0.11") == (0, "cert.pem: OK\n")
    for host, code in {"db1": 0, "db2": 2}.items():
        proof = ("-CAfile", tmp_path / "ca.pem", "-verify_hostname", host)
        assert ran("openssl", "verify", *proof, tmp_path / "tls/cert.pem")[0] == code
    if shutil.which("haproxy"):
        for name in ("haproxy-app.cfg", "haproxy-front.cfg"):
            text = re.sub(rf"\b({'|'.join(ADDRESSES)}):", "127.0.0.1:", configs.filled(name, "front", tmp_path))
            (tmp_path / name).write_text(text, "utf-8")
            assert ran("haproxy", "-c", "-f", tmp_path / name)[0] == 0


def ran(*command: str | Path) -> tuple[int, str]:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def test_a_seed_draws_each_trouble_once_and_the_same_again() -> None:
    for seed in range(20):
        found = drawn(seed, list(TROUBLES))
        assert found == drawn(seed, list(TROUBLES))
        assert sorted(one.name for one in found) == sorted(TROUBLES)
    assert len({tuple(one.which for one in drawn(seed, list(TROUBLES))) for seed in range(20)}) > 5
