"""The rules on fields and acts, asked directly: each lock holds by itself, whatever stands behind it (R8)."""

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest

from core.access import SEE_STUDENTS
from core.viewer import Viewer
from db.tables import Role, Stage
from graph.context import Context
from graph.permissions.notices import ReadsOpenNotice
from graph.schema import schema
from tests import access

CORE = schema._schema
BATCH, COLLEGE, CLASS, STUDENT = 1, 10, 100, 1000
MINE = frozenset({(BATCH, CLASS), (None, CLASS)})
STUDENTS = {"student_id": STUDENT, "belongs": MINE}
VIEWERS: dict[str, dict[str, Any]] = {
    "superAdmin": {"grants": ((Role.SUPER_ADMIN, None),)},
    "studentAffairs": {"grants": ((Role.STUDENT_AFFAIRS, None),)},
    "collegeAdmin": {"grants": ((Role.COLLEGE_ADMIN, COLLEGE),)},
    "deputySecretary": {"grants": ((Role.DEPUTY_SECRETARY, COLLEGE),)},
    "counsellor": {"counsels": MINE},
    "headTeacher": {"heads": MINE},
    "classMonitor": {**STUDENTS, "monitor": True},
    "student": STUDENTS,
    "auditor": {"grants": ((Role.AUDITOR, None),)},
    "nobody": {},
}
PLACES = {
    "own": (BATCH, COLLEGE, CLASS, STUDENT),
    "class": (BATCH, COLLEGE, CLASS, STUDENT + 1),
    "college": (BATCH, COLLEGE, CLASS + 1, STUDENT + 2),
    "school": (BATCH, COLLEGE + 1, CLASS + 2, STUDENT + 3),
}
"""A row stands in one of these places, as seen by somebody who has one college, one class, and is one student."""
WITHIN = {"-": 0, "own": 1, "class": 2, "college": 3, "school": 4}
OF_A_COLLEGE = ("Batch", "BatchCollege", "Phase", "PublicNotice")
"""Their rows have no class and no student."""


def info(role: str | None) -> Any:
    """Returns what a rule is asked with: the context of a request by somebody of this role alone, or by nobody."""
    viewer = Viewer(1, role, role, **VIEWERS[role]) if role else None
    given: dict[str, Any] = dict.fromkeys(field.name for field in fields(Context))
    given |= {"viewer": viewer}
    return SimpleNamespace(context=Context(**given))


def test_who_is_not_signed_in_reaches_nothing() -> None:
    """R9.1: not even rows without any place."""
    context = info(None).context
    for one in (row("own", of_a_college=False), SimpleNamespace(**dict.fromkeys(vars(row("own", of_a_college=True))))):
        assert not context.reaches(SEE_STUDENTS, one)
        assert not context.reaches_all(SEE_STUDENTS, [one])


def rules_of(coordinate: str) -> list[Any]:
    holder: Any = CORE.type_map[coordinate.partition(".")[0]]
    definition = holder.fields[coordinate.partition(".")[2]].extensions["strawberry-definition"]
    return [rule for one in definition.extensions for rule in getattr(one, "permissions", ())]


def guarded(root: str) -> list[str]:
    holder: Any = CORE.type_map[root]
    return [f"{root}.{name}" for name in holder.fields if rules_of(f"{root}.{name}")]


def test_an_act_has_a_rule_unless_it_is_everybodys() -> None:
    """R8: an act without a rule would be asked for its right by nothing but its own lines."""
    assert {one.partition(".")[2] for one in guarded("Mutation")} == {line.name for line in access.lines("acts")}


OTHERWISE = {("requestExport", "auditor")}
"""The matrix tries an export of results; the auditor exports the audit log, and nothing else."""


@pytest.mark.parametrize("line", access.lines("acts"), ids=lambda line: line.name)
def test_the_rule_of_an_act_refuses_who_may_do_it_to_nothing(line: access.Line) -> None:
    """R8: permission comes first, before anything is read."""
    for role in access.ROLES:
        allowed = all(rule.has_permission(None, info(role)) for rule in rules_of(f"Mutation.{line.name}"))
        assert allowed == (line.cells[role].reach != "-" or (line.name, role) in OTHERWISE), role


@pytest.mark.parametrize("coordinate", guarded("Query"))
def test_the_rule_of_a_query_refuses_who_finds_nothing(coordinate: str) -> None:
    """R8: some lists are refused as a whole, others are empty."""
    [line] = [line for line in access.lines("rows") if line.name == coordinate]
    for role in access.ROLES:
        allowed = all(rule.has_permission(None, info(role)) for rule in rules_of(coordinate))
        assert allowed == (line.cells[role].reach != "-"), role


def test_who_has_no_role_passes_no_rule_of_an_act_or_query() -> None:
    """R8.1: not even where every role has a part."""
    for coordinate in (*guarded("Mutation"), *guarded("Query")):
        assert not all(rule.has_permission(None, info("nobody")) for rule in rules_of(coordinate)), coordinate


def row(place: str, *, of_a_college: bool) -> Any:
    batch, college, *within = PLACES[place]
    klass, student = (None, None) if of_a_college else within
    told: dict[str, Any] = {"score_withheld": False, "rests_on_one": False, "tells_peer": False, "tells_marks": False}
    told |= {"one_ballot": False, "ballots": 2, "stage": Stage.APPROVED}
    return SimpleNamespace(batch_id=batch, college_id=college, class_id=klass, student_id=student, **told)


@pytest.mark.parametrize("line", access.lines("fields"), ids=lambda line: line.name)
def test_the_rule_of_a_field_reaches_as_far_as_its_cell(line: access.Line) -> None:
    """R8.3: of rows of one's own, of one's class, college and school, those within the cell alone."""
    rules = [rule for rule in rules_of(line.name) if not isinstance(rule, ReadsOpenNotice)]
    of_a_college = line.name.startswith(OF_A_COLLEGE)
    for role in access.ROLES:
        for place in PLACES:
            if of_a_college and place in ("own", "class"):
                continue
            allowed = all(rule.has_permission(row(place, of_a_college=of_a_college), info(role)) for rule in rules)
            assert not rules or allowed == (WITHIN[place] <= WITHIN[line.cells[role].reach]), (role, place)


def test_a_list_is_read_while_its_notice_is_open_by_those_whom_it_is_for() -> None:
    """R7.5: afterwards the title alone remains."""
    [rule] = rules_of("PublicNotice.entries")
    for open_, readable in ((True, True), (True, False), (False, True), (False, False)):
        allowed = rule.has_permission(SimpleNamespace(open=open_, readable=readable), info("student"))
        assert allowed == (open_ and readable)
