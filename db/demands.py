"""A deployment demands this of a session before it opens an account (R16.1)."""

from typing import NamedTuple


class Demands(NamedTuple):
    """A second factor of every role above student, and use within so many minutes."""

    factor_demanded: bool = False
    idle_minutes: int = 30
    student_idle_minutes: int = 240
