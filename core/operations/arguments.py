"""The arguments of long work have one class for each kind; they are checked when the work is queued, and stored as
JSON.

Any process may do the work, also after a restart or an upgrade, so a field that joins a class has a default.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import ConfigDict, TypeAdapter

from db.tables import OperationKind

STRICT = ConfigDict(extra="forbid")


class SourceFile(NamedTuple):
    """Holds the uploaded file that an operation reads."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def audit_values(self) -> dict[str, str]:
        """Names the file in the audit log so that it can be recognised later."""
        return {"file": self.name, "sha256": self.sha256}

    @classmethod
    def joined(cls, files: "Sequence[SourceFile]") -> "SourceFile":
        """Returns several files as one: the names in a row, and the contents one after the other."""
        return cls("、".join(file.name for file in files), b"".join(file.content for file in files))


class Arguments:
    """Holds the arguments of one kind of long work."""

    __pydantic_config__ = STRICT
    kind: ClassVar[OperationKind]

    def dump(self) -> dict[str, Any]:
        """Returns the arguments as JSON has them.

        Raises:
            pydantic.ValidationError: a value is not of the declared type.
        """
        adapter = self._adapter()
        stored: dict[str, Any] = adapter.dump_python(self, mode="json", warnings="error")
        adapter.validate_python(stored)
        return stored

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Reads what `dump` made."""
        read: Self = cls._adapter().validate_python(stored)
        return read

    @classmethod
    @cache
    def _adapter(cls) -> TypeAdapter[Any]:
        """Returns what reads and writes these arguments, which takes long to make."""
        return TypeAdapter(cls)


@dataclass(frozen=True)
class ComputeAcademicScores(Arguments):
    """Names the classes to compute; `class_ids` None means all that the person may compute."""

    kind = OperationKind.COMPUTE_ACADEMIC_SCORES
    batch_id: int
    class_ids: list[int] | None = None


@dataclass(frozen=True)
class RankMajorGrade(Arguments):
    """Ranks one major's grade; without a major or a grade, all that the person may rank."""

    kind = OperationKind.RANK_MAJOR_GRADE
    batch_id: int
    major_id: int | None = None
    grade: int | None = None


@dataclass(frozen=True)
class ComputeRatingScores(Arguments):
    """Chooses classes that match every value; without values, all classes that the person may compute."""

    kind = OperationKind.COMPUTE_RATING_SCORES
    batch_id: int
    class_ids: list[int] | None = None
    college_id: int | None = None
    major_id: int | None = None
    grade: int | None = None


@dataclass(frozen=True)
class ComputeComprehensiveResults(Arguments):
    """Names the classes to compute; `class_ids` None means all that the person may compute."""

    kind = OperationKind.COMPUTE_COMPREHENSIVE_RESULTS
    batch_id: int
    class_ids: list[int] | None = None


@dataclass(frozen=True)
class ImportCourseScores(Arguments):
    """Names what to import.

    Attributes:
        college_id: None means all colleges into which the person may import.
        leave_out_unknown: leaves out students whom the roster does not know, instead of refusing the file.
    """

    kind = OperationKind.IMPORT_COURSE_SCORES
    academic_year: str
    term: int
    college_id: int | None = None
    dry_run: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    """The headings of the file by the keys of the columns that they are."""
    leave_out_unknown: bool = False


@dataclass(frozen=True)
class ImportComprehensiveResults(Arguments):
    """Names the batch; the file is stored beside the arguments."""

    kind = OperationKind.IMPORT_COMPREHENSIVE_RESULTS
    batch_id: int
    dry_run: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    """The headings of the file by the keys of the columns that they are."""


@dataclass(frozen=True)
class ImportSchemeInputs(Arguments):
    """Names the batch, the college (None: the only one), and which of the two kinds of workbook it is; `removes` lets
    items go that the file no longer has.
    """

    kind = OperationKind.IMPORT_SCHEME_INPUTS
    batch_id: int
    items: bool
    college_id: int | None = None
    dry_run: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    """The headings of the file by the keys of the columns that they are."""
    removes: bool = False


@dataclass(frozen=True)
class ExportedRows:
    """Chooses the rows and columns of an export.

    Attributes:
        batch_id: None for a library of several batches.
        filter: by the names of the noun's filter; only what is set.
        order: the order's name, and whether it descends.
        columns: keys in the order of the sheet; None for all that the person may see.
        by_class: one sheet for each class.
        quality: the code of the quality that the library is sorted by.
        qualities: the codes of the qualities that the library's sheet has; None for all.
    """

    __pydantic_config__ = STRICT
    batch_id: int | None
    filter: dict[str, Any]
    order: tuple[str, bool] | None = None
    columns: list[str] | None = None
    by_class: bool = False
    quality: str | None = None
    qualities: list[str] | None = None

    @property
    def batch(self) -> int:
        """Returns the id of the batch, for a sheet whose rows belong to one batch."""
        if self.batch_id is None:
            raise ValueError("this sheet needs a batch")
        return self.batch_id


@dataclass(frozen=True)
class Export(Arguments):
    """Names the sheet by the field of the request that asks for it."""

    kind = OperationKind.EXPORT
    sheet: str
    wanted: ExportedRows


QUEUED = {
    one.kind: one
    for one in (
        ComputeAcademicScores,
        RankMajorGrade,
        ComputeRatingScores,
        ComputeComprehensiveResults,
        ImportCourseScores,
        ImportComprehensiveResults,
        ImportSchemeInputs,
        Export,
    )
}
