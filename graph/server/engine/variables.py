"""Variables of an operation, coerced by straight functions made once for each operation.

graphql-core asks each value for its type again: a ballot of 120 marks costs it some milliseconds. Here each input type
becomes a function of the raw value; what is not plainly right is left to graphql-core, which finds the words for what
is wrong. The values are the same: both take leaves from the same `coerce_input_value` of their scalars.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeAlias

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_scalar_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import coerce_default_value

from graph.server.engine.variable_faults import at_their_fields

Coerce: TypeAlias = Callable[[Any], Any]
Generic: TypeAlias = Callable[..., Any]
DEEPEST = 8
REMEMBERED = 512


class Doubt(Exception):
    """Not plainly right: graphql-core shall say."""


def coercer(type_: GraphQLInputType, depth: int = 0) -> Coerce:
    """The function that coerces values of a type.

    Raises:
        Doubt: by the function, for a value that it is not sure of; here, for a type that it does not know.
    """
    if depth > DEEPEST:
        raise Doubt
    if is_non_null_type(type_):
        return _required(coercer(type_.of_type, depth + 1))
    if is_list_type(type_):
        return _listed(coercer(type_.of_type, depth + 1))
    if is_input_object_type(type_):
        return _made(type_, depth)
    if is_scalar_type(type_) or is_enum_type(type_):
        return _leaf(type_.coerce_input_value)
    raise Doubt


def _required(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            raise Doubt
        return inner(value)

    return coerce


def _listed(item: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not list:
            raise Doubt
        return [item(one) for one in value]

    return coerce


def _leaf(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        try:
            found = inner(value)
        except Exception as wrong:
            raise Doubt from wrong
        if found is Undefined:
            raise Doubt
        return found

    return coerce


def _made(type_: GraphQLInputObjectType, depth: int) -> Coerce:
    if type_.is_one_of or type_.out_type is not GraphQLInputObjectType.out_type:
        raise Doubt
    fields = [
        (
            name,
            field.out_name or name,
            coercer(field.type, depth + 1),
            is_required_input_field(field),
            coerce_default_value(field),
        )
        for name, field in type_.fields.items()
    ]
    if any(isinstance(default, list | dict) for *_, default in fields):
        raise Doubt

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not dict:
            raise Doubt
        left, made = len(value), {}
        for name, out_name, inner, required, default in fields:
            if name in value:
                left -= 1
                made[out_name] = inner(value[name])
            elif required:
                raise Doubt
            elif default is not Undefined:
                made[out_name] = default
        if left:
            raise Doubt
        return made

    return coerce


Variable: TypeAlias = tuple[str, GraphQLVariableSignature, Coerce]
_known: dict[int, tuple[Any, list[Variable] | None]] = {}


def _variables(schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode]) -> list[Variable] | None:
    """The variables of an operation, remembered with its document; None where graphql-core is needed for them."""
    known = _known.get(id(nodes))
    if known is not None and known[0] is nodes:
        return known[1]
    if len(_known) >= REMEMBERED:
        _known.clear()
    found = _compiled(schema, nodes)
    _known[id(nodes)] = (nodes, found)
    return found


def _compiled(schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode]) -> list[Variable] | None:
    signatures = [get_variable_signature(schema, node) for node in nodes]
    try:
        return [(one.name, one, coercer(one.type)) for one in signatures if not isinstance(one, GraphQLError)] or None
    except Doubt:
        return None


def _told(schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode], found: Any) -> Any:
    return at_their_fields(schema, nodes, found) if isinstance(found, list) else found


def quickly(generic: Generic) -> Generic:
    """graphql-core's `get_variable_values`, asked only where a value, or a missing one, is not plainly right."""

    def get_variable_values(
        schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode], inputs: dict[str, Any], **options: Any
    ) -> Any:
        variables = _variables(schema, nodes)
        if variables is None or len(variables) < len(nodes):
            return _told(schema, nodes, generic(schema, nodes, inputs, **options))
        try:
            coerced = {name: coerce(inputs[name]) for name, _, coerce in variables}
        except (Doubt, KeyError):
            return _told(schema, nodes, generic(schema, nodes, inputs, **options))
        sources = {name: VariableValueSource(signature, inputs[name]) for name, signature, _ in variables}
        return VariableValues(sources, coerced)

    return get_variable_values
