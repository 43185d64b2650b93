"""Rows of the access matrix, cell by cell, through every path and over real HTTP (R8.1, R8.2, R8.4)."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_named_type, is_leaf_type, is_non_null_type

from tests import access
from tests.campus import NOBODY, Campus
from tests.graph.access.full_campus import NUMBERS
from tests.graph.access.reading import CODES, COLLEGES, CORE, read
from tests.graph.connections import called, connections, roots
from tests.graph.results import INPUTS, RULE


def test_every_query_stands_in_the_matrix() -> None:
    """And every subscription."""
    named = {line.name for line in access.lines("rows")}
    roots_: tuple[Any, ...] = (CORE.query_type, CORE.subscription_type)
    asked = {f"{root.name}.{name}" for root in roots_ for name in root.fields}
    access.require_lines("rows", {one for one in named if one.startswith(("Query.", "Subscription."))}, asked)


QUESTIONS = """scoreQuestions(academicYear: "2018-2019", first: 20) {
  totalCount nodes { courseScores { student { owner: number } id } } }"""
OWNERS = {
    "student": ("number", access.students, NUMBERS),
    "schoolClass": ("code", access.classes, CODES),
    "college": ("code", access.colleges, COLLEGES),
}


def ordinary() -> Iterator[tuple[str, Any]]:
    """Yields how the lists are asked for whose rows name their student, class or college."""
    for name in connections():
        row: Any = CORE.type_map[get_named_type(roots()[name].type).name.removesuffix("Connection")]
        if owner := next((one for one in OWNERS if one in row.fields), None):
            key, reached, names = OWNERS[owner]
            asked = called(name, roots()[name], first="50")
            path = f"{asked} {{ totalCount nodes {{ {owner} {{ owner: {key} id }} }} }}"
            yield f"Query.{name}", (path, reached, names)


ROWS: dict[str, Any] = dict(ordinary()) | {
    "Query.scoreQuestions": (QUESTIONS, access.students, NUMBERS),
    "ScoreQuestion.courseScores": (QUESTIONS, access.students, NUMBERS),
    "Query.scoreDecisions": (
        'scoreDecisions(academicYear: "2018-2019", first: 50) { totalCount nodes { student { owner: number } id } }',
        access.students,
        NUMBERS,
    ),
    "Query.students": ("students(first: 20) { totalCount nodes { owner: number id } }", access.students, NUMBERS),
    "Student.courseScores": (
        "students(first: 20) { nodes { owner: number courseScores(batchId: $batch) { id } } }",
        access.students,
        NUMBERS,
    ),
    "Student.academicResult": (
        "students(first: 20) { nodes { owner: number academicResult(batchId: $batch) { id } } }",
        access.students,
        NUMBERS,
    ),
    "SchoolClass.students": (
        "classes(first: 20) { nodes { students(first: 20) { nodes { owner: number id } } } }",
        access.students,
        NUMBERS,
    ),
    "Query.search": ('search(text: "2019", first: 50) { students { owner: number id } }', access.students, NUMBERS),
    "SearchResult.classes": ('search(text: "19", first: 50) { classes { owner: code id } }', access.classes, CODES),
    "Query.classes": ("classes(first: 20) { totalCount nodes { owner: code id } }", access.classes, CODES),
    "Query.colleges": ("colleges(first: 20) { totalCount nodes { owner: code id } }", access.colleges, COLLEGES),
    "Batch.colleges": (
        "batch(id: $batch) { colleges { college { owner: code } id: participantsTotal phases { id } } }",
        access.colleges,
        COLLEGES,
    ),
    "Student.ballot": (
        "students(first: 20) { nodes { owner: number ballot(batchId: $batch) { id: total } } }",
        access.students,
        NUMBERS,
    ),
    "Student.ratingProgress": (
        "students(first: 20) { nodes { owner: number ratingProgress(batchId: $batch) { id: ballotSubmitted } } }",
        access.students,
        NUMBERS,
    ),
    "Student.ratingResult": (
        "students(first: 20) { nodes { owner: number ratingResult(batchId: $batch) { id } } }",
        access.students,
        NUMBERS,
    ),
    "Student.comprehensiveResult": (
        "students(first: 20) { nodes { owner: number comprehensiveResult(batchId: $batch) { id } } }",
        access.students,
        NUMBERS,
    ),
    "Student.comprehensiveResults": (
        "students(first: 20) { nodes { owner: number comprehensiveResults { id } } }",
        access.students,
        NUMBERS,
    ),
    "BatchCollege.notice": (
        "batch(id: $batch) { colleges { college { owner: code } notice { id } } }",
        access.colleges,
        COLLEGES,
    ),
    "PublicNotice.entries": (
        "publicNotices(batchId: $batch) { nodes { entries { totalCount nodes { owner: number id: name } } } }",
        access.students,
        NUMBERS,
    ),
    "Viewer.ballots": (
        "viewer { ballots(batchId: $batch) { schoolClass { owner: code id } } }",
        access.classes,
        CODES,
    ),
    "Query.imports": (
        "imports(first: 50) { totalCount nodes { college { owner: code } id } }",
        access.colleges,
        COLLEGES,
    ),
    "Query.ratingItems": (
        "ratingItems(batchId: $batch, first: 20) { totalCount nodes { college { owner: code } id } }",
        access.colleges,
        COLLEGES,
    ),
    "Query.auditLog": (
        "auditLog(first: 50) { totalCount nodes { college { owner: code } id } }",
        access.colleges,
        COLLEGES,
    ),
    "Query.schemes": (
        "schemes(batchId: $batch, first: 20) { totalCount nodes { college { owner: code } id } }",
        access.colleges,
        COLLEGES,
    ),
    "Query.majorGradeRankings": (
        "majorGradeRankings(batchId: $batch) { college { owner: code id } }",
        access.colleges,
        COLLEGES,
    ),
}


@pytest.mark.parametrize("name", ROWS)
async def test_rows_are_seen_as_far_as_their_cell_says(computed: Campus, name: str) -> None:
    """R8.2: rows that one may not see are in no list and no count."""
    path, reached, names = ROWS[name]
    [line] = [line for line in access.lines("rows") if line.name == name]
    for role in access.ROLES:
        found, _ = await read(computed, access.person(computed, role), path, "", "id")
        seen = {names[owner] for owner in found if owner in names}
        assert seen == reached(role, line.cells[role].reach), role


ALONE = {
    *("Query.batch", "Query.batches", "Query.ballot", "Query.accounts", "Query.settings"),
    *("Query.viewer", "Query.signInStep"),
    *("Query.operation", "Query.operations", "Subscription.operation", "Viewer.tasks"),
    *("Query.academicDistribution", "Query.ratingDistribution", "Query.comprehensiveDistribution"),
    *("Query.levelDistribution", "Query.ratingDays", "Query.schemeSample"),
}
"""Tests of their own try these lines; `tests/graph/distributions` those of distributions."""


def test_every_line_of_rows_is_tried() -> None:
    """R8: no cell of the matrix is a mere promise."""
    lines = {line.name for line in access.lines("rows")}
    assert lines - {*ROWS, *SINGLE, *ALONE} == set(), (
        "nothing tries these lines: write into ROWS how they are asked for"
    )


async def test_settings_are_read_by_the_super_admin_and_the_auditor(computed: Campus) -> None:
    """R16.1"""
    [line] = [line for line in access.lines("rows") if line.name == "Query.settings"]
    for role in access.ROLES:
        answer = await computed.ask(access.person(computed, role), "{ settings { name } }")
        assert (answer.data["settings"] is not None) == (line.cells[role].reach == "school"), role


async def test_accounts_are_listed_for_the_super_admin_alone(computed: Campus) -> None:
    """R8: accounts, roles, roster."""
    [line] = [line for line in access.lines("rows") if line.name == "Query.accounts"]
    for role in access.ROLES:
        answer = await computed.ask(access.person(computed, role), "{ accounts { totalCount nodes { username } } }")
        assert (answer.data["accounts"] is not None) == (line.cells[role].reach == "school"), role
        assert answer.codes == ([] if line.cells[role].reach == "school" else ["FORBIDDEN"]), role


async def test_everybody_is_told_of_the_own_account_and_operations_alone(computed: Campus) -> None:
    """R8: an operation that somebody else has started does not exist."""
    [(operation,)] = await computed.rows("select max(id) from operation")
    for role in access.ROLES:
        who = access.person(computed, role)
        answer = await computed.ask(who, "query($o: ID!) { viewer { username } operation(id: $o) { id } }", o=operation)
        started = {"id": str(operation)} if role == "superAdmin" else None
        assert answer.data == {"viewer": {"username": who.username}, "operation": started}, role
        event = await computed.first_event(who, "subscription($o: ID!) { operation(id: $o) { id } }", o=str(operation))
        assert event.data == {"operation": started}, role


TASKS = "{ viewer { tasks { step { kind } college { code } schoolClass { code } } } }"
TASKS_OF = {
    "superAdmin": (set(), set()),
    "studentAffairs": (set(), set()),
    "collegeAdmin": ({"info"}, set()),
    "deputySecretary": ({"info"}, set()),
    "counsellor": ({"info"}, {"cs1", "cs2"}),
    "headTeacher": ({"info"}, {"cs1"}),
    "classMonitor": ({"info"}, {"cs1"}),
    "student": ({"info"}, {"cs1"}),
    "auditor": (set(), set()),
}
"""Each role finds the tasks of these colleges, and ballots for these classes. The school's are about no college."""


