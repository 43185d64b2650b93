"""Collects the ratios of all rounds for each work, compares them with its target, and prints their table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HEAD = ("work", "against", "target", "median (lowest - highest)", "reached", "ours and theirs")


@dataclass(frozen=True)
class Target:
    """A bound for a ratio, or for another number of the unit."""

    bound: float
    at_least: bool = False
    unit: str = ""

    def reached(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}"


@dataclass(frozen=True)
class Figure:
    """One line of the table: ours by theirs in each round. Without rounds, `note` gives the reason."""

    work: str
    against: str
    target: Target
    ratios: Sequence[float]
    note: str

    def __str__(self) -> str:
        return f"| {self.work} | {self.against} | {self.target} | {self._middle()} | {self._reached()} | {self.note} |"

    def _middle(self) -> str:
        if not self.ratios:
            return "not measured"
        digits, unit = (0 if self.target.unit else 2), self.target.unit
        least, most = min(self.ratios), max(self.ratios)
        spread = f" ({least:.{digits}f} - {most:.{digits}f})" if len(self.ratios) > 1 else ""
        return f"{median(self.ratios):.{digits}f}{unit}{spread}"

    def _reached(self) -> str:
        return ("yes" if self.target.reached(median(self.ratios)) else "no") if self.ratios else "-"


def ratios(ours: Iterable[float], theirs: Iterable[float]) -> list[float]:
    """Returns the ratio of each round, so that contenders are compared within the same minute."""
    return [our / their for our, their in zip(ours, theirs, strict=True)]


def rates(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return " and ".join(f"{value:,.{0 if value > 20 else 1}f}" for value in map(median, (ours, theirs))) + " a second"


def times(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return f"{median(ours):.2f} and {median(theirs):.2f} s"


def table(figures: Iterable[Figure]) -> str:
    """Renders the table in markdown, ready to be pasted."""
    return "\n".join([f"| {' | '.join(HEAD)} |", "| --- " * len(HEAD) + "|", *map(str, figures)])
