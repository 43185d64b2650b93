"""The one place that knows Strawberry's and graphql-core's insides (both pinned): how a query is prepared and run.

Prepared: our limits, our rules, remembered documents. Run: by the fast path where that is sure
(`graph.server.engine.fast`), else by graphql-core, where withheld fields collapse to one error for each coordinate.
Left: every error goes through `ErrorReporter.tell`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry import Schema as StrawberrySchema
from strawberry.exceptions import MissingQueryError
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graph.server.application import Context
from graph.server.engine.documents import Document, Documents, Unfit, judge_cost
from graph.server.engine.fast.plans import Asking
from graph.server.engine.limits import LIMITS, Limits, judge_variables
from graph.server.engine.variable_faults import at_their_fields
from graph.server.error_reporting import ErrorReporter
from graph.server.errors import Unauthenticated, Withheld, in_order
from graph.server.request_log import trail


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Runs one operation, and finds our words for wrong variables.

    Withheld values are counted instead of told one by one (R8.3): a thousand denied values are one error.
    """

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        root_value: Any = None,
        context_value: Any = None,
        raw_variable_values: dict[str, Any] | None = None,
        operation_name: str | None = None,
        *further: Any,
        **named: Any,
    ) -> Any:
        """Prepares an operation; wrong variables are reported at their fields (R9.5)."""
        built = super().build(
            schema, document, root_value, context_value, raw_variable_values, operation_name, *further, **named
        )
        return at_their_fields(schema, document, operation_name, built) if isinstance(built, list) else built

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.withheld: dict[str, GraphQLError] = {}

    @property
    def middleware_manager(self) -> Any:
        """Returns a middleware that answers with what acts have returned or raised on the fast path: no act is run
        twice."""
        done = getattr(self.context_value, "done", None)
        return Acted(done) if done else self._middleware

    @middleware_manager.setter
    def middleware_manager(self, value: Any) -> None:
        self._middleware = value

    def handle_field_error(
        self,
        raw_error: Exception,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        path: Path,
    ) -> None:
        if not isinstance(raw_error, Withheld) or is_non_null_type(return_type):
            super().handle_field_error(raw_error, return_type, field_details_list, path)
            return
        first = self.withheld.get(raw_error.coordinate)
        if first is not None and first.extensions and isinstance(first.original_error, Withheld):
            first.extensions["withheld"] += 1
            first.original_error.further.append((path, [one.node for one in field_details_list]))
            return
        super().handle_field_error(raw_error, return_type, field_details_list, path)
        told = self.collected_errors.errors
        if told and told[-1].original_error is raw_error:
            self.withheld[raw_error.coordinate] = told[-1]


@dataclass(frozen=True, slots=True)
class Acted:
    """Answers root fields that are already done with what they gave."""

    done: dict[str, Any]

    def get_field_resolver(self, resolver: Callable[..., Any]) -> Callable[..., Any]:
        def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
            if info.path.prev is not None or info.path.key not in self.done:
                return resolver(source, info, **arguments)
            outcome = self.done[str(info.path.key)]
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return resolve


class Schema(StrawberrySchema):
    """A schema whose operations are limited before they are run, and whose errors all leave by one door."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        config: StrawberryConfig | None = None,
        types: Iterable[type] = (),
        limits: Limits = LIMITS,
        errors: ErrorReporter | None = None,
    ) -> None:
        super().__init__(query, mutation, subscription, types=types, config=config, execution_context_class=Executor)
        self.limits, self.errors = limits, errors or ErrorReporter()
        self.documents = Documents(self._schema, limits)

    @property
    def query_type(self) -> GraphQLObjectType:
        """Returns the type of queries, for those who make documents from it."""
        return cast("GraphQLObjectType", self._schema.query_type)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: what was unexpected is logged as it leaves, once, and without values."""

    async def answer(
        self,
        query: str | None,
        *,
        variable_values: dict[str, Any] | None,
        context_value: Any,
        operation_name: str | None,
        allowed_operation_types: Collection[OperationType],
        operation_extensions: dict[str, Any] | None = None,
        fast: bool = True,
    ) -> ExecutionResult:
        """Execute by the fast path where that is sure of everything; where not, `execute` answers."""
        if fast and query:
            inputs = variable_values or {}
            answer = await self._fast(query, inputs, context_value, operation_name, allowed_operation_types)
            if answer is not None:
                return answer
        return await self.execute(
            query,
            variable_values=variable_values,
            context_value=context_value,
            operation_name=operation_name,
            allowed_operation_types=allowed_operation_types,
            operation_extensions=operation_extensions,
        )

    async def _fast(
        self, query: str, inputs: dict[str, Any], context: Any, name: str | None, allowed: Collection[OperationType]
    ) -> ExecutionResult | None:
        try:
            document = self.documents.read(query, hints=context.viewer is not None)
            plan = document.plan(self._schema, name)
            if plan is None:
                return None
            self._limit(document, inputs, name, allowed, signed_in=context.viewer is not None)
            variables = plan.variables.coerced(inputs)
            if variables is None:
                return None
            asking = Asking.of(context, variables)
            data = await plan.execute(asking)
            errors = asking.withheld.errors(data)
        except Exception as error:
            if self.errors.fault_of(error) is None or trail().kind == "mutation":
                return None
            data, errors = None, [GraphQLError("passing", original_error=error)]
        return ExecutionResult(data, self.errors.tell(errors, context.language, context.request_id) if errors else None)

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        """Read, limit and validate; the first two may refuse before anything else is looked at."""
        if not context.query:
            raise MissingQueryError
        try:
            document = self.documents.read(context.query, hints=_signed_in(context))
            context.graphql_document = document.ast
            self._judge(document, context)
        except Unfit as unfit:
            return PreExecutionError(data=None, errors=unfit.errors)
        except GraphQLError as error:
            return PreExecutionError(data=None, errors=[error])
        return None

    def _judge(self, document: Document, context: ExecutionContext) -> None:
        self._limit(
            document,
            context.variables or {},
            context._provided_operation_name,
            tuple(context.allowed_operations),
            signed_in=_signed_in(context),
        )

    def _limit(
        self,
        document: Document,
        variables: dict[str, Any],
        name: str | None,
        allowed: Collection[OperationType],
        *,
        signed_in: bool,
    ) -> None:
        operation = document.operation(name)
        if operation is None:
            raise CannotGetOperationTypeError(name)
        kind = OperationType(operation.kind)
        trail().kind, trail().operation = operation.kind, operation.name
        if kind not in allowed:
            raise InvalidOperationTypeError(kind)
        if operation.introspects and not signed_in:
            raise Unauthenticated("登录后才能查看接口定义", "Sign in to read the schema")
        judge_variables(variables, self.limits)
        judge_cost(operation, variables, self.limits)

    async def _handle_execution_result(
        self, context: ExecutionContext, result: Any, extensions_runner: SchemaExtensionsRunner, **kwargs: Any
    ) -> ExecutionResult:
        answer = await super()._handle_execution_result(context, result, extensions_runner, **kwargs)
        if answer.errors:
            asking = _asking(context)
            language, request_id = (asking.language, asking.request_id) if asking else ("zh", "-")
            answer.errors = self.errors.tell(in_order(answer.errors, answer.data), language, request_id)
        return answer


def _asking(context: ExecutionContext) -> Context | None:
    return cast("Context | None", context.context)


def _signed_in(context: ExecutionContext) -> bool:
    asking = _asking(context)
    return asking is None or asking.viewer is not None
