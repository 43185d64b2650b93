"""The written matrix says who may do and see what in the model; this adds what stands against an act now (R3.3, R8)."""

from collections.abc import Iterator

from tests import access
from tests.access import Line
from tests.soak.year import (
    APPROVED,
    IMPORTED,
    PUBLISHED,
    SCHOOL_WINDOW,
    SUBMITTED,
    Klass,
    Phase,
    Window,
    Year,
)

LINES: dict[str, Line] = {line.name: line for section in ("rows", "fields", "acts") for line in access.lines(section)}
EVERYWHERE = {"super_admin": "superAdmin", "student_affairs": "studentAffairs"}
OF_COLLEGE = {
    "college_admin": ("collegeAdmin", "info"),
    "deputy_secretary": ("deputySecretary", "info"),
    "other_college_admin": ("collegeAdmin", "lang"),
    "other_deputy_secretary": ("deputySecretary", "lang"),
}
FROM_STAGE = {
    "superAdmin": IMPORTED,
    "counsellor": IMPORTED,
    "collegeAdmin": SUBMITTED,
    "deputySecretary": SUBMITTED,
    "headTeacher": SUBMITTED,
    "classMonitor": PUBLISHED,
    "student": PUBLISHED,
    "studentAffairs": APPROVED,
}
"""R6.4, R7.5, R7.7: from when on a role sees a class's comprehensive results."""
IN_ORDER = ("BATCH_NOT_OPEN", "RESULTS_APPROVED", "PHASE_NOT_OPEN", "OUTSIDE_WINDOW")
"""R3.3: the first reason is the one that must be removed first."""


def roles(who: str, klass: Klass) -> Iterator[str]:
    """R8.1: the roles that reach this class; a role for another one opens nothing of it."""
    if who in EVERYWHERE:
        yield EVERYWHERE[who]
    if OF_COLLEGE.get(who, ("", ""))[1] == klass.college:
        yield OF_COLLEGE[who][0]
    if who in klass.counsellors:
        yield "counsellor"
    if who in klass.head_teachers:
        yield "headTeacher"
    if who in klass.members:
        yield "student"
        if klass.people.leads(who, klass.name):
            yield "classMonitor"


def may(name: str, who: str, klass: Klass, student: str | None = None) -> bool:
    """Whether the matrix gives a row, a field or an act of this class, or of one student of it, to somebody."""
    return any(_reaches(LINES[name].cells[role].reach, who, student) for role in roles(who, klass))


def may_of_class(name: str, who: str, klass: Klass) -> bool:
    """Whether a role within the class itself gives it."""
    return any(LINES[name].cells[role].reach == "class" for role in roles(who, klass))


def _reaches(reach: str, who: str, student: str | None) -> bool:
    return reach != "-" and (reach != "own" or student == who)


def may_anywhere(name: str, who: str, year: Year) -> bool:
    return any(may(name, who, klass, who) for klass in year.classes.values())


def may_for_college(name: str, who: str, year: Year, college: str) -> bool:
    """A college as a whole is reached by the roles of the college and of the school."""
    role = EVERYWHERE.get(who) or (OF_COLLEGE[who][0] if OF_COLLEGE.get(who, ("", ""))[1] == college else None)
    return role is not None and LINES[name].cells[role].reach != "-"


def sees_results(name: str, who: str, klass: Klass, student: str) -> bool:
    """Comprehensive results by stage, which widen the matrix's cell as the class goes on."""
    return any(
        _reaches(LINES[name].cells[role].reach, who, student)
        for role in roles(who, klass)
        if klass.stage >= FROM_STAGE[role]
    )


def batch_shut(year: Year) -> list[str]:
    return [] if year.status == "OPEN" else ["BATCH_NOT_OPEN"]


def frozen(year: Year, college: str) -> list[str]:
    """R7.6."""
    return batch_shut(year) + (["RESULTS_APPROVED"] if year.colleges[college].approved else [])


def idle(year: Year, college: str, module: str) -> list[str]:
    """R3.3: why the work of a module can't be done today."""
    phase = year.colleges[college].phases[module]
    return frozen(year, college) + _shut(year, phase)


def rating_shut(year: Year, college: str) -> list[str]:
    """R5.3: a ballot asks for no approval, which has ended the phase."""
    return batch_shut(year) + _shut(year, year.colleges[college].phases["RATING"])


def _shut(year: Year, phase: Phase) -> list[str]:
    found = [] if phase.status == "OPEN" else ["PHASE_NOT_OPEN"]
    return found + outside(year, SCHOOL_WINDOW) + outside(year, phase.window)


def outside(year: Year, window: Window | None) -> list[str]:
    if window is None:
        return ["WINDOW_NOT_SET"]
    return [] if window[0] <= year.today <= window[1] else ["OUTSIDE_WINDOW"]


def adjusting_shut(year: Year, who: str, klass: Klass) -> list[str]:
    """R4.6: the college at any time, the others in windows of their own; of several roles one is enough."""
    here = set(roles(who, klass))
    if here & {"superAdmin", "collegeAdmin"}:
        return frozen(year, klass.college)
    phase = year.colleges[klass.college].phases["ACADEMIC"]
    windows = [phase.counsellors] if "counsellor" in here else []
    windows += [phase.monitors] if "classMonitor" in here else []
    own = [outside(year, window) for window in windows]
    return idle(year, klass.college, "ACADEMIC") + ([] if [] in own else own[0])


def computing_ratings_shut(year: Year, college: str) -> list[str]:
    """R5.6: from the first opening of the phase until the approval."""
    here = year.colleges[college]
    found = ["RESULTS_APPROVED"] if here.approved else []
    return found if here.phases["RATING"].begun else [*found, "PHASE_NOT_OPEN"]
