"""Undoing an import is refused for these reasons (R10.9)."""

from core.errors.family import Refusal


class ImportUndone(Refusal):
    code = "IMPORT_UNDONE"
    meaning = "这次导入已撤销 | The import was undone already"
    zh = "这次导入已撤销"
    en = "The import was undone already"


class ImportOverlaid(Refusal):
    """Names one thing that was imported, decided, adjusted or used since; there is one refusal for each."""

    code = "IMPORT_OVERLAID"
    meaning = "导入的内容之后有变动，不能撤销 | Something of the import has changed since, so it can't be undone"
    zh = "不能撤销：{what_zh}"
    en = "It can't be undone: {what_en}"
