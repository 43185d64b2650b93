"""`zongce settings`, `zongce version` and `zongce schema` show what is in effect."""

from importlib.metadata import version as version_of

from cli.importing import uncollected
from cli.telling import out, table
from core.settings import Settings
from core.settings.loading import env_name, load
from db.address import Address


def settings() -> None:
    """显示实际生效的设置 | Show the settings that are in effect."""
    loaded = load()
    rows = [(name, shown(loaded, name), env_name(name)) for name in Settings.model_fields]
    table("设置 settings", ("name", "value", "environment"), rows)


def shown(loaded: Settings, name: str) -> str:
    """Formats a value as it would be written, but hides passwords."""
    value = getattr(loaded, name)
    if name in ("database_url", "standby_url") and value:
        return str(Address.parse(value))
    if value and not Settings.model_fields[name].repr:
        return "***"
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def version() -> None:
    """显示版本 | Show the version."""
    out.print(f"zongce {version_of('zongce')}", markup=False)


def schema() -> None:
    """显示接口的定义（SDL） | Show the definition of the API: `zongce schema > graph/schema.graphql`."""
    with uncollected():
        from graph.schema import schema as whole  # the other commands need not wait for it

    print(whole.as_str())
