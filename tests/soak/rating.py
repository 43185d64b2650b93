"""Acts on ballots and rating scores (R5, R15.3)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.campus import Campus
from tests.soak.acts import OfClass, OfCollege, OfCounsellor
from tests.soak.items import Item
from tests.soak.people import EVERYBODY
from tests.soak.reckoning import compute_rating
from tests.soak.standing import computing_ratings_shut, frozen, rating_shut
from tests.soak.year import Ballot, Kind, Year

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
        items = year.items_of(self.on(year))
        asked_for = year.rated_by(self.on(year), self.kind, who)
        chosen = asked_for if self.whole else asked_for[:2]
        return {
            (student, item): items[item].least
            + (self.pattern * (place + 1)) % (int(items[item].most - items[item].least) + 1)
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
        known = [ids.get(item.name, str(place)) for place, item in enumerate(year.items_of(self.on(year)))]
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
        return (self.rater in self.on(year).members) == (self.kind is Kind.PEER) == (self.rater in EVERYBODY)

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


@dataclass(frozen=True)
class CreateItem(OfCollege):
    """新增评分项目 (R5.1): at any time, and whatever has become of the batch."""

    item: Item
    name = "createRatingItem"

    def against(self, year: Year, who: str) -> list[str]:
        taken = self.item.name in (one.name for one in year.colleges[self.college].items)
        return ["INVALID"] * (not self.item.sound) + ["ALREADY_EXISTS"] * taken

    def happens(self, year: Year, who: str) -> None:
        year.colleges[self.college].items.append(self.item)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return self.item.form | {"collegeId": str(campus.ids[self.college])}


@dataclass(frozen=True)
class UpdateItem(OfCollege):
    """修改评分项目 (R5.1): the college's item of this place becomes another one."""

    place: int
    item: Item
    name = "updateRatingItem"

    def makes_sense(self, year: Year) -> bool:
        return self.place < len(year.colleges[self.college].items)

    def against(self, year: Year, who: str) -> list[str]:
        others = [one.name for at, one in enumerate(year.colleges[self.college].items) if at != self.place]
        return ["INVALID"] * (not self.item.sound) + ["ALREADY_EXISTS"] * (self.item.name in others)

    def happens(self, year: Year, who: str) -> None:
        year.colleges[self.college].items[self.place] = self.item

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        name = year.colleges[self.college].items[self.place].name
        return self.item.form | {"id": await _item_id(campus, self.college, name)}


@dataclass(frozen=True)
class DeleteItem(OfCollege):
    """删除评分项目 (R5.1)."""

    place: int
    name = "deleteRatingItem"

    def makes_sense(self, year: Year) -> bool:
        return self.place < len(year.colleges[self.college].items)

    def against(self, year: Year, who: str) -> list[str]:
        return []

    def happens(self, year: Year, who: str) -> None:
        del year.colleges[self.college].items[self.place]

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        name = year.colleges[self.college].items[self.place].name
        return {"id": await _item_id(campus, self.college, name)}


async def _item_id(campus: Campus, college: str, name: str) -> str:
    query = "select id from rating_item where college_id = :college and name = :name"
    [(found,)] = await campus.rows(query, college=campus.ids[college], name=name)
    return str(found)
