"""The settings in force are shown to those who check them, without what has to stay secret (R16.1)."""

from dataclasses import dataclass
from typing import Any

from core.settings import Settings
from core.settings.loading import env_name


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """Describes one setting of the answering process. `value` is None where nothing is set, and where it is secret."""

    name: str
    zh: str
    en: str
    value: str | None
    is_set: bool
    is_default: bool
    secret: bool


def settings_in_force(settings: Settings) -> list[SettingInForce]:
    """Lists every setting. One that is not for logs, such as a password, tells only whether it is set."""
    return [_in_force(settings, name) for name in Settings.model_fields]


def _in_force(settings: Settings, name: str) -> SettingInForce:
    about, value = Settings.model_fields[name], getattr(settings, name)
    zh, _, en = (about.description or "").partition(" | ")
    text = None if not about.repr else _as_text(value)
    is_set = value not in (None, "", ())
    return SettingInForce(env_name(name), zh, en, text, is_set, value == about.get_default(), not about.repr)


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else str(value)
