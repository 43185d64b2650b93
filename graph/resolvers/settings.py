"""The settings: read only."""

from typing import Any

from core.settings.showing import SettingInForce, settings_in_force
from graph.context import Info


def settings(info: Info) -> list[Any]:
    return settings_in_force(info.context.settings)


def description(root: SettingInForce, info: Info) -> str:
    return root.en if info.context.language == "en" else root.zh
