"""Says in words what is wrong with one value: pydantic finds it, and here it gets its place and its sentence."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from core.rules.schemes.hints import GIVES, MISSING, OPERATORS, otherwise
from core.rules.schemes.marked import Marked
from core.rules.schemes.problems import Path, Problem, known, named, nearest, suggestion
from db import schemes as trees

_KINDS: dict[str, type[BaseModel]] = {
    **{f"<{name}>": kind for name, kind in trees.OPERATORS.items()},
    "<computed>": trees.Computed,
    "<ratingItem>": trees.RatingItem,
    "<column>": trees.Column,
    "<items>": trees.Items,
    "<table>": trees.PriceTable,
    "<perUnit>": trees.PerUnit,
    "<open>": trees.Open,
}
_SOURCES = (*trees.COMPUTED, "ratingItem", "column", "items")


def problems_of(error: ValidationError, marked: Marked) -> Iterator[Problem]:
    """Yields each error as a problem at its place; a key that is misspelt is not said to be missing, too."""
    errors = error.errors(include_url=False)
    misspelt = {
        (*one["loc"][:-1], nearest(str(one["loc"][-1]), _keys(one["loc"])))
        for one in errors
        if one["type"] == "extra_forbidden"
    }
    for one in errors:
        if one["type"] == "missing" and one["loc"] in misspelt:
            continue
        path, of_key = _path(one["loc"], marked.value)
        zh, en = _words(one, path, marked)
        yield Problem(marked.place(path, key=of_key or one["type"] == "extra_forbidden"), named(path), zh, en)


def _path(loc: tuple[str | int, ...], value: Any) -> tuple[Path, bool]:
    """Follows pydantic's location through the text; tags of unions and what is missing are no steps of it."""
    path: list[str | int] = []
    for step in loc:
        if step == "[key]":
            return tuple(path), True
        inside = isinstance(value, dict) and step in value
        if inside or (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            path.append(step)
            value = value[step]
    return tuple(path), False


def _words(one: Mapping[str, Any], path: Path, marked: Marked) -> tuple[str, str]:
    kind, given, limits = one["type"], one.get("input"), one.get("ctx") or {}
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _no_kind(given, one["loc"])
    if kind == "missing":
        missing = one["loc"][-1]
        if isinstance(missing, int):
            return f"应有 {missing + 1} 个数", f"It needs {missing + 1} numbers"
        zh, en = MISSING.get(missing, ("", ""))
        return f"缺少“{missing}”{zh}", f'"{missing}" is missing{en}'
    if kind == "extra_forbidden":
        hint = suggestion(str(path[-1]), _keys(one["loc"]))
        return f"没有“{path[-1]}”这一项：{hint[0]}", f'There is no "{path[-1]}" here: {hint[1]}'
    if kind == "literal_error":
        hint = suggestion(str(given), re.findall(r"'(\w+)'", limits["expected"]))
        return f"不能写“{given}”：{hint[0]}", f'"{given}" is not possible: {hint[1]}'
    if given == "":
        return "这里不能空着", "This can't be blank"
    if isinstance(given, str) and (told := otherwise(given, kind, path)) is not None:
        return told
    if path[-1:] == ("gives",) and kind in ("decimal_type", "decimal_parsing"):
        return GIVES
    if kind in _SENTENCES:
        zh, en = _SENTENCES[kind]
        shown = _shown(given)
        return zh.format(given=shown, **limits), en.format(given=shown, **limits)
    return f"不合要求：{_shown(given)}", f"{one['msg']}: {_shown(given)}"


def _no_kind(given: Any, loc: tuple[str | int, ...]) -> tuple[str, str]:
    """Words a mapping whose kind can't be told."""
    if len(loc) == 2 and loc[0] == "inputs":
        zh, en = known(_SOURCES)
        return f"请写 from: 来源（{zh}）", f"Write from: and one of {en}"
    if not isinstance(given, dict):
        zh = "这里应是一个数、一个名称或一个运算，不能是列表或空白"
        return zh, "This has to be a number, a name or an operator, not a list and not nothing"
    names = list(trees.OPERATORS) if loc[-1] != "points" else ["by", "perUnit", "max"]
    for key in given:
        if loc[-1] != "points" and key.lower() in OPERATORS:
            zh, en = OPERATORS[key.lower()]
            return f"没有“{key}”这种运算：{zh}", f'There is no operator "{key}": {en}'
        hint = suggestion(key, names)
        if "是否" in hint[0] and key not in ("floor", "cap"):
            return f"没有“{key}”这种运算：{hint[0]}", f'There is no operator "{key}": {hint[1]}'
    zh, en = known(names)
    return f"没有说明是哪种运算，可用：{zh}", f"It names no operator; possible: {en}"


def _keys(loc: tuple[str | int, ...]) -> list[str]:
    """Lists the keys that are possible where an unknown one stands."""
    inside = loc[:-1]
    if inside and inside[-1] == "<items>" and inside[0] == "inputs":
        return _aliases(trees.Category)
    if inside and inside[-1] in _KINDS:
        return _aliases(_KINDS[str(inside[-1])])
    model: Any = trees.Scheme
    places = {"jointCaps": trees.JointCap, "levels": trees.LevelRule, "qualities": trees.QualityRule}
    places |= {"when": trees.Bounds, "roles": trees.RolePart, "time": trees.Time}
    for step in inside:
        model = places.get(str(step), model)
    return _aliases(model)


def _aliases(model: type[BaseModel]) -> list[str]:
    fields: Mapping[str, FieldInfo] = model.model_fields
    return [field.alias or name for name, field in fields.items()]


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return "{…}"
    if isinstance(given, list):
        return "[…]"
    return str(given)[:40]


_NOT_NUMBER = ("应是数，现在是“{given}”", 'This has to be a number, not "{given}"')
_SENTENCES = {
    "decimal_parsing": _NOT_NUMBER,
    "decimal_type": _NOT_NUMBER,
    "finite_number": _NOT_NUMBER,
    "int_parsing": ("应是整数，现在是“{given}”", 'This has to be a whole number, not "{given}"'),
    "int_from_float": ("应是整数，现在是“{given}”", 'This has to be a whole number, not "{given}"'),
    "bool_parsing": ("应是 true 或 false", "This has to be true or false"),
    "decimal_max_places": ("最多 {decimal_places} 位小数", "At most {decimal_places} decimals"),
    "greater_than": ("应大于 {gt}", "This has to be greater than {gt}"),
    "greater_than_equal": ("不能小于 {ge}", "This has to be at least {ge}"),
    "less_than": ("应小于 {lt}", "This has to be less than {lt}"),
    "less_than_equal": ("不能大于 {le}", "This has to be at most {le}"),
    "too_short": ("至少要有 {min_length} 项", "At least {min_length} must stand here"),
    "too_long": ("最多 {max_length} 项", "At most {max_length} may stand here"),
    "string_too_short": ("不能为空", "This can't be empty"),
    "string_too_long": ("最多 {max_length} 个字", "At most {max_length} characters"),
    "string_type": ("应是文字", "This has to be a text"),
    "string_pattern_mismatch": (
        "“{given}”不能用作名称：以文字开头，最多 40 个字，可含字母、数字、空格和 · ( ) / + & -",
        '"{given}" can\'t be a name: a letter first, then at most 39 letters, digits, blanks and · ( ) / + & -',
    ),
    "list_type": ("应是列表：每行以“- ”开头，或 [甲, 乙]", "This has to be a list: lines that begin with - or [a, b]"),
    "tuple_type": ("应是两个数：[从, 到]", "This has to be two numbers: [from, to]"),
    "dict_type": ("应是若干“名称: 内容”", "This has to be names with values: name: value"),
    "model_type": ("应是若干“名称: 内容”", "This has to be names with values: name: value"),
    "model_attributes_type": ("应是若干“名称: 内容”", "This has to be names with values: name: value"),
}
