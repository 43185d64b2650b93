"""A reader sees of a rating result and of a log entry what the rules say; a step is somebody's (R5.7, R8.7, R1.7)."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.actions.rating_exports import item_names
from core.rules.log_sight import is_withheld, visible_new, visible_old
from core.rules.rating_sight import (
    seen_by,
    sees_average,
    sees_calculation,
    sees_item_score,
    sees_marks,
    sees_rating_score,
)
from core.rules.steps.rights import is_mine
from core.rules.steps.step import Sentence, Step, StepKind
from core.viewer import Viewer
from db.scopes import Scope
from db.tables import Role

CLASS = frozenset({(1, 100)})
COUNSELLOR, ANOTHER = Viewer(1, "", "", counsels=CLASS), Viewer(2, "", "", counsels=frozenset({(1, 101)}))
COLLEGE = Viewer(3, "", "", grants=((Role.COLLEGE_ADMIN, 10),))
ADMIN = Viewer(4, "", "", grants=((Role.SUPER_ADMIN, None),))
STUDENT = Viewer(5, "", "", student_id=1000, belongs=CLASS)
AUDITOR = Viewer(6, "", "", grants=((Role.AUDITOR, None),))
READERS = {"counsellor": COUNSELLOR, "another": ANOTHER, "college": COLLEGE, "admin": ADMIN, "student": STUDENT}
SOUND = {"score_withheld": False, "rests_on_one": False, "tells_peer": False, "tells_marks": False}


def result(**told: Any) -> Any:
    place = {"batch_id": 1, "college_id": 10, "class_id": 100, "student_id": 1000}
    return SimpleNamespace(**{**place, **SOUND, "one_ballot": False, "ballots": 2, **told})


@pytest.mark.parametrize(
    ("sees", "told", "readers"),
    [
        (sees_marks, {}, "counsellor"),
        (sees_rating_score, {}, "counsellor college admin"),
        (sees_rating_score, {"rests_on_one": True}, "counsellor"),
        (sees_rating_score, {"score_withheld": True}, ""),
        (sees_item_score, {}, "counsellor admin"),
        (sees_item_score, {"tells_marks": True}, "counsellor"),
        (sees_item_score, {"tells_peer": True}, ""),
        (sees_average, {}, "counsellor admin"),
        (sees_average, {"ballots": 1}, "counsellor"),
        (sees_average, {"tells_peer": True}, ""),
        (sees_calculation, {}, "counsellor admin"),
        (sees_calculation, {"one_ballot": True}, "counsellor"),
        (sees_calculation, {"tells_peer": True}, ""),
    ],
)
def test_what_rests_on_one_ballot_is_for_those_who_see_single_marks(sees: Any, told: Any, readers: str) -> None:
    """R5.7, R8: and what tells a peer's mark is for nobody."""
    assert [name for name, viewer in READERS.items() if sees(viewer, result(**told))] == readers.split()


def test_results_and_marks_are_looked_for_within_their_own_rights() -> None:
    """R8: the college finds the results, and no marks."""
    seen = seen_by(COLLEGE)
    assert (seen.results, seen.single_marks) == (Scope(colleges=frozenset({10})), Scope())
    assert seen_by(COUNSELLOR).single_marks == Scope(classes=CLASS)


def entry(action: str, college: int | None = 10, **new: Any) -> Any:
    place = {"batch_id": 1, "college_id": college, "class_id": None, "student_id": None}
    return SimpleNamespace(action=action, old={"score": 1}, new=new, **place)


def test_an_entry_shows_values_to_those_who_see_scores_and_to_others_only_of_acts_without_any() -> None:
    """R8.7, R16.1: the college its own, the auditor none; a new act shows an auditor nothing."""
    scored, roster = entry("addCourseScore", score=80), entry("importRoster", name="张甲", gender="男", ethnicity="汉")
    assert [visible_new(viewer, scored) for viewer in (COLLEGE, ADMIN, AUDITOR)] == [scored.new, scored.new, None]
    elsewhere = entry("addCourseScore", college=11, score=80)
    assert [visible_new(viewer, elsewhere) for viewer in (COLLEGE, ADMIN)] == [None, elsewhere.new]
    assert visible_new(AUDITOR, roster) == {"name": "张甲"}
    assert visible_new(ADMIN, roster) == roster.new
    assert [is_withheld(viewer, scored) for viewer in (COLLEGE, AUDITOR)] == [False, True]


def test_an_entry_of_a_computation_shows_no_rating_score_to_anybody() -> None:
    """R8.7: older entries hold some."""
    computed, cleared = entry("computeRatingScores", scores=[1], count=2), entry("clearProcessData", ratingScores=[1])
    for viewer in (ADMIN, COLLEGE, AUDITOR):
        assert visible_old(viewer, computed) is None
        assert not (visible_new(viewer, computed) or {}).get("scores")
        assert not visible_new(viewer, cleared)
    assert visible_new(ADMIN, computed) == {"count": 2}


@pytest.mark.parametrize(
    ("kind", "college", "whose"),
    [
        (StepKind.NOTICE, 10, "college admin"),
        (StepKind.NOTICE, 11, "admin"),
        (StepKind.BATCH, None, "admin"),
        (StepKind.COLLEGES, None, ""),
    ],
)
def test_a_step_is_of_those_whose_right_reaches_what_it_is_about(kind: StepKind, college: Any, whose: str) -> None:
    """R1.7: unless the step says so itself; what the colleges do is nobody's own."""
    step = Step(kind, Sentence("", ""), 1, college)
    assert [name for name, viewer in READERS.items() if is_mine(viewer, step)] == whose.split()


def test_a_sheet_names_the_items_of_the_classes_whose_item_scores_one_sees() -> None:
    """R5.7, R8.4: the columns of the others would all be blank."""
    items = {1: [SimpleNamespace(order=1, name="思想")], 2: [SimpleNamespace(order=1, name="劳动")]}
    rows = [SimpleNamespace(batch_id=1, college_id=one, class_id=one, student_id=one) for one in items]
    assert item_names(Viewer(1, "", "", counsels=frozenset({(1, 1)})), rows, items) == ["思想"]
