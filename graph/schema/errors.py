"""UserError: what a rule refuses, told to the person in their own language."""

from enum import Enum
from typing import Any

import strawberry

from core.errors import Refusal
from core.workbooks.problems import ProblemCode
from graph.schema.fields import shown


def _codes(family: type[Refusal]) -> set[str]:
    return {family.code}.union(*(_codes(child) for child in family.__subclasses__()))


_enum: Any = Enum("ErrorCode", {code: code for code in sorted(_codes(Refusal) | set(ProblemCode))})  # type: ignore[misc]  # as many as the family has
ErrorCode = strawberry.enum(_enum, name="ErrorCode", description="拒绝的原因，英文，稳定不变")


@strawberry.type(description="操作被规则拒绝的原因；有此错误时没有写入任何内容")
class UserError:
    code: ErrorCode = shown("原因代码")  # type: ignore[valid-type]  # the enum is made from the family of refusals
    message: str = shown("给用户看的说明，中文，或按 Accept-Language 为英文")
    path: str | None = shown("出错的输入字段，如 input.name")
    row: int | None = shown("工作簿中的行号")
    column: str | None = shown("工作簿中的列名")


def user_error(refusal: Refusal, language: str) -> Any:
    return UserError(
        code=ErrorCode(refusal.code),
        message=refusal.message(language),
        path=refusal.path,
        row=refusal.row,
        column=refusal.column,
    )
