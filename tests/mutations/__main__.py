"""The command that weakens each rule once: `python -m tests.mutations [--only WORDS]`, exits 1 if one lives."""

import argparse
import os
import re
import sys
import time
from itertools import chain

import pytest

from tests.mutations.asked import TESTS
from tests.mutations.campus import hold
from tests.mutations.rights import bare_fields, open_rules, widened_rights
from tests.mutations.source import weakened_sources
from tests.mutations.texts import weakened_texts
from tests.mutations.trying import Trying

OPTIONS = ("-p", "no:cacheprovider", "-p", "no:xdist", "-qq", "--assert=plain")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    asked.add_argument("--only", default="", help="weaken only what this pattern finds, such as 'core/viewer'")
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many are tried at once")
    asked.add_argument("--seconds", type=float, default=60, help="no rule is tried longer than this")
    asked.add_argument("--told", action="store_true", help="also tell which test noticed each")
    asked.add_argument("tests", nargs="*", default=TESTS, help="tests that are asked instead of the usual ones")
    given = asked.parse_args()
    began, equivalent = time.monotonic(), list[str]()
    found = chain(widened_rights(equivalent), open_rules(), bare_fields(), weakened_texts(), weakened_sources())
    chosen = [one for one in found if re.search(given.only, one.name)]
    trying = Trying(chosen, given.processes, given.seconds, told=given.told)
    hold()
    pytest.main([*OPTIONS, *given.tests], plugins=[trying])
    alive, minutes = trying.alive, (time.monotonic() - began) / 60
    tried = trying.killed + len(alive)
    if tried + len(trying.equivalent) < len(chosen):
        sys.stdout.write("the rules could not be tried\n")
        return 2
    sys.stdout.write(
        f"{tried} weakened rules: {trying.killed} killed, {len(alive)} alive; "
        f"{len(equivalent) + len(trying.equivalent)} changes made no difference to anybody; {minutes:.1f} minutes\n"
    )
    sys.stdout.writelines(f"alive: {name}\n" for name in alive)
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
