"""The person who asks is judged by the table of rights (R8) here and nowhere else."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, overload
from uuid import UUID

from core.access import CLASS, COLLEGE, MANAGE_PEOPLE, OWN, SCHOOL, Right, StagedRight
from core.errors import Forbidden
from db.scopes import ClassInBatch, Placed, Scope, StagedScope
from db.tables import RaterKind, Role

OWN_OR_CLASS = (OWN, CLASS)
NOWHERE: frozenset[int] = frozenset()
NOBODYS: frozenset[ClassInBatch] = frozenset()
_GRANTED = {role: role.name.lower() for role in Role}
"""Maps each granted role to its name in the table."""


class ClassTie(StrEnum):
    """Names what ties a person to a class in a batch."""

    COUNSELLOR = "COUNSELLOR"
    HEAD_TEACHER = "HEAD_TEACHER"
    CLASS_MONITOR = "CLASS_MONITOR"
    STUDENT = "STUDENT"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Represents the person who asks, with every role at the time of this request (R8.5).

    `counsels` and `heads` hold classes, each in the batch of its assignment; `belongs` holds the student's
    own class in every batch and, as `(None, class)`, in the roster.
    """

    account_id: int
    username: str
    name: str
    student_id: int | None = None
    staff_id: int | None = None
    grants: tuple[tuple[Role, int | None], ...] = ()
    counsels: frozenset[ClassInBatch] = frozenset()
    heads: frozenset[ClassInBatch] = frozenset()
    belongs: frozenset[ClassInBatch] = frozenset()
    monitor: bool = False
    read_only: bool = False
    by_cookie: bool = False
    session_id: int | None = None
    proven: bool = False
    """Whether the session, or the one that made the access token, has given a second factor (R16.1)."""
    directory: UUID | None = None
    """The version of colleges, majors and classes at the time when the person was read."""
    student: Any = field(default=None, compare=False, repr=False)
    """The student's own row of the roster."""
    _scopes: dict[int, Scope | StagedScope] = field(default_factory=dict, compare=False, repr=False)

    @property
    def operates(self) -> bool:
        """Tells whether the person runs the whole site, and so is let in first when the server is busy."""
        return bool(self.grants) and self.scope(MANAGE_PEOPLE).school

    @overload
    def scope(self, right: Right) -> Scope: ...
    @overload
    def scope(self, right: StagedRight) -> StagedScope: ...
    def scope(self, right: Right | StagedRight) -> Scope | StagedScope:
        """Returns all that the right reaches through any of the person's roles (R8.1)."""
        known = self._scopes.get(id(right))
        if known is None:
            known = self._scopes[id(right)] = self._scope(right)
        return known

    def _scope(self, right: Right | StagedRight) -> Scope | StagedScope:
        if isinstance(right, StagedRight):
            return StagedScope(tuple((int(stage), self.scope(part)) for stage, part in right.parts()))
        return self._union(right)

    def _union(self, right: Right) -> Scope:
        """Unites the reach of all roles. Every request calls it several times, so it uses plain loops and no empty
        sets.
        """
        school, colleges = False, NOWHERE
        for role, college_id in self.grants:
            reach = getattr(right, _GRANTED[role])
            school = school or reach is SCHOOL
            if reach is COLLEGE and college_id is not None:
                colleges |= {college_id}
        return Scope(school, colleges, self._classes(right), self.student_id if self._is_own(right) else None)

    def _classes(self, right: Right) -> frozenset[ClassInBatch]:
        found: frozenset[ClassInBatch] = frozenset()
        for reach, classes in (
            (right.counsellor, self.counsels),
            (right.head_teacher, self.heads),
            (right.student, self.belongs),
        ):
            if reach is CLASS and classes:
                found = found | classes if found else classes
        return found | self._leads() if self.monitor and right.class_monitor is CLASS else found

    def _is_own(self, right: Right) -> bool:
        return right.student in OWN_OR_CLASS or (self.monitor and right.class_monitor in OWN_OR_CLASS)

    def _leads(self) -> frozenset[ClassInBatch]:
        """Returns the class that a monitor leads: the roster's present one, in every batch, and no earlier class."""
        now = {class_id for batch_id, class_id in self.belongs if batch_id is None}
        return frozenset(one for one in self.belongs if one[1] in now)

    @property
    def by_token(self) -> bool:
        """Tells whether the request carries an access token: it has no session and is not the command line."""
        return self.session_id is None and self.account_id != 0

    @property
    def entitlements(self) -> list[str]:
        """Lists every role and every class in a batch as words; prepared downloads depend on them (R8.5)."""
        roles = [f"{role} {college_id or ''}" for role, college_id in self.grants]
        classes_by_role = {"counsellor": self.counsels, "headTeacher": self.heads, "student": self.belongs}
        classes = (f"{how} {b} {c}" for how, where in classes_by_role.items() for b, c in where if b is not None)
        return sorted([*roles, *classes, *(["monitor"] if self.monitor else [])])

    def rates(self, batch_id: int) -> list[tuple[RaterKind, int]]:
        """Lists as which kind of rater, and in which classes, the person may rate in a batch (R5.2). The batch knows
        the participants.
        """
        classes_of = {
            RaterKind.COUNSELLOR: self.counsels,
            RaterKind.HEAD_TEACHER: self.heads,
            RaterKind.PEER: self.belongs,
        }
        return [
            (kind, class_id) for kind, classes in classes_of.items() for batch, class_id in classes if batch == batch_id
        ]

    @property
    def class_ties(self) -> list[tuple[ClassTie, int, int]]:
        """Lists what the person is to which class in which batch."""
        classes_of = {
            ClassTie.COUNSELLOR: self.counsels,
            ClassTie.HEAD_TEACHER: self.heads,
            ClassTie.CLASS_MONITOR: self._leads() if self.monitor else NOBODYS,
            ClassTie.STUDENT: self.belongs,
        }
        return [(role, b, class_id) for role, classes in classes_of.items() for b, class_id in classes if b is not None]

    def require(self, right: Right, row: Placed) -> None:
        """Refuses the act unless the right reaches the row.

        Raises:
            Forbidden: the row may be known to the viewer, but this act on it is not theirs.
        """
        if not self.scope(right).reaches(row):
            raise Forbidden

    def require_any(self, right: Right | StagedRight) -> None:
        if self.scope(right).empty:
            raise Forbidden

    def require_sight(
        self,
        rows: Right | StagedRight,
        of: Right | StagedRight,
        *,
        batch_id: int | None = None,
        class_id: int | None = None,
    ) -> None:
        """Refuses sorting or filtering by a field unless the viewer may see it on every row in question (R8.3)."""
        requested: Any = self.scope(rows).within(batch_id, class_id)
        if not self.scope(of).covers(requested):
            raise Forbidden
