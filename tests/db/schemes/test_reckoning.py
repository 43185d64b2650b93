"""The database computes a scheme exactly as the explanation does (R11)."""

import os
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from core.rules.schemes.checking import faults_of
from core.rules.schemes.given import Given, Item, lacking
from core.rules.schemes.reading import read_scheme
from core.rules.schemes.reckoning import Placed, Step, levels, reckon
from db.schemes import Scheme
from db.session import Database
from tests.conftest import Cluster
from tests.core.rules.schemes import packs
from tests.db.schemes.bests import with_bests
from tests.db.schemes.drawing import AROUND, drawn_pupils, drawn_scheme
from tests.db.schemes.pack_students import pupils_of
from tests.db.schemes.staging import Pupil, computed
from tests.regulations import REGULATIONS
from tests.regulations.plain import Pupil as Plain
from tests.regulations.plain import stand

SEEDS = range(*map(int, os.environ.get("SCHEMES", "0:20").split(":")))


async def test_any_scheme_computes_to_the_same_scores_and_levels_in_both_ways(cluster: Cluster) -> None:
    """R11.3, R11.6, R11.7: fractions in Python, one statement in PostgreSQL; no cell differs."""
    database = Database(cluster.database_url("postgres"), pool_size=1)
    seen = 0
    async with database.read() as db:
        for seed in SEEDS:
            seen += await _compare(db, seed)
    await database.dispose()
    assert seen > 20 * len(SEEDS)


async def _compare(db: AsyncConnection, seed: int) -> int:
    scheme = Scheme.model_validate(drawn_scheme(seed))
    assert list(faults_of(scheme, AROUND)) == [], seed
    pupils = drawn_pupils(scheme, Random(seed), 40)
    lacks = [any(lacking(scheme, one.given)) for one in pupils]
    found = await computed(db, scheme, pupils)
    assert [one.lacking for one in found] == lacks, seed
    whole = [one for one, lack in zip(pupils, lacks, strict=True) if not lack]
    if not whole:
        return 0
    whole = with_bests(scheme, whole)
    placed = [Placed(one.class_id, one.grade_id, reckon(scheme, one.given)) for one in whole]
    found = await computed(db, scheme, whole)
    for one, outcome, level in zip(placed, found, levels(scheme, placed), strict=True):
        assert outcome.scores == {code: one.reckoned.score(code) for code in scheme.qualities}, seed
        assert outcome.levels == level, seed
    return len(whole)


@pytest.mark.parametrize("name", REGULATIONS)
async def test_every_cell_of_a_rule_pack_is_what_its_regulation_says(cluster: Cluster, name: str) -> None:
    """R11.3, R11.6, R11.7: by hand, by the explanation and by the database: 240 students, every part and level."""
    scheme, regulation = packs.scheme(name), REGULATIONS[name]
    pupils = pupils_of(scheme, 240)
    database = Database(cluster.database_url("postgres"), pool_size=1)
    async with database.read() as db:
        found = await computed(db, scheme, pupils)
    await database.dispose()
    plain = [Plain(one.class_id, one.grade_id, _values(scheme, one.given), one.given.items) for one in pupils]
    spread: dict[str, set[Any]] = {code: set() for code in scheme.qualities}
    for one, outcome, by_hand in zip(pupils, found, stand(regulation, plain), strict=True):
        assert not outcome.lacking
        assert {code: Fraction(score) for code, score in outcome.scores.items()} == by_hand.shown
        assert outcome.levels == regulation.levels(by_hand)
        steps = reckon(scheme, one.given).steps
        assert {name: steps[name].value for name in by_hand.exact} == by_hand.exact
        for code, score in outcome.scores.items():
            spread[code].add(score)
    assert all(len(different) > 3 for different in spread.values()), "the students are too much alike to prove it"


def _values(scheme: Scheme, given: Given) -> dict[str, Fraction]:
    """The values with their stand-ins, as a person would write them into the columns of a workbook."""
    stand_ins = {name: getattr(source, "missing", None) for name, source in scheme.inputs.items()}
    return {name: Fraction(stand_ins[name] or 0 if value is None else value) for name, value in given.values.items()}


async def test_levels_by_share_are_rounded_down_and_ties_stay_together(cluster: Cluster) -> None:
    """R11.6: of nine, 40 % are three; two who share the third place both get the level, and a barred place is lost."""
    text = packs.text("four-qualities").replace(
        "topPercent: 20\n        within: class", "topPercent: 40\n        within: class"
    )
    scheme = read_scheme(text, packs.AROUND["four-qualities"])
    scores, failed = [99, 95, 90, 90, 80, 70, 60, 50, 40], [0, 1, 0, 0, 0, 0, 0, 0, 0]
    pupils = [Pupil(1, 1, _study(score, fails)) for score, fails in zip(scores, failed, strict=True)]
    database = Database(cluster.database_url("postgres"), pool_size=1)
    async with database.read() as db:
        found = await computed(db, scheme, pupils)
    await database.dispose()
    assert [one.levels["overall"] for one in found] == ["优秀", "良好", "优秀", "优秀", *["合格"] * 3, *["不合格"] * 2]


def _study(score: int, failed: int) -> Given:
    return Given({"评议得分": 90, "学业成绩": score, "不及格门数": failed, "体质测试": 60})


def test_an_explanation_tells_every_number_down_to_each_item() -> None:
    """R11.7: the tree with its numbers; what a cap cuts and what is passed over can be seen."""
    scheme = packs.scheme("six-modules")
    values = {"辅导员评分": 95, "小组评分": 99, "自评": 90, "学业成绩": 88, "体测": 80, "美育课程": 70, "不及格门数": 0}
    items = [
        Item("学科竞赛", "数学建模", "国家级", "一等奖", "负责人"),
        Item("学科竞赛", "数学建模", "省级", "一等奖", "队员"),
        Item("学科竞赛", "程序设计", "国家级", "特等奖", "队员"),
        Item("论文", "综测研究", "核心", role="第一作者"),
        Item("社会工作", "班长", amount=Decimal(5)),
    ]
    steps = reckon(scheme, Given({name: Decimal(value) for name, value in values.items()}, items)).steps
    contests = steps["竞赛加分"].inside[0]
    assert _cut(contests) == ("20", "24")
    worths = [(one.name, str(one.value), one.counts) for one in contests.inside if one.what == "item"]
    assert worths == [("数学建模", "12", True), ("程序设计", "12", True), ("数学建模", "6", False)]
    assert _cut(steps["论文加分"]) == ("10", "12")
    assert _cut(steps["小组认定"].inside[0]) == ("90", "99")
    assert steps["社会工作"].value == 4
    assert [*steps].index("竞赛加分") < [*steps].index("论文加分") < [*steps].index("intellectual")


def _cut(step: Step) -> tuple[str, str]:
    """The value, and what it was before a cap."""
    return str(step.value), str(step.before)
