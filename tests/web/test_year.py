"""A whole year of the manual in a real browser: on a small demo, with a batch of its own. Skipped as test_walk.py is."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.demo.story import Story
from tests.cli.test_demo import TODAY
from tests.web.browser import ROOT, why_not

WANTING = why_not()
pytestmark = pytest.mark.skipif(WANTING is not None, reason=WANTING or "")


def given(story: Story, folder: Path) -> dict[str, Any]:
    """Who takes part, and what the offices bring along: the eldest grade of the shown college is assessed again."""
    university, cast = story.university, story.cast
    year = int(university.academic_year[5:])
    classes = [one for one in university.classes_of(cast.shown.code) if one.cohort == cast.shown_class.cohort]
    rows = folder / "scores.json"
    rows.write_text(json.dumps(list(university.course_scores(1, cast.shown.code)), default=float))
    return {
        "people": people(story),
        "year": f"{year}-{year + 1}",
        "name": f"{year}-{year + 1}学年综合测评",
        "cohort": cast.shown_class.cohort,
        "window": [(TODAY + timedelta(days=days)).isoformat() for days in (-30, 120)],
        "college": cast.shown.name,
        "classes": [
            {"name": one.name, "members": [[student.number, student.name] for student in university.members(one.code)]}
            for one in classes
        ],
        "scores": str(rows),
        "folder": str(folder),
        "root": str(ROOT),
        "python": sys.executable,
    }


def people(story: Story) -> dict[str, Any]:
    """By role, as in the demo; the stranger is of another college. The class by number: who has a password yet."""
    known = {one.role.split()[1]: one.username for one in story.cast.parts}
    known["stranger"] = known.pop("student（公示中）")
    members = story.university.members(story.cast.shown_class.code)
    known |= {one.number: one.number for one in members if one.number in story.kept.activated}
    names = {one.number: one.name for one in [*story.university.staff, *story.university.students]}
    return {
        role: {"username": username, "password": story.kept.password(username), "name": names.get(username, "")}
        for role, username in known.items()
    }
