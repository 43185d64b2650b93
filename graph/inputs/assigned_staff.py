"""The inputs that name the counsellors and head teachers of a batch by workbook."""

from enum import Enum

import strawberry
from strawberry.file_uploads import Upload

from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import ColumnChoiceInput


@strawberry.enum(description="为班级指派的人员 | Kinds of staff of a class")
class AssignedStaffKind(Enum):
    COUNSELLORS = strawberry.enum_value("counsellors", description="辅导员 | Counsellors")
    HEAD_TEACHERS = strawberry.enum_value("headTeachers", description="班主任 | Head teachers")


@strawberry.input(description="导入辅导员或班主任 | Import counsellors or head teachers")
class ImportAssignedStaffInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    kind: AssignedStaffKind = shown("辅导员或班主任 | Counsellors or head teachers")
    file: Upload = shown(
        "工作簿：.xlsx、.xls 或 CSV，列与模板相同；一个班级几个人写几行 | "
        "Workbook: .xlsx, .xls or CSV, with the columns of the template; a row for each person of a class"
    )
    dry_run: bool = shown("仅校验，不保存 | Only check, save nothing", default=False)
    columns: list[ColumnChoiceInput] | None = shown(
        "指定文件中的哪一列是什么，用于列名无法识别、或有几列都可能是的情况；不会记住 | "
        "Says which column of the file is which, for headings that are not known or may be one of several; "
        "not remembered",
        default=None,
    )
