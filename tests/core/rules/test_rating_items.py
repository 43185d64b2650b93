"""The rules refuse rating items that cannot be (R5.1)."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.rating_items import ItemForm, next_order, refusals

SOUND = ItemForm(
    name="思想",
    order=1,
    min_points=Decimal(20),
    max_points=Decimal(30),
    counsellor_weight=Decimal(40),
    head_teacher_weight=Decimal(30),
    peer_weight=Decimal(30),
)
WEIGHT = st.decimals(-10, 110, places=2)
WHOLE = st.integers(0, 10000).flatmap(
    lambda first: st.integers(0, 10000 - first).map(lambda second: (first, second, 10000 - first - second))
)


def item(**columns: Any) -> Any:
    return SimpleNamespace(**SOUND.over(None) | columns)


def wrong(form: ItemForm, row: Any = None, others: tuple[Any, ...] = ()) -> list[str | None]:
    return [one.path for one in refusals(form.over(row or item()), others)]


def weights(*three: Decimal) -> ItemForm:
    return ItemForm(counsellor_weight=three[0], head_teacher_weight=three[1], peer_weight=three[2])


@given(st.tuples(WEIGHT, WEIGHT, WEIGHT))
def test_three_weights_add_up_to_a_hundred_and_none_is_negative(three: tuple[Decimal, ...]) -> None:
    """R5.1."""
    sound = sum(three) == 100 and all(0 <= one <= 100 for one in three)
    assert (wrong(weights(*three)) == []) == sound


@given(WHOLE)
def test_any_three_parts_of_a_hundred_will_do(parts: tuple[int, int, int]) -> None:
    """R5.1: the parts may be given to the hundredth, 0 and 100 included."""
    assert wrong(weights(*(Decimal(part) / 100 for part in parts))) == []


def test_a_wrong_sum_is_said() -> None:
    (told,) = refusals(weights(Decimal(40), Decimal(30), Decimal("30.01")).over(item()), ())
    assert told.message("zh") == "三项权重之和必须为 100，现在是 100.01"
    assert told.message("en") == "The three weights must add up to 100, not 100.01"


@given(st.decimals(-5, 1100, places=2), st.decimals(-5, 1100, places=2))
def test_the_range_begins_at_nought_or_above_and_has_a_width(low: Decimal, high: Decimal) -> None:
    """R5.1."""
    sound = 0 <= low < high <= Decimal("999.99")
    assert (wrong(ItemForm(min_points=low, max_points=high)) == []) == sound


@pytest.mark.parametrize(
    ("form", "path"),
    [
        (ItemForm(name=" "), "input.name"),
        (ItemForm(name="长" * 101), "input.name"),
        (ItemForm(order=0), "input.order"),
        (ItemForm(order=10000), "input.order"),
        (ItemForm(detail="长" * 2001), "input.detail"),
        (ItemForm(min_points=Decimal(-1)), "input.minPoints"),
        (ItemForm(min_points=Decimal(30)), "input.maxPoints"),
        (ItemForm(max_points=Decimal(1000)), "input.maxPoints"),
        (ItemForm(peer_weight=Decimal(31)), "input"),
        (ItemForm(peer_weight=Decimal(-30)), "input.peerWeight"),
        (ItemForm(name="体育"), "input.name"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(form: ItemForm, path: str) -> None:
    assert wrong(form, others=(item(name="体育"),)) == [path]


def test_everything_wrong_is_told_at_once() -> None:
    form = ItemForm(name="", order=0, min_points=Decimal(40), peer_weight=Decimal(0))
    assert wrong(form) == ["input.name", "input.order", "input.maxPoints", "input"]


def test_what_is_left_out_stays_and_an_empty_detail_takes_it_away() -> None:
    assert ItemForm(name="  德育 ").over(item(detail="细则")) == vars(item(name="德育", detail="细则"))
    assert ItemForm(detail="").over(item(detail="细则"))["detail"] is None


def test_a_college_has_at_most_fifty_items() -> None:
    others = [item(name=f"项目{number}", order=number) for number in range(1, 51)]
    assert [one.code for one in refusals(item().__dict__, others)] == ["CONFLICT"]
    assert refusals(item().__dict__, others[1:]) == []


def test_a_new_item_comes_last() -> None:
    assert next_order([]) == 1
    assert next_order([item(order=3), item(order=7)]) == 8
    assert next_order([item(order=9999)]) == 9999
