"""Width, case and blanks of a word make no other word: items are spelt as the scheme spells them (R11.3)."""

from typing import Any

import pytest

from core.rules.schemes.checking import Around
from core.rules.schemes.problems import SchemeFaults
from core.rules.schemes.reading import read_scheme
from core.rules.schemes.spelling import Spelling

TEXT = """title: 加分
inputs:
  论文:
    from: items
    points: {by: [item, level, award], table: {Paper: {SCI: {A 类: 10, Ｂ类: 5}}}}
    roles: {First author: {times: 1}}
  竞赛: {from: items, points: 2}
parts:
  ACM: {items: [竞赛], only: {level: [ICPC]}}
qualities:
  overall: {score: {sum: [论文, 竞赛, ACM], cap: 100}, levels: [{level: 合格}]}
"""
AROUND = Around({"overall": "总分"}, ["合格"])
WORDS = {
    ("论文", "item"): "Paper",
    ("论文", "level"): "SCI",
    ("论文", "award"): "A 类",
    ("论文", "role"): "First author",
    ("竞赛", "level"): "ICPC",
}


def full_width(word: str) -> str:
    return word.translate({ord(one): ord(one) + 0xFEE0 for one in word if "!" <= one <= "~"})


@pytest.mark.parametrize(("place", "word"), WORDS.items())
def test_a_word_of_the_scheme_is_known_however_it_is_typed(place: tuple[str, str], word: str) -> None:
    """R11.3: words of tables, of roles, and of what a node looks at."""
    category, fact = place
    spelling = Spelling(read_scheme(TEXT, AROUND))
    typed = [
        word,
        full_width(word),
        word.lower(),
        full_width(word.upper()),
        word.replace(" ", ""),
        word.replace(" ", "　"),
    ]
    assert {spelling.of(category, {fact: one})[fact] for one in typed} == {word}
    assert spelling.of(category, {fact: "别的", "amount": 3}) == {fact: "别的", "amount": 3}


def test_other_words_are_spelt_as_they_were_first() -> None:
    """Items of one name, or of one 同类, are of one kind (R11.3)."""
    spelling = Spelling(read_scheme(TEXT, AROUND))
    found: list[Any] = [
        spelling.of("竞赛", {"item": name, "kind": kind})
        for name, kind in (("“挑战杯”（国赛）", ""), ("挑战杯ａ", "acm"), ("挑战杯A", "ＡＣＭ"), ("清空", None))
    ]
    assert found == [
        {"item": "“挑战杯”（国赛）", "kind": ""},
        *[{"item": "挑战杯ａ", "kind": "acm"}] * 2,
        {"item": "清空", "kind": None},
    ]
    assert spelling.of("论文", {"item": "挑战杯A"}) == {"item": "挑战杯A"}, "of another category"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ｂ类: 5", "a类: 5"),
        ("{First author: {times: 1}}", "{First author: {times: 1}, first author: {times: 1}}"),
    ],
)
def test_a_scheme_does_not_spell_one_word_in_two_ways(old: str, new: str) -> None:
    """R11.4: nobody could say which of them an imported word is."""
    with pytest.raises(SchemeFaults) as found:
        read_scheme(TEXT.replace(old, new), AROUND)
    assert ["视为同一个" in one.zh for one in found.value.problems] == [True]
