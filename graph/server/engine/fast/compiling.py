"""Compiles one operation into a plan, or returns None if graphql-core must execute it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.types.field import StrawberryField

from graph.server.engine.fast.arguments import arguments
from graph.server.engine.fast.plans import (
    Attribute,
    Guard,
    Later,
    Leaves,
    Lists,
    Objects,
    Plan,
    Pointed,
    Resolved,
    Shape,
    Values,
    is_a_right,
)
from graph.server.engine.fast.projecting import Column, Computed, Constant, Entry, Referenced, leaf, projection
from graph.server.engine.fast.variables import Variables
from graph.server.engine.fast.withholding import Guarded
from graph.server.engine.foreign_keys import pointing_of
from graph.server.engine.guards import Rule

DEFINITION = "strawberry-definition"


class Unknown(Exception):
    """Reports something that is not compiled."""


def compiled(schema: GraphQLSchema, document: DocumentNode, name: str | None) -> Plan | None:
    """Compiles the selected operation of a valid document."""
    nodes = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    meant = [node for node in nodes if name is None or (node.name and node.name.value == name)]
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    if len(meant) != 1 or meant[0].operation is OperationType.SUBSCRIPTION:
        return None
    root = schema.get_root_type(meant[0].operation)
    if root is None:
        return None
    try:
        roots = _Compiling(fragments).objects(root, [meant[0].selection_set], required=True)
    except (Unknown, NotImplementedError):
        return None
    if roots.guards:
        return None
    variables = Variables(schema, meant[0].variable_definitions or ())
    if meant[0].operation is OperationType.QUERY:
        return Plan(variables, roots)
    return Plan(variables, roots, roots.later[0]) if len(roots.keys) == len(roots.later) == 1 else None


class _Compiling:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments

    def objects(self, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode], *, required: bool) -> Objects:
        grouped: dict[str, list[FieldNode]] = {}
        for selection in selections:
            for node in self._fields(type_, selection):
                grouped.setdefault((node.alias or node.name).value, []).append(node)
        entries: dict[str, Entry] = {}
        guarded: dict[int, tuple[Any, list[Guarded]]] = {}
        pointed: list[Pointed] = []
        later: list[Later] = []
        for key, nodes in grouped.items():
            name = nodes[0].name.value
            if name == "__typename":
                entries[key] = Constant(type_.name)
                continue
            if name.startswith("__"):
                raise Unknown
            field = type_.fields[name]
            rules, pointing = _rules(field), pointing_of(_function(field))
            guarded_field = Guarded(key, f"{type_.name}.{name}", tuple(nodes))
            entry = self._at_once(field) if all(map(is_a_right, rules)) else None
            if pointing is not None and not rules:
                entries[key] = Referenced(pointing.column, len(pointed))
                pointed.append(Pointed(pointing, self._objects(field.type, nodes)))
            elif entry is not None:
                entries[key] = entry
                for rule in rules:
                    guarded.setdefault(id(rule.right), (rule.right, []))[1].append(guarded_field)
            else:
                entries[key] = Constant(None)
                build = arguments(field, _declared(field), nodes[0])
                later.append(
                    Later(guarded_field, tuple(rules), build, self._values(field), self._shape(field.type, nodes))
                )
        guards = tuple(Guard(right, tuple(fields)) for right, fields in guarded.values())
        return Objects(projection(entries), tuple(entries), guards, tuple(pointed), tuple(later), required)

    def _fields(self, type_: GraphQLObjectType, selection: SelectionSetNode) -> Iterator[FieldNode]:
        """Yields the fields of the selection and its fragments, in the order of the answer."""
        for node in selection.selections:
            if node.directives:
                raise Unknown
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, FragmentSpreadNode | InlineFragmentNode):
                inner = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
                condition = inner.type_condition
                if condition and condition.name.value != type_.name:
                    raise Unknown
                yield from self._fields(type_, inner.selection_set)

    def _at_once(self, field: GraphQLField) -> Entry | None:
        """Returns how the projection itself produces the field, or None for a field that comes later."""
        type_, required = _stripped(field.type)
        if not is_leaf_type(type_):
            return None
        declared, resolver = _declared(field), _function(field)
        if resolver is None:
            return Column(declared.python_name, type_, required)
        if declared.is_async or field.args:
            return None
        return Computed(resolver, *_named(declared), leaf(type_, required))

    def _values(self, field: GraphQLField) -> Values:
        declared, resolver = _declared(field), _function(field)
        if resolver is None:
            return Attribute(declared.python_name)
        return Resolved(resolver, *_named(declared), awaited=declared.is_async)

    def _shape(self, type_: GraphQLOutputType, nodes: Sequence[FieldNode]) -> Shape:
        inner, required = _stripped(type_)
        if is_list_type(inner):
            return Lists(self._shape(inner.of_type, nodes), required)
        if is_leaf_type(inner):
            return Leaves(leaf(inner, required))
        return self._objects(type_, nodes)

    def _objects(self, type_: GraphQLOutputType, nodes: Sequence[FieldNode]) -> Objects:
        inner, required = _stripped(type_)
        if not is_object_type(inner):
            raise Unknown
        return self.objects(inner, [node.selection_set for node in nodes if node.selection_set], required=required)


def _stripped(type_: Any) -> tuple[Any, bool]:
    return (type_.of_type, True) if is_non_null_type(type_) else (type_, False)


def _declared(field: GraphQLField) -> StrawberryField:
    declared: StrawberryField = field.extensions[DEFINITION]
    return declared


def _function(field: GraphQLField) -> Callable[..., Any] | None:
    """Returns the field's resolver as it was written."""
    resolver: Any = _declared(field).base_resolver
    return None if resolver is None else resolver.wrapped_func


def _named(declared: StrawberryField) -> tuple[str | None, str | None]:
    """Returns the names by which the resolver takes its row and the info."""
    resolver = declared.base_resolver
    if resolver is None or resolver.self_parameter or resolver.parent_parameter:
        raise Unknown
    row, info = resolver.root_parameter, resolver.info_parameter
    return row.name if row else None, info.name if info else None


def _rules(field: GraphQLField) -> list[Rule]:
    """Returns the rules on a field."""
    rules = [rule for one in _declared(field).extensions for rule in getattr(one, "permissions", [None])]
    if not all(isinstance(rule, Rule) for rule in rules):
        raise Unknown
    return rules
