"""Projects a list of rows to a list of dicts, by a function generated for the requested fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from graphql import GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLLeafType, GraphQLString, Undefined

Find: TypeAlias = Callable[[Any], Any]
Project: TypeAlias = Callable[[Sequence[Any], Any, Sequence[Find]], list[dict[str, Any]]]
"""A function of rows, the info, and the lookups behind each foreign key."""
Leaf: TypeAlias = Callable[[Any], Any]


class Unsure(Exception):
    """Reports that the fast path is not certain, so that the generic path must answer."""


@dataclass(frozen=True, slots=True)
class Column:
    """Represents a field that is an attribute of the row."""

    attribute: str
    type: GraphQLLeafType
    required: bool


@dataclass(frozen=True, slots=True)
class Computed:
    """Represents a field that a plain function computes from the row. `named` holds the names of its row and info
    parameters."""

    resolver: Callable[..., Any]
    row: str | None
    info: str | None
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Referenced:
    """Represents a field that is already completed: the referenced row, by the place of its foreign key."""

    column: str
    place: int


@dataclass(frozen=True, slots=True)
class Constant:
    """Represents a value that is the same in every row; it also reserves the place of a field that comes later."""

    value: str | None


Entry: TypeAlias = Column | Computed | Referenced | Constant


def leaf(type_: GraphQLLeafType, required: bool) -> Leaf:
    """Returns the function that completes a value of a scalar or enum."""
    coerce = type_.coerce_output_value

    def tell(value: Any) -> Any:
        if value is None or value is Undefined:
            if required:
                raise Unsure
            return None
        completed = coerce(value)
        if completed is None or completed is Undefined or isinstance(value, Exception):
            raise Unsure
        return completed

    return tell


PLAIN: dict[str, str] = {
    GraphQLString.name: "v.__class__ is str",
    GraphQLBoolean.name: "v.__class__ is bool",
    GraphQLInt.name: "v.__class__ is int and -2147483648 <= v <= 2147483647",
}
"""The common case of values that are completed unchanged."""


def _by_key(rows: Sequence[Any]) -> bool:
    """Tells whether columns are read by key, which is faster; the class of such rows declares `read_by_key`."""
    return bool(rows) and getattr(rows[0].__class__, "read_by_key", False)


def column_of(rows: Sequence[Any], name: str) -> list[Any]:
    """Returns one column of rows of one class."""
    get = itemgetter(name) if _by_key(rows) else attrgetter(name)
    return list(map(get, rows))


def projection(entries: dict[str, Entry]) -> Project:
    """Compiles a projection that reads columns by key or by attribute, as the rows allow."""
    by_key, by_attribute = _generated(entries, "row[{!r}]"), _generated(entries, "row.{}")

    def project(rows: Sequence[Any], info: Any, behind: Sequence[Find]) -> list[dict[str, Any]]:
        return (by_key if _by_key(rows) else by_attribute)(rows, info, behind)

    return project


def _generated(entries: dict[str, Entry], access: str) -> Project:
    """Generates the code. The names in it come from our own schema; a response key stands in it as a string."""
    known: dict[str, Any] = {}
    parts = [f"{key!r}: {_expression(entry, f'_{place}', known, access)}" for place, (key, entry) in
             enumerate(entries.items())]  # fmt: skip
    code = f"def project(rows, info, behind):\n    return [{{{', '.join(parts)}}} for row in rows]"
    exec(code, known)  # noqa: S102  # made of our own schema, see above
    project: Project = known["project"]
    return project


def _expression(entry: Entry, name: str, known: dict[str, Any], access: str) -> str:
    if isinstance(entry, Constant):
        return repr(entry.value)
    if isinstance(entry, Referenced):
        return f"behind[{entry.place}]({access.format(entry.column)})"
    if isinstance(entry, Computed):
        known[name], known[f"{name}_made"] = entry.leaf, entry.resolver
        named = {entry.row: "row", entry.info: "info"}
        return f"{name}({name}_made({', '.join(f'{at}={what}' for at, what in named.items() if at)}))"
    known[name] = leaf(entry.type, entry.required)
    value = f"(v := {access.format(entry.attribute)})"
    plain = PLAIN.get(entry.type.name)
    if plain is not None:
        plain = plain.replace("v.", f"{value}.", 1)
        return f"v if {plain}{'' if entry.required else ' or v is None'} else {name}(v)"
    if entry.type is GraphQLID:
        return f"str(v) if {value}.__class__ is int else {name}(v)"
    return f"{name}({value})"
