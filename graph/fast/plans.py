"""What a compiled operation does: list by list, each field for all rows of a list at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any, Protocol

from graphql import OperationDefinitionNode
from strawberry.types import Info

from core.access import Right, StagedRight
from db.driver import column_of
from graph.context import Context
from graph.fast.arguments import Given
from graph.fast.projecting import Find, Leaf, Project, Unsure
from graph.permissions.base import Rule
from graph.pointing import Pointing


@dataclass(slots=True)
class Asking:
    """One request's: what resolvers are given, and the variables."""

    info: Any
    context: Context
    variables: Mapping[str, Any]

    @classmethod
    def of(cls, context: Context, variables: Mapping[str, Any]) -> "Asking":
        """Resolvers ask the info for nothing but the context."""
        raw: Any = SimpleNamespace(context=context)
        no_field: Any = None
        return cls(Info(_raw_info=raw, _field=no_field), context, variables)


class Shape(Protocol):
    """What the values of a field are told as."""

    async def told(self, values: list[Any], asking: Asking) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Leaves:
    leaf: Leaf

    async def told(self, values: list[Any], asking: Asking) -> list[Any]:
        return [self.leaf(value) for value in values]


@dataclass(frozen=True, slots=True)
class Lists:
    item: Shape
    required: bool

    async def told(self, values: list[Any], asking: Asking) -> list[Any]:
        flat: list[Any] = []
        for value in values:
            if value is not None:
                if not isinstance(value, list | tuple):
                    raise Unsure
                flat += value
            elif self.required:
                raise Unsure
        if not flat:
            return [None if value is None else [] for value in values]
        items = iter(await self.item.told(flat, asking))
        return [None if value is None else list(islice(items, len(value))) for value in values]


@dataclass(frozen=True, slots=True)
class Objects:
    """One selection on one type."""

    project: Project
    keys: tuple[str, ...]
    rules: tuple[Right | StagedRight, ...]
    pointed: "tuple[Pointed, ...]"
    later: "tuple[Later, ...]"
    required: bool

    async def told(self, values: list[Any], asking: Asking) -> list[Any]:
        """What stands in the list several times, as the same object, is told once."""
        if len(values) == 1 and values[0] is not None:
            return await self.of_rows(values, asking)
        rows = {id(value): value for value in values if value is not None}
        if self.required and None in values:
            raise Unsure
        if not rows:
            return values
        if len(rows) == len(values):
            return await self.of_rows(values, asking)
        told = dict(zip(rows, await self.of_rows(list(rows.values()), asking), strict=True))
        return [None if value is None else told[id(value)] for value in values]

    async def of_rows(self, rows: Sequence[Any], asking: Asking) -> list[dict[str, Any]]:
        for right in self.rules:
            if not asking.context.reaches_all(right, rows):
                raise Unsure
        behind = [await one.told(rows, asking) for one in self.pointed]
        told = self.project(rows, asking.info, behind)
        if len(self.later) == 1:
            await self.later[0].fill(rows, told, asking)
        elif self.later:
            await together([one.fill(rows, told, asking) for one in self.later])
        return told


@dataclass(frozen=True, slots=True)
class Pointed:
    """A field that leads to the row that a row points at: each of those is read once, and told once for all."""

    pointing: Pointing
    objects: Objects

    async def told(self, rows: Sequence[Any], asking: Asking) -> Find:
        """What finds the answer by the pointer."""
        pointers = set(column_of(rows, self.pointing.column))
        found = await self.pointing.follow(pointers, asking.context.loaders)
        if self.objects.required and len(found) < len(pointers):
            raise Unsure
        if not found:
            return found.get
        return dict(zip(found, await self.objects.of_rows(list(found.values()), asking), strict=True)).get


@dataclass(frozen=True, slots=True)
class Later:
    """A field that leads on to other objects, or must be awaited."""

    key: str
    values: "Values"
    shape: Shape

    async def fill(self, rows: Sequence[Any], told: list[dict[str, Any]], asking: Asking) -> None:
        values = await self.values(rows, asking)
        key = self.key
        for row, value in zip(told, await self.shape.told(values, asking), strict=True):
            row[key] = value


Values = Callable[[Sequence[Any], Asking], Awaitable[list[Any]]]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Of each row."""

    name: str

    def of(self, row: Any) -> Any:
        return getattr(row, self.name)

    async def __call__(self, rows: Sequence[Any], asking: Asking) -> list[Any]:
        return column_of(rows, self.name)


@dataclass(frozen=True, slots=True)
class Resolved:
    """By the field's resolver, which is called as Strawberry would, after the rules that must be asked of each row."""

    resolver: Callable[..., Any]
    row: str | None
    info: str | None
    arguments: Given | None
    rules: tuple[Rule, ...]
    awaited: bool

    async def __call__(self, rows: Sequence[Any], asking: Asking) -> list[Any]:
        named = self.arguments(asking.variables) if self.arguments else {}
        for rule in self.rules:
            if not all(rule.has_permission(row, asking.info, **named) for row in rows):
                raise Unsure
        if self.info:
            named[self.info] = asking.info
        if self.row is None:
            values = [self.resolver(**named) for _ in rows]
        else:
            values = [self.resolver(**named, **{self.row: row}) for row in rows]
        if not self.awaited:
            return values
        return [await values[0]] if len(values) == 1 else await together(values)


async def together(waiting: Sequence[Awaitable[Any]]) -> list[Any]:
    """All of them; nothing is left running when one has failed."""
    values = await asyncio.gather(*waiting, return_exceptions=True)
    for value in values:
        if isinstance(value, BaseException):
            raise Unsure from value
    return values


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole operation. A mutation has one act, whose outcome is told or handed on."""

    node: OperationDefinitionNode
    roots: Objects
    act: Later | None = None

    async def told(self, asking: Asking) -> dict[str, Any]:
        """The answer's data.

        Raises:
            Unsure: or anything else that a resolver raises; the generic path shall answer. What an act returned or
                raised stands in the context's `done` by then.
        """
        if self.act is None:
            return (await self.roots.of_rows([None], asking))[0]
        key = self.act.key
        try:
            value = (await self.act.values([None], asking))[0]
        except Unsure:
            raise
        except Exception as error:
            asking.context.done[key] = error
            raise
        asking.context.done[key] = value
        return {key: (await self.act.shape.told([value], asking))[0]}
