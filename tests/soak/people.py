"""The people of the roster, as values (R9.2)."""

from dataclasses import dataclass, field
from typing import NamedTuple

from tests.campus import STUDENTS

KLASS_OF = {student: klass for klass, members in STUDENTS.items() for student, _ in members}
COUNSELLORS = {"cs1": "counsellor_li", "cs2": "counsellor_li", "se1": "counsellor_zhao", "en1": "counsellor_ma"}
HEAD_TEACHERS = {"cs1": "head_teacher_chen", "cs2": "counsellor_zhao"}
NEWCOMERS = {"xinyi": ("20190901", "新一"), "xiner": ("20190902", "新二")}
EVERYBODY = (*KLASS_OF, *NEWCOMERS)


@dataclass
class People:
    """The students of the roster: their classes, who leads one, and who has left."""

    classes: dict[str, str] = field(default_factory=lambda: dict(KLASS_OF))
    monitors: set[str] = field(default_factory=lambda: {members[0][0] for members in STUDENTS.values()})
    retired: set[str] = field(default_factory=set)

    def enter(self, student: str, klass: str) -> None:
        """R9.2: a monitor who changes class is no longer one."""
        if self.classes.get(student, klass) != klass:
            self.monitors.discard(student)
        self.classes[student] = klass
        self.retired.discard(student)

    def leads(self, student: str, klass: str) -> bool:
        return student in self.monitors and self.classes[student] == klass

    def copy(self) -> "People":
        return People(dict(self.classes), set(self.monitors), set(self.retired))

    def become(self, other: "People") -> None:
        vars(self).update(vars(other.copy()))


class RosterImport(NamedTuple):
    """The roster and the participants before an import, and as it left them."""

    before: People
    after: People
    took_part: dict[str, tuple[str, bool]]
    takes_part: dict[str, tuple[str, bool]]
    at: int
