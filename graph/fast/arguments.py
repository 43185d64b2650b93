"""Arguments of a field, from coerced GraphQL values to what its resolver takes, by functions made once."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLField, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Convert: TypeAlias = Callable[[Any], Any]
Given: TypeAlias = Callable[[VariableValues | None], dict[str, Any]]
NAMES: NameConverter = StrawberryConfig().name_converter


def arguments(field: GraphQLField, declared: StrawberryField, node: FieldNode) -> Given | None:
    """What the resolver is called with, besides row and info; None where it takes nothing."""
    if not field.args:
        return None
    converters = [(NAMES.from_argument(one), one.python_name or "", _converter(one.type)) for one in declared.arguments]

    def given(variables: VariableValues | None) -> dict[str, Any]:
        values = get_argument_values(field, node, variables)
        return {python: convert(values[name]) for name, python, convert in converters if name in values}

    if _has_variables(node):
        return given
    always = given(None)
    return lambda _variables: dict(always)


def _has_variables(node: FieldNode) -> bool:
    found: list[VariableNode] = []

    class Search(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found.append(variable)

    for argument in node.arguments or ():
        visit(argument, Search())
    return bool(found)


def _converter(type_: Any) -> Convert:
    """As Strawberry's `convert_argument` does, without looking at the type again for every value."""
    if isinstance(type_, StrawberryMaybe):
        raise NotImplementedError
    if isinstance(type_, StrawberryOptional):
        return _converter(type_.of_type)
    if isinstance(type_, LazyType):
        return _converter(type_.resolve_type())
    if isinstance(type_, StrawberryList):
        return _listed(_converter(type_.of_type))
    if has_object_definition(type_):
        return _made(type_)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _listed(item: Convert) -> Convert:
    def convert(value: Any) -> Any:
        return value if value is None or value is UNSET else [item(one) for one in value]

    return convert


def _made(type_: Any) -> Convert:
    definition = type_.__strawberry_definition__
    if definition.from_input is not None:
        raise NotImplementedError
    implicit = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
    fields = [
        (NAMES.from_field(field), field.python_name, _converter(field.resolve_type(type_definition=definition)))
        for field in definition.fields
    ]

    def convert(value: Mapping[str, Any] | None) -> Any:
        if value is None or value is UNSET:
            return value
        made = dict(implicit)
        for name, python_name, inner in fields:
            if name in value:
                made[python_name] = inner(value[name])
        return type_(**made)

    return convert
