"""The model of one year: what a school knows, as plain values. Acts change it, and readers are reckoned from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from tests import oracle
from tests.access import COLLEGES
from tests.campus import STUDENTS, TODAY
from tests.soak.courses import Adjusted, Course, CourseImport, Scale, Taken, Worth, worth
from tests.soak.items import OF_CAMPUS, Item
from tests.soak.people import COUNSELLORS, EVERYBODY, HEAD_TEACHERS, People, RosterImport

MODULES = ("ACADEMIC", "RATING", "COMPREHENSIVE")
STAGES = ("NOT_IMPORTED", "IMPORTED", "SUBMITTED", "PUBLISHED", "APPROVED")
NOT_IMPORTED, IMPORTED, SUBMITTED, PUBLISHED, APPROVED = range(5)
MAJORS = {"cs1": "computing", "cs2": "computing", "se1": "software", "en1": "english"}
SCHOOL_WINDOW = (TODAY - timedelta(days=10), TODAY + timedelta(days=30))

Window = tuple[date, date]


class Kind(StrEnum):
    """The kinds of rater, in the order of an item's weights."""

    COUNSELLOR = "COUNSELLOR"
    HEAD_TEACHER = "HEAD_TEACHER"
    PEER = "PEER"


@dataclass
class Phase:
    """One module in one college."""

    status: str = "NOT_OPENED"
    window: Window | None = None
    begun: bool = False
    ratio: Decimal = Decimal(0)
    counsellors: Window | None = None
    monitors: Window | None = None
    self_rating: bool = True


@dataclass
class Ballot:
    """One rater's marks, by student and item."""

    marks: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    submitted: bool = False


@dataclass(frozen=True)
class Rated:
    """A student's rating result; `counts` are the ballots behind it, by kind."""

    result: oracle.Rated
    items: list[Item]
    counts: dict[Kind, int]
    whole: bool


@dataclass(frozen=True)
class Shown:
    """A rating that people have seen: its peer ballots, and whether only the end of the rating let it through."""

    ballots: dict[str, frozenset[tuple[tuple[str, int], Decimal]]]
    whole: bool
    let_through: bool


@dataclass
class Result:
    """Holds what a workbook says of one student: four scores and levels, and the places that it gave."""

    scores: tuple[Decimal, ...]
    levels: tuple[str, ...]
    class_ranks: tuple[str, ...] = ()
    grade_ranks: tuple[str | None, ...] = ()
    """The places of the scholastic and of the overall result; the others are not ranked in the grade."""


@dataclass
class Sheet:
    """Holds a class's results as an import leaves them, and how they were before it (R10.9)."""

    before: "tuple[int, int, dict[str, Result], dict[str, bool]]"
    version: int


@dataclass
class Klass:
    """One class in the batch."""

    name: str
    college: str
    people: People
    members: dict[str, bool]
    """Says of each student whether the student takes part."""
    counsellors: set[str]
    head_teachers: set[str]
    emptied: bool = False
    computed: bool = False
    inputs_changed: bool = False
    academic: dict[str, oracle.Scored] = field(default_factory=dict)
    class_ranks: dict[str, str | None] = field(default_factory=dict)
    major_ranks: dict[str, str | None] = field(default_factory=dict)
    ballots: dict[tuple[Kind, str], Ballot] = field(default_factory=dict)
    rated: bool = False
    ballots_changed: bool = False
    ratings: dict[str, Rated] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    stage: int = NOT_IMPORTED
    results: dict[str, Result] = field(default_factory=dict)
    imported: dict[str, bool] = field(default_factory=dict)
    """Says of each student of the sheet whether the student took part at the import."""
    version: int = 0
    """Tells one state of the sheet from another."""
    versions: int = 0
    imports: list[Sheet] = field(default_factory=list)
    """The imports that were not undone, the newest last."""

    def touch(self) -> None:
        """The sheet is not as it was any more."""
        self.versions += 1
        self.version = self.versions

    @property
    def participants(self) -> list[str]:
        return [student for student, takes_part in self.members.items() if takes_part]

    @property
    def major(self) -> str:
        return MAJORS[self.name]

    @property
    def cleared(self) -> bool:
        """R2.3: from the clearing until the next mark or computed result."""
        return self.emptied and not self.ballots


