"""The brake of the nightly data (R16.5): what would change more than usual waits for a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Change(NamedTuple):
    """Says how many records of one table would change, of how many that stand there now."""

    title: str
    changed: int
    standing: int


@dataclass(frozen=True, slots=True)
class Brake:
    """Lets up to `at_least` changes of a table pass, and more of them up to `percent` of its records."""

    percent: int = 10
    at_least: int = 20

    def stops(self, changes: Iterable[Change]) -> Iterator[str]:
        """Yields a sentence, in Chinese and English, for each table that would change too much.

        A table without records is being filled for the first time, and passes.
        """
        for one in changes:
            if one.standing and one.changed > self.at_least and one.changed * 100 > one.standing * self.percent:
                share = f"{one.changed * 100 // one.standing} %"
                yield (
                    f"{one.title}：现有 {one.standing} 条，将变动 {one.changed} 条（{share}），超过 {self.percent} % | "
                    f"{one.changed} of {one.standing} records would change ({share}), more than {self.percent} %"
                )
