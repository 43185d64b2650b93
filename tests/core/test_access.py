"""The table of rights is the table of R8, as docs/rules.md has it: every right, every role, every stage."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import access
from core.access import Reach, Right, StagedRight
from db.tables import Stage
from tests.access import ROLES

CHAPTER = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8").partition("\n## R8 ")[2]
TABLE = CHAPTER.partition("\nDecisions on the table")[0]
ROWS = {
    "MANAGE_BATCHES": ("batch: create, open, stop, end, delete", "qualities of a batch: set"),
    "SEE_BATCHES": ("batch: read, once it was opened (R1.6)",),
    "SEE_PROGRESS": ("progress of colleges",),
    "MANAGE_COLLEGE_BATCH": ("participants, staff, phases, rating items: change",),
    "SEE_PARTICIPANTS": ("participants: read",),
    "IMPORT_COURSE_SCORES": ("course scores: import, add, delete",),
    "SEE_COURSES": ("courses of a student: read",),
    "SEE_COURSE_SCORE": ("a course's `score`",),
    "KEEP_GRADE_SCALE": ("grade scale, treatments, retake rule: keep", "undecided scores: decide"),
    "SEE_GRADE_SCALE": ("grade scale: read",),
    "SEE_SCORE_QUESTIONS": ("undecided scores and decisions: list",),
    "ADJUST_COURSES": ("course adjustment",),
    "COMPUTE_ACADEMIC": ("academic: compute a class",),
    "RANK_MAJOR_GRADE": ("academic: rank a major's grade",),
    "SEE_ACADEMIC_RESULT": ("academic result, class rank",),
    "SEE_MAJOR_GRADE_RANK": ("academic `majorGradeRank`",),
    "RATE": ("ballot: fill and submit",),
    "SEE_RATING_PROGRESS": ("rating progress",),
    "SEE_ITEM_SCORES": ("rating item scores of a student, by kind of rater",),
    "SEE_SINGLE_MARKS": ("a single rater's marks (the rater of a peer ballot is never named)",),
    "SEE_RATING_RESULT": ("rating result (`ratingScore`)",),
    "COMPUTE_RATING": ("rating: compute",),
    "IMPORT_COMPREHENSIVE": ("comprehensive: import, submit",),
    "REOPEN_SHEETS": ("comprehensive: set back to not submitted",),
    "SEE_RESULT_SHEETS": ("comprehensive: which classes have submitted",),
    "MANAGE_SCHEMES": ("scheme: write, freeze",),
    "COMPUTE_COMPREHENSIVE": ("scheme: try, check; its inputs: import; results: compute by it",),
    "SEE_SCHEMES": ("scheme: read (R11.4)",),
    "MANAGE_NOTICES": ("notice: open, end",),
    "READ_NOTICE": ("notice: read the open list",),
    "SEE_NOTICES": ("notice: titles of ended ones",),
    "APPROVE": ("approve",),
    "WITHDRAW_APPROVAL": ("withdraw an approval",),
    "MANAGE_PEOPLE": ("accounts, roles, roster",),
    "CONNECT_REPORTS": ("report connection (R16.4): make tokens",),
    "SEE_AUDIT": ("audit log",),
    "SEE_LOGGED_VALUES": ("scores in entries of the audit log",),
    "SEE_SETTINGS": ("settings of the site (R16.1)",),
    "ANSWER_CORRECTIONS": ("correction requests about the roster: read, answer (R16.3)",),
    "ANSWER_SCORE_CORRECTIONS": ("correction requests about scores and results: read, answer",),
    "SEE_CLASSES": ("classes; numbers and names of students: read",),
    "SEE_RATING_ITEMS": ("rating items: read",),
    "SEE_STUDENTS": ("classes; numbers and names of students: read",),
    "SEARCH": ("search for students and classes (R9.7)",),
    "SEE_PERSONAL_DETAILS": ("gender and ethnicity of a student",),
    "SEE_STAFF": ("staff: read",),
    "SEE_COMPREHENSIVE": ("comprehensive result, class ranks", "distributions (R8.8): comprehensive, levels"),
    "SEE_GRADE_RANK": ("comprehensive `gradeRank`",),
}
"""The rows that each right follows."""
PARTS = {
    "COLLEGES_ADJUST": {"superAdmin", "collegeAdmin"},
    "COUNSELLORS_ADJUST": {"counsellor"},
    "MONITORS_ADJUST": {"classMonitor"},
}
"""The parts of the course adjustment, and the roles of each: R4.6 gives each its own window."""
NO_RIGHT = {
    "the marks of one's ballot",
    "one's correction requests: make, read, withdraw",
    "distributions (R8.8): academic, rating",
    "distributions (R8.8): ballots by day",
}
"""No right gives these: a ballot is its rater's, a request its maker's, and distributions count what lists hold."""
FEWER = {("SEE_COMPREHENSIVE", "distributions (R8.8): comprehensive, levels"): {"classMonitor", "student"}}
"""A row that shows less than its right to these roles: they have no distribution at all."""
BY_CLASS = {"counsellor", "headTeacher", "classMonitor", "student"}
"""These roles reach a college's own things through their classes in it."""
FROM = {"submitted": Stage.SUBMITTED, "from the notice on": Stage.PUBLISHED, "approved": Stage.APPROVED}


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    for line in TABLE.splitlines():
        title, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("| ") and title and not title.startswith("---"):
            assert len(cells) == len(ROLES), line
            yield title, dict(zip(ROLES, cells, strict=True))


def reach_at(cell: str, role: str, stage: Stage) -> Reach:
    """Returns how far a cell reaches at a stage."""
    word, _, when = cell.partition(", ")
    if word.endswith(")") or FROM.get(when, Stage.IMPORTED) > stage:
        return Reach.NEVER
    return Reach.CLASS if role in BY_CLASS and word == "college" else Reach(word)


def reached(right: Right | StagedRight, role: str, stage: Stage) -> Reach:
    """Returns how far a right reaches at a stage: a role stands in one part of it at most."""
    parts = [(Stage.IMPORTED, right)] if isinstance(right, Right) else list(right.parts())
    name = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", role)
    found = {getattr(part, name) for since, part in parts if stage >= since} - {Reach.NEVER}
    assert len(found) <= 1, (right, role)
    return found.pop() if found else Reach.NEVER


RIGHTS = {name: one for name, one in vars(access).items() if isinstance(one, Right | StagedRight)}


def test_every_right_follows_a_row_of_the_law_and_every_row_has_its_right() -> None:
    """R8: a new right joins the table of docs/rules.md first, and then ROWS here."""
    assert set(RIGHTS) == {*ROWS, *PARTS}
    assert {row for found in ROWS.values() for row in found} | NO_RIGHT == {title for title, _ in rows()}


@pytest.mark.parametrize("name", ROWS)
def test_a_right_reaches_as_far_as_the_law_says_and_no_further(name: str) -> None:
    """R8: for every role, at every stage."""
    law = dict(rows())
    for title in ROWS[name]:
        for role in ROLES:
            for stage in Stage:
                told = reach_at(law[title][role], role, stage)
                ours = reached(RIGHTS[name], role, stage)
                assert ours == told or (told is Reach.NEVER and role in FEWER.get((name, title), ())), (role, stage)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_course_adjustment_is_for_its_own_roles(name: str) -> None:
    """R4.6: the college has no window, counsellors and monitors have one each."""
    for role in ROLES:
        whole = reached(access.ADJUST_COURSES, role, Stage.IMPORTED)
        assert reached(RIGHTS[name], role, Stage.IMPORTED) == (whole if role in PARTS[name] else Reach.NEVER), role
