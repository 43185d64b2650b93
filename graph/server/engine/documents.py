"""Parses query text into a document that is fit to run, and caches it by its text.

Only documents that passed are cached, up to a number of characters: a stranger who sends ever new texts pushes others
out of the cache but does not fill the memory.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import ASTValidationRule, ValidationContext
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graph.server.engine.cost_limit import Costing, Operation
from graph.server.engine.fast import Plan, compiled
from graph.server.engine.limits import LIMITS, Limits, exceeded
from graph.server.engine.size_limit import Counting, Size
from graph.server.errors import BadRequest

REMEMBERED = 200_000
LONGEST_REMEMBERED = 10_000
MOST_ERRORS = 20
_UNFIT = re.compile(r"\x00|(?<!\\)(?:\\\\)*\\u(?:0000|\{0+\})|\d{400}")


class Overlapping(OverlappingFieldsCanBeMergedRule):
    """Bounds the standard rule, which compares fields of one name by pairs: it gives up early."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = LIMITS.comparisons


RULES: tuple[type[ASTValidationRule], ...] = (
    *(Overlapping if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


@dataclass(slots=True)
class Document:
    """Holds a document that is fit to run. `visited` is the work that the limits took."""

    ast: DocumentNode
    operations: list[Operation]
    visited: int
    _plans: dict[str | None, Plan | None] = field(default_factory=dict)

    def plan(self, schema: GraphQLSchema, name: str | None) -> Plan | None:
        """Returns the fast path's plan of the selected operation, compiled on first use."""
        if name not in self._plans:
            if name is not None and self.operation(name) is None:
                return None
            self._plans[name] = compiled(schema, self.ast, name)
        return self._plans[name]

    def operation(self, name: str | None) -> Operation | None:
        """Returns the selected operation, or None if the selection is not clear."""
        named = [one for one in self.operations if name is None or one.name == name]
        return named[0] if len(named) == 1 else None


class Unfit(Exception):
    """Reports why a document is not run."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} errors")


@dataclass
class Documents:
    """Holds the documents of one schema."""

    schema: GraphQLSchema
    limits: Limits = LIMITS
    _known: OrderedDict[str, Document] = field(default_factory=OrderedDict)
    _characters: int = 0

    def read(self, query: str, *, hints: bool = True) -> Document:
        """Returns the document of a text.

        Args:
            hints: whether an error may name what the schema has instead ("Did you mean ...").

        Raises:
            Unfit: the document can't be parsed, exceeds a limit, or asks for something that does not exist.
        """
        if (known := self._known.get(query)) is not None:
            self._known.move_to_end(query)
            return known
        try:
            document = self._measured(self._parsed(query))
        except GraphQLError as error:
            raise Unfit([error]) from None
        if errors := self._invalid(document.ast, hints):
            raise Unfit(errors)
        self._remember(query, document)
        return document

    def operation(self, query: str | None, name: str | None) -> Operation | None:
        """Returns the selected operation of a document that is already cached."""
        known = self._known.get(query) if query else None
        return known.operation(name) if known else None

    def _parsed(self, query: str) -> DocumentNode:
        limits = self.limits
        if len(query) > limits.characters:
            raise exceeded("characters", limits)
        if _UNFIT.search(query):
            raise BadRequest(
                "查询中有空字符或过长的数字", "The query contains a NUL character or a number that is too long"
            )
        try:
            return parse(query, max_tokens=limits.tokens)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                raise exceeded("tokens" if "tokens" in error.message else "nesting", limits) from None
            raise

    def _measured(self, ast: DocumentNode) -> Document:
        fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
        written = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        if len(written) > self.limits.operations:
            raise exceeded("operations", self.limits)
        counting, whole = Counting(fragments, self.limits), Size()
        for node in written:
            whole.add(counting.operation(node))
            counting.judge(whole)
        for name in fragments:
            counting.fragment(name)
        costing = Costing(self.schema, fragments, self.limits)
        operations = [costing.operation(node) for node in written]
        return Document(ast, operations, counting.visited + costing.visited)

    def _invalid(self, ast: DocumentNode, hints: bool) -> list[GraphQLError]:
        errors = validate(self.schema, ast, RULES, max_errors=MOST_ERRORS, hide_suggestions=not hints)
        if errors and errors[-1].message == "Validation aborted.":
            return [exceeded("comparisons", self.limits)]
        return errors

    def _remember(self, query: str, document: Document) -> None:
        if len(query) > LONGEST_REMEMBERED:
            return
        self._known[query] = document
        self._characters += len(query)
        while self._characters > REMEMBERED:
            forgotten, _ = self._known.popitem(last=False)
            self._characters -= len(forgotten)


def judge_cost(operation: Operation, variables: dict[str, Any], limits: Limits = LIMITS) -> None:
    """Checks the cost of an operation with its variables.

    Raises:
        LimitExceeded
    """
    if operation.cost.of(variables) > limits.cost:
        raise exceeded("cost", limits)
