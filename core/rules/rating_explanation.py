"""A rating score is explained here by the sums and numbers of ballots behind it (R5.4, R9.4).

This file also finds out whether a number would reveal a rater's mark; the rules that withhold marks use that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from db.tables import RaterKind

PLACES, PERCENT = Decimal("0.01"), Decimal(100)
KIND_ZH = {RaterKind.COUNSELLOR: "辅导员", RaterKind.HEAD_TEACHER: "班主任", RaterKind.PEER: "学生互评"}
KIND_EN = {RaterKind.COUNSELLOR: "counsellors", RaterKind.HEAD_TEACHER: "head teachers", RaterKind.PEER: "peers"}

WITHHELD_ZH = "评分成绩只出自一份打分，仅该班的辅导员、班主任可见。"
WITHHELD_EN = "The score rests on a single ballot, so only the class's counsellors and head teachers see it."
HIDDEN_ZH = "评分成绩也会泄露个别同学的打分，所以不显示。"
HIDDEN_EN = "The score would reveal it too, so it is not shown either."
PEERS_ZH = "为不泄露个别同学的打分，互评的打分、平均分和有关项目的得分不显示。"
PEERS_EN = (
    "Peers' marks and averages, and the item scores made of them, are not shown: they would reveal one peer's marks."
)


@dataclass(frozen=True, slots=True)
class OfResult:
    """Places a value in its class and student. `tells_marks`: the item scores and averages would reveal a single
    rater's mark.

    `tells_peer`: this very value would reveal a single peer's mark, and peers stay unknown to everybody (R5.7).
    """

    batch_id: int
    college_id: int
    class_id: int
    student_id: int
    tells_marks: bool
    tells_peer: bool


@dataclass(frozen=True, slots=True)
class KindScore(OfResult):
    """Holds one kind of rater's result in one item; `points` is the sum over its ballots, None without one."""

    kind: RaterKind
    weight: Decimal
    effective_weight: Decimal
    ballots: int
    points: Decimal | None

    @property
    def average(self) -> Decimal | None:
        return None if self.points is None else _shown(self.points / self.ballots)

    @property
    def counts(self) -> bool:
        return self.weight > 0 and self.points is not None


@dataclass(frozen=True, slots=True)
class RatingItemScore(OfResult):
    """Holds one item's score: the weighted average of its kinds. The weight of a kind without ballots goes to the
    others.
    """

    item: Any
    score: Decimal | None
    kinds: Sequence[KindScore]

    @property
    def calculation(self) -> str:
        """Writes the calculation as `(51.00÷2×40 + 73.00÷3×30)÷70`: dividing by the present weights shares a missing
        one.
        """
        counting = [one for one in self.kinds if one.counts]
        terms = " + ".join(f"{one.points}÷{one.ballots}×{_plain(one.weight)}" for one in counting)
        return f"({terms})÷{_plain(sum((one.weight for one in counting), Decimal(0)))}"


@dataclass(frozen=True, slots=True)
class RatingExplanation(OfResult):
    """Holds the items and their sum; `one_ballot` means that some kind's average is a single rater's mark."""

    counsellor_ballots: int
    head_teacher_ballots: int
    peer_ballots: int
    rating_score: Decimal | None
    items: Sequence[RatingItemScore]
    one_ballot: bool
    score_withheld: bool

    @property
    def missing(self) -> list[RaterKind]:
        """Lists the kinds of rater that have a weight in some item and no submitted ballot."""
        weighted = {one.kind for item in self.items for one in item.kinds if one.weight > 0}
        return [kind for kind in RaterKind if kind in weighted and not getattr(self, f"{kind.lower()}_ballots")]

    def sentence(self, language: str) -> str:
        """Writes the calculation in one line, as a person would check it by hand."""
        english = language == "en"
        if self.rating_score is None:
            return self.note(language) or ("No score" if english else "没有评分成绩")
        items = ("; " if english else "；").join(f"{one.item.name} {one.calculation}={one.score}" for one in self.items)
        if english:
            return f"{items}; added up unrounded, then rounded half up: {self.rating_score}"
        return f"{items}；各项未经舍入相加，再四舍五入得 {self.rating_score}"

    def note(self, language: str, *, withheld: bool = False) -> str | None:
        """Says which kinds are missing, who got their weights and why there is no score; never a mark or an average.

        Args:
            withheld: the score is one rater's marks, which this reader may not see.
        """
        sentences = list(_sentences_en(self) if language == "en" else _sentences_zh(self))
        if self.tells_peer:
            sentences.append(PEERS_EN if language == "en" else PEERS_ZH)
        if self.score_withheld:
            sentences.append(HIDDEN_EN if language == "en" else HIDDEN_ZH)
        elif withheld:
            sentences.append(WITHHELD_EN if language == "en" else WITHHELD_ZH)
        return (" " if language == "en" else "").join(sentences) or None

    def heirs(self, missing: RaterKind) -> list[RaterKind]:
        """Lists the kinds of rater that share the weight of a missing kind in some item."""
        found = {
            one.kind
            for item in self.items
            if any(other.kind == missing and other.weight > 0 for other in item.kinds)
            for one in item.kinds
            if one.counts
        }
        return [kind for kind in RaterKind if kind in found]

    @property
    def without_score(self) -> list[str]:
        return [one.item.name for one in self.items if one.score is None]


