"""Names the kinds of scores, attempts and decisions (R10.3 - R10.6).

This module imports nothing of ours, so that a worker process starts quickly.
"""

from enum import StrEnum


class ScoreRule(StrEnum):
    """Names the rule that gave a score its points."""

    NUMBER = "NUMBER"
    LEVEL = "LEVEL"
    """等级: the college's scale says what the word is worth."""
    STATE = "STATE"
    """The college's treatment of the state (缓考, 缺考 …) says how it counts."""
    DECISION = "DECISION"


class Treatment(StrEnum):
    """Says how a state counts (R10.4)."""

    ZERO = "ZERO"
    LEFT_OUT = "LEFT_OUT"
    UNDECIDED = "UNDECIDED"


class RetakeRule(StrEnum):
    """Says which attempt counts (R10.5)."""

    FIRST = "FIRST"
    LAST = "LAST"
    BEST = "BEST"


class AttemptKind(StrEnum):
    """初修, 补考 or 重修, in the order in which they happen."""

    FIRST = "FIRST"
    RESIT = "RESIT"
    RETAKE = "RETAKE"


class Outcome(StrEnum):
    """Says what a decision makes of a score: points, zero points and failed, or left out (R10.6)."""

    POINTS = "POINTS"
    ZERO = "ZERO"
    LEFT_OUT = "LEFT_OUT"
