"""The plans of compiled operations, which run list by list: each field is resolved for all rows of a list at once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any, Protocol

from strawberry.types import Info

from graph.server.application import Context
from graph.server.engine.batching import one_by_one, side_by_side
from graph.server.engine.fast.arguments import BuildArguments
from graph.server.engine.fast.projecting import Find, Leaf, Project, Unsure, column_of
from graph.server.engine.fast.variables import Variables
from graph.server.engine.fast.withholding import Guarded, WithheldFields
from graph.server.engine.foreign_keys import Pointing
from graph.server.engine.guards import Rule, Sees


@dataclass(slots=True)
class Asking:
    """Holds one request's resolver info, context and variables."""

    info: Any
    context: Context
    variables: Mapping[str, Any]
    withheld: WithheldFields

    @classmethod
    def of(cls, context: Context, variables: Mapping[str, Any]) -> "Asking":
        """Creates the info with the context alone, the only part of it that resolvers use."""
        raw: Any = SimpleNamespace(context=context)
        no_field: Any = None
        return cls(Info(_raw_info=raw, _field=no_field), context, variables, WithheldFields())


class Shape(Protocol):
    """Completes the values of a field."""

    async def complete(self, values: list[Any], asking: Asking) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Leaves:
    leaf: Leaf

    async def complete(self, values: list[Any], asking: Asking) -> list[Any]:
        return [self.leaf(value) for value in values]


@dataclass(frozen=True, slots=True)
class Lists:
    item: Shape
    required: bool

    async def complete(self, values: list[Any], asking: Asking) -> list[Any]:
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
        items = iter(await self.item.complete(flat, asking))
        return [None if value is None else list(islice(items, len(value))) for value in values]


@dataclass(frozen=True, slots=True)
class Guard:
    """Holds fields of the projection that share one right."""

    right: Any
    fields: tuple[Guarded, ...]

    def withhold(self, rows: Sequence[Any], answers: list[dict[str, Any]], asking: Asking) -> None:
        if asking.context.reaches_all(self.right, rows):
            return
        for row, answer in zip(rows, answers, strict=True):
            if not asking.context.reaches(self.right, row):
                for one in self.fields:
                    asking.withheld.withhold(answer, one)


@dataclass(frozen=True, slots=True)
class Objects:
    """Represents one selection on one type."""

    project: Project
    keys: tuple[str, ...]
    guards: tuple[Guard, ...]
    pointed: "tuple[Pointed, ...]"
    later: "tuple[Later, ...]"
    required: bool

    async def complete(self, values: list[Any], asking: Asking) -> list[Any]:
        """Completes each object once, even if the list holds it several times."""
        if len(values) == 1 and values[0] is not None:
            return await self.of_rows(values, asking)
        rows = {id(value): value for value in values if value is not None}
        if self.required and None in values:
            raise Unsure
        if not rows:
            return values
        if len(rows) == len(values):
            return await self.of_rows(values, asking)
        answers = dict(zip(rows, await self.of_rows(list(rows.values()), asking), strict=True))
        return [None if value is None else answers[id(value)] for value in values]

    async def of_rows(self, rows: Sequence[Any], asking: Asking) -> list[dict[str, Any]]:
        """Completes the later fields one after the other: a request holds one connection and starts no tasks."""
        behind = [await one.load(rows, asking) for one in self.pointed]
        answers = self.at_once(rows, behind, asking)
        for one in self.later:
            await one.fill(rows, answers, asking)
        return answers

    def at_once(self, rows: Sequence[Any], behind: Sequence[Find], asking: Asking) -> list[dict[str, Any]]:
        """Completes the fields that need no waiting, and leaves null where a field comes later."""
        answers = self.project(rows, asking.info, behind)
        for guard in self.guards:
            guard.withhold(rows, answers, asking)
        return answers


@dataclass(frozen=True, slots=True)
class Pointed:
    """Represents a field that leads to a referenced row. Each of those rows is read once and completed once for all."""

    pointing: Pointing
    objects: Objects

    async def load(self, rows: Sequence[Any], asking: Asking) -> Find:
        """Returns a function that finds the completed row by its foreign key."""
        pointers = set(column_of(rows, self.pointing.column))
        found = await self.pointing.follow(pointers, asking.context.loaders)
        if self.objects.required and len(found) < len(pointers):
            raise Unsure
        if not found:
            return found.get
        return dict(zip(found, await self.objects.of_rows(list(found.values()), asking), strict=True)).get


