"""The one place that knows Strawberry's and graphql-core's insides (both pinned): how a query is prepared and run.

Prepared: our limits, our rules, remembered documents. Run: withheld fields collapse to one error for each coordinate.
Left: every error goes through `errors.tell`.
"""

from collections.abc import Iterable
from typing import Any, cast

from graphql import GraphQLError, GraphQLOutputType, is_non_null_type
from graphql.execution import executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import get_variable_values
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

from graph.coercion import quickly
from graph.documents import Document, Documents, Unfit, judge_cost
from graph.errors import Asking, Unauthenticated, Withheld, tell
from graph.limits import LIMITS, Limits, judge_variables
from graph.trail import trail

executor.get_variable_values = quickly(get_variable_values)  # type: ignore[attr-defined]  # where execution finds it


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Counts what is withheld instead of telling each value (R8.3): a thousand denied values are one error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.withheld: dict[str, GraphQLError] = {}

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
        if first is not None and first.extensions:
            first.extensions["withheld"] += 1
            return
        super().handle_field_error(raw_error, return_type, field_details_list, path)
        told = self.collected_errors.errors
        if told and told[-1].original_error is raw_error:
            self.withheld[raw_error.coordinate] = told[-1]


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
    ) -> None:
        super().__init__(query, mutation, subscription, types=types, config=config, execution_context_class=Executor)
        self.limits = limits
        self.documents = Documents(self._schema, limits)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: what was unexpected is logged as it leaves, once, and without values."""

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
        operation = document.operation(context._provided_operation_name)
        if operation is None:
            raise CannotGetOperationTypeError(context._provided_operation_name)
        kind = OperationType(operation.kind)
        trail().kind, trail().operation = operation.kind, operation.name
        if kind not in context.allowed_operations:
            raise InvalidOperationTypeError(kind)
        if operation.introspects and not _signed_in(context):
            raise Unauthenticated("登录后才能查看接口定义", "Sign in to read the schema")
        variables = context.variables or {}
        judge_variables(variables, self.limits)
        judge_cost(operation, variables, self.limits)

    async def _handle_execution_result(
        self, context: ExecutionContext, result: Any, extensions_runner: SchemaExtensionsRunner, **kwargs: Any
    ) -> ExecutionResult:
        answer = await super()._handle_execution_result(context, result, extensions_runner, **kwargs)
        if answer.errors:
            asking = _asking(context)
            language, request_id = (asking.language, asking.request_id) if asking else ("zh", "-")
            answer.errors = tell(answer.errors, language, request_id)
        return answer


def _asking(context: ExecutionContext) -> Asking | None:
    return cast("Asking | None", context.context)


def _signed_in(context: ExecutionContext) -> bool:
    asking = _asking(context)
    return asking is None or asking.viewer is not None
