"""Fields of the access matrix, cell by cell, through every path and over real HTTP (R8.1, R8.3)."""

from typing import Any

import pytest
from graphql import get_named_type, is_leaf_type, is_object_type

from core import access as rights
from core.access import Right
from graph.inputs.permissions import PERMISSIONS
from tests import access
from tests.campus import Campus
from tests.graph.access.full_campus import NUMBERS
from tests.graph.access.reading import COLLEGES, CORE, read

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
    "QualityScore": [
        "comprehensiveResults(first: 20) { nodes { student { owner: number } overall { FIELDS } } }",
        "students(first: 20) { nodes { owner: number comprehensiveResults { qualities { FIELDS } } } }",
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


def test_every_guarded_field_stands_in_the_matrix() -> None:
    """R8: a rule on a field without a line here fails, and so does a line without a rule."""
    access.require_lines("fields", {line.name for line in access.lines("fields")}, guarded())


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


def test_every_right_says_in_words_what_it_permits() -> None:
    """R8: the API describes each right by words of its own. Only the parts of a right have none (R4.6)."""
    assert len(PERMISSIONS) > 20
    silent = [name for name, right in vars(rights).items() if isinstance(right, Right) and not right.words]
    assert all(name.endswith("_ADJUST") for name in silent), "give it words in core/access.py"
    assert len({right.words for right in PERMISSIONS.values()}) == len(PERMISSIONS)


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


@pytest.mark.parametrize("order", ["MAJOR_GRADE_RANK"])
async def test_an_order_needs_the_right_to_see_its_field(computed: Campus, order: str) -> None:
    """R8.3: else the order gives away what the field hides."""
    query = f"query($b: ID!) {{ academicResults(batchId: $b, orderBy: {{field: {order}}}) {{ totalCount }} }}"
    [line] = [line for line in access.lines("fields") if line.name == "AcademicResult.majorGradeRank"]
    for role in access.ROLES:
        answer = await computed.ask(access.person(computed, role), query, b=computed.batch)
        sees_rows = role not in ("studentAffairs", "auditor")
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
