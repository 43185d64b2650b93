"""Settings are loaded and checked; each fault is reported with its name, its reason and what to do."""

import difflib
import os
import tomllib
from typing import Any

from pydantic import ValidationError

from core.settings import CONFIG, PREFIX, Settings, settings_file

_WRONG = {
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "string_type": ("应为文字", "must be text"),
    "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
    "literal_error": ("应为 {expected} 之一", "must be one of {expected}"),
    "value_error": ("{zh}", "{en}"),
}


class SettingsWrong(Exception):
    """Reports everything that is wrong with the settings to the person who starts the program."""

    def __init__(self, *wrongs: str) -> None:
        self.wrongs = wrongs
        super().__init__("\n".join(("设置有误，未启动 | The settings are wrong; nothing was started:", *wrongs)))


def load(**values: Any) -> Settings:
    """Loads the settings, and reports every wrong one at once.

    Args:
        given: the values of the command line, which take precedence.
    """
    _check_file()
    _check_names()
    try:
        return Settings(**values)
    except ValidationError as wrong:
        raise SettingsWrong(*(_describe(error) for error in wrong.errors(include_url=False))) from None


def env_name(field: str) -> str:
    return "DATABASE_URL" if field == "database_url" else PREFIX + field.upper()


def _check_file() -> None:
    file = settings_file()
    if os.environ.get(CONFIG) and not file.is_file():
        raise SettingsWrong(
            f"  {CONFIG}={file}：没有这个文件，请改正路径或取消此变量 | no such file: correct the path, or unset it"
        )
    if file.is_file():
        try:
            tomllib.loads(file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
            raise SettingsWrong(f"  {file}：不是有效的 TOML 文件 | is not valid TOML: {broken}") from None


def _check_names() -> None:
    """Refuses an unknown variable: it is a misspelt setting, and the program should not run without it."""
    known = {PREFIX + field.upper() for field in Settings.model_fields} | {CONFIG}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsWrong(*(_unknown(name, known) for name in unknown))


def _unknown(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name.upper(), known, 1)
    zh, en = (f"，是否应为 {near[0]}", f": did you mean {near[0]}") if near else ("", "; see docs/settings.md")
    return f"  {name}：没有这项设置{zh} | there is no such setting{en}"


def _describe(error: Any) -> str:
    field = next((part for part in map(str, error["loc"]) if part in Settings.model_fields), None) or "database_url"
    if error["type"] == "extra_forbidden":
        return _unknown(str(error["loc"][0]), set(Settings.model_fields))
    zh, en = _words(error)
    about = Settings.model_fields[field]
    value = repr(error["input"]) if about.repr else "…"
    example = (about.examples or [about.default])[0]
    return f"  {env_name(field)} ({field}) = {value}：{zh}，例如 {example} | {en}, e.g. {example}"


def _words(error: Any) -> tuple[str, str]:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        zh, _, en = str(context["error"]).partition(" | ")
        return zh, en
    zh, en = _WRONG.get(error["type"], ("取值有误", error["msg"]))
    return zh.format(**context), en.format(**context)