@dataclass(frozen=True, slots=True)
class Later:
    """Represents a field that leads to other objects or must be awaited. It is completed for the rows whose rules
    all hold."""

    field: Guarded
    rules: tuple[Rule, ...]
    arguments: BuildArguments | None
    values: "Values"
    shape: Shape

    async def fill(self, rows: Sequence[Any], answers: list[dict[str, Any]], asking: Asking) -> None:
        named = self.arguments(asking.variables) if self.arguments else {}
        if self.rules:
            rows, answers = self._open(rows, answers, named, asking)
            if not rows:
                return
        values = await self.values(rows, named, asking)
        key = self.field.key
        for answer, value in zip(answers, await self.shape.complete(values, asking), strict=True):
            answer[key] = value

    def _open(
        self, rows: Sequence[Any], answers: list[dict[str, Any]], named: dict[str, Any], asking: Asking
    ) -> tuple[Sequence[Any], list[dict[str, Any]]]:
        """Returns the rows for which the rules hold, and withholds the field of the others."""
        if all(is_a_right(rule) and asking.context.reaches_all(rule.right, rows) for rule in self.rules):
            return rows, answers
        opened: list[tuple[Any, dict[str, Any]]] = []
        for row, answer in zip(rows, answers, strict=True):
            if all(rule.has_permission(row, asking.info, **named) for rule in self.rules):
                opened.append((row, answer))
            else:
                asking.withheld.withhold(answer, self.field)
        return [row for row, _ in opened], [answer for _, answer in opened]


def is_a_right(rule: Rule) -> bool:
    """Tells whether a rule asks for its right alone, so that it can be asked for a whole list at once."""
    return isinstance(rule, Sees) and type(rule).has_permission is Sees.has_permission


Values = Callable[[Sequence[Any], dict[str, Any], Asking], Awaitable[list[Any]]]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Reads an attribute of each row."""

    name: str

    async def __call__(self, rows: Sequence[Any], named: dict[str, Any], asking: Asking) -> list[Any]:
        return column_of(rows, self.name)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Calls the field's resolver as Strawberry would; `row` and `info` are the names by which it takes them."""

    resolver: Callable[..., Any]
    row: str | None
    info: str | None
    awaited: bool

    async def __call__(self, rows: Sequence[Any], named: dict[str, Any], asking: Asking) -> list[Any]:
        if self.info:
            named = {**named, self.info: asking.info}
        if self.row is None:
            values = [self.resolver(**named) for _ in rows]
        else:
            values = [self.resolver(**named, **{self.row: row}) for row in rows]
        if not self.awaited:
            return values
        return [await values[0]] if len(values) == 1 else await together(values)


async def together(waiting: Sequence[Awaitable[Any]]) -> list[Any]:
    """Awaits all of them. None is left running when one has failed."""
    values = await side_by_side(waiting)
    for value in values:
        if isinstance(value, BaseException):
            raise Unsure from value
    return values


@dataclass(frozen=True, slots=True)
class Plan:
    """Represents a whole operation. A mutation has one act, whose outcome is completed here or handed to
    graphql-core."""

    variables: Variables
    roots: Objects
    act: Later | None = None

    async def execute(self, asking: Asking) -> dict[str, Any]:
        """Returns the data of the answer.

        Raises:
            Unsure: or anything else that a resolver raises; the generic path shall answer. What an act returned or
                raised stands in the context's `done` by then.
        """
        with one_by_one():
            return await (self._read(asking) if self.act is None else self._done(self.act, asking))

    async def _done(self, act: Later, asking: Asking) -> dict[str, Any]:
        answers: dict[str, Any] = {act.field.key: None}
        acting = _Acting(act, asking.context.done)
        await Later(act.field, act.rules, act.arguments, acting, act.shape).fill([None], [answers], asking)
        return answers

    async def _read(self, asking: Asking) -> dict[str, Any]:
        """Completes the root fields side by side, since each may be a large part of a page."""
        answers = self.roots.at_once([None], (), asking)
        filling = [one.fill([None], answers, asking) for one in self.roots.later]
        if len(filling) == 1:
            await filling[0]
        else:
            await together(filling)
        return answers[0]


@dataclass(frozen=True, slots=True)
class _Acting:
    """Runs the act and records its outcome as soon as there is one."""

    act: Later
    done: dict[str, Any]

    async def __call__(self, rows: Sequence[Any], named: dict[str, Any], asking: Asking) -> list[Any]:
        try:
            values = await self.act.values(rows, named, asking)
        except Exception as error:
            self.done[self.act.field.key] = error
            raise
        self.done[self.act.field.key] = values[0]
        return values
