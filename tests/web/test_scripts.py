"""The scripts of web/ prove types and documents against the schema, unit tests, and what the phone has to load.

They are skipped, with a word, where `CI` is set, and where Node or `node_modules` are missing.
Alone: `pytest tests/web`.
"""

import pytest

from tests.web.browser import is_built, npm, why_no_scripts

WANTING = why_no_scripts()
pytestmark = pytest.mark.skipif(WANTING is not None, reason=WANTING or "")


def passes(script: str) -> None:
    """Runs the script; a script that fails is reported with its own words."""
    ran = npm(script)
    assert ran.returncode == 0, f"npm run {script}\n{ran.stdout}\n{ran.stderr}"


def test_the_pages_fit_the_schema_and_do_as_their_own_tests_say() -> None:
    """One after the other: the first writes the types that the second reads."""
    passes("check")
    passes("test")


@pytest.mark.skipif(not is_built(), reason="the pages are not built")
def test_the_phones_first_screens_are_light() -> None:
    passes("weigh")
