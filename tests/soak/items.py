"""The rating items of a college, as values (R5.1)."""

from decimal import Decimal
from typing import NamedTuple

from tests.campus import ITEMS


class Item(NamedTuple):
    """评分项目, with the weights of counsellors, head teachers and peers."""

    name: str
    least: Decimal
    most: Decimal
    weights: tuple[Decimal, ...]

    @property
    def of_peers(self) -> bool:
        return self.weights[2] > 0

    @property
    def sound(self) -> bool:
        return sum(self.weights) == 100 and self.least <= self.most

    @property
    def form(self) -> dict[str, str]:
        names = ("counsellorWeight", "headTeacherWeight", "peerWeight")
        weights = zip(names, map(str, self.weights), strict=True)
        return {"name": self.name, "minPoints": str(self.least), "maxPoints": str(self.most), **dict(weights)}


def item(name: str, least: int, most: int, weights: tuple[int, ...]) -> Item:
    return Item(name, Decimal(least), Decimal(most), tuple(map(Decimal, weights)))


OF_CAMPUS = [item(*one) for one in ITEMS]
NEW = (
    item("劳动", 0, 10, (50, 50, 0)),
    item("纪律", 10, 20, (0, 0, 100)),
    item("体育", 0, 20, (100, 0, 0)),
    item("美育", 0, 10, (50, 50, 50)),
    item("思想", 30, 20, (40, 30, 30)),
)
"""Some can't be, and some take a name that is taken."""
