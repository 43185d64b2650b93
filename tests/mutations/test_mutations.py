"""The command that weakens each rule once still finds rules, weakens them, and tells which of them no test notices."""

import re
import subprocess
import sys

from tests.mutations.asked import ALONE, WHOLE
from tests.mutations.rights import widened_rights
from tests.mutations.source import weakened_sources
from tests.mutations.texts import weakened_texts
from tests.mutations.weakening import ROOT

ONLY = r"access.py (MANAGE_BATCHES|SEE_STAFF): auditor|viewer.py.*reach is COLLEGE"
ASKED = (
    "tests/core/test_access.py::test_a_right_reaches_as_far_as_the_law_says_and_no_further[MANAGE_BATCHES]",
    "tests/core/test_viewer.py::test_a_role_reaches_by_its_own_way_and_no_other_role_does[deputy_secretary]",
)


def test_a_weakened_rule_is_killed_or_told_as_alive() -> None:
    """R8: of three weakened rules, two are noticed by the two tests that are asked; the third lives."""
    command = [sys.executable, "-m", "tests.mutations", "--processes", "2", "--only", ONLY, *ASKED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "3 weakened rules: 2 killed, 1 alive" in done.stdout, (done.stdout, done.stderr)
    [alive] = set(re.findall(r"^alive: (.*)$", done.stdout, re.MULTILINE))
    assert alive == "core/access.py SEE_STAFF: auditor reaches college instead of -"
    assert done.returncode == 1


def test_rules_of_every_kind_are_found() -> None:
    """R8: each right for each role, the conditions of SQL, and in the source locks, scopes and judgements."""
    equivalent: list[str] = []
    assert len([*widened_rights(equivalent)]) > 300
    assert equivalent
    assert len([*weakened_texts()]) > 50
    found = [one.name for one in weakened_sources()]
    for room in ("core/actions", "core/rules", "core/viewer", "db/queries", "db/reporting", "db/scopes", "graph/"):
        assert len([name for name in found if name.startswith(room)]) > 10, room


def test_the_tests_that_are_asked_are_there() -> None:
    """R8: a test that was renamed would no longer notice anything."""
    assert [path for path in WHOLE if not (ROOT / path).exists()] == []
    texts = {path: (ROOT / "tests/graph" / path).read_text(encoding="utf-8") for path in ALONE}
    assert [name for path, names in ALONE.items() for name in names if f"def {name}(" not in texts[path]] == []
