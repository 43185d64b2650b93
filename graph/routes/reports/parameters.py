"""Reads the query string of a report's address into the variables of its query.

The names are those of the API's filters. What a value may be is judged by the API, in its words.
"""

from collections.abc import Iterable
from typing import Any

from graphql import get_named_type

from graph.routes.reports.compiled import FILTER, Parameter, Report
from graph.server.errors import BadRequest

_FLAGS = {"true": True, "false": False}


def variables_of(report: Report, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Returns the variables. A parameter without a value counts as not given: dashboards send empty ones.

    Raises:
        BadRequest: a parameter is unknown, is there twice, or holds what no value can.
    """
    variables: dict[str, Any] = {}
    criteria: dict[str, Any] = {}
    seen: set[str] = set()
    for name, text in given:
        parameter = _known(report, name)
        if name in seen:
            raise BadRequest(f"参数 {name} 重复", f"The parameter {name} is given twice", field=name)
        seen.add(name)
        if text:
            (criteria if parameter.in_filter else variables)[parameter.argument] = _read(parameter, text)
    for parameter in report.parameters.values():
        if parameter.required and parameter.argument not in variables:
            name = parameter.name
            raise BadRequest(f"请在地址中填写参数 {name}", f"The address needs the parameter {name}", field=name)
    return {**variables, FILTER: criteria} if criteria else variables


def _known(report: Report, name: str) -> Parameter:
    if name not in report.parameters:
        known = ", ".join(report.parameters)
        raise BadRequest(
            f"没有参数 {name[:40]}；此列表的参数：{known}",
            f"There is no parameter {name[:40]}; this list has: {known}",
            field=name[:40],
        )
    return report.parameters[name]


def _read(parameter: Parameter, text: str) -> Any:
    if "\0" in text:
        raise BadRequest("文本中不能有空字符", "Text must not contain the NUL character", field=parameter.name)
    kind = get_named_type(parameter.type).name
    if kind == "Boolean":
        return _FLAGS.get(text.lower(), text)
    is_number = kind == "Int" and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else text
