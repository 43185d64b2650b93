"""Rows and fields of the access matrix, cell by cell, through every path and over real HTTP (R8.1 - R8.4)."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from graphql import get_named_type, is_leaf_type, is_non_null_type, is_object_type

from core import access as rights
from core.access import Right
from graph.inputs.permissions import PERMISSIONS
from graph.schema import schema
from tests import access
from tests.campus import NOBODY, Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.access.full_campus import NUMBERS, with_results
from tests.graph.connections import called, connections, roots

CORE = schema._schema
CODES = {"J1901": "cs1", "J1902": "cs2", "R1901": "se1", "Y1901": "en1"}
COLLEGES = {"01": "info", "02": "lang"}

STUDENT_PATHS = {
    "Student": [
        "students(first: 20) { nodes { owner: number FIELDS } }",
        'search(text: "2019", first: 50) { students { owner: number FIELDS } }',
        "classes(first: 20) { nodes { students(first: 20) { nodes { owner: number FIELDS } } } }",
        "academicResults(batchId: $batch, first: 20) { nodes { student { owner: number FIELDS } } }",
    ],
    "CourseScore": [
        "courseScores(batchId: $batch, first: 60) { nodes { student { owner: number } FIELDS } }",
        "courseScores(first: 60) { nodes { student { owner: number } FIELDS } }",
        "students(first: 20) { nodes { owner: number courseScores(batchId: $batch) { FIELDS } } }",
    ],
    "AcademicResult": [
        "academicResults(batchId: $batch, first: 20) { nodes { student { owner: number } FIELDS } }",
        "students(first: 20) { nodes { owner: number academicResult(batchId: $batch) { FIELDS } } }",
    ],
    "RatingResult": [
        "ratingResults(batchId: $batch, first: 20) { nodes { student { owner: number } FIELDS } }",
        "students(first: 20) { nodes { owner: number ratingResult(batchId: $batch) { FIELDS } } }",
        "classes { nodes { students { nodes { owner: number ratingResult(batchId: $batch) { FIELDS } } } } }",
        "participants(batchId: $batch) { nodes { student { owner: number ratingResult(batchId: $batch) {FIELDS} } } }",
    ],
    "RatingExplanation": [
        "ratingResults(batchId: $batch, first: 20) { nodes { student { owner: number } explanation { FIELDS } } }",
    ],
    "RatingItemScore": [
        "ratingResults(batchId: $batch) { nodes { student { owner: number } explanation { items { FIELDS } } } }",
        "students { nodes { owner: number ratingResult(batchId: $batch) { explanation { items { FIELDS } } } } }",
        "studentRatingProgress(batchId: $batch) { nodes { student { owner: number } itemScores { FIELDS } } }",
    ],
    "KindScore": [
        "ratingResults(batchId: $batch) { nodes { student { owner: number } explanation { items { kinds {FIELDS}}}}}",
        "studentRatingProgress(batchId: $batch) { nodes { student { owner: number } itemScores { kinds {FIELDS} } } }",
    ],
    "GradeRankedQuality": [
        "comprehensiveResults(first: 20) { nodes { student { owner: number } overall { FIELDS } } }",
        "students(first: 20) { nodes { owner: number comprehensiveResults { scholastic { FIELDS } } } }",
        "students { nodes { owner: number comprehensiveResult(batchId: $batch) { overall { FIELDS } } } }",
    ],
    "ComprehensiveResult": [
        "comprehensiveResults(first: 20) { nodes { student { owner: number } FIELDS } }",
        "classes { nodes { students { nodes { owner: number comprehensiveResult(batchId: $batch) { FIELDS } } } } }",
    ],
    "StudentRatingProgress": [
        "studentRatingProgress(batchId: $batch, first: 20) { nodes { student { owner: number } FIELDS } }",
        "students(first: 20) { nodes { owner: number ratingProgress(batchId: $batch) { FIELDS } } }",
    ],
}
COLLEGE_PATHS = {
    "BatchCollege": [
        "batch(id: $batch) { colleges { college { owner: code } FIELDS } }",
        "batches { nodes { colleges { college { owner: code } FIELDS } } }",
    ],
    "Phase": [
        "batch(id: $batch) { colleges { college { owner: code } phases { FIELDS } } }",
    ],
    "Batch": [
        "batch(id: $batch) { colleges { college { owner: code } phases { batch { FIELDS } } } }",
    ],
    "PublicNotice": [
        "publicNotices(batchId: $batch) { nodes { college { owner: code } FIELDS } }",
        "batch(id: $batch) { colleges { college { owner: code } notice { FIELDS } } }",
    ],
}


@pytest.fixture(scope="module")
async def computed(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Everybody has results, ranks and ballots, so that every field has something to hide. Only for reading.

    Two ballots of each kind stand behind every rating score: none is withheld because it would tell a mark.
    """
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield await with_results(campus)


