"""Helpers that declare a field with its description and, where needed, its rule."""

import dataclasses
from collections.abc import AsyncGenerator, Callable
from typing import Annotated, Any, TypeAlias, TypeVar

import strawberry
from strawberry.extensions import FieldExtension

from graph.server.engine.cost_limit import ROWS
from graph.server.engine.guards import Guard, Rule


def shown(
    description: str,
    resolver: Callable[..., Any] | None = None,
    *,
    by: type[Rule] | None = None,
    default: Any = dataclasses.MISSING,
    name: str | None = None,
    rows: int | None = None,
) -> Any:
    """Declares a field. `by` is the rule that limits it; without one, every viewer of the row sees the field.

    Args:
        rows: what a list counts for the cost limit (`graph.server.engine.cost_limit`), if it is known to be short.
    """
    extensions: list[FieldExtension] = [Guard([by()])] if by else []
    more: dict[str, Any] = {"metadata": {ROWS: rows}} if rows is not None else {}
    if resolver is None:
        return strawberry.field(description=description, extensions=extensions, default=default, name=name, **more)
    return strawberry.field(resolver=resolver, description=description, extensions=extensions, name=name, **more)


def followed(description: str, resolver: Callable[..., AsyncGenerator[Any, None]]) -> Any:
    """Declares a field of the subscription: the generator yields values of the declared type."""
    return strawberry.subscription(resolver=resolver, description=description)


def argument(description: str) -> Any:
    return strawberry.argument(description=description)


T = TypeVar("T")
Input: TypeAlias = Annotated[T, argument("操作的内容 | Input of the mutation")]
First: TypeAlias = Annotated[int, argument("每页条数，默认 20，最多 200 | Rows per page: 20 by default, at most 200")]
After: TypeAlias = Annotated[str | None, argument("从该游标之后开始 | Start after this cursor")]
Offset: TypeAlias = Annotated[int | None, argument("跳过的条数，用于“跳至 N 页” | Rows to skip, for a jump to page N")]
