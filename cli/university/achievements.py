"""Students bring something to the demo's scheme: the physical test, competitions, service, and a few sanctions."""

from collections.abc import Iterable, Iterator

from cli.university.people import dice

Row = tuple[str | int | None, ...]
TEST = "体测成绩"
SERVICE, COMPETITION, SANCTION = CATEGORIES = ("志愿服务", "学科竞赛", "处分")
COMPETITIONS = (("数学建模竞赛", "国家级"), ("英语演讲比赛", "省级"), ("程序设计竞赛", "省级"), ("知识竞赛", "校级"))
AWARDS = ("一等奖", "二等奖", "三等奖")
SERVICES = ("社区服务", "图书馆志愿服务", "迎新志愿服务")


def values_of(people: Iterable[tuple[str, str]]) -> Iterator[Row]:
    for number, name in people:
        yield number, name, dice("physical test", number).randint(58, 98)


def items_of(people: Iterable[tuple[str, str]]) -> Iterator[Row]:
    """Yields the items of each student in the columns of their workbook; everybody has some service."""
    for number, name in people:
        throw = dice("achievements", number)
        yield number, name, SERVICE, throw.choice(SERVICES), None, None, None, None, throw.randint(4, 45), None
        if throw.random() < 0.5:
            title, level = throw.choice(COMPETITIONS)
            role = throw.choice(("负责人", "成员"))
            yield number, name, COMPETITION, title, level, throw.choice(AWARDS), role, None, None, None
        if throw.random() < 0.03:
            yield number, name, SANCTION, "违反校纪", "警告", *[None] * 5
