"""The arguments of long work are checked when it is queued, and any process can read them later."""

from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from core.actions.long_work import KINDS
from core.operations.arguments import QUEUED, Arguments, ComputeAcademicScores, Export, ExportedRows, RankMajorGrade
from db.tables import OperationKind

STORED: dict[OperationKind, dict[str, Any]] = {
    OperationKind.IMPORT_COURSE_SCORES: {
        "academic_year": "2018-2019",
        "term": 1,
        "college_id": None,
        "dry_run": False,
    },
    OperationKind.IMPORT_COMPREHENSIVE_RESULTS: {"batch_id": 7, "dry_run": True},
    OperationKind.COMPUTE_ACADEMIC_SCORES: {"batch_id": 7, "class_ids": [1, 2]},
    OperationKind.COMPUTE_COMPREHENSIVE_RESULTS: {"batch_id": 7, "class_ids": None},
    OperationKind.RANK_MAJOR_GRADE: {"batch_id": 7, "major_id": None, "grade": 2019},
    OperationKind.COMPUTE_RATING_SCORES: {
        "batch_id": 7,
        "class_ids": None,
        "college_id": 3,
        "major_id": None,
        "grade": None,
    },
    OperationKind.IMPORT_SCHEME_INPUTS: {"batch_id": 7, "items": True, "college_id": 3, "dry_run": False},
    OperationKind.EXPORT: {
        "sheet": "academicResults",
        "wanted": {
            "batch_id": 7,
            "filter": {"class_id": 4, "name": None},
            "order": ["NUMBER", False],
            "columns": ["student_number"],
            "by_class": True,
        },
    },
}
"""The first version stored its arguments like this. Work that is queued while a server is upgraded goes on."""


@pytest.mark.parametrize("kind", STORED)
def test_arguments_that_an_earlier_version_queued_are_read(kind: OperationKind) -> None:
    read, stored = QUEUED[kind].load(STORED[kind]).dump(), STORED[kind]
    assert read == read | {name: read[name] | one if isinstance(one, dict) else one for name, one in stored.items()}


def test_every_kind_of_long_work_has_its_arguments() -> None:
    assert set(KINDS) == set(QUEUED) == set(STORED)


@pytest.mark.parametrize(
    "wrong",
    [
        RankMajorGrade("7"),  # type: ignore[arg-type]  # what the test is about
        ComputeAcademicScores(7, ["1"]),  # type: ignore[list-item]  # the same
        Export("academicResults", ExportedRows(7, {}, order=("NUMBER",))),  # type: ignore[arg-type]  # the same
    ],
)
def test_a_value_of_another_type_is_not_queued(wrong: Arguments) -> None:
    with pytest.raises((ValidationError, PydanticSerializationError)):
        wrong.dump()


def test_arguments_of_another_kind_are_not_read() -> None:
    with pytest.raises(ValidationError):
        RankMajorGrade.load(STORED[OperationKind.COMPUTE_ACADEMIC_SCORES])
