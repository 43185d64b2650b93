"""Course scores get their points by the rules R10.3 to R10.6."""

from decimal import Decimal

import pytest

from core.rules.course_points import Attempt, Scale, Verdict, asked, is_about_attempts, proposal, settle, worth_of
from core.score_texts import read_score
from db.tables import AttemptKind, Outcome, RetakeRule, ScoreRule, Treatment

FIRST, RESIT, RETAKE = AttemptKind

NUMBERS = {
    "85": "85",
    "85.5": "85.5",
    "８５": "85",
    "85分": "85",
    "+85分": "85",
    " 85 ": "85",
    "0": "0",
    "100.00": "100",
}
MARKED = {"60$": RESIT, "60*": RETAKE, "60(补考)": RESIT, "60（重修）": RETAKE, "补考60": RESIT, "60补": RESIT}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    """R10.3"""
    assert read_score(text) == (Decimal(NUMBERS[text]), None, None)
    assert worth_of(text, Scale()).rule is ScoreRule.NUMBER


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_names_the_attempt(text: str) -> None:
    """R10.5"""
    assert read_score(text) == (Decimal(60), None, MARKED[text])


def test_a_state_that_looks_like_a_mark_stays_a_state() -> None:
    """R10.4: 缓考 alone is no attempt without a score."""
    assert read_score("缓 考") == (None, "缓考", None)
    assert read_score("及格(补考)") == (None, "及格", RESIT)


@pytest.mark.parametrize(
    ("text", "points", "question"),
    [
        ("优秀", 95, None),
        ("良", 85, None),
        ("不及格", 0, None),
        ("合格", None, None),
        ("缺考", 0, None),
        ("免修", None, None),
        ("缓考", None, "缓考"),
        ("没听说过", None, "没听说过"),
    ],
)
def test_words_have_the_points_and_treatments_of_the_rules(text: str, points: int | None, question: str | None) -> None:
    """R10.3, R10.4"""
    worth = worth_of(text, Scale())
    assert (worth.points, worth.question) == (points, question)


def test_the_retake_rule_says_which_attempt_counts() -> None:
    """R10.5: the first unless changed; the order is that of the kinds, not of the file."""
    attempts = [Attempt(RETAKE, "70"), Attempt(FIRST, "50"), Attempt(RESIT, "80")]
    found = {rule: settle(attempts, Scale(retake_rule=rule)) for rule in RetakeRule}
    assert {rule: (one.worth.points, one.counts) for rule, one in found.items()} == {
        RetakeRule.FIRST: (Decimal(50), 1),
        RetakeRule.LAST: (Decimal(70), 0),
        RetakeRule.BEST: (Decimal(80), 2),
    }


def test_attempts_that_nobody_can_tell_apart_are_undecided_until_decided() -> None:
    """R10.5, R10.6"""
    attempts = [Attempt(FIRST, "78"), Attempt(FIRST, "85")]
    open_question = settle(attempts, Scale())
    assert (open_question.worth.question, open_question.counts) == ("初修 78；初修 85", None)
    decided = {"初修 78；初修 85": Verdict(Outcome.POINTS, Decimal(85))}
    assert settle(attempts, Scale(), decided).worth.points == 85
    assert settle([Attempt(FIRST, "78"), Attempt(FIRST, "78分")], Scale()).worth.points == 78


def test_the_same_clash_is_the_same_question_however_it_is_written_and_ordered() -> None:
    """R10.6: another export of the same term does not ask again."""
    spellings = [["78", "缓考"], ["缓 考", "78.0"], ["７８分", "缓考", "78"]]
    questions = {settle([Attempt(FIRST, text) for text in texts], Scale()).worth.question for texts in spellings}
    assert questions == {"初修 78；初修 缓考"}


