"""The cost limit of an operation, by the rows that it may return. It walks the expanded document, whose size
`size_limit` bounds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Undefined,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from graph.server.engine.limits import Limits, exceeded

ROWS = "rows"
"""A field's metadata hold under this key how many rows a list counts that is known to be short."""


@dataclass(frozen=True, slots=True)
class RowsVariable:
    """Represents `first: $size`: a number of rows that is known when the variables are."""

    variable: str
    default: int

    def of(self, variables: Mapping[str, Any]) -> int:
        value = variables.get(self.variable, self.default)
        return value if isinstance(value, int) and not isinstance(value, bool) else self.default


Times: TypeAlias = int | RowsVariable


@dataclass(slots=True)
class Cost:
    """Counts 1 for a field, and its contents once for each row that it may return."""

    fixed: int = 0
    lists: list[tuple[Times, "Cost"]] = field(default_factory=list)

    def of(self, variables: Mapping[str, Any]) -> int:
        return self.fixed + sum(
            max(times.of(variables) if isinstance(times, RowsVariable) else times, 1) * cost.of(variables)
            for times, cost in self.lists
        )


@dataclass(slots=True)
class Operation:
    """Describes one operation of a document for the limits and the log."""

    kind: str
    name: str | None
    cost: Cost
    introspects: bool
    roots: frozenset[str]


class Costing:
    """Computes costs in a second pass, over documents that passed the first."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits) -> None:
        self.schema, self.fragments, self.limits = schema, fragments, limits
        self.visited = 0
        self._defaults: dict[str, int] = {}

    def operation(self, node: OperationDefinitionNode) -> Operation:
        kind = node.operation
        self._defaults = _defaults(node)
        root = self.schema.get_root_type(kind)
        cost = Cost()
        names: set[str] = set()
        self._into(cost, root, node.selection_set, paged=False, root=names.add)
        most = "mutations" if kind is OperationType.MUTATION else "root_fields"
        if len(names) > getattr(self.limits, most):
            raise exceeded(most, self.limits)
        introspects = not names.isdisjoint({"__schema", "__type"})
        return Operation(kind.value, node.name.value if node.name else None, cost, introspects, frozenset(names))

    def _into(
        self,
        cost: Cost,
        parent: GraphQLNamedType | None,
        selection_set: SelectionSetNode,
        *,
        paged: bool,
        root: Callable[[str], None] | None = None,
        introspected: int = 0,
    ) -> None:
        for node in selection_set.selections:
            self.visited += 1
            if isinstance(node, FieldNode):
                if root:
                    root(node.name.value if node.name.value.startswith("__") else (node.alias or node.name).value)
                self._field(cost, parent, node, paged, introspected)
                continue
            inner = self.fragments.get(node.name.value) if isinstance(node, FragmentSpreadNode) else node
            if isinstance(inner, FragmentDefinitionNode | InlineFragmentNode):
                condition = inner.type_condition
                type_ = self.schema.get_type(condition.name.value) if condition else parent
                self._into(cost, type_, inner.selection_set, paged=paged, root=root, introspected=introspected)

    def _field(
        self, cost: Cost, parent: GraphQLNamedType | None, node: FieldNode, paged: bool, introspected: int
    ) -> None:
        cost.fixed += 1
        if node.selection_set is None:
            return
        found = self.schema.get_field(parent, node.name.value) if parent else None  # type: ignore[arg-type]  # judged later
        if found is None:
            self._into(cost, None, node.selection_set, paged=False)
            return
        type_ = get_named_type(found.type)
        if type_.name.startswith("__"):
            introspected += is_list_type(get_nullable_type(found.type))
            if introspected > self.limits.introspected_lists:
                raise exceeded("introspected_lists", self.limits)
            self._into(Cost(), type_, node.selection_set, paged=False, introspected=introspected)
            return
        times = self._times(node, found, paged)
        inner = cost if times == 1 else Cost()
        self._into(inner, type_, node.selection_set, paged="first" in found.args)
        if inner is not cost:
            cost.lists.append((times, inner))

    def _times(self, node: FieldNode, found: GraphQLField, paged: bool) -> Times:
        """Returns the number of rows that `first` requests; the lists directly below hold the same rows."""
        if "first" not in found.args:
            is_list = is_list_type(get_nullable_type(found.type)) and not paged
            return _declared(found) or self.limits.list if is_list else 1
        default = _default(found, self.limits.page)
        for argument in node.arguments or ():
            if argument.name.value == "first":
                if isinstance(argument.value, IntValueNode):
                    return _whole(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    name = argument.value.name.value
                    return RowsVariable(name, self._defaults.get(name, default))
        return default


def _declared(found: GraphQLField) -> int | None:
    """Returns the number of rows that the field's declaration states for a short list, if it does."""
    declaration = found.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    rows: int | None = getattr(declaration, "metadata", {}).get(ROWS)
    return rows


def _default(found: GraphQLField, page: int) -> int:
    argument = found.args["first"]
    value = argument.default.value if argument.default else argument.default_value
    return page if value is Undefined or not isinstance(value, int) else value


def _defaults(node: OperationDefinitionNode) -> dict[str, int]:
    return {
        definition.variable.name.value: _whole(definition.default_value.value)
        for definition in node.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }


def _whole(digits: str) -> int:
    """Parses a number of rows. More than nine digits exceed every limit, and Python would refuse to parse some of
    them."""
    return int(digits) if len(digits) < 10 else 10**9
