"""A deployment configures these settings in the environment (`ZONGCE_PORT`, and plain `DATABASE_URL`) or in a TOML
file.

The file is `zongce.toml` in the working directory, or the one that `ZONGCE_CONFIG` names. Settings are read and checked
once, at start.
"""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AliasChoices, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.settings.entering import EnteringSettings
from core.settings.signing_in import SignInSettings
from core.settings.waiting import WaitingSettings
from core.settings.words import Words
from core.settings.work_apps import WorkAppSettings
from db.address import Address

PREFIX = "ZONGCE_"
CONFIG = "ZONGCE_CONFIG"
MIB = 2**20


def settings_file() -> Path:
    return Path(os.environ.get(CONFIG) or "zongce.toml").expanduser()


def _is_postgres(url: str) -> str:
    Address.parse(url)
    return "postgresql://" + url.partition("://")[2]


def _is_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError("没有这个时区 | there is no such time zone") from unknown
    return name


def _are_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        if not origin.startswith(("http://", "https://")) or origin.count("/") != 2:
            raise ValueError(f"不是来源地址：{origin} | not an origin (scheme://host[:port]): {origin}")
    return origins


def _is_log_server(address: str) -> str:
    parts = urlsplit(address)
    try:
        known = parts.scheme in ("udp", "tcp", "tls") and parts.hostname and parts.port != 0
    except ValueError:  # no port's number
        known = False
    if not known or parts.path or parts.query or parts.username:
        raise ValueError(
            "应为 udp://、tcp:// 或 tls:// 加主机和端口 | must be udp://, tcp:// or tls:// with host and port"
        )
    return address


Origins = Annotated[Words, AfterValidator(_are_origins)]


