"""Limits what one request may ask for, before anything is run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graph.server.errors import LimitExceeded


@dataclass(frozen=True)
class Limits:
    """Holds limits far above what our own pages and a reporting tool request; GraphiQL's introspection fits too."""

    characters: int = 50_000
    tokens: int = 2_000
    operations: int = 10
    variables: int = 50
    values: int = 10_000
    depth: int = 15
    nesting: int = 40
    fields: int = 600
    aliases: int = 50
    directives: int = 50
    spreads: int = 200
    root_fields: int = 30
    mutations: int = 10
    introspected_lists: int = 3
    subscriptions: int = 20
    comparisons: int = 6_000
    cost: int = 50_000
    page: int = 20
    list: int = 10


LIMITS = Limits()
_WORDS = {
    "characters": ("字符数", "characters"),
    "tokens": ("词法单元数", "tokens"),
    "operations": ("操作数", "operations"),
    "variables": ("变量数", "variables"),
    "values": ("变量中值的个数", "values in the variables"),
    "depth": ("嵌套层数", "levels of fields"),
    "nesting": ("嵌套层数", "nested selections"),
    "fields": ("字段数", "fields"),
    "aliases": ("别名数", "aliases"),
    "directives": ("指令数", "directives"),
    "spreads": ("片段引用数", "fragment spreads"),
    "root_fields": ("顶层字段数", "fields at the root"),
    "mutations": ("一次请求的修改操作数", "mutations in one request"),
    "subscriptions": ("一个连接上的订阅数", "subscriptions on one connection"),
    "introspected_lists": ("内省查询的嵌套列表数", "nested lists of introspection"),
    "comparisons": ("同名字段的比较次数", "comparisons of fields with one name"),
    "cost": ("查询代价", "units of cost"),
}


def exceeded(limit: str, limits: Limits) -> LimitExceeded:
    """Returns the refusal that names the limit."""
    zh, en = _WORDS[limit]
    most = getattr(limits, limit)
    return LimitExceeded(
        f"查询过大：{zh}超过上限 {most}", f"The query is too large: more than {most} {en}", limit=limit, most=most
    )


_HOLDS_MORE = {dict, list}
"""The types of JSON values."""


def judge_variables(variables: Mapping[str, Any], limits: Limits = LIMITS) -> None:
    """Counts the values in the variables at any depth, without recursion.

    Raises:
        LimitExceeded: more values than anybody sends by hand or page.
    """
    level: list[Collection[Any]] = [variables.values()]
    left = limits.values
    while level:
        left -= sum(map(len, level))
        if left < 0:
            raise exceeded("values", limits)
        level = [
            value.values() if type(value) is dict else value
            for values in level
            for value in values
            if type(value) in _HOLDS_MORE
        ]