@pytest.mark.parametrize("role", access.ROLES)
async def test_everybody_finds_the_steps_of_the_own_colleges_and_classes_alone(computed: Campus, role: str) -> None:
    """R1.7, R8.2: other colleges and classes are in no step."""
    tasks = (await computed.ask(access.person(computed, role), TASKS)).data["viewer"]["tasks"]
    colleges = {COLLEGES[one["college"]["code"]] for one in tasks if one["college"]}
    classes = {CODES[one["schoolClass"]["code"]] for one in tasks if one["schoolClass"]}
    assert (colleges, classes) == TASKS_OF[role]
    of_school = role in ("superAdmin", "studentAffairs")
    assert ({"BATCH", "LIBRARY"} <= {one["step"]["kind"] for one in tasks}) == of_school


SINGLE = {
    "Query.student": ("student(id: $id) { number }", {key: key for key in NUMBERS.values()}, access.students),
    "Query.gradeScale": (
        'gradeScale(academicYear: "2018-2019", collegeId: $id) { id }',
        {key: key for key in COLLEGES.values()},
        access.colleges,
    ),
    "Query.scheme": (
        "scheme(id: $id) { version }",
        {f"scheme_{key}": key for key in COLLEGES.values()},
        lambda role, reach: {f"scheme_{key}" for key in access.colleges(role, reach)},
    ),
    "Query.schoolClass": ("schoolClass(id: $id) { code }", {key: key for key in CODES.values()}, access.classes),
}
QUALITIES = "query($b: ID!) { batch(id: $b) { qualities { code } } }"
SAMPLE = """query($b: ID!, $c: ID!, $s: ID!, $t: String!) {
  schemeSample(batchId: $b, collegeId: $c, studentId: $s, text: $t) {
  qualities { code } lacks { name } userErrors { code path } } }"""


