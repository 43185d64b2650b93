"""Acts on ballots and rating scores (R5, R15.3)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.campus import ITEMS, Campus
from tests.soak.acts import OfClass, OfCounsellor
from tests.soak.reckoning import compute_rating
from tests.soak.standing import computing_ratings_shut, frozen, rating_shut
from tests.soak.year import KLASS_OF, Ballot, Kind, Year

Marks = dict[tuple[str, int], Decimal]


def rates(year: Year, klass: str, kind: Kind, who: str) -> bool:
    """R5.2: assigned now, or of the class."""
    here = year.classes[klass]
    return (
        who in {Kind.COUNSELLOR: here.counsellors, Kind.HEAD_TEACHER: here.head_teachers, Kind.PEER: here.members}[kind]
    )


@dataclass(frozen=True)
class FillBallot(OfClass):
    """保存 or 确认提交 (R5.3): the whole ballot, or its first marks alone, with points that the pattern tells."""

    kind: Kind
    pattern: int
    submits: bool = True
    whole: bool = True

    @property
    def mutation(self) -> str:
        return "submitBallot" if self.submits else "saveBallot"

    def usual(self, year: Year) -> str:
        here = self.on(year)
        raters = {Kind.COUNSELLOR: here.counsellors, Kind.HEAD_TEACHER: here.head_teachers}
        return min(raters.get(self.kind, here.members), default="bystander")

    def is_theirs(self, year: Year, who: str) -> bool:
        return rates(year, self.klass, self.kind, who)

    def _marks(self, year: Year, who: str) -> Marks:
        """Within the range of each item."""
        asked_for = year.rated_by(self.on(year), self.kind, who)
        chosen = asked_for if self.whole else asked_for[:2]
        return {
            (student, item): Decimal(ITEMS[item][1])
            + (self.pattern * (place + 1)) % (ITEMS[item][2] - ITEMS[item][1] + 1)
            for place, (student, item) in enumerate(chosen)
        }

    def against(self, year: Year, who: str) -> list[str]:
        klass, marks = self.on(year), self._marks(year, who)
        if self.kind is Kind.PEER and not klass.members[who]:
            return ["NOT_PARTICIPATING"]
        if found := rating_shut(year, klass.college):
            return found
        ballot = klass.ballots.get((self.kind, who), Ballot())
        if ballot.submitted:
            return (
                [] if all(ballot.marks.get(cell) == points for cell, points in marks.items()) else ["BALLOT_SUBMITTED"]
            )
        complete = {*ballot.marks, *marks} >= set(year.rated_by(klass, self.kind, who))
        return ["BALLOT_INCOMPLETE"] if self.submits and not (complete and (marks or ballot.marks)) else []

    def happens(self, year: Year, who: str) -> None:
        klass, marks = self.on(year), self._marks(year, who)
        known = klass.ballots.get((self.kind, who), Ballot())
        if known.submitted or not (marks or known.marks):
            return
        klass.ballots[self.kind, who] = Ballot(known.marks | marks, self.submits)
        if self.submits and klass.rated:
            klass.ballots_changed = True

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        """The marks are those of the items as the batch has them now (R5.1)."""
        rows = await campus.rows("select name, college_id, id from batch_rating_item")
        college = campus.ids[self.on(year).college]
        ids = {row.name: str(row.id) for row in rows if row.college_id == college}
        known = [ids.get(name, str(item)) for item, (name, *_) in enumerate(ITEMS)]
        marks = [
            {
                "studentId": str(campus.people[student].id),
                "itemId": known[item],
                "points": str(points),
            }
            for (student, item), points in self._marks(year, self.person(year)).items()
        ]
        return {
            "batchId": campus.batch,
            "classId": str(campus.ids[self.klass]),
            "kind": self.kind.value,
            "marks": marks,
        }


@dataclass(frozen=True)
class ReopenBallot(OfClass):
    """退回打分表 (R5.3)."""

    kind: Kind
    rater: str
    name = "reopenBallot"

    def makes_sense(self, year: Year) -> bool:
        return (KLASS_OF.get(self.rater) == self.klass) == (self.kind is Kind.PEER) and (
            self.kind is Kind.PEER or self.rater not in KLASS_OF
        )

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        ballot = klass.ballots.get((self.kind, self.rater))
        there = ballot is not None and ballot.submitted
        return frozen(year, klass.college) or ([] if there else ["BALLOT_NOT_SUBMITTED"])

    def happens(self, year: Year, who: str) -> None:
        klass = self.on(year)
        klass.ballots[self.kind, self.rater].submitted = False
        klass.ballots_changed = klass.rated

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        rater = str(campus.people[self.rater].id)
        named = {"studentId": rater} if self.kind is Kind.PEER else {"staffId": rater}
        if self.kind is not Kind.PEER:
            named["classId"] = str(campus.ids[self.klass])
        return {"batchId": campus.batch, "kind": self.kind.value, "reason": "误填", **named}


@dataclass(frozen=True)
class ComputeRating(OfCounsellor):
    """评分成绩计算 (R5.6)."""

    name = "computeRatingScores"

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        found = computing_ratings_shut(year, klass.college)
        return found or ([] if klass.participants else ["NOTHING_TO_COMPUTE"])

    def happens(self, year: Year, who: str) -> None:
        compute_rating(year, self.on(year))
