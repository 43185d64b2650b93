"""The pages in a real browser, on a small demo: chromium, driven by playwright-core from `web/tests/browser/`.

Skipped, with a word, where `CI` is set, where the pages are not built, and where there is no Node or no Chromium
(`CHROMIUM` names one that has another name). `ZONGCE_SCREENSHOTS=<folder>` keeps a picture of every screen.
Run alone by `pytest tests/web`, after `npm run build` in web/.
"""

from pathlib import Path
from typing import Any

import pytest

from cli.demo.story import Story
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.roster import SHEETS
from db.pinyin import name_key
from tests.campus import TODAY
from tests.web.browser import drive, why_not

WANTING = why_not()
pytestmark = pytest.mark.skipif(WANTING is not None, reason=WANTING or "")
OF_SCORES = {
    "/grade-scale": {"superAdmin", "collegeAdmin", "deputySecretary", "counsellor", "headTeacher"},
    "/score-questions": {"superAdmin", "collegeAdmin", "deputySecretary", "counsellor"},
    "/imports": {"superAdmin", "collegeAdmin", "counsellor"},
}
"""The menu of the console holds these entries for exactly these roles."""


def people(story: Story) -> list[dict[str, Any]]:
    """Each role once, as the demo names them: "班长 classMonitor"."""
    parts: dict[str, Any] = {}
    for one in story.cast.parts:
        parts.setdefault(one.role.split()[1].split("（")[0], one)
    return [
        {
            "label": role,
            "username": one.username,
            "password": story.state.password(one.username),
            "sizes": ["desktop", "phone"],
        }
        for role, one in parts.items()
    ]


async def test_every_entry_of_the_menu_opens_for_every_role(demo: tuple[str, Story], tmp_path: Path) -> None:
    """R9.9: no error in the console, no failed request, no other host, and nothing that axe finds in either theme."""
    base, story = demo
    seen = await drive("walk.mjs", base, people(story), tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) > 8 * 4
    assert any(one.endswith("@phone /m") for one in seen["visited"])
    for path, roles in OF_SCORES.items():
        assert {one.split("@")[0] for one in seen["visited"] if one.endswith(f"@desktop {path}")} == roles, path


async def test_pages_are_dark_large_and_magnified_as_a_person_needs_them(
    demo: tuple[str, Story], tmp_path: Path
) -> None:
    """R9.9: the system's theme or the chosen one, from the first paint on and never on paper; every screen at 320 px,
    in the largest type, with its text spaced out, and by keyboard."""
    base, story = demo
    sizes = {"collegeAdmin": ["desktop"], "student": ["phone"]}
    shown = [{**one, "sizes": sizes[one["label"]]} for one in people(story) if one["label"] in sizes]
    seen = await drive("look.mjs", base, shown, tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) > 2 * 4 + 20


async def test_long_tables_are_worked_as_offices_do(demo: tuple[str, Story], tmp_path: Path) -> None:
    """A thousand rows of which only those in sight are in the document, headings and names in sight, columns, copies,
    and back; on a narrow screen, too."""
    base, story = demo
    one = next(one for one in people(story) if one["label"] == "superAdmin")
    seen = await drive("tables.mjs", base, [one], tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 8


async def test_the_console_bears_what_befalls_it(demo: tuple[str, Story], tmp_path: Path) -> None:
    """A session that runs out, no network, a busy server, another tab, a screen that is somebody else's (R9.1);
    a scheme that two people write (R11.4).
    """
    base, story = demo
    one = next(one for one in people(story) if one["label"] == "collegeAdmin")
    seen = await drive("states.mjs", base, [one], tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 13


async def test_the_phone_bears_what_befalls_it(demo: tuple[str, Story], tmp_path: Path) -> None:
    """A silent or busy server, no network, a session that ends meanwhile, another tab: no mark is lost (R5.3)."""
    base, story = demo
    one = next(one for one in people(story) if one["label"] == "student")
    seen = await drive("mini-states.mjs", base, [one], tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 6


async def test_files_as_offices_send_them(demo: tuple[str, Story], tmp_path: Path) -> None:
    """R4.1, R9.2: corrected while the page holds them, too large, or a part of the roster."""
    base, story = demo
    university, day = story.university, TODAY
    members = university.members(story.cast.shown_class.code)
    roster = tmp_path / "学生.csv"
    heading = ",".join(column.header for column in next(one for one in SHEETS if one.key == "students").layout.columns)
    roster.write_text("\n".join([heading, *(",".join(map(str, one)) for one in members)]), encoding="utf-8-sig")
    given = {
        "admin": next(one for one in people(story) if one["label"] == "superAdmin"),
        "scores": {
            "heading": ",".join(column.header for column in COURSE_SCORES.columns),
            "year": f"{day.year - 1}-{day.year}",
        },
        "roster": str(roster),
        "student": {"number": members[0].number, "name": members[0].name},
        "folder": str(tmp_path),
    }
    seen = await drive("files.mjs", base, given, tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 6


async def test_search_leads_to_all_about_a_student(demo: tuple[str, Story], tmp_path: Path) -> None:
    """R9.7: by keyboard alone at the desk, and on the phone; a student of another college is not found."""
    base, story = demo
    shown = story.cast.shown_class
    student = story.university.members(shown.code)[0]
    assert story.cast.publishing
    elsewhere = story.university.classes_of(story.cast.publishing.code)[0]
    hidden = story.university.members(elsewhere.code)[0].number
    by_role = {one["label"]: {**one, "stranger": hidden} for one in people(story)}
    by_role["studentAffairs"]["stranger"] = "99999999"
    given = {
        "desk": [by_role[role] for role in ("counsellor", "collegeAdmin", "studentAffairs")],
        "phone": [by_role[role] for role in ("counsellor", "deputySecretary", "studentAffairs")],
        "student": {"number": student.number, "name": student.name, "spelt": name_key(student.name).replace(" ", "")},
    }
    seen = await drive("search.mjs", base, given, tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 3 * 4 + 3


async def test_graphiql_is_everybodys(demo: tuple[str, Story], tmp_path: Path) -> None:
    """R8.3: examples, documentation, and the refusal of what is withheld; no other host, no error in the console."""
    base, story = demo
    both = [{**one, "withheld": one["label"] == "student"} for one in people(story)]
    both = [one for one in both if one["label"] in ("studentAffairs", "student")]
    seen = await drive("graphiql.mjs", base, both, tmp_path)
    assert seen["troubles"] == []
    assert len(seen["visited"]) == 2 * 4