@pytest.mark.parametrize("name", SINGLE)
async def test_a_look_up_of_the_invisible_answers_as_of_the_unknown(computed: Campus, name: str) -> None:
    """R8.2: the test looks it up by id or by business key."""
    path, targets, reached = SINGLE[name]
    [line] = [line for line in access.lines("rows") if line.name == name]
    field = path.partition("(")[0]
    for role in access.ROLES:
        who = access.person(computed, role)
        unknown = await computed.ask(who, f"query($id: ID!) {{ {path} }}", id="987654321")
        for target in targets:
            id_ = computed.people[target].id if target in computed.people else computed.ids[target]
            answer = await computed.ask(who, f"query($id: ID!) {{ {path} }}", id=str(id_))
            if target in reached(role, line.cells[role].reach):
                assert answer.data[field], (role, target)
            else:
                assert answer.body == unknown.body, (role, target)


async def test_a_sample_student_is_of_the_writers_own_college(computed: Campus) -> None:
    """R8.2, R11.8: a student of another college is not there, and neither is another college."""
    [line] = [line for line in access.lines("rows") if line.name == "Query.schemeSample"]
    asked = await computed.ask(computed.super_admin, QUALITIES, b=computed.batch)
    rules = ", ".join(f"{one['code']}: {RULE}" for one in asked.data["batch"]["qualities"])
    text = f"title: 方案\ninputs: {INPUTS}\nqualities: {{{rules}}}\n"
    for role in access.ROLES:
        reached = access.colleges(role, line.cells[role].reach)
        for college, student in (("info", "yi"), ("lang", "mei"), ("info", "mei")):
            place = {"b": computed.batch, "c": str(computed.ids[college]), "s": str(computed.people[student].id)}
            answer = await computed.ask(access.person(computed, role), SAMPLE, **place, t=text)
            if not reached:
                assert answer.codes == ["FORBIDDEN"], role
            else:
                errors = [(one["code"], one["path"]) for one in answer.data["schemeSample"]["userErrors"]]
                mine = (college, student) == ("info", "yi") or (college, student) == ("lang", "mei")
                unknown = [("NOT_FOUND", "studentId" if college in reached else "input.collegeId")]
                assert errors == ([] if mine and college in reached else unknown), (role, college)


