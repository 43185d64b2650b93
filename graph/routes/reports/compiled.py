"""A report's layout compiled against the schema: the text of its query, its parameters, and the kinds of its columns.

The text is fixed, so the server reads and plans it once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    ast_from_value,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    print_ast,
)

from graph.routes.reports.layout import Layout
from graph.routes.reports.layouts import LAYOUTS

PAGING = ("first", "after", "offset")
SORTING = "orderBy"
FILTER = "filter"
KINDS = {
    "Int": "integer",
    "Boolean": "boolean",
    "Date": "date",
    "DateTime": "datetime",
    **dict.fromkeys(("Score", "Credit", "Ratio", "Points", "Percent", "Exact"), "decimal"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Represents one parameter of a report's address: an argument of the list, or a field of its filter."""

    name: str
    argument: str
    """The name in the query's variables, or in the filter."""
    type: GraphQLInputType
    in_filter: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Holds what serves one report."""

    name: str
    layout: Layout
    first_query: str
    """Also asks how many rows there are."""
    next_query: str
    paged: bool
    rows_path: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    kinds: Mapping[str, str]
    """The kind of each column, in their order."""


def compiled(name: str, query: Any) -> Report:
    """Compiles the report of a name against the query type of the schema."""
    layout = LAYOUTS[name]
    root: GraphQLField = query.fields[layout.root]
    row_type: Any = get_named_type(root.type)
    paged = "nodes" in row_type.fields
    rows_path = ("nodes",) if paged else tuple(filter(None, layout.within.split(".")))
    for step in rows_path:
        row_type = get_named_type(row_type.fields[step].type)
    parts = (name, layout, root, rows_path, paged)
    return Report(
        name,
        layout,
        _text(*parts, first=True),
        _text(*parts, first=False),
        paged,
        rows_path,
        {one.name: one for one in _parameters(layout, root)},
        {column: _kind(layout, row_type, path) for column, path in layout.columns.items()},
    )


def _parameters(layout: Layout, root: GraphQLField) -> Iterable[Parameter]:
    for name, argument in root.args.items():
        if name == FILTER:
            filter_type: Any = get_nullable_type(argument.type)
            for field, of_filter in filter_type.fields.items():
                yield Parameter(field, field, of_filter.type, in_filter=True, required=False)
        elif name not in (*PAGING, SORTING):
            required = is_required_argument(argument)
            yield Parameter(layout.renamed.get(name, name), name, argument.type, in_filter=False, required=required)


def _kind(layout: Layout, row_type: Any, path: str) -> str:
    """Returns the kind of a column. The values of a list are joined in one cell, which is a kind of its own."""
    kind, joined, steps = row_type, False, path.split(".")
    for number, step in enumerate(steps, 1):
        declared = kind.fields[step].type
        multiplied = layout.each.startswith(".".join(steps[:number]))
        joined = joined or (is_list_type(get_nullable_type(declared)) and not multiplied)
        kind = get_named_type(declared)
    return "list" if joined else KINDS.get(kind.name, "text")


def _text(
    name: str, layout: Layout, root: GraphQLField, rows_path: tuple[str, ...], paged: bool, *, first: bool
) -> str:
    wanted = {name: argument for name, argument in root.args.items() if name not in ("offset", SORTING)}
    declared = ", ".join(f"${name}: {argument.type}{_default(argument)}" for name, argument in wanted.items())
    given = ", ".join(f"{name}: ${name}" for name in wanted)
    selection = _selected(layout.columns.values())
    for step in reversed(rows_path):
        selection = f"{step} {{ {selection} }}"
    if paged:
        selection = f"{'totalCount ' if first else ''}pageInfo {{ hasNextPage endCursor }} {selection}"
    return f"query report_{name}({declared}) {{ {layout.root}({given}) {{ {selection} }} }}"


def _default(argument: GraphQLArgument) -> str:
    """Returns the default of an argument that may be left out of an address, but may not be null."""
    if not is_non_null_type(argument.type) or is_required_argument(argument):
        return ""
    value = ast_from_value(argument.default_value, argument.type)
    return f" = {print_ast(value)}" if value else ""


def _selected(paths: Iterable[str]) -> str:
    """Returns the selection of all paths, each field once."""
    tree: dict[str, Any] = {}
    for path in paths:
        branch = tree
        for step in path.split("."):
            branch = branch.setdefault(step, {})
    return _written(tree)


def _written(tree: Mapping[str, Any]) -> str:
    return " ".join(f"{name} {{ {_written(below)} }}" if below else name for name, below in tree.items())
