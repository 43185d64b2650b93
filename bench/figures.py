"""Collects the ratios of all rounds for each work, compares them with its goal, and prints their table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

HEAD = ("work", "against", "goal", "median (lowest - highest)", "reached", "ours and theirs")


@dataclass(frozen=True)
class Goal:
    """A bound for a ratio, or for another number of the unit."""

    bound: float
    at_least: bool
    unit: str = ""

    def reached(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}"


def at_least(bound: float) -> Goal:
    return Goal(bound, at_least=True)


def at_most(bound: float, unit: str = "") -> Goal:
    return Goal(bound, at_least=False, unit=unit)


@dataclass(frozen=True)
class Line:
    """Says what one line of the table measures, beside what, and what it should reach."""

    work: str
    against: str
    goal: Goal

    def of(self, **numbers: str) -> "Line":
        return replace(self, work=self.work.format(**numbers))

    def __str__(self) -> str:
        return f"| {self.work} | {self.against} | {self.goal} |"


@dataclass(frozen=True)
class Outcome:
    """Holds ours by theirs in each round. Without rounds, `note` gives the reason."""

    ratios: Sequence[float]
    note: str


@dataclass(frozen=True)
class Figure:
    """Represents one line of the table with its outcome."""

    line: Line
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.line} {self._middle()} | {self._reached()} | {self.outcome.note} |"

    def _middle(self) -> str:
        ratios, unit = self.outcome.ratios, self.line.goal.unit
        if not ratios:
            return "not measured"
        digits = 0 if unit else 2
        spread = f" ({min(ratios):.{digits}f} - {max(ratios):.{digits}f})" if len(ratios) > 1 else ""
        return f"{median(ratios):.{digits}f}{unit}{spread}"

    def _reached(self) -> str:
        if not self.outcome.ratios:
            return "-"
        return "yes" if self.line.goal.reached(median(self.outcome.ratios)) else "no"


def ratios(ours: Iterable[float], theirs: Iterable[float]) -> list[float]:
    """Returns the ratio of each round, so that contenders are compared within the same minute."""
    return [our / their for our, their in zip(ours, theirs, strict=True)]


def compared_rates(ours: Sequence[float], theirs: Sequence[float]) -> Outcome:
    """Compares what was answered in a second: more is better."""
    shown = (f"{value:,.{0 if value > 20 else 1}f}" for value in map(median, (ours, theirs)))
    return Outcome(ratios(ours, theirs), f"{' and '.join(shown)} a second")


def compared_times(ours: Sequence[float], theirs: Sequence[float]) -> Outcome:
    """Compares seconds: less is better."""
    return Outcome(ratios(ours, theirs), f"{median(ours):.2f} and {median(theirs):.2f} s")


def table(figures: Iterable[Figure]) -> str:
    """Renders the table in markdown, as it stands in `docs/performance.md`."""
    return "\n".join([f"| {' | '.join(HEAD)} |", "| --- " * len(HEAD) + "|", *map(str, figures)])
