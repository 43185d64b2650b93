"""Draws schemes and students at random, by a seed."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from core.rules.schemes.checking import Around
from core.rules.schemes.given import Given, Item
from db.schemes import Category, Column, Scheme
from tests.db.schemes.staging import Pupil

AROUND = Around({"first": "甲", "second": "乙", "third": "丙"}, ["优秀", "良好", "合格"])
WORDS = ["甲", "乙", "丙"]


def drawn_scheme(seed: int) -> dict[str, Any]:
    """Draws a scheme as its text would be read: numbers are texts."""
    return _Drawing(Random(seed)).scheme()


class _Drawing:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.plain: list[str] = []
        self.categories: list[str] = []
        self.deductions: list[str] = []

    def scheme(self) -> dict[str, Any]:
        inputs = dict(self.inputs())
        parts: dict[str, Any] = {}
        for place in range(self.random.randint(1, 6)):
            parts[f"部分{place}"] = self.of_best() if self.random.random() < 0.25 else self.node(3)
            self.plain.append(f"部分{place}")
        joint = sorted(self.random.sample(list(parts), self.random.randint(2, len(parts)))) if len(parts) > 1 else []
        qualities, rest = {}, self.node(1)
        for code in AROUND.qualities:
            qualities[code] = {"score": self.node(2), "levels": self.levels()}
            self.plain.append(code)
        whole: dict[str, Any] = {"title": "随机", "inputs": inputs, "parts": parts, "qualities": qualities}
        if joint:
            whole["jointCaps"] = [{"of": joint, "cap": self.number(-20, 90)}]
        qualities["third"]["score"] = {"sum": [*inputs, *parts, rest]}
        return whole

    def inputs(self) -> Iterator[tuple[str, Any]]:
        for source in ("academicScore", "failedCourses", "ratingScore", "column"):
            self.plain.append(f"数据{len(self.plain)}")
            given: dict[str, Any] = {"from": source} | ({"min": "-50", "max": "150"} if source == "column" else {})
            if self.random.random() < 0.5:
                given["missing"] = self.number(0, 60)
            yield self.plain[-1], given
        for place in range(self.random.randint(1, 4)):
            name, deduction = f"类别{place}", self.random.random() < 0.3
            (self.deductions if deduction else self.categories).append(name)
            yield name, {"from": "items", "deduction": "true" if deduction else "false", **self.category()}

    def category(self) -> dict[str, Any]:
        by = self.random.sample(["item", "level", "award"], self.random.randint(1, 3))
        pricing = self.random.choice(
            [self.number(0, 9), {"perUnit": self.number(0, 2)}, {"max": "6"}, {"by": by, "table": self.table(len(by))}]
        )
        found: dict[str, Any] = {"points": pricing}
        if self.random.random() < 0.5:
            found["roles"] = {"负责人": {}, "成员": {"add": self.number(-3, 1), "times": self.number(0, 2)}}
        if self.random.random() < 0.4 and not (isinstance(pricing, dict) and "perUnit" in pricing):
            found["time"] = self.random.choice([{"full": "7"}, {"full": "4.5"}, {"from": {"5": "1", "2": "0.3"}}])
        if self.random.random() < 0.4:
            found["most"] = self.number(0, 8)
        return found

    def table(self, depth: int) -> Any:
        if depth == 0:
            return self.number(0, 12)
        return {word: self.table(depth - 1) for word in WORDS}

    def number(self, low: int, high: int) -> str:
        places = self.random.choice([0, 0, 1, 2, 4])
        return str(Decimal(self.random.randint(low * 10**places, high * 10**places)).scaleb(-places))

    def node(self, depth: int) -> Any:
        if depth == 0 or self.random.random() < 0.15:
            return self.random.choice([self.number(-9, 40), *self.plain, *self.categories, *self.deductions])
        kind = self.random.choice(
            [
                "sum",
                "weighted",
                "best",
                "items",
                "howMany",
                "share",
                "scale",
                "scale",
                "round",
                "steps",
                "veto",
                "value",
            ]
        )
        node = self.operator(kind, depth - 1)
        if self.random.random() < 0.3:
            node["floor"] = self.node(0)
        if self.random.random() < 0.3:
            node["cap"] = self.node(0)
        if {"floor", "cap"} <= set(node) and all(isinstance(node[one], str) for one in ("floor", "cap")):
            del node["floor"]
        return node

    def of_best(self) -> dict[str, Any]:
        random = self.random
        node = {"ofBest": random.choice([*self.plain, *self.categories, *self.deductions]), "full": self.number(1, 120)}
        node |= {"within": random.choice(["class", "grade"]), "places": str(random.randint(0, 4))}
        return node | ({"cap": self.number(20, 90)} if random.random() < 0.3 else {})

    def operator(self, kind: str, depth: int) -> dict[str, Any]:
        inner, random = self.node(depth), self.random
        if kind in ("sum", "best"):
            several = [inner, *(self.node(depth) for _ in range(random.randint(kind == "best", 3)))]
            return {kind: several} | ({"count": str(random.randint(1, len(several) - 1))} if kind == "best" else {})
        if kind == "weighted":
            first, second = random.sample(self.plain, 2)
            weight = Decimal(random.randint(1, 999)) / 10
            return {"weighted": {first: str(weight), second: str(100 - weight)}}
        if kind in ("items", "howMany"):
            pool = random.choice([pool for pool in (self.categories, self.deductions) if pool])
            node: dict[str, Any] = {kind: random.sample(pool, random.randint(1, len(pool)))}
            if random.random() < 0.4:
                fact = random.choice(["item", "level", "award"])
                node["only"] = {fact: random.sample(WORDS, random.randint(1, 2))}
            if kind == "items" and random.random() < 0.6:
                node["perKind"] = str(random.randint(1, 2))
            if kind == "items" and random.random() < 0.6:
                node["count"] = str(random.randint(1, 3))
            return node
        if kind == "share":
            return {"share": inner, "ratio": self.number(-2, 3)}
        if kind == "scale":
            low = random.randint(-5, 40)
            to = [self.number(0, 50), self.number(0, 100)]
            return {"scale": inner, "from": [str(low), str(low + random.randint(1, 90))], "to": to}
        if kind == "round":
            return {"round": inner} | ({"places": str(random.randint(0, 4))} if random.random() < 0.5 else {})
        if kind == "steps":
            steps = {str(random.randint(-5, 90)): self.number(0, 10) for _ in range(3)}
            return {"steps": inner, "from": steps, "below": self.number(0, 3)}
        if kind == "veto":
            return {"veto": inner, "when": self.condition(), "gives": self.number(0, 9)}
        return {"value": inner}

    def condition(self) -> dict[str, Any]:
        bound = self.random.choice(["atLeast", "above", "atMost", "below"])
        return {self.random.choice(self.plain + self.categories): {bound: self.number(0, 60)}}

    def levels(self) -> list[dict[str, Any]]:
        share = {"topPercent": self.number(1, 100), "within": self.random.choice(["class", "grade"])}
        first = {"level": "优秀", **self.random.choice([share, {"atLeast": self.number(0, 80)}])}
        second = {"level": "良好", "when": self.condition()}
        return [first, second, {"level": "合格"}]


def drawn_pupils(scheme: Scheme, random: Random, count: int) -> list[Pupil]:
    """Draws students of two grades and four classes; some lack something, and ties are frequent."""
    return [Pupil(place % 4, place % 4 // 2, _given(scheme, random)) for place in range(count)]


def _given(scheme: Scheme, random: Random) -> Given:
    values: dict[str, Decimal | int | None] = {}
    items = []
    for name, source in scheme.inputs.items():
        if isinstance(source, Category):
            items += [_item(name, random) for _ in range(random.choice([0, 0, 1, 2, 5]))]
        elif source.source == "failedCourses":
            values[name] = random.choice([0, 0, 1, 3])
        else:
            low, high = (-50, 150) if isinstance(source, Column) else (0, 110)
            missing = random.random() < 0.03
            values[name] = None if missing else Decimal(random.choice([random.randint(low * 100, high * 100), 6050]))
            if values[name] is not None:
                values[name] = Decimal(values[name] or 0).scaleb(-2)
    random.shuffle(items)
    return Given(values, items)


def _item(category: str, random: Random) -> Item:
    item, level, award = (random.choice(WORDS) if random.random() < 0.98 else "丁" for _ in range(3))
    amount = Decimal(random.randint(0, 90)).scaleb(-1) if random.random() < 0.99 else None
    points = Decimal(random.randint(0, 60)).scaleb(-1) if random.random() < 0.99 else None
    role, kind = random.choice(["", "负责人", "成员"]), random.choice(["", "", "同类"])
    return Item(category, item, level, award, role, kind, amount, points)