@dataclass
class College:
    """One college in the batch."""

    phases: dict[str, Phase] = field(default_factory=lambda: {module: Phase() for module in MODULES})
    notices: list[date | None] = field(default_factory=list)
    """The last day of each notice, the newest last; None where somebody must end it."""
    ended: set[int] = field(default_factory=set)
    """The notices that somebody ended."""
    approved: bool = False
    items: list[Item] = field(default_factory=lambda: list(OF_CAMPUS))
    """Those that the college keeps."""
    taken: list[Item] = field(default_factory=list)
    """Those that the batch took at the opening of the rating."""
    scale: Scale = field(default_factory=Scale)
    stale_rankings: dict[str, bool] = field(default_factory=dict)
    """Says of each major's grade that was ranked whether a class was computed or cleared since."""


@dataclass
class Year:
    """One batch of a school, from the roster on."""

    today: date = TODAY
    moment: int = 0
    """Counts the acts that were done."""
    status: str = "OPEN"
    colleges: dict[str, College] = field(default_factory=lambda: {college: College() for college in COLLEGES})
    people: People = field(default_factory=People)
    classes: dict[str, Klass] = field(default_factory=dict)
    courses: dict[str, dict[Course, Taken]] = field(default_factory=lambda: {one: {} for one in EVERYBODY})
    adjusted: dict[str, dict[Course, Adjusted]] = field(default_factory=lambda: {one: {} for one in EVERYBODY})
    course_imports: list[CourseImport] = field(default_factory=list)
    """Those that were not undone, the newest last."""
    roster_imports: list[RosterImport] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.classes = {one.name: one for one in _classes(self.people)}

    def college_of(self, klass: str) -> College:
        return self.colleges[self.classes[klass].college]

    def classes_of(self, college: str) -> list[Klass]:
        return [one for one in self.classes.values() if one.college == college]

    def class_of(self, student: str) -> Klass | None:
        """The student's class in the batch."""
        return next((one for one in self.classes.values() if student in one.members), None)

    def home(self, student: str) -> Klass:
        """The class to which the roster assigns the student."""
        return self.classes[self.people.classes[student]]

    def taking_part(self) -> dict[str, tuple[str, bool]]:
        """Each student of the batch, with the class, and whether the student takes part."""
        return {who: (one.name, takes) for one in self.classes.values() for who, takes in one.members.items()}

    def is_known(self, student: str) -> bool:
        """R10.9: anything of a new person but the place in the batch."""
        in_classes = any(student in one.results for one in self.classes.values())
        return bool(self.courses[student] or self.adjusted[student]) or in_classes

    def scale_of(self, student: str) -> Scale:
        """R10.3: that of the college to which the roster assigns the student."""
        return self.colleges[self.home(student).college].scale

    def worth(self, student: str, course: Course) -> Worth:
        return worth(self.scale_of(student), student, course, self.courses[student][course].attempts)

    def of_major(self, major: str) -> list[Klass]:
        return [one for one in self.classes.values() if one.major == major]

    def open_notice(self, college: str) -> bool:
        """R7.1: a planned last day is over at midnight."""
        here = self.colleges[college]
        last = len(here.notices) - 1
        if last < 0 or last in here.ended:
            return False
        day = here.notices[last]
        return day is None or day >= self.today

    def begun(self, college: str) -> bool:
        """R2.3: RATING or ACADEMIC was ever opened."""
        return any(self.colleges[college].phases[module].begun for module in ("ACADEMIC", "RATING"))

    def items_of(self, klass: Klass) -> list[Item]:
        """The class rates by these; before the first opening, people try with items that are none."""
        return self.colleges[klass.college].taken or OF_CAMPUS

    def rated_by(self, klass: Klass, kind: Kind, rater: str) -> list[tuple[str, int]]:
        """R5.2: the marks that a ballot of the class asks for."""
        left_out = not self.colleges[klass.college].phases["RATING"].self_rating and kind is Kind.PEER
        return [
            (student, item)
            for student in klass.participants
            for item in range(len(self.items_of(klass)))
            if not (left_out and student == rater)
        ]


def _classes(people: People) -> Iterator[Klass]:
    """Makes the classes as the roster and student affairs leave them (tests.campus)."""
    for college, names in COLLEGES.items():
        for name in names:
            members = {student: True for student, _ in STUDENTS[name]}
            heads = {HEAD_TEACHERS[name]} if name in HEAD_TEACHERS else set()
            yield Klass(name, college, people, members, {COUNSELLORS[name]}, heads)