def test_a_decision_on_a_word_answers_it_everywhere_and_one_on_a_course_only_there() -> None:
    """R10.6"""
    word = Scale(words={"缓考": Verdict(Outcome.LEFT_OUT)})
    assert worth_of("缓考", word) == worth_of("缓 考", word)
    assert settle([Attempt(FIRST, "缓考")], word).worth.question is None
    here = settle([Attempt(FIRST, "缓考")], Scale(), {"缓考": Verdict(Outcome.POINTS, Decimal(71))})
    assert (here.worth.points, here.worth.rule) == (Decimal(71), ScoreRule.DECISION)
    assert settle([Attempt(FIRST, "未评")], Scale(), {"缓考": Verdict(Outcome.ZERO)}).worth.question == "未评"


def test_a_changed_treatment_wins_over_an_earlier_decision_on_the_word() -> None:
    """R10.4"""
    scale = Scale(treatments={"缓考": Treatment.ZERO}, words={"缓考": Verdict(Outcome.LEFT_OUT)})
    assert worth_of("缓考", scale).points == 0


def test_the_best_attempt_is_unknown_while_one_is_undecided() -> None:
    """R10.5, R10.6"""
    attempts = [Attempt(FIRST, "缓考"), Attempt(RESIT, "75")]
    best = Scale(retake_rule=RetakeRule.BEST)
    assert settle(attempts, best).worth.question == "缓考"
    assert settle(attempts, Scale(retake_rule=RetakeRule.LAST)).worth.points == 75
    assert proposal("缓考", attempts, best) == Verdict(Outcome.POINTS, Decimal(75))


def test_a_decision_on_a_course_is_what_it_counts_as_whatever_its_other_attempts_are_worth() -> None:
    """R10.6: and the attempts show it at the one that it decides, also where its word is decided for everybody."""
    attempts = [Attempt(FIRST, "缓考"), Attempt(RESIT, "88")]
    left_out = Verdict(Outcome.LEFT_OUT)
    for words in ({}, {"缓考": left_out}):
        best = Scale(retake_rule=RetakeRule.BEST, words=words)
        settled = settle(attempts, best, {"缓考": left_out})
        assert (settled.worth.points, settled.worth.rule, settled.counts) == (None, ScoreRule.DECISION, 0)
        assert settled.each[1].points == 88
    assert settle(attempts, Scale(retake_rule=RetakeRule.BEST, words={"缓考": left_out})).worth.points == 88


def test_proposals_say_what_a_word_usually_means() -> None:
    """R10.6"""
    proposed = {word: proposal(word, [Attempt(FIRST, word)], Scale()) for word in ("旷考", "缓考", "60#", "甲")}
    assert proposed == {
        "旷考": Verdict(Outcome.ZERO),
        "缓考": Verdict(Outcome.LEFT_OUT),
        "60#": Verdict(Outcome.POINTS, Decimal(60)),
        "甲": None,
    }


def test_a_decision_on_a_course_wins_over_one_on_its_word() -> None:
    """R10.6: and a course says what it asks, whether that is open, decided for it, or decided for its word."""
    word = Scale(words={"缓考": Verdict(Outcome.LEFT_OUT)})
    here = {"缓考": Verdict(Outcome.POINTS, Decimal(71))}
    assert settle([Attempt(FIRST, "缓考")], word, here).worth.points == 71
    assert settle([Attempt(FIRST, "缓考")], word, {"未评": Verdict(Outcome.ZERO)}).worth.points is None
    found = [asked([Attempt(FIRST, "缓考")], scale, decided) for scale in (Scale(), word) for decided in ({}, here)]
    assert found == ["缓考"] * 4
    best = Scale(retake_rule=RetakeRule.BEST, words=word.words)
    attempts = [Attempt(FIRST, "缓考"), Attempt(RESIT, "未评")]
    assert (asked(attempts, best, {}), asked(attempts, best, here)) == ("未评", "缓考")
    assert settle(attempts, best, here).worth.points == 71
    assert [asked([Attempt(FIRST, text)], Scale(), {}) for text in ("85", "优秀", "缺考")] == [None] * 3
    assert is_about_attempts("初修 78；初修 85")
    assert not is_about_attempts(worth_of("缓考；未评", Scale()).question or "")
