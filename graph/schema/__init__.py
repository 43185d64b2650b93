"""One schema out of all nouns."""

from typing import Any, cast

from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from graph.schema.academic import AcademicMutations, AcademicQueries
from graph.schema.approvals import ApprovalMutations
from graph.schema.assigned_staff import AssignedStaffMutations
from graph.schema.audit import AuditQueries
from graph.schema.ballots import BallotMutations, BallotQueries
from graph.schema.batches import BatchMutations, BatchQueries
from graph.schema.classes import ClassQueries
from graph.schema.comprehensive import ComprehensiveMutations, ComprehensiveQueries
from graph.schema.correction_requests import CorrectionRequestMutations, CorrectionRequestQueries
from graph.schema.courses import CourseMutations, CourseQueries
from graph.schema.distributions import DistributionQueries
from graph.schema.grade_scales import GradeScaleMutations, GradeScaleQueries
from graph.schema.imports import ImportMutations, ImportQueries
from graph.schema.learnt_columns import LearntColumnMutations, LearntColumnQueries
from graph.schema.notices import NoticeMutations, NoticeQueries
from graph.schema.operations import OperationMutations, OperationQueries, OperationSubscriptions
from graph.schema.participants import ParticipantMutations, ParticipantQueries
from graph.schema.people import PeopleMutations, PeopleQueries
from graph.schema.phases import PhaseMutations
from graph.schema.rating_items import RatingItemMutations, RatingItemQueries
from graph.schema.rating_progress import RatingProgressQueries
from graph.schema.ratings import RatingMutations, RatingQueries
from graph.schema.report_tokens import ReportTokenMutations
from graph.schema.result_sheets import ResultSheetMutations, ResultSheetQueries
from graph.schema.schemes import SchemeMutations, SchemeQueries
from graph.schema.score_decisions import ScoreDecisionMutations, ScoreDecisionQueries
from graph.schema.search import SearchQueries
from graph.schema.second_factors import SecondFactorMutations, SecondFactorQueries
from graph.schema.sessions import SessionMutations
from graph.schema.settings import SettingQueries
from graph.schema.students import StudentQueries
from graph.server.engine.execution import Schema
from graph.vocabulary.error_words import ERRORS
from graph.vocabulary.scalars import SCALARS

QUERIES = (
    PeopleQueries,
    SecondFactorQueries,
    BatchQueries,
    ParticipantQueries,
    ClassQueries,
    StudentQueries,
    AcademicQueries,
    DistributionQueries,
    BallotQueries,
    RatingItemQueries,
    RatingProgressQueries,
    RatingQueries,
    ResultSheetQueries,
    ComprehensiveQueries,
    NoticeQueries,
    SchemeQueries,
    OperationQueries,
    CourseQueries,
    ImportQueries,
    LearntColumnQueries,
    GradeScaleQueries,
    ScoreDecisionQueries,
    CorrectionRequestQueries,
    AuditQueries,
    SettingQueries,
    SearchQueries,
)
MUTATIONS = (
    SessionMutations,
    SecondFactorMutations,
    ReportTokenMutations,
    PeopleMutations,
    BatchMutations,
    ParticipantMutations,
    AssignedStaffMutations,
    PhaseMutations,
    AcademicMutations,
    BallotMutations,
    RatingItemMutations,
    RatingMutations,
    ResultSheetMutations,
    ComprehensiveMutations,
    NoticeMutations,
    SchemeMutations,
    ApprovalMutations,
    OperationMutations,
    CourseMutations,
    GradeScaleMutations,
    ScoreDecisionMutations,
    ImportMutations,
    LearntColumnMutations,
    CorrectionRequestMutations,
)


def _root(name: str, nouns: tuple[type, ...], description: str) -> type:
    """Joins the nouns' parts into one root type."""
    root: Any = merge_types(name, nouns)
    root.__strawberry_definition__.description = description
    return cast(type, root)


Query = _root("Query", QUERIES, "查询：各人只看到有权看到的记录 | Queries: you get only the records that you may see")
Mutation = _root(
    "Mutation",
    MUTATIONS,
    "操作：全部写入或什么都不写，被拒绝的原因在 userErrors 中 | "
    "Mutations: everything is written or nothing; userErrors says why one was refused",
)
Subscription = _root("Subscription", (OperationSubscriptions,), "订阅：跟踪变化 | Subscriptions: follow changes")
CONFIG = StrawberryConfig(scalar_map=SCALARS)

schema = Schema(Query, Mutation, Subscription, config=CONFIG, errors=ERRORS)
