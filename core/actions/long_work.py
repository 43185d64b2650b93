"""The handler of each kind of long work is listed here; `core.operations` explains how to add one."""

from collections.abc import Mapping

from core.actions import comprehensive, scheme_inputs
from core.actions.academic import compute_academic_scores, rank_major_grade
from core.actions.course_imports import import_workbook
from core.actions.exports import export_workbook
from core.actions.ratings import compute_chosen_rating_scores
from core.actions.scheme_computing import compute_comprehensive_results
from core.operations.kinds import Handler, directly
from db.tables import OperationKind

KINDS: Mapping[OperationKind, Handler] = {
    OperationKind.IMPORT_COURSE_SCORES: import_workbook,
    OperationKind.IMPORT_COMPREHENSIVE_RESULTS: comprehensive.import_workbook,
    OperationKind.IMPORT_SCHEME_INPUTS: scheme_inputs.import_workbook,
    OperationKind.COMPUTE_ACADEMIC_SCORES: directly(compute_academic_scores),
    OperationKind.RANK_MAJOR_GRADE: directly(rank_major_grade),
    OperationKind.COMPUTE_RATING_SCORES: directly(compute_chosen_rating_scores),
    OperationKind.COMPUTE_COMPREHENSIVE_RESULTS: directly(compute_comprehensive_results),
    OperationKind.EXPORT: export_workbook,
}
