"""UserError tells a person in their language why a rule refused; FileNote tells a finding about a file."""

from enum import Enum
from typing import Any

import strawberry

from core.errors import Refusal
from core.workbooks.notes import Note
from core.workbooks.problems import MEANINGS, ProblemCode
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown


def _codes(family: type[Refusal]) -> set[str]:
    return {family.code}.union(*(_codes(child) for child in family.__subclasses__()))


def _meanings(family: type[Refusal]) -> dict[str, str]:
    """Returns the meaning of each code of the family, taken from the class that defines it."""
    own: dict[str, str] = {family.code: family.meaning} if "meaning" in vars(family) else {}
    for child in family.__subclasses__():
        own |= _meanings(child)
    return own


_enum: Any = Enum("ErrorCode", {code: code for code in sorted(_codes(Refusal) | set(ProblemCode))})  # type: ignore[misc]  # as many as the family has
declare_enum(
    _enum,
    "ErrorCode",
    "拒绝的原因，英文，稳定不变 | Why a request was refused: English codes that do not change",
    **{**MEANINGS, **_meanings(Refusal)},
)
ErrorCode = _enum


@strawberry.type(
    description="操作被规则拒绝的原因；有此错误时没有写入任何内容 | "
    "Why a rule refused the mutation; when there is one, nothing was written"
)
class UserError:
    code: ErrorCode = shown("原因代码 | Code of the reason")
    message: str = shown(
        "给用户看的说明，中文，或按 Accept-Language 为英文 | "
        "Message for the user, in Chinese, or in English as Accept-Language asks"
    )
    path: str | None = shown("出错的输入字段，如 input.name | Input field at fault, such as input.name")
    row: int | None = shown("工作簿中的行号 | Row in the workbook")
    column: str | None = shown("工作簿中的列名 | Column heading in the workbook")


def user_error(refusal: Refusal, language: str) -> Any:
    return UserError(
        code=ErrorCode(refusal.code),
        message=refusal.message(language),
        path=refusal.path,
        row=refusal.row,
        column=refusal.column,
    )


@strawberry.type(
    description="对导入文件的一条说明：同类问题或提醒归为一条，注明数量和行号 | "
    "A note on an imported file: problems or hints of one kind together, with their number and rows"
)
class FileNote:
    code: str = shown(
        "种类代码，英文，稳定不变；问题的代码与 UserError.code 相同 | "
        "Code of the kind, in English, which does not change; problems have the codes of UserError.code"
    )
    message: str = shown(
        "给用户看的说明，中文，或按 Accept-Language 为英文 | "
        "Message for the user, in Chinese, or in English as Accept-Language asks"
    )
    count: int = shown("共有多少处 | How many there are")
    rows: str | None = shown(
        "工作簿中的行号，如“3-5、8、10”；过多时以“等”结尾；不涉及具体行为空 | "
        "Rows in the workbook, such as “3-5、8、10”; ends with “等” if there are too many; null if no single row is "
        "concerned"
    )
    column: str | None = shown("工作簿中的列名 | Column heading in the workbook")
    sheet: str | None = shown(
        "工作表或文件名；只有一个工作表时可能为空 | Name of the sheet or file; may be null if there is only one sheet"
    )


def file_note(note: Note, language: str) -> FileNote:
    return FileNote(
        code=note.code,
        message=note.message(language),
        count=note.count,
        rows=note.rows,
        column=note.column,
        sheet=note.sheet,
    )
