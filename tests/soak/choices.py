"""These acts come up at random; and each walk plays as much of a year's usual course as it likes first."""

from hypothesis import strategies as st

from tests.campus import STUDENTS
from tests.soak.acts import Act
from tests.soak.college import Clear, MoveBatch, MovePhase, SchedulePhase, SetParticipants
from tests.soak.imports import ImportCourses, UndoCourses
from tests.soak.items import NEW
from tests.soak.people import COUNSELLORS, EVERYBODY, HEAD_TEACHERS, KLASS_OF
from tests.soak.rating import ComputeRating, CreateItem, DeleteItem, FillBallot, ReopenBallot, UpdateItem
from tests.soak.results import Approve, EndNotice, ImportResults, OpenNotice, ReopenResults, SubmitResults, Withdraw
from tests.soak.roster import ImportRoster, UndoRoster
from tests.soak.scales import DecideCourse, DecideWord, SetScale, UndoDecision
from tests.soak.staffing import Assign, ImportStaff
from tests.soak.undoing import UndoImport
from tests.soak.work import AddScore, Adjust, ComputeAcademic, DeleteScore, RankMajor
from tests.soak.year import MAJORS, MODULES, Kind

EIGHT = (
    "super_admin",
    "student_affairs",
    "college_admin",
    "deputy_secretary",
    "counsellor_li",
    "head_teacher_chen",
    "jia",
    "yi",
)
"""One of each role."""
READERS = (*EIGHT, "counsellor_zhao", "other_college_admin")
"""These, a person of two roles (R8.1), and another college."""
PEOPLE = (*READERS, "ji", "bing", "ding", "ren", "mei", "counsellor_ma", "bystander")

who = st.none() | st.none() | st.sampled_from(PEOPLE)
manager = st.none() | st.none() | who
college = st.sampled_from(("info", "info", "info", "lang"))
klass = st.sampled_from(("cs1", "cs1", "cs2", "se1", "en1"))
module = st.sampled_from(MODULES)
student = st.sampled_from([key for name, members in STUDENTS.items() for key, _ in members if name != "en1"])
rater = st.sampled_from([*KLASS_OF, "counsellor_li", "counsellor_zhao", "head_teacher_chen"])
course = st.tuples(st.sampled_from((1, 2)), st.sampled_from(("A", "B")))
score = st.sampled_from(("80", "90", "59.99", "60", "85.5", "100", "80.01", "缓考", "免修", "缺考", "优秀"))
days = st.sampled_from(((-1, 5), (-1, 5), (-3, 20), (0, 1), (2, 9), (-9, -2), (-30, 5), (4, 1)))
kind = st.sampled_from((Kind.PEER, Kind.PEER, Kind.COUNSELLOR, Kind.HEAD_TEACHER))
pattern = st.integers(0, 5)
staff = st.sampled_from(("counsellor_li", "counsellor_zhao", "head_teacher_chen", "bystander"))
several = st.lists(staff, max_size=2, unique=True).map(tuple)
staff_rows = st.lists(
    st.tuples(st.sampled_from(("cs1", "cs2", "se1")), staff | st.none()), min_size=1, max_size=4, unique=True
).map(tuple)
move = st.sampled_from(("open", "open", "stop", "end"))
mostly = st.sampled_from((True, True, True, False))

CELLS = (
    "80", "59.99", "缓考", "缺考", "旷考", "优秀", "合格", "80$", "45 60$", "70$ 缓考", "45 70* 55$", "78 85",
    "78 85 90$", "缓考 旷考", "合格 66$", "缺考 优秀$", "旷考 缓考$", "80 80",
)  # fmt: skip
"""These texts stand in the rows of one course."""
cells = st.sampled_from(CELLS).map(lambda text: tuple(text.split()))
anybody = st.sampled_from(EVERYBODY)
few = st.sampled_from(("jia", "yi", "ji", "ren"))
"""The courses of these few are imported again, decided on and undone."""
rows = st.lists(
    st.tuples(few | few | few | anybody, st.sampled_from(("A", "B")), cells),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[:2],
).map(tuple)
outcome = st.sampled_from((("ZERO", None), ("LEFT_OUT", None), ("POINTS", "85"), ("POINTS", "70")))
levels = st.none() | st.sampled_from(((("优秀", "90"), ("合格", "60")), (("良好", "80"),)))
treatments = st.none() | st.sampled_from(((("缓考", "ZERO"), ("缺考", "UNDECIDED")), (("旷考", "LEFT_OUT"),)))
place = st.sampled_from((0, -1))

