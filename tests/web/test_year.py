"""A whole year of the manual in a real browser: on a small demo, in a batch of its own; skipped as test_walk.py is."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cli.demo import scheme
from cli.demo.story import Story
from cli.university import Staff, Student
from core.reporting import product_wall
from db.levels import LEVELS
from db.reporting.wall import install
from graph.app import create_app
from tests.campus import TODAY
from tests.cli.demo_stage import signed_in
from tests.serving import serving
from tests.waiting import connected
from tests.web.browser import ROOT, drive, why_not

WANTING = why_not()
pytestmark = pytest.mark.skipif(WANTING is not None, reason=WANTING or "")


def given(story: Story, folder: Path) -> dict[str, Any]:
    """Returns who takes part, and what the offices bring along: the eldest grade of the shown college is assessed
    again."""
    university, cast = story.university, story.cast
    classes = [one for one in university.classes_of(cast.shown.code) if one.cohort == cast.shown_class.cohort]
    rows = folder / "scores.json"
    rows.write_text(json.dumps(list(university.course_scores(1, cast.shown.code)), default=float))
    return {
        "people": people(story),
        "year": year_of(story),
        "name": f"{year_of(story)}学年综合测评",
        "cohort": cast.shown_class.cohort,
        "levels": [*LEVELS, "暂缓评定"],
        "window": [(TODAY + timedelta(days=days)).isoformat() for days in (-30, 120)],
        "college": cast.shown.name,
        "classes": [
            {"name": one.name, "members": [[student.number, student.name] for student in university.members(one.code)]}
            for one in classes
        ],
        "notice": f"{cast.shown.name}综合测评成绩公示",
        "roster": str(story.folder / "名册.xlsx"),
        "scores": str(rows),
        "scheme": scheme.text(),
        "folder": str(folder),
        "root": str(ROOT),
        "python": sys.executable,
    }


def year_of(story: Story) -> str:
    """The one after the demo's."""
    first = int(story.university.academic_year[5:])
    return f"{first}-{first + 1}"


def people(story: Story) -> dict[str, Any]:
    """Returns the people by role, as in the demo; the stranger is of another college. Members of the class who have
    a password already are by number."""
    known = {one.role.split()[1]: one.username for one in story.cast.parts}
    known["stranger"] = known.pop("student（公示中）")
    members = story.university.members(story.cast.shown_class.code)
    known |= {one.number: one.number for one in members if one.number in story.state.activated}
    everybody: list[Staff | Student] = [*story.university.staff, *story.university.students]
    names = {one.number: one.name for one in everybody}
    return {
        role: {"username": username, "password": story.state.password(username), "name": names.get(username, "")}
        for role, username in known.items()
    }


OWN = """query($batch: ID!) { viewer { student {
  academicResult(batchId: $batch) { academicScore classRank { label } }
  comprehensiveResult(batchId: $batch) { overall { classRank { label } } } } } }"""
APPROVED = "query($batch: ID!) { batch(id: $batch) { colleges { college { name } approvedAt phases { status } } } }"


async def test_the_year_is_played_on_both_pages(demo: tuple[str, Story], tmp_path: Path) -> None:
    """Every chapter of the manual by keyboard alone; what the phone shows is what the API says (R1 - R9)."""
    base, story = demo
    assert await install(story.database, product_wall())  # as `zongce migrate` does
    strict = story.settings.model_copy(update={"second_factor": "above_student", "operation_slots": 0})
    async with serving(create_app(strict, story.database)) as demanding:
        seen = await drive("year.mjs", base, {**given(story, tmp_path), "demanding": demanding}, tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) > 80
    async with connected(base) as http:
        await require_approved(story, http, seen["seen"]["batch"])
        await require_shown(story, http, seen["seen"])


async def require_approved(story: Story, http: httpx2.AsyncClient, batch_id: str) -> None:
    """R7.4: the college that played, and its phases with it; no other."""
    affairs = await signed_in(story, http, story.university.student_affairs[0].number)
    first, *others = (await affairs.ask(APPROVED, batch=batch_id))["colleges"]
    assert first["college"]["name"] == story.cast.shown.name
    assert first["approvedAt"]
    assert {one["status"] for one in first["phases"]} == {"ENDED"}
    assert not any(one["approvedAt"] for one in others)


async def require_shown(story: Story, http: httpx2.AsyncClient, shown: dict[str, Any]) -> None:
    """R7.7, R7.8: the student sees the student's own numbers and every year; the one in the demo's middle is not
    published."""
    student = await signed_in(story, http, story.cast.student)
    own = (await student.ask(OWN, batch=shown["batch"]))["student"]
    assert own["academicResult"] == {
        "academicScore": shown["academicScore"],
        "classRank": {"label": shown["classRank"]},
    }
    assert own["comprehensiveResult"]["overall"]["classRank"]["label"] == shown["overallRank"]
    assert [one[:9] for one in shown["years"]] == [year_of(story), *story.state.earlier_years[::-1]]
