"""Readers who compare any two moments learn no peer's marks, whatever act lies between them (R5.7, R15.3)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any

import pytest

from core.rules.rating_showing import FEWEST
from db.tables import RaterKind
from tests.campus import Campus, Person
from tests.graph.access.attempts import attempt
from tests.graph.access.deeds import DEEDS, DELETING
from tests.graph.batch_acts import assign, clear, codes, move_phase, set_participants
from tests.graph.rating_acts import COUNSELLOR, HEAD_TEACHER, PEER, compute, rate, set_items
from tests.graph.ratings.moments import AGAIN, MIGHT, STANDS
from tests.graph.ratings.showing import SHOWN, members, peers_shown

OF_ITS_OWN = {
    "computeRatingScores": "replaces what is shown, as the other tests say",
    "clearProcessData": "removes what is shown",
    "deleteBatch": "of another batch, which was never opened",
}
LAST = ("setQualities", *DELETING)
"""Done at the end: a batch with other qualities has no scheme any more, and a deleted thing is there for nobody."""
REFUSED = {"setParticipants": "PROCESS_DATA_NOT_CLEARED"}
"""These acts are refused to everybody as long as anything is shown."""
READ_OUT = {
    "assignCounsellors": ("Counsellors", "counsellor_li"),
    "importAssignedStaff": ("Counsellors", "counsellor_li"),
    "assignHeadTeachers": ("HeadTeachers", "head_teacher_chen"),
}
"""The act takes the class from this person of a kind, and the results with it (R8.5)."""


LOOKING = ("counsellor_li", "head_teacher_chen", "college_admin")
LOOK = f"""query($batch: ID!, $class: ID) {{
  ratingResults(batchId: $batch, filter: {{classId: $class}}, orderBy: {{field: RATING_SCORE}}) {{
    edges {{ cursor }} nodes {{ student {{ number }} {SHOWN} }} }}
  studentRatingProgress(batchId: $batch, filter: {{classId: $class}}) {{
    nodes {{ itemScores {{ score kinds {{ ballots average }} }} }} }} }}"""


async def looked_at(campus: Campus) -> dict[str, Any]:
    """All that each reader is shown of the ratings of 计科1901, in one request."""
    return {
        who: (await campus.ask(campus.people[who], LOOK, batch=campus.batch, **{"class": campus.cs1})).body["data"]
        for who in LOOKING
    }


async def done(campus: Campus, act: str) -> None:
    """The act on 计科1901, or whatever holds it, by the first of those who may."""
    targets = {"school": "school", "college": "info", "class": "cs1", "own": "own"}
    refused = {}
    for role in MIGHT:
        refused[role] = await attempt(campus, role, act, targets[DEEDS[act].targets])
        if not refused[role]:
            return
    assert {REFUSED.get(act)} in refused.values(), (act, refused)


async def test_no_act_but_computing_and_clearing_changes_what_is_shown(working: Campus) -> None:
    """R5.7: the test does each act of the matrix between two looks of every reader; a new act joins by itself."""
    for points, key in enumerate(("jia", "bing", "ding", "wu")):
        await working.fill(working.people[key], "cs1", PEER, points)
    await working.fill(working.counsellor_li, "cs1", COUNSELLOR, 5)
    await working.fill(working.head_teacher_chen, "cs1", HEAD_TEACHER, 6)
    await compute(working, working.counsellor_li, "cs1")
    before = await looked_at(working)
    assert len(before["counsellor_li"]["ratingResults"]["nodes"][0]["marks"]) == 6
    for act, deed in sorted(DEEDS.items(), key=lambda one: one[0] in LAST):
        if act in OF_ITS_OWN:
            continue
        for statement in (*AGAIN, "" if act in STANDS else deed.prepared):
            if statement:
                await working.execute(statement)
        await done(working, act)
        after = await looked_at(working)
        kind, gone = READ_OUT.get(act, ("", ""))
        assert [after[who] for who in LOOKING if who != gone] == [before[who] for who in LOOKING if who != gone], act
        if gone:
            assert after[gone]["ratingResults"]["nodes"] == []
            await assign(working, kind, ["cs1"], [working.people[gone]])


GIVE_BACK = "delete from ballot where rater_id = :rater and kind = :kind"
Marks = Mapping[tuple[str, str], Counter[str]]


@dataclass
class Evening:
    """计科1901 as its raters and its college go on, and each result that was shown of it."""

    campus: Campus
    throw: Random
    raters: list[Person]
    shown: list[tuple[dict[int, int], Marks]] = field(default_factory=list)
    """Each result has, by rater, the one number that all of the rater's marks are, and the peer marks that it shows."""
    left: set[Person] = field(default_factory=set)
    ended: bool = False

    async def ballots(self) -> None:
        """Some come or change, some are given back."""
        for rater in self.throw.sample(self.raters, self.throw.randint(1, 5)):
            own = self.raters.index(rater) * 10
            if rater in self.left:
                continue
            if self.throw.random() < 0.3:
                await self.campus.execute(
                    "delete from ballot where rater_id = :rater and kind = 'PEER'", rater=rater.id
                )
            else:
                await self.give(rater, PEER, own + (self.throw.randint(0, 9) if self.throw.random() < 0.3 else 0))

    async def give(self, rater: Person, kind: RaterKind, points: int) -> None:
        there = [one for one in members(self.campus) if one not in self.left]
        await self.campus.execute(
            "delete from ballot where rater_id = :rater and kind = :kind", rater=rater.id, kind=kind
        )
        await rate(self.campus, rater, kind, {one: [points] * 3 for one in there})
        await self.campus.execute("update ballot set digest = :p where rater_id = :rater", p=points, rater=rater.id)

    async def cleared(self) -> None:
        await clear(self.campus, "cs1")
        await self.give(self.campus.counsellor_li, COUNSELLOR, 80)

    async def somebody_leaves_or_comes_back(self) -> None:
        """A class mate takes part no more, or again: the class is cleared before."""
        who = self.throw.choice(members(self.campus))
        await clear(self.campus, "cs1")
        away = who not in self.left
        changed = await set_participants(self.campus, studentIds=[str(who.id)], participating=not away)
        assert not codes(changed)
        self.left ^= {who}
        await self.give(self.campus.counsellor_li, COUNSELLOR, 80)

    async def ended_or_opened(self) -> None:
        assert not codes(await move_phase(self.campus, "open" if self.ended else "end", "RATING"))
        self.ended = not self.ended

    async def items_taken_afresh(self) -> None:
        """All classes cleared, and the phase opened anew."""
        if not self.ended:
            await self.ended_or_opened()
        await clear(self.campus, "cs1", "cs2", "se1")
        await self.ended_or_opened()
        await self.give(self.campus.counsellor_li, COUNSELLOR, 80)

    async def others_are_assigned(self) -> None:
        staff = [self.campus.counsellor_li, *self.throw.choice([[], [self.campus.counsellor_zhao]])]
        await assign(self.campus, "Counsellors", ["cs1"], staff)
        await assign(self.campus, "HeadTeachers", ["cs1"], self.throw.choice([[], [self.campus.head_teacher_chen]]))

    async def computed(self) -> None:
        before = await peers_shown(self.campus)
        new = (await compute(self.campus, self.campus.college_admin, "cs1"))["classes"]
        now = await peers_shown(self.campus)
        if not new:
            assert now == before
            return
        counted = "select rater_id, digest from ballot where kind = 'PEER' and class_id = :class"
        rows = await self.campus.rows(counted, **{"class": self.campus.ids["cs1"]})
        self.shown.append((dict(map(tuple, rows)), now))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_two_moments_tell_fewer_than_three_peers_apart(campus: Campus, seed: int) -> None:
    """R5.7, R15.3: each result that was shown beside each other one, whatever raters and college did between them.

    Every rater's marks are of that rater alone, so whatever differs between two moments would name its rater. The end
    of the rating, which the college may repeat, lets one result through, without marks.
    """
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    others = [campus.people[key] for key in ("ji", "geng", "xin", "ren", "gui")]
    evening = Evening(campus, Random(seed), [*members(campus), *others])
    for rater in evening.raters[:6]:
        await evening.give(rater, PEER, evening.raters.index(rater) * 10)
    moves = [evening.ballots, evening.ended_or_opened, evening.others_are_assigned]
    rare = [evening.somebody_leaves_or_comes_back, evening.items_taken_afresh, evening.cleared]
    await evening.computed()
    for _ in range(14):
        await evening.throw.choice([*moves * 3, *rare])()
        await evening.ballots()
        await evening.computed()
    assert any(marks for _, marks in evening.shown)
    _judge(evening.shown)