def guarded() -> set[str]:
    """Every field of the schema that stands under a rule, but for the mutations."""
    return {
        f"{one.name}.{name}"
        for one in CORE.type_map.values()
        if is_object_type(one) and one.name not in ("Query", "Mutation") and not one.name.startswith("__")
        for name, field in one.fields.items()
        if any(
            getattr(extension, "permissions", None)
            for extension in field.extensions["strawberry-definition"].extensions
        )
    }


def selection(coordinate: str) -> str:
    """The field, with the first leaf of what it holds."""
    type_name, field_name = coordinate.split(".")
    holder: Any = CORE.type_map[type_name]
    named: Any = get_named_type(holder.fields[field_name].type)
    if is_leaf_type(named):
        return field_name
    leaf = next(name for name, field in named.fields.items() if is_leaf_type(get_named_type(field.type)))
    return f"{field_name} {{ {leaf} }}"


def owned(node: object, owner: str | None, field: str, found: dict[str, list[object]]) -> None:
    """Gather the values of `field` by the owner named nearest above or beside them."""
    if isinstance(node, list):
        for one in node:
            owned(one, owner, field, found)
    if isinstance(node, dict):
        beside = [node.get("owner"), *(child.get("owner") for child in node.values() if isinstance(child, dict))]
        owner = next((one for one in beside if one), owner)
        if field in node and owner:
            found.setdefault(owner, []).append(node[field])
        for child in node.values():
            owned(child, owner, field, found)


async def read(
    campus: Campus, who: Person, path: str, fields: str, field: str
) -> tuple[dict[str, list[object]], list[dict]]:
    """The field's values by owner, and the errors that came with them."""
    selected = path.replace("FIELDS", fields)
    if "$batch" in path:
        answer = await campus.ask(who, f"query($batch: ID!) {{ {selected} }}", batch=campus.batch)
    else:
        answer = await campus.ask(who, f"{{ {selected} }}")
    assert answer.data is not None, answer.body
    found: dict[str, list[object]] = {}
    owned(answer.data, None, field, found)
    return found, answer.errors


def test_every_guarded_field_stands_in_the_matrix() -> None:
    """R8: a rule on a field without a line here fails, and so does a line without a rule."""
    access.require_lines("fields", {line.name for line in access.lines("fields")}, guarded())


def test_every_query_stands_in_the_matrix() -> None:
    """And every subscription."""
    named = {line.name for line in access.lines("rows")}
    roots_: tuple[Any, ...] = (CORE.query_type, CORE.subscription_type)
    asked = {f"{root.name}.{name}" for root in roots_ for name in root.fields}
    access.require_lines("rows", {one for one in named if one.startswith(("Query.", "Subscription."))}, asked)


def test_every_right_says_in_words_what_it_permits() -> None:
    """R8: the API describes each right by words of its own. Only the parts of a right have none (R4.6)."""
    assert len(PERMISSIONS) > 20
    silent = [name for name, right in vars(rights).items() if isinstance(right, Right) and not right.words]
    assert all(name.endswith("_ADJUST") for name in silent), "give it words in core/access.py"
    assert len({right.words for right in PERMISSIONS.values()}) == len(PERMISSIONS)


def test_every_other_field_is_seen_with_its_row() -> None:
    """A new field must be put into the matrix: here, where everybody who sees the row sees it, or under a rule."""
    listed = {f"{type_name}.{name}" for type_name, names in access.listed("plain").items() for name in names}
    every = {
        f"{one.name}.{name}"
        for one in CORE.type_map.values()
        if is_object_type(one)
        and not one.name.startswith("__")
        and one.name not in ("Query", "Mutation", "Subscription")
        for name in one.fields
    }
    access.require_lines("plain", listed, every - guarded())


@pytest.mark.parametrize("line", access.lines("fields"), ids=lambda line: line.name)
async def test_a_field_is_seen_as_far_as_its_cell_says(computed: Campus, line: access.Line) -> None:
    """R8.2, R8.3: the test asks as every role, through every path; hidden fields are null, reported once, and
    counted."""
    type_name, field = line.name.split(".")
    reached, names = (access.students, NUMBERS) if type_name in STUDENT_PATHS else (access.colleges, COLLEGES)
    for path in (STUDENT_PATHS | COLLEGE_PATHS)[type_name]:
        for role in access.ROLES:
            wanted = reached(role, line.cells[role].reach)
            found, errors = await read(computed, access.person(computed, role), path, selection(line.name), field)
            seen = {names[owner] for owner, values in found.items() if any(value is not None for value in values)}
            assert seen == wanted & {names[owner] for owner in found}, (role, path)
            hidden = [value for owner, values in found.items() if names[owner] not in wanted for value in values]
            told = [error["extensions"] for error in errors if error["extensions"].get("coordinate") == line.name]
            assert [one["code"] for one in told] == ["FORBIDDEN"] * bool(hidden), (role, path)
            assert sum(one["withheld"] for one in told) == len(hidden), (role, path)


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
    *("Query.batch", "Query.batches", "Query.ballot", "Query.accounts", "Query.viewer"),
    *("Query.operation", "Query.operations", "Subscription.operation", "Viewer.tasks"),
    *("Query.academicDistribution", "Query.ratingDistribution", "Query.comprehensiveDistribution"),
    *("Query.levelDistribution", "Query.ratingDays"),
}
"""Tests of their own try these lines; `tests/graph/distributions` those of distributions."""