def _sentences_zh(explanation: RatingExplanation) -> Iterable[str]:
    for kind in explanation.missing:
        heirs = "、".join(KIND_ZH[one] for one in explanation.heirs(kind))
        yield f"{KIND_ZH[kind]}无人提交" + (f"，其权重按比例由{heirs}分担。" if heirs else "。")
    if explanation.without_score:
        yield f"“{'”“'.join(explanation.without_score)}”的权重都在无人提交的打分上，所以没有得分，也没有评分成绩。"


def _sentences_en(explanation: RatingExplanation) -> Iterable[str]:
    for kind in explanation.missing:
        heirs = " and ".join(KIND_EN[one] for one in explanation.heirs(kind))
        shared = f", so their weight is shared by {heirs} in proportion" if heirs else ""
        yield f"No {KIND_EN[kind]} submitted{shared}."
    if explanation.without_score:
        names = ", ".join(explanation.without_score)
        yield f"All the weight of {names} lies on ballots that nobody submitted, so there is no score."


def explained(row: Any, items: Iterable[Any]) -> RatingExplanation:
    """Explains a stored result by the batch's items, in the order of the items."""
    weights = {one.id: one for one in items}
    known = [(weights[item_id], place) for place, item_id in enumerate(row.item_ids) if item_id in weights]
    tells = any(_tells_marks(row, item) for item, _ in known)
    place = (row.batch_id, row.college_id, row.class_id, row.student_id, tells)
    return RatingExplanation(
        *place,
        row.peers_withheld,
        row.counsellor_ballots,
        row.head_teacher_ballots,
        row.peer_ballots,
        row.rating_score,
        [
            RatingItemScore(
                *place,
                row.peers_withheld and item.peer_weight > 0,
                item,
                row.item_scores[number],
                _kinds(row, place, item, number),
            )
            for item, number in known
        ],
        any(_ballots(row, kind) == 1 for kind in RaterKind),
        row.score_withheld,
    )


def _tells_marks(row: Any, item: Any) -> bool:
    """Tells whether exactly one kind has a single ballot: its average then follows from the item's score and the
    others.
    """
    return sum(_weight(item, kind) > 0 and _ballots(row, kind) == 1 for kind in RaterKind) == 1


def _kinds(row: Any, place: tuple[int, int, int, int, bool], item: Any, number: int) -> list[KindScore]:
    present = sum((_weight(item, kind) for kind in RaterKind if _ballots(row, kind)), Decimal(0))
    return [
        KindScore(
            *place,
            row.peers_withheld and kind is RaterKind.PEER,
            kind,
            _weight(item, kind),
            _shown(_weight(item, kind) * PERCENT / present) if present and _ballots(row, kind) else Decimal(0),
            _ballots(row, kind),
            getattr(row, f"{kind.lower()}_sums")[number],
        )
        for kind in RaterKind
    ]


def _weight(item: Any, kind: RaterKind) -> Decimal:
    weight: Decimal = getattr(item, f"{kind.lower()}_weight")
    return weight


def _ballots(row: Any, kind: RaterKind) -> int:
    return int(getattr(row, f"{kind.lower()}_ballots"))


def _shown(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)


def _plain(weight: Decimal) -> str:
    return f"{weight.normalize():f}"