def _judge(shown: list[tuple[dict[int, int], Marks]]) -> None:
    for (_, one), (_, other) in combinations(shown, 2):
        for cell in one.keys() & other.keys():
            for differing in (one[cell] - other[cell], other[cell] - one[cell], one[cell] & other[cell]):
                assert differing.total() == 0 or differing.total() >= FEWEST
    let_through = 0
    for place, (ballots, _) in enumerate(shown):
        known = [earlier for earlier, _ in shown[:place]]
        changed = [len({rater for rater, _ in ballots.items() ^ earlier.items()}) for earlier in known]
        let_through += any(0 < count < FEWEST for count in changed)
        few = [earlier.items() for earlier in known if 0 < len(earlier) < FEWEST]
        assert not (shown[place][1] and any(sum_of <= ballots.items() for sum_of in few))
    assert let_through <= 1


ROSTER = {
    "a member of the staff who has rated leaves": "update staff set retired_at = now() where number = 'S007'",
    "somebody else heads the class": "delete from roster_head_teacher",
    "a rater leaves": "update student set retired_at = now() where number = '2019010103'",
    "a rater changes class": "update student set class_id = (select id from school_class where code = 'J1902')"
    " where number = '2019010104'",
    "the class is renamed": "update school_class set name = '计科一班', retired_at = now() where code = 'J1901'",
    "a name is corrected": "update student set gender = '男' where number like '20190101%'",
}


async def test_what_the_roster_says_later_changes_nothing_that_is_shown(campus: Campus) -> None:
    """R5.7, R9.2: a student who has left or changed class is in the result as it was computed."""
    await set_items(campus, (40, 30, 30), (20, 30, 50))
    staff = ((campus.counsellor_li, COUNSELLOR), (campus.head_teacher_chen, HEAD_TEACHER))
    for rater, kind in (*staff, *((one, PEER) for one in members(campus)[:4])):
        await rate(campus, rater, kind, {one: [70, 71] for one in members(campus)})
    await compute(campus, campus.counsellor_li, "cs1")
    readers = ("counsellor_li", "college_admin")
    before = await looked_at(campus)
    assert "陈静" in str(before["counsellor_li"])
    for change, statement in ROSTER.items():
        await campus.execute(statement)
        after = await looked_at(campus)
        assert [after[who] for who in readers] == [before[who] for who in readers], change
