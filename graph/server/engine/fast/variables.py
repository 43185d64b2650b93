"""Variables of an operation, coerced by straight functions that are made once, with its plan.

graphql-core asks each value for its type again: half a millisecond for a ballot of 120 marks, of which an eighth of a
millisecond is left here. Each input type becomes a function of the raw value; what is not plainly right is left to
graphql-core, which finds the words for what is wrong. The values are the same: both take leaves from the same
`coerce_input_value` of their scalars.
"""

from collections.abc import Callable, Collection, Mapping
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
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import get_variable_values
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce: TypeAlias = Callable[[Any], Any]
DEEPEST = 8


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


class Variables:
    """The variables that an operation declares."""

    def __init__(self, schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode]) -> None:
        self._schema, self._nodes = schema, nodes
        self._coercers = _coercers(schema, nodes)

    def coerced(self, inputs: dict[str, Any]) -> Mapping[str, Any] | None:
        """Coerces what a client sent; None where it is wrong, which graphql-core shall explain.

        graphql-core is asked for a variable that was left out, too: it knows the defaults.
        """
        if self._coercers is not None:
            try:
                return {name: coerce(inputs[name]) for name, coerce in self._coercers.items()}
            except (Doubt, KeyError):
                pass
        found = get_variable_values(self._schema, self._nodes, inputs)
        return None if isinstance(found, list) else found.coerced


def _coercers(schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode]) -> dict[str, Coerce] | None:
    """A function for each variable; None where one has a type that only graphql-core knows."""
    coercers = {}
    for node in nodes:
        signature = get_variable_signature(schema, node)
        if isinstance(signature, GraphQLError):
            return None
        try:
            coercers[signature.name] = coercer(signature.type)
        except Doubt:
            return None
    return coercers
