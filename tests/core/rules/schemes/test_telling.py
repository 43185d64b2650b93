"""An explanation can be followed by a person who knows the regulation, but not the scheme (R11.7)."""

from decimal import Decimal
from fractions import Fraction

from core.rules.schemes.checking import Around
from core.rules.schemes.given import Given, Item
from core.rules.schemes.reading import read_scheme
from core.rules.schemes.reckoning import Placed, levels, reckon
from core.rules.schemes.telling import told

TEXT = """title: 加分
inputs:
  学业成绩: academicScore
  荣誉: {from: items, points: {max: 20}}
  干部: {from: items, points: {max: 20}}
  处分: {from: items, deduction: true, points: 5}
parts:
  荣誉分: {items: [荣誉], perKind: 1}
  加权分: {round: {share: 学业成绩, ratio: 0.333}}
  处分次数: {howMany: [处分]}
qualities:
  development: {score: {sum: [荣誉分, 干部]}, levels: [{level: 合格}]}
  overall:
    score: {sum: [加权分, 荣誉分]}
    levels: [{level: 优秀, atLeast: 40, when: {处分次数: {atMost: 0}, 加权分: {atLeast: 30}}}, {level: 合格}]
"""
AROUND = Around({"development": "发展", "overall": "总分"}, ["优秀", "合格"])


def items(*points: tuple[str, str, int]) -> list[Item]:
    return [Item(category, name, points=Decimal(worth)) for category, name, worth in points]


def test_an_explanation_says_which_items_count_and_what_was_rounded() -> None:
    """R11.7: of a category of which parts choose, the items that count, and their sum alone."""
    scheme = read_scheme(TEXT, AROUND)
    honours = ("荣誉", "三好学生", 10), ("荣誉", "三好学生", 6), ("荣誉", "标兵", 6)
    given = Given({"学业成绩": Decimal("90.1")}, items(*honours, ("干部", "班长", 7), ("干部", "班长", 3)))
    found = told(scheme, reckon(scheme, given), AROUND.qualities, "zh", levels={}, with_ratings=True)
    steps = {one.name: (one.value, one.calculation) for one in found}
    assert steps["荣誉"] == ("16", "三好学生 10；三好学生 6 不计；标兵 6 = 16")
    assert steps["干部"] == ("10", "班长 7；班长 3 = 10")
    assert steps["加权分"] == ("30", "（学业成绩 90.1 × 0.333） → 30 = 30")
    assert steps["处分次数"] == ("0", "0 项")
    assert steps["发展"][0] == "26.00"
    nothing = reckon(scheme, Given({"学业成绩": Decimal(90)}))
    nobody = told(scheme, nothing, AROUND.qualities, "zh", levels={}, with_ratings=True)
    assert {one.name: one.calculation for one in nobody}["荣誉分"] == "无"


def test_a_quality_is_called_by_its_name_and_every_step_says_which_it_uses() -> None:
    """R11.7: also where a part is called as a quality is, and where a condition asks for a number."""
    text = TEXT.replace(
        "{sum: [加权分, 荣誉分]}", "{veto: {sum: [总分, development]}, when: {处分次数: {above: 3}}, gives: 0}"
    )
    scheme = read_scheme(text.replace("加权分", "总分"), AROUND)
    found = told(
        scheme, reckon(scheme, Given({"学业成绩": Decimal(90)})), AROUND.qualities, "zh", levels={}, with_ratings=True
    )
    at = {(one.name, one.code): place for place, one in enumerate(found)}
    overall = found[at["总分", "overall"]]
    assert overall.calculation == "（总分 29.97 + 发展 0） = 29.97"
    assert overall.uses == [at["总分", None], at["发展", "development"], at["处分次数", None]]
    assert [found[at[name, None]].uses for name in ("学业成绩", "荣誉分")] == [[], []]


def test_the_best_of_the_class_stands_in_the_sentence() -> None:
    """R11.3, R11.7: own ÷ highest × full, rounded half up where it stands; nobody divides by nothing."""
    text = TEXT.replace("{round: {share: 学业成绩, ratio: 0.333}}", "{ofBest: 学业成绩, full: 30, places: 1, cap: 29}")
    scheme = read_scheme(text, AROUND)
    expected = [
        ("90.00", "95.5", "学业成绩 90 ÷ 班级最高 95.5 × 30 → 28.3 = 28.3"),
        ("95.5", "95.5", "学业成绩 95.5 ÷ 班级最高 95.5 × 30 → 30，不高于 29 = 29"),
        ("0", "0", "学业成绩 0 ÷ 班级最高 0 × 30 → 0 = 0"),
    ]
    for own, best, sentence in expected:
        given = Given({"学业成绩": Decimal(own)}, bests={("学业成绩", "class"): Fraction(best)})
        found = told(scheme, reckon(scheme, given), AROUND.qualities, "zh", levels={}, with_ratings=True)
        assert {one.name: one.calculation for one in found}["加权分"] == sentence


def test_a_condition_of_a_level_compares_a_part_as_it_is_shown() -> None:
    """R11.6: 29.99664 is shown as 30.00, and has reached 30."""
    exact = TEXT.replace("{round: {share: 学业成绩, ratio: 0.333}}", "{share: 学业成绩, ratio: 0.333}")
    scheme = read_scheme(exact, AROUND)
    honours = items(("荣誉", "三好学生", 10), ("荣誉", "标兵", 6))
    for score, level in (("90.08", "优秀"), ("90.07", "合格")):
        reckoned = reckon(scheme, Given({"学业成绩": Decimal(score)}, honours))
        assert levels(scheme, [Placed(1, 1, reckoned)])[0]["overall"] == level


