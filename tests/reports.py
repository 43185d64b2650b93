"""The page of the reports, made from their layouts: `python -m tests.reports` writes `docs/reports.md` (R9.6)."""

from collections.abc import Iterator
from pathlib import Path

from graph.routes.reports.compiled import Parameter, Report, compiled
from graph.routes.reports.layouts import LAYOUTS
from graph.schema import schema

DOCUMENT = Path(__file__).parents[1] / "docs" / "reports.md"
ABOUT = """# 报表地址 Reports

本页由 `graph/routes/reports/layouts.py` 生成，请勿手工修改。每个列表一个地址：`GET /reports/<列表>.csv`，须带请求头
`Authorization: Bearer <访问令牌>`；列名与顺序不变，新列只加在最后；无权查看的格为空。
用法见 [clients.md](clients.md#reports)。

This page is made from the layouts by `python -m tests.reports`; do not edit it. Each list of the API has one address,
`GET /reports/<list>.csv`. Columns keep their names and their order; new ones come at the end
([R9.6](rules.md#r96-lists-are-read-as-csv)). How tools use them is in [clients.md](clients.md#reports). A parameter
with `!` must be given. Who gets which rows is the line of the same list in [access.md](access.md).

Kinds of columns: text unless said otherwise; `integer`, `decimal` (a point, no separators), `boolean` (`true` or
`false`), `date` (`2019-10-21`), `datetime` (`2019-10-21T08:00:00+08:00`), `list`. Nothing is an empty cell.

A `list` is one cell: its values in the API's order, joined by `;` without spaces. A value that is missing is empty
between two of them, and a `;` inside a value is written `；`, so splitting the cell at `;` gives the values again; an
empty cell has none. Columns that go through the same list, such as `roles` and `role_colleges`, have as many values.
"""


def document() -> str:
    return "\n".join([ABOUT, *(line for name in LAYOUTS for line in _lines(compiled(name, schema.query_type)))])


def _lines(report: Report) -> Iterator[str]:
    yield f"## {report.name}\n"
    yield f"{report.layout.title}.\n"
    yield f"- Parameters: {', '.join(map(_parameter, report.parameters.values())) or 'none'}"
    yield f"- Columns: {', '.join(_column(name, kind) for name, kind in report.kinds.items())}\n"


def _parameter(one: Parameter) -> str:
    return f"`{one.name}{'!' if one.required else ''}`"


def _column(name: str, kind: str) -> str:
    return f"`{name}`" if kind == "text" else f"`{name}` {kind}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
