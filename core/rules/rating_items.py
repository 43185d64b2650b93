"""设置评分项目 (1.1.3.1): these rules say which rating items are valid (R5.1). They turn forms and rows into columns or
refusals.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from core.errors import AlreadyExists, Conflict, Invalid, Refusal

LONGEST_NAME = 100
LONGEST_DETAIL = 2000
LAST_ORDER = 9999
MOST_ITEMS = 50
MOST_POINTS = Decimal("999.99")
WHOLE = Decimal(100)
WEIGHTS = {
    "counsellor_weight": ("counsellorWeight", "辅导员"),
    "head_teacher_weight": ("headTeacherWeight", "班主任"),
    "peer_weight": ("peerWeight", "学生互评"),
}


@dataclass(frozen=True, slots=True)
class ItemForm:
    """Holds the values of the page's form; a value that is None stays as it is. An empty detail removes the detail."""

    name: str | None = None
    order: int | None = None
    detail: str | None = None
    min_points: Decimal | None = None
    max_points: Decimal | None = None
    counsellor_weight: Decimal | None = None
    head_teacher_weight: Decimal | None = None
    peer_weight: Decimal | None = None

    def over(self, row: Any) -> dict[str, Any]:
        """Returns the item's columns after the form."""
        columns: dict[str, Any] = {
            name: getattr(row, name, None) if new is None else new for name, new in asdict(self).items()
        }
        return columns | {"name": columns["name"].strip(), "detail": (columns["detail"] or "").strip() or None}


def next_order(others: Sequence[Any]) -> int:
    """Returns the order of a new item, which comes last unless the form says otherwise."""
    return min(max((one.order for one in others), default=0) + 1, LAST_ORDER)


def refusals(columns: dict[str, Any], others: Sequence[Any]) -> list[Refusal]:
    """Returns everything that is wrong with an item at once.

    Args:
        others: the other items of the college.
    """
    found: list[Refusal] = [*_words(columns), *_range(columns), *_weights(columns)]
    if any(one.name == columns["name"] for one in others):
        found.append(AlreadyExists("input.name", name=columns["name"]))
    if len(others) >= MOST_ITEMS:
        found.append(
            Conflict(f"每个学院最多 {MOST_ITEMS} 个评分项目", f"A college has at most {MOST_ITEMS} rating items")
        )
    return found


def _words(columns: dict[str, Any]) -> list[Refusal]:
    found: list[Refusal] = []
    if not 0 < len(columns["name"]) <= LONGEST_NAME:
        most = f"at most {LONGEST_NAME} characters"
        found.append(
            Invalid("input.name", f"请填写项目名称，最多 {LONGEST_NAME} 字", f"Give the item a name of {most}")
        )
    if len(columns["detail"] or "") > LONGEST_DETAIL:
        most = f"at most {LONGEST_DETAIL} characters"
        found.append(Invalid("input.detail", f"项目详情最多 {LONGEST_DETAIL} 字", f"The detail can have {most}"))
    if not 1 <= columns["order"] <= LAST_ORDER:
        found.append(
            Invalid("input.order", f"序号应在 1 到 {LAST_ORDER} 之间", f"The order must be from 1 to {LAST_ORDER}")
        )
    return found


def _range(columns: dict[str, Any]) -> list[Refusal]:
    low, high = columns["min_points"], columns["max_points"]
    found: list[Refusal] = []
    if low < 0:
        found.append(Invalid("input.minPoints", "分值下限不能小于 0", "The minimum can't be below 0"))
    if high > MOST_POINTS:
        found.append(
            Invalid("input.maxPoints", f"分值上限最大为 {MOST_POINTS}", f"The maximum can't be above {MOST_POINTS}")
        )
    if low >= high:
        found.append(
            Invalid(
                "input.maxPoints",
                f"分值上限（{high}）必须大于下限（{low}）",
                f"The maximum ({high}) must be greater than the minimum ({low})",
            )
        )
    return found


def _weights(columns: dict[str, Any]) -> list[Refusal]:
    """Checks that each weight is from 0 to 100, and then that they add up to exactly 100."""
    wrong: list[Refusal] = [
        Invalid(f"input.{path}", f"{zh}权重应在 0 到 100 之间", f"{path} must be from 0 to 100")
        for name, (path, zh) in WEIGHTS.items()
        if not 0 <= columns[name] <= WHOLE
    ]
    total = sum(columns[name] for name in WEIGHTS)
    if not wrong and total != WHOLE:
        wrong.append(
            Invalid(
                "input", f"三项权重之和必须为 100，现在是 {total}", f"The three weights must add up to 100, not {total}"
            )
        )
    return wrong
