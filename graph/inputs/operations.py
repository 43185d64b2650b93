"""What clients ask for as a workbook."""

from enum import Enum
from typing import Any

import strawberry

from core.workbooks.academic import ACADEMIC_RESULTS
from graph.inputs.academic import AcademicResultFilter, AcademicResultOrder
from graph.schema.fields import shown

_columns = {field.key.upper(): strawberry.enum_value(field.key, description=field.header) for field in ACADEMIC_RESULTS}
_enum: Any = Enum("AcademicColumn", _columns)  # type: ignore[misc]  # as many as the workbook has
AcademicColumn = strawberry.enum(_enum, name="AcademicColumn", description="学业成绩导出的列")


@strawberry.input(description="导出学业成绩")
class AcademicResultsExport:
    batch_id: strawberry.ID = shown("批次")
    filter: AcademicResultFilter | None = shown("筛选", default=None)
    order_by: AcademicResultOrder | None = shown("排序，默认按学号", default=None)
    columns: list[AcademicColumn] | None = shown("列及其顺序；不填为有权查看的全部列", default=None)  # type: ignore[valid-type]  # made from the workbook's columns

    def chosen(self) -> list[str] | None:
        """The keys of the columns, in the order asked for."""
        wanted: list[Any] | None = self.columns
        return None if wanted is None else [column.value for column in wanted]


@strawberry.input(one_of=True, description="要导出的数据，只填一种")
class RequestExportInput:
    academic_results: strawberry.Maybe[AcademicResultsExport] = shown("学业成绩")


@strawberry.enum(description="导入模板的种类")
class TemplateKind(Enum):
    COURSE_SCORES = strawberry.enum_value("COURSE_SCORES", description="原始成绩")
    ROSTER = strawberry.enum_value("ROSTER", description="名册")


@strawberry.input(description="要哪种模板")
class RequestTemplateInput:
    kind: TemplateKind = shown("模板种类")
