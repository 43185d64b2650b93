"""The size of a document with its fragments expanded: each fragment is counted once, however often it is spread."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graph.server.engine.limits import Limits, exceeded
from graph.server.errors import LimitExceeded


@dataclass(slots=True)
class Size:
    """Holds the size of a selection with its fragments expanded."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: int = 0

    def add(self, other: "Size", deeper: int = 0) -> None:
        self.depth = max(self.depth, other.depth + deeper)
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.spreads += other.spreads


_COUNTED = tuple(part.name for part in fields(Size))


class Counting:
    """Counts sizes in a first pass, each fragment once. `visited` is the work that was done."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits) -> None:
        self.fragments, self.limits = fragments, limits
        self.known: dict[str, Size] = {}
        self.visited = 0
        self._open: set[str] = set()

    def selection(self, selection_set: SelectionSetNode, nesting: int = 1) -> Size:
        if nesting > self.limits.nesting:
            raise exceeded("nesting", self.limits)
        size = Size()
        for node in selection_set.selections:
            self.visited += 1
            size.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self._field(node, size, nesting)
            elif isinstance(node, FragmentSpreadNode):
                size.spreads += 1
                size.add(self.fragment(node.name.value, nesting + 1))
            elif isinstance(node, InlineFragmentNode):
                size.spreads += 1
                size.add(self.selection(node.selection_set, nesting + 1))
        return size

    def _field(self, node: FieldNode, size: Size, nesting: int) -> None:
        size.fields += 1
        size.aliases += node.alias is not None
        size.depth = max(size.depth, 1)
        if node.selection_set:
            size.add(self.selection(node.selection_set, nesting + 1), deeper=1)

    def fragment(self, name: str, nesting: int = 1) -> Size:
        """Returns the size of a fragment, which must not contain itself.

        Raises:
            LimitExceeded where a fragment contains itself
        """
        if name not in self.known and name in self.fragments:
            if name in self._open:
                raise LimitExceeded(
                    f"片段 {name[:60]} 包含自身", f"The fragment {name[:60]} contains itself", limit="fragments"
                )
            self._open.add(name)
            fragment = self.fragments[name]
            size = self.selection(fragment.selection_set, nesting)
            size.directives += len(fragment.directives or ())
            self._open.remove(name)
            self.known[name] = size
            self.judge(size)
        return self.known.get(name, Size())

    def operation(self, node: OperationDefinitionNode) -> Size:
        variables = node.variable_definitions or ()
        if len(variables) > self.limits.variables:
            raise exceeded("variables", self.limits)
        size = self.selection(node.selection_set)
        size.directives += len(node.directives or ()) + sum(len(variable.directives or ()) for variable in variables)
        return size

    def judge(self, size: Size) -> None:
        for limit in _COUNTED:
            if getattr(size, limit) > getattr(self.limits, limit):
                raise exceeded(limit, self.limits)
