"""An import says what each column of the file was read as, and the sender may say which one is meant (R10.1)."""

from collections.abc import Iterable
from typing import Any

import strawberry

from graph.server.errors import BadRequest
from graph.vocabulary.fields import shown

CHOICE = (
    "指定文件中的哪一列是什么，用于列名无法识别、或有几列都可能是的情况；导入成功后会记住 | "
    "Says which column of the file is which, for headings that are not known or may be one of several; "
    "remembered once the import has succeeded"
)
COLUMNS = "文件中的各列读成了什么，从左到右 | What each column of the file was read as, from left to right"
PASSED_OVER = "文件中没有用到的列名 | Headings of the file that are not needed"


@strawberry.type(description="文件中的一列读成了什么 | What a column of the file was read as")
class ReadColumn:
    key: str = shown("列的代号，如 SCORE，可用于 columns | Key of the column, such as SCORE, for `columns`")
    title: str = shown("本系统的列名，如“成绩” | Our name of the column, such as “成绩”")
    heading: str = shown("文件中的列名，如“总评成绩” | Heading in the file, such as “总评成绩”")
    letter: str = shown("列标，如 H | Letters of the column, such as H")
    sheet: str | None = shown("工作表；CSV 等为空 | Sheet; null for a CSV and the like")
    learnt: bool = shown(
        "是否按以前指定过的列名识别 | Whether it was known by a heading that was chosen in an earlier import"
    )


@strawberry.type(description="可以读取的一列 | A column that can be read")
class KnownColumn:
    key: str = shown("列的代号，可用于 columns | Key of the column, for `columns`")
    title: str = shown("列名 | Our name of the column")
    required: bool = shown("是否必须有 | Whether a file must have it")


@strawberry.input(description="指定文件中的一列 | Says which column of the file is meant")
class ColumnChoiceInput:
    key: str = shown("列的代号，如 SCORE | Key of the column, such as SCORE")
    heading: str = shown("文件中的列名 | Heading in the file")


def chosen_columns(choices: Iterable[ColumnChoiceInput] | None) -> dict[str, str]:
    """Returns the headings by the layout's keys.

    Raises:
        BadRequest: a column is chosen twice.
    """
    chosen: dict[str, str] = {}
    for choice in choices or ():
        key = choice.key.strip().lower()
        if key in chosen:
            raise BadRequest(f"重复指定了 {choice.key}", f"{choice.key} is chosen twice")
        chosen[key] = choice.heading
    return chosen


def columns(root: Any) -> list[ReadColumn] | None:
    return None if root.columns is None else [ReadColumn(**one) for one in root.columns]


def known_columns(root: Any) -> list[KnownColumn] | None:
    return None if root.known_columns is None else [KnownColumn(**one) for one in root.known_columns]
