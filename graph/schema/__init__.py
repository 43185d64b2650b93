"""One schema out of all nouns."""

from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from graph.schema.academic import AcademicMutations, AcademicQueries
from graph.schema.approvals import ApprovalMutations
from graph.schema.audit import AuditQueries
from graph.schema.ballots import BallotMutations, BallotQueries
from graph.schema.batches import BatchMutations, BatchQueries
from graph.schema.classes import ClassQueries
from graph.schema.comprehensive import ComprehensiveMutations, ComprehensiveQueries
from graph.schema.courses import CourseMutations, CourseQueries
from graph.schema.notices import NoticeMutations, NoticeQueries
from graph.schema.operations import OperationMutations, OperationQueries, OperationSubscriptions
from graph.schema.participants import ParticipantMutations, ParticipantQueries
from graph.schema.people import PeopleMutations, PeopleQueries
from graph.schema.phases import PhaseMutations
from graph.schema.rating_items import RatingItemMutations, RatingItemQueries
from graph.schema.rating_progress import RatingProgressQueries
from graph.schema.ratings import RatingMutations, RatingQueries
from graph.schema.result_sheets import ResultSheetMutations, ResultSheetQueries
from graph.schema.sessions import SessionMutations
from graph.schema.students import StudentQueries
from graph.server.engine.execution import Schema
from graph.vocabulary.error_words import ERRORS
from graph.vocabulary.scalars import SCALARS

QUERIES = (
    PeopleQueries,
    BatchQueries,
    ParticipantQueries,
    ClassQueries,
    StudentQueries,
    AcademicQueries,
    BallotQueries,
    RatingItemQueries,
    RatingProgressQueries,
    RatingQueries,
    ResultSheetQueries,
    ComprehensiveQueries,
    NoticeQueries,
    OperationQueries,
    CourseQueries,
    AuditQueries,
)
MUTATIONS = (
    SessionMutations,
    PeopleMutations,
    BatchMutations,
    ParticipantMutations,
    PhaseMutations,
    AcademicMutations,
    BallotMutations,
    RatingItemMutations,
    RatingMutations,
    ResultSheetMutations,
    ComprehensiveMutations,
    NoticeMutations,
    ApprovalMutations,
    OperationMutations,
    CourseMutations,
)

Query = merge_types("Query", QUERIES)
Mutation = merge_types("Mutation", MUTATIONS)
Subscription = merge_types("Subscription", (OperationSubscriptions,))
CONFIG = StrawberryConfig(scalar_map=SCALARS)

schema = Schema(Query, Mutation, Subscription, config=CONFIG, errors=ERRORS)
