"""UserError: what a rule refuses, told to the person in their own language; FileNote: what is said of a file."""

from enum import Enum
from typing import Any

import strawberry

from core.errors import Refusal
from core.workbooks.notes import Note
from core.workbooks.problems import ProblemCode
from graph.vocabulary.fields import shown


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


@strawberry.type(description="对导入文件的一条说明：同类问题或提醒归为一条，注明数量和行号")
class FileNote:
    code: str = shown("种类代码，英文，稳定不变；问题的代码与 UserError.code 相同")
    message: str = shown("给用户看的说明，中文，或按 Accept-Language 为英文")
    count: int = shown("共有多少处")
    rows: str | None = shown("工作簿中的行号，如“3-5、8、10”；过多时以“等”结尾；不涉及具体行为空")
    column: str | None = shown("工作簿中的列名")
    sheet: str | None = shown("工作表或文件名；只有一个工作表时可能为空")


def file_note(note: Note, language: str) -> FileNote:
    return FileNote(
        code=note.code,
        message=note.message(language),
        count=note.count,
        rows=note.rows,
        column=note.column,
        sheet=note.sheet,
    )