async def test_a_batch_is_seen_by_whoever_belongs_to_it_once_it_was_opened(campus: Campus) -> None:
    """R1.6: student affairs alone see it before its first opening; then its colleges and their people see it."""
    await campus.execute("update batch set opened_at = null")
    for opened in (False, True):
        if opened:
            await campus.execute("update batch set opened_at = now()")
        for role in access.ROLES:
            answer = await campus.ask(
                access.person(campus, role),
                "query($id: ID!) { batch(id: $id) { name } batches { totalCount } }",
                id=campus.batch,
            )
            seen = (opened and role != "auditor") or role in ("superAdmin", "studentAffairs")
            assert (answer.data["batch"] is not None, answer.data["batches"]["totalCount"]) == (seen, int(seen)), role


async def test_a_ballot_is_found_by_its_own_rater_alone(computed: Campus) -> None:
    """R8: the ballots of others are not there, whatever class is named."""
    [line] = [line for line in access.lines("rows") if line.name == "Query.ballot"]
    query = "query($b: ID!, $c: ID!) { ballot(batchId: $b, classId: $c) { schoolClass { code } } }"
    for role in access.ROLES:
        for klass in CODES.values():
            answer = await computed.ask(access.person(computed, role), query, b=computed.batch, c=computed.ids[klass])
            found = answer.data["ballot"] is not None
            assert found == (klass in access.classes(role, line.cells[role].reach)), (role, klass)


GIVEN = {"academicYear": "2018-2019"}
"""These arguments can't be just any text."""


@pytest.mark.parametrize("name", [line.name for line in access.lines("rows") if line.name.startswith("Query.")])
async def test_nobody_gets_in_without_an_account(computed: Campus, name: str) -> None:
    """R9.1: every query answers UNAUTHENTICATED, but for the viewer, who is nobody and at no step."""
    assert CORE.query_type is not None
    field = CORE.query_type.fields[name.removeprefix("Query.")]
    needed = [key for key, one in field.args.items() if is_non_null_type(one.type) and not one.default_value]
    arguments = ", ".join(f'{key}: "{GIVEN.get(key, 1)}"' for key in needed or (["id"] if "id" in field.args else []))
    inner = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    answer = await computed.ask(
        NOBODY, f"{{ {name.removeprefix('Query.')}{f'({arguments})' if arguments else ''}{inner} }}"
    )
    if name in ("Query.viewer", "Query.signInStep"):
        assert answer.data == {name.removeprefix("Query."): None}
    else:
        assert answer.codes == ["UNAUTHENTICATED"]
