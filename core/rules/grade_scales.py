"""A college's grade scale is read, checked and compared here (R10.3 - R10.5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import Invalid, Refusal, Refusals
from core.rules.course_points import LEVELS, TREATMENTS, Scale, Verdict
from core.score_texts import read_score
from core.workbooks.cells import Bad
from core.workbooks.score_cells import score
from db.tables import Outcome, RetakeRule, Treatment

LONGEST_WORD = 16
MOST_WORDS = 200
MOST_POINTS = Decimal(100)


@dataclass(frozen=True, slots=True)
class ScaleForm:
    """Holds the values of the page's form; what is None takes its default."""

    levels: Sequence[tuple[str, Decimal | None]] | None = None
    treatments: Sequence[tuple[str, Treatment]] | None = None
    retake_rule: RetakeRule | None = None

    def scale(self) -> Scale:
        """Returns the scale that the form describes.

        Raises:
            Refusals: everything that is wrong with it.
        """
        found: list[Refusal] = []
        levels = {_word(word, f"input.levels.{n}", found): worth for n, (word, worth) in enumerate(self.levels or ())}
        treatments = {
            _word(word, f"input.treatments.{n}", found): how for n, (word, how) in enumerate(self.treatments or ())
        }
        found += [*_repeated(self), *_out_of_range(self.levels or ())]
        whole = Scale(
            LEVELS if self.levels is None else levels,
            TREATMENTS if self.treatments is None else treatments,
            self.retake_rule or RetakeRule.FIRST,
        )
        if len(whole.levels) + len(whole.treatments) > MOST_WORDS:
            zh, en = f"等级与状态合计最多 {MOST_WORDS} 个", f"There may be {MOST_WORDS} levels and states in all"
            found.append(Invalid("input.levels", zh, en))
        if found:
            raise Refusals(found)
        return whole


def _word(typed: str, path: str, found: list[Refusal]) -> str:
    """Returns the word in its form for comparison, and notes what is wrong with it."""
    number, word, kind = read_score(typed)
    if number is not None:
        zh, en = f"“{typed.strip()}”是分数，不是等级或状态", f'"{typed.strip()}" is a number, not a level or a state'
        found.append(Invalid(f"{path}.word", zh, en))
    elif kind is not None:
        zh, en = (
            f"“{typed.strip()}”带有补考、重修等标记，请只填文字",
            f'"{typed.strip()}" has a mark; give the word alone',
        )
        found.append(Invalid(f"{path}.word", zh, en))
    elif isinstance(score(typed), Bad):
        zh = f"“{typed.strip()}”不能作为等级或状态，导入成绩时会被拒绝：请改填文字"
        en = f'"{typed.strip()}" is no level or state, an import refuses it: give a word'
        found.append(Invalid(f"{path}.word", zh, en))
    elif not 1 <= len(word or "") <= LONGEST_WORD:
        zh, en = f"等级或状态应为 1 至 {LONGEST_WORD} 个字", f"A level or state has 1 to {LONGEST_WORD} characters"
        found.append(Invalid(f"{path}.word", zh, en))
    return word or ""


def _repeated(form: ScaleForm) -> Iterable[Refusal]:
    """Finds words that stand twice, as levels, as states or as both. A part left out counts with its defaults."""
    seen = {*(LEVELS if form.levels is None else ()), *(TREATMENTS if form.treatments is None else ())}
    for part, given in (("levels", form.levels or ()), ("treatments", form.treatments or ())):
        for place, (typed, _) in enumerate(given):
            word = read_score(typed).word
            if word and word in seen:
                zh, en = f"“{word}”填写了两次", f'"{word}" is given twice'
                yield Invalid(f"input.{part}.{place}.word", zh, en)
            seen.add(word or "")


def _out_of_range(levels: Iterable[tuple[str, Decimal | None]]) -> Iterable[Refusal]:
    for place, (_, points) in enumerate(levels):
        if points is not None and not 0 <= points <= MOST_POINTS:
            zh, en = f"分数应为 0 至 {MOST_POINTS}", f"Points must be from 0 to {MOST_POINTS}"
            yield Invalid(f"input.levels.{place}.points", zh, en)


def scale_from(row: Any, decisions: Iterable[Any] = ()) -> Scale:
    """Returns the scale of a row of `grade_scale`, or the default one without a row.

    Args:
        decisions: the college's decisions of the year, of which those on words count here.
    """
    words = {one.question: verdict_of(one) for one in decisions if one.student_id is None}
    if row is None or row.levels is None:
        return Scale(words=words)
    levels = {word: None if points is None else Decimal(points) for word, points in row.levels.items()}
    treatments = {word: Treatment(how) for word, how in row.treatments.items()}
    return Scale(levels, treatments, RetakeRule(row.retake_rule), words)


def verdict_of(decision: Any) -> Verdict:
    return Verdict(Outcome(decision.outcome), decision.points, decision.id)


def stored(scale: Scale) -> dict[str, Any]:
    """Returns the scale as columns of its table."""
    return {
        "levels": {word: None if points is None else str(points) for word, points in scale.levels.items()},
        "treatments": {word: how.value for word, how in scale.treatments.items()},
        "retake_rule": scale.retake_rule.value,
    }


def is_same(one: Scale, other: Scale) -> bool:
    """Tells whether two scales lay down the same, apart from decisions on words."""
    return (one.levels, one.treatments, one.retake_rule) == (other.levels, other.treatments, other.retake_rule)


def by_points(scale: Scale) -> list[tuple[str, Decimal | None]]:
    """Lists the levels, the highest first and those without points last."""
    return sorted(scale.levels.items(), key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))


def audit_values(scale: Scale) -> Mapping[str, Any]:
    """Converts a scale to values for the audit log."""
    return {
        "levels": {word: None if points is None else str(points) for word, points in by_points(scale)},
        "treatments": {word: how.value for word, how in sorted(scale.treatments.items())},
        "retakeRule": scale.retake_rule.value,
    }
