"""The batch loaders, by noun: what nested objects need, one statement for all of a list.

They look up by id what a visible row points at; what of it may be read, the fields' own rules decide.
"""

from graph.loaders.academic import AcademicLoaders
from graph.loaders.ballots import BallotLoaders
from graph.loaders.batches import BatchLoaders
from graph.loaders.classes import ClassLoaders
from graph.loaders.comprehensive import ComprehensiveLoaders
from graph.loaders.courses import CourseLoaders
from graph.loaders.notices import NoticeLoaders
from graph.loaders.operations import OperationLoaders
from graph.loaders.participants import ParticipantLoaders
from graph.loaders.people import PeopleLoaders
from graph.loaders.ratings import RatingLoaders


class Loaders(
    AcademicLoaders,
    BallotLoaders,
    BatchLoaders,
    ClassLoaders,
    ComprehensiveLoaders,
    CourseLoaders,
    NoticeLoaders,
    OperationLoaders,
    ParticipantLoaders,
    PeopleLoaders,
    RatingLoaders,
):
    """Made for one request, so that nothing is remembered longer than it is true; each loader when first asked for."""