def test_an_item_says_how_it_gets_its_worth_where_no_table_says_it_alone() -> None:
    """R11.7: role, months and hours are worked into the number, which nobody could work out from it alone."""
    roles = "roles: {队员: {times: 0.6}, 替补: {add: -2}, 顾问: {add: -1, times: 0.5}}"
    categories = [
        (f"{{from: items, points: {{by: [level], table: {{省级: 8, 校级: 1.5}}}}, {roles}}}", [
            (Item("荣誉", "a", "省级", role="队员"), "a（省级、队员、8 × 0.6） 4.8"),
            (Item("荣誉", "b", "省级"), "b（省级） 8"),
            (Item("荣誉", "c", "校级", role="替补"), "c（校级、替补、1.5 - 2，不低于 0） 0"),
            (Item("荣誉", "d", "省级", role="顾问"), "d（省级、顾问、（8 - 1） × 0.5） 3.5"),
        ]),
        ("{from: items, points: {perUnit: 0.5}, most: 6}", [
            (Item("荣誉", "a", amount=Decimal("7.50")), "a（7.5 × 0.5） 3.75"),
            (Item("荣誉", "b", amount=Decimal(20)), "b（20 × 0.5，不高于 6） 6"),
        ]),
        ("{from: items, points: {by: [role], table: {主席: 20}}, time: {full: 12}}", [
            (Item("荣誉", "a", role="主席", amount=Decimal(6)), "a（主席、20 × 6/12） 10"),
            (Item("荣誉", "b", role="主席", amount=Decimal(14)), "b（主席、14） 20"),
        ]),
        ("{from: items, points: 4, time: {from: {5: 0.5}}}", [
            (Item("荣誉", "a", amount=Decimal(9)), "a（4 × 0.5） 2"),
            (Item("荣誉", "b", amount=Decimal(4)), "b（4 × 0） 0"),
        ]),
    ]  # fmt: skip
    for category, cases in categories:
        scheme = read_scheme(TEXT.replace("{from: items, points: {max: 20}}", category, 1), AROUND)
        reckoned = reckon(scheme, Given({"学业成绩": Decimal(90)}, [item for item, _ in cases]))
        found = told(scheme, reckoned, AROUND.qualities, "zh", levels={}, with_ratings=True)
        [sentence] = [one.calculation or "" for one in found if one.name == "荣誉"]
        assert sentence.rpartition(" = ")[0] == "；".join(expected for _, expected in cases)


def test_a_level_says_why_it_is_given_and_why_no_better_one() -> None:
    """R11.6, R11.7: by score, by share, by conditions, for all others; in the words of the level that was stored."""
    rules = """[{level: 优秀, topPercent: 20, within: class, when: {处分次数: {atMost: 0}}},
      {level: 优秀, atLeast: 60}, {level: 良好, topPercent: 50, within: grade}, {level: 合格}]"""
    text = TEXT.replace(
        "[{level: 优秀, atLeast: 40, when: {处分次数: {atMost: 0}, 加权分: {atLeast: 30}}}, {level: 合格}]", rules
    )
    scheme = read_scheme(text, Around(AROUND.qualities, ["优秀", "良好", "合格"]))

    def reason(level: str, score: int, *penalties: tuple[str, str, int], language: str = "zh") -> str | None:
        reckoned = reckon(scheme, Given({"学业成绩": Decimal(score)}, items(("荣誉", "标兵", 20), *penalties)))
        found = told(scheme, reckoned, AROUND.qualities, language, levels={"overall": level}, with_ratings=True)
        assert [one.level for one in found if one.code != "overall"] == [None] * (len(found) - 1)
        return next(one.level for one in found if one.code == "overall")

    late = ("处分", "迟到", 5)
    assert reason("优秀", 90) == "优秀：班级前 20%，处分次数 0 ≤ 0"
    assert reason("优秀", 150, late) == "优秀：69.95 ≥ 60"
    assert reason("优秀", 150) == "优秀：班级前 20%，处分次数 0 ≤ 0，或 69.95 ≥ 60"
    assert reason("良好", 90) == "良好：年级前 50%；未得优秀：不在班级前 20% / 49.97，须 ≥ 60"
    refused = "合格：不设条件；未得优秀：处分次数 1，须 ≤ 0 / 49.97，须 ≥ 60；未得良好：不在年级前 50%"
    assert reason("合格", 90, late) == refused
    english = (
        "良好: among the first 50% of the grade; not 优秀: not among the first 20% of the class / 49.97, must be ≥ 60"
    )
    assert reason("良好", 90, language="en") == english


def test_a_level_that_rests_on_ratings_is_explained_to_those_alone_who_see_them() -> None:
    """R11.7, R5.7: a quality that stands in a condition is shown anyway, a part would tell the rating score."""
    text = TEXT.replace("学业成绩: academicScore", "学业成绩: ratingScore")
    scheme = read_scheme(text, AROUND)
    reckoned = reckon(scheme, Given({"学业成绩": Decimal(90)}))
    levels = {"overall": "合格", "development": "合格"}
    for with_ratings, expected in (
        (True, "合格：不设条件；未得优秀：29.97，须 ≥ 40，加权分 29.97，须 ≥ 30"),
        (False, None),
    ):
        found = told(scheme, reckoned, AROUND.qualities, "zh", levels=levels, with_ratings=with_ratings)
        told_levels = {one.code: one.level for one in found if one.code}
        assert told_levels == {"development": "合格：不设条件", "overall": expected}
