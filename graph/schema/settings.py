"""系统设置 (R16.1): declarations, nothing else."""

import strawberry

from graph.permissions.audit import MaySeeSettings
from graph.resolvers import settings as resolvers
from graph.vocabulary.fields import shown


@strawberry.type(description="一项系统设置，在服务器上设定 | A setting of the site, which is made on the server")
class Setting:
    name: str = shown("名称，即环境变量名 | Name, as in the environment")
    description: str = shown("说明 | What it is", resolvers.description)
    value: str | None = shown("当前的值；未设置或属机密时为空 | Its value; null if it is not set, or secret")
    is_set: bool = shown("是否已设置 | Whether it is set")
    is_default: bool = shown("是否为默认值 | Whether it has its default")
    secret: bool = shown("是否属机密，其值从不显示 | Whether it is secret, and its value never shown")


@strawberry.type
class SettingQueries:
    settings: list[Setting] | None = shown(
        "应答此请求的服务进程所用的全部设置 | All settings of the process that answers the request",
        resolvers.settings,
        by=MaySeeSettings,
    )
