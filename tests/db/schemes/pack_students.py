"""Students of the rule packs, drawn at random from what each pack knows."""

from decimal import Decimal
from random import Random

from core.rules.schemes.given import Given, Item
from db.schemes import COUNTED, Category, Open, PriceTable, Scheme
from tests.db.schemes.staging import Pupil

NAMES = ["数学建模", "程序设计", "英语演讲", "歌手大赛", "长跑"]
COUNTS = [0, 0, 1, 2, 4]


def pupils_of(scheme: Scheme, count: int, seed: int = 1) -> list[Pupil]:
    """Draws students of eight classes in two grades."""
    random = Random(seed)
    return [Pupil(place % 8, place % 8 // 4, _given(scheme, random)) for place in range(count)]


def _given(scheme: Scheme, random: Random) -> Given:
    values: dict[str, Decimal | int | None] = {}
    items: list[Item] = []
    for name, source in scheme.inputs.items():
        if isinstance(source, Category):
            items += [_item(name, source, random) for _ in range(random.choice(COUNTS))]
        elif source.source in COUNTED:
            values[name] = random.choice([0, 0, 0, 1, 2])
        elif source.missing is not None and random.random() < 0.1:
            values[name] = None
        else:
            values[name] = Decimal(random.choice([random.randint(4_000, 10_000), 9_500, 10_000])).scaleb(-2)
    return Given(values, items)


def _item(name: str, category: Category, random: Random) -> Item:
    facts = {"item": random.choice(NAMES), "level": "", "award": "", "role": ""}
    points = category.points
    if isinstance(points, PriceTable):
        chosen, _ = random.choice(list(points.prices()))
        facts |= dict(zip(points.by, chosen, strict=True))
    if category.roles:
        facts["role"] = random.choice(list(category.roles))
    amount = Decimal(random.randint(1, 24))
    most = int(points.max * 10) if isinstance(points, Open) else 0
    return Item(name, **facts, amount=amount, points=Decimal(random.randint(0, most)).scaleb(-1))