class Settings(WaitingSettings, EnteringSettings, SignInSettings, WorkAppSettings):
    """Describes each setting in Chinese and English; `docs/settings.md` lists them all."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        env_ignore_empty=True,
    )

    database_url: Annotated[str, AfterValidator(_is_postgres)] | None = Field(
        None,
        validation_alias=AliasChoices("ZONGCE_DATABASE_URL", "DATABASE_URL", "database_url"),
        repr=False,
        examples=["postgresql://zongce:password@db.example.edu/zongce"],
        description="数据库地址（PostgreSQL 15 及以上）；不填则用内置数据库 | "
        "The database (PostgreSQL 15 or newer); without it, an embedded server runs",
    )
    standby_url: Annotated[str, AfterValidator(_is_postgres)] | None = Field(
        None,
        repr=False,
        examples=["postgresql://zongce:password@standby.example.edu/zongce"],
        description="只读备库的地址；填写后历年结果、日志、报表与导出从备库读取，备库落后时改读主库 | "
        "A standby of the database; results of all years, the log, reports and exports are read from it, or from the "
        "primary while it lags",
    )
    data_dir: Path = Field(
        Path("var"),
        description="内置数据库与本机文件所在目录 | The folder of the embedded database and this machine's files",
    )
    pool_size: int = Field(
        10,
        ge=1,
        le=200,
        description="每个进程的数据库连接数，登录验证与打分另有同样多 | "
        "Database connections of each process; sign-in checks and ballots use as many again",
    )
    host: str = Field("127.0.0.1", description="监听的地址 | The address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="监听的端口 | The port to listen on")
    workers: int = Field(1, ge=1, le=64, description="服务进程数 | The number of serving processes")
    proxies: Words = Field(
        ("127.0.0.1",),
        examples=["10.0.0.5"],
        description="可信的反向代理，据其 X-Forwarded-For 得知用户地址 | "
        "Trusted reverse proxies, whose X-Forwarded-For names the user's address",
    )
    allowed_origins: Origins = Field(
        (),
        examples=["https://console.example.edu"],
        description="除本站外允许发起请求的页面来源 | Origins, besides our own, whose pages may send requests",
    )
    allowed_hosts: Words = Field(
        ("*",),
        examples=["zongce.example.edu"],
        description="本站的主机名，其他主机名的请求被拒绝；* 为不限 | "
        "Our own host names; requests for others are refused. * allows any",
    )
    frame_ancestors: Origins = Field(
        (),
        examples=["https://app.yiban.cn"],
        description="除本站外可以嵌入页面的来源（如易班） | "
        "Origins, besides our own, that may frame our pages (such as Yiban)",
    )
    secure_cookies: bool = Field(
        False,
        description="登录凭证只经 https 传送（有 https 时务必开启） | "
        "Send the sign-in cookie by https only (always turn it on if you have https)",
    )
    session_hours: int = Field(12, ge=1, le=24 * 90, description="登录后多少小时失效 | Hours until a sign-in expires")
    activation_days: int = Field(
        30, ge=1, le=365, description="激活码多少天失效 | Days until an activation code expires"
    )
    access_token_days: int = Field(
        365, ge=1, le=3650, description="访问令牌最长有效天数 | The maximum lifetime of an access token, in days"
    )
    report_address: str | None = Field(
        None,
        examples=["db.example.edu:5432"],
        description="报表工具连接数据库的主机与端口，新建报表连接时显示 | "
        "Host and port at which reporting tools reach the database, shown to who makes a report token",
    )
    timezone: Annotated[str, AfterValidator(_is_timezone)] = Field(
        "Asia/Shanghai",
        description="学校所在时区，窗口期按此计日（R3.3） | The school's time zone, for the days of windows (R3.3)",
    )
    web_folder: Path | None = Field(
        None,
        examples=["web/dist"],
        description="构建好的页面所在目录；不填则用程序自带的 | "
        "The folder of the built pages; without it, the program's own pages",
    )
    trusted_documents_only: bool = Field(
        False,
        description="会话只能执行页面自带的查询，自由查询只留给访问令牌 | "
        "Sessions may run only the pages' own queries; free queries need an access token",
    )
    fast_path: bool = Field(
        default=True,
        description="成批处理查询；关闭则逐项处理，较慢，结果相同 | Answer list by list; off: value by value, slower",
    )
    upload_max_bytes: int = Field(
        10 * MIB, ge=1024, le=1024 * MIB, description="上传文件的最大字节数 | The maximum size of an upload, in bytes"
    )
    workbook_max_rows: int = Field(
        200_000,
        ge=1,
        le=1_048_576,
        description="一个工作簿最多读取的行数 | The maximum number of rows read from a workbook",
    )
    download_minutes: int = Field(
        15, ge=1, le=24 * 60, description="下载地址多少分钟失效 | Minutes until a download address expires"
    )
    left_years: int = Field(
        5,
        ge=1,
        le=50,
        description="离开名册几年后删除性别、民族、密码等不再需要的信息 | "
        "Years after leaving the roster until gender, ethnicity, passwords and the like are removed",
    )
    connections_per_person: int = Field(
        20,
        ge=1,
        le=1000,
        description="每人在每个进程中同时保持的连接数（跟踪任务的事件流与 WebSocket） | "
        "The number of event streams and WebSockets (for following operations) that one person may hold open in each "
        "process",
    )
    operation_slots: int = Field(
        2,
        ge=0,
        le=64,
        description="每个进程同时执行的任务（导入、计算、导出）数；0 为只受理、由其他进程执行 | "
        "The number of operations (imports, computations, exports) that each process runs at once; "
        "0 leaves them to other processes",
    )
    operation_wait_seconds: float = Field(
        5,
        ge=0,
        le=60,
        description="发起任务的请求最多等待多少秒；更久的任务由客户端跟踪 | "
        "Seconds that a request waits for the operation that it starts; the client follows longer ones",
    )
    operation_stale_seconds: float = Field(
        30,
        ge=1,
        le=3600,
        description="执行任务的进程多少秒没有动静，任务由其他进程接手 | "
        "Seconds without a heartbeat from its process after which another process takes over an operation",
    )
    requests_in_flight: int = Field(
        4,
        ge=1,
        le=1000,
        description="每个进程同时处理的请求数，更多的排队，等待过久的以 503 拒绝 | "
        "The number of requests that each process answers at once; others wait, or get 503 if the wait is too long",
    )
    metrics_public: bool = Field(
        False, description="/metrics 是否对本机以外开放 | Whether /metrics also answers other machines"
    )
    syslog_url: Annotated[str, AfterValidator(_is_log_server)] | None = Field(
        None,
        examples=["tls://log.example.edu:6514"],
        description="日志服务器（udp、tcp 或 tls），操作日志连同其封条依次送到那里；不填则不送 | "
        "A log server (udp, tcp or tls) that receives the audit log with its seals, in order; without it, none does",
    )
    syslog_ca: Path | None = Field(
        None,
        examples=["/etc/zongce/log-ca.pem"],
        description="日志服务器证书的颁发机构；不填则用系统信任的 | "
        "The CA of the log server's certificate; without it, those that the system trusts",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="日志的详细程度 | The level of detail of the log"
    )
    log_format: Literal["json", "console"] = Field(
        "console", description="日志格式：json 供程序读取，console 供人阅读 | json for programs, console for people"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Orders the sources: arguments first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())