def test_every_line_of_rows_is_tried() -> None:
    """R8: no cell of the matrix is a mere promise."""
    lines = {line.name for line in access.lines("rows")}
    assert lines - {*ROWS, *SINGLE, *ALONE} == set(), (
        "nothing tries these lines: write into ROWS how they are asked for"
    )


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
}
"""Each role finds the tasks of these colleges, and ballots for these classes. The school's are about no college."""


@pytest.mark.parametrize("role", access.ROLES)
async def test_everybody_finds_the_steps_of_the_own_colleges_and_classes_alone(computed: Campus, role: str) -> None:
    """R1.7, R8.2: other colleges and classes are in no step."""
    tasks = (await computed.ask(access.person(computed, role), TASKS)).data["viewer"]["tasks"]
    colleges = {COLLEGES[one["college"]["code"]] for one in tasks if one["college"]}
    classes = {CODES[one["schoolClass"]["code"]] for one in tasks if one["schoolClass"]}
    assert (colleges, classes) == TASKS_OF[role]
    assert ({"BATCH", "LIBRARY"} <= {one["step"]["kind"] for one in tasks}) == (colleges == set())


SINGLE = {
    "Query.student": ("student(id: $id) { number }", {key: key for key in NUMBERS.values()}, access.students),
    "Query.gradeScale": (
        'gradeScale(academicYear: "2018-2019", collegeId: $id) { id }',
        {key: key for key in COLLEGES.values()},
        access.colleges,
    ),
    "Query.schoolClass": ("schoolClass(id: $id) { code }", {key: key for key in CODES.values()}, access.classes),
}


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
            seen = opened or role in ("superAdmin", "studentAffairs")
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


@pytest.mark.parametrize("order", ["MAJOR_GRADE_RANK"])
async def test_an_order_needs_the_right_to_see_its_field(computed: Campus, order: str) -> None:
    """R8.3: else the order gives away what the field hides."""
    query = f"query($b: ID!) {{ academicResults(batchId: $b, orderBy: {{field: {order}}}) {{ totalCount }} }}"
    [line] = [line for line in access.lines("fields") if line.name == "AcademicResult.majorGradeRank"]
    for role in access.ROLES:
        answer = await computed.ask(access.person(computed, role), query, b=computed.batch)
        sees_rows = role != "studentAffairs"
        assert ("FORBIDDEN" in answer.codes) == (line.cells[role].reach == "-" and sees_rows), role


async def test_one_role_opens_nothing_of_another_class(computed: Campus) -> None:
    """R8.1: 赵敏 counsels 软工1901 and heads 计科1902: she sees major ranks in the first, none in the second."""
    found, errors = await read(
        computed,
        computed.counsellor_zhao,
        "academicResults(batchId: $batch, first: 20) { nodes { student { owner: number } FIELDS } }",
        "majorGradeRank { label }",
        "majorGradeRank",
    )
    seen = {NUMBERS[owner] for owner, values in found.items() if values[0] is not None}
    assert {NUMBERS[owner] for owner in found} == {"ren", "gui", "ji", "geng", "xin"}
    assert seen == {"ren", "gui"}
    assert errors[0]["extensions"]["withheld"] == 3


GIVEN = {"academicYear": "2018-2019"}
"""These arguments can't be just any text."""


@pytest.mark.parametrize("name", [line.name for line in access.lines("rows") if line.name.startswith("Query.")])
async def test_nobody_gets_in_without_an_account(campus: Campus, name: str) -> None:
    """R9.1: every query answers UNAUTHENTICATED, but for the viewer, who is nobody."""
    assert CORE.query_type is not None
    field = CORE.query_type.fields[name.removeprefix("Query.")]
    needed = [key for key, one in field.args.items() if is_non_null_type(one.type) and not one.default_value]
    arguments = ", ".join(f'{key}: "{GIVEN.get(key, 1)}"' for key in needed or (["id"] if "id" in field.args else []))
    inner = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    answer = await campus.ask(
        NOBODY, f"{{ {name.removeprefix('Query.')}{f'({arguments})' if arguments else ''}{inner} }}"
    )
    if name == "Query.viewer":
        assert answer.data == {"viewer": None}
    else:
        assert answer.codes == ["UNAUTHENTICATED"]