SCORES = st.one_of(
    st.builds(ImportCourses, manager, st.sampled_from((1, 2)), rows),
    st.builds(ImportCourses, manager, st.sampled_from((1, 2)), rows, st.booleans()),
    st.builds(UndoCourses, manager, place),
    st.builds(SetScale, manager, college, levels, treatments, st.none() | st.sampled_from(("LAST", "BEST", "BEST"))),
    st.builds(
        lambda who, college, word, how: DecideWord(who, college, word, *how),
        manager,
        college,
        st.sampled_from(("缓考", "缓考", "旷考", "优秀", "缺考")),
        outcome,
    ),
    st.builds(lambda who, one, of, how: DecideCourse(who, one, of, *how), manager, few, course, outcome),
    st.builds(UndoDecision, manager, college, place),
)
WORK = st.one_of(
    st.builds(AddScore, who, student, course, st.sampled_from(("1", "2.5", "3")), score),
    st.builds(DeleteScore, who, student, course),
    st.builds(Adjust, who, student, course, mostly, st.none() | st.sampled_from(("0", "0.25", "1"))),
    st.builds(ComputeAcademic, who, klass),
    st.builds(RankMajor, who, st.sampled_from(("computing", "computing", "software", "english"))),
)
new_item = st.sampled_from(NEW)
enrolled = st.lists(
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(("cs1", "cs2", "se1", "en1"))),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0],
).map(tuple)
which = st.integers(0, 3)
ITEMS = st.one_of(
    st.builds(CreateItem, who, college, new_item),
    st.builds(UpdateItem, who, college, which, new_item),
    st.builds(DeleteItem, who, college, which),
)
RATING = st.one_of(
    st.builds(FillBallot, st.sampled_from([*KLASS_OF]), klass, kind, pattern, mostly, mostly),
    st.builds(FillBallot, who, klass, kind, pattern, mostly, mostly),
    st.builds(ReopenBallot, who, klass, kind, rater),
    st.builds(ComputeRating, who, klass),
)
RESULTS = st.one_of(
    st.builds(ImportResults, who, klass, pattern, mostly),
    st.builds(SubmitResults, who, klass),
    st.builds(UndoImport, who, klass),
    st.builds(ReopenResults, who, klass),
    st.builds(OpenNotice, who, college, st.none() | st.integers(0, 5)),
    st.builds(EndNotice, who, college),
    st.builds(Approve, who, college),
    st.builds(Withdraw, who, college),
)
COLLEGE = st.one_of(
    st.builds(SchedulePhase, who, college, module, days, st.none() | st.sampled_from(("0.10", "0.05")), st.none()),
    st.builds(SchedulePhase, who, college, st.just("RATING"), days, st.none(), st.booleans()),
    st.builds(MovePhase, who, college, module, move),
    st.builds(SetParticipants, who, klass, st.none() | student, st.booleans()),
    st.builds(Clear, who, klass),
    st.builds(Assign, who, klass.filter(lambda name: name != "en1"), several, st.booleans()),
    st.builds(ImportStaff, who, staff_rows, st.booleans()),
    st.builds(MoveBatch, who, move),
)
ROSTER = st.one_of(
    st.builds(ImportRoster, manager, enrolled),
    st.builds(ImportRoster, manager, enrolled, st.none() | anybody),
    st.builds(UndoRoster, manager),
)
ACTS = st.one_of(WORK, ROSTER, SCORES, ITEMS, RATING, RESULTS, COLLEGE)


def _course() -> list[Act]:
    """The manual's order, for 信息学院."""
    acts: list[Act] = []
    for one in MODULES:
        acts += [SchedulePhase(None, "info", one, (-1, 9)), MovePhase(None, "info", one, "open")]
    for place, key in enumerate(key for key, name in KLASS_OF.items() if name != "en1"):
        acts.append(AddScore(None, key, (1, "A"), "3", ("80", "90", "59.99")[place % 3]))
    acts.append(Adjust(None, "jia", (1, "A"), counted=True, ratio="0.25"))
    classes = [name for name in COUNSELLORS if name != "en1"]
    acts += [ComputeAcademic(None, name) for name in classes]
    acts += [RankMajor(None, major) for major in dict.fromkeys(MAJORS[name] for name in classes)]
    for place, name in enumerate(classes):
        acts += [FillBallot(key, name, Kind.PEER, place + at) for at, (key, _) in enumerate(STUDENTS[name])]
        acts.append(FillBallot(None, name, Kind.COUNSELLOR, place))
        acts += [FillBallot(None, name, Kind.HEAD_TEACHER, place)] if name in HEAD_TEACHERS else []
        acts.append(ComputeRating(None, name))
    acts += [ImportResults(None, name, place + 1) for place, name in enumerate(classes)]
    acts += [SubmitResults(None, name) for name in classes]
    return [*acts, OpenNotice(None, "info"), EndNotice(None, "info"), Approve(None, "info")]


COURSE = _course()
