"""The batch loaders, by noun. Each loads what nested objects need with one statement for a whole list.

Loaders by id fetch any row that a visible row references; the rules of the fields decide which of its values are shown.
"""

from graph.loaders.academic import AcademicLoaders
from graph.loaders.ballots import BallotLoaders
from graph.loaders.batches import BatchLoaders
from graph.loaders.classes import ClassLoaders
from graph.loaders.comprehensive import ComprehensiveLoaders
from graph.loaders.courses import CourseLoaders
from graph.loaders.imports import ImportLoaders
from graph.loaders.notices import NoticeLoaders
from graph.loaders.operations import OperationLoaders
from graph.loaders.participants import ParticipantLoaders
from graph.loaders.people import PeopleLoaders
from graph.loaders.ratings import RatingLoaders
from graph.loaders.schemes import SchemeLoaders
from graph.loaders.score_decisions import ScoreDecisionLoaders
from graph.loaders.steps import StepLoaders


class Loaders(
    AcademicLoaders,
    BallotLoaders,
    BatchLoaders,
    ClassLoaders,
    ComprehensiveLoaders,
    CourseLoaders,
    ImportLoaders,
    NoticeLoaders,
    OperationLoaders,
    ParticipantLoaders,
    PeopleLoaders,
    RatingLoaders,
    SchemeLoaders,
    ScoreDecisionLoaders,
    StepLoaders,
):
    """Holds the loaders of one request, so that no row outlives it. Each loader is created on first use."""
