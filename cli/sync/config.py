"""The file that says where the nightly data come from (R16.5); it is read and checked as a whole."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from cli.telling import Failed
from core.rules.nightly import Brake
from core.workbooks.roster import SHEETS

SHEET_KEYS = tuple(sheet.key for sheet in SHEETS)
_TERM = re.compile(r"(20\d\d)-(20\d\d)-([12])")
_STRICT = ConfigDict(extra="forbid", frozen=True)


class BrakeConfig(BaseModel):
    model_config = _STRICT
    percent: int = Field(default=10, ge=0, le=100)
    at_least: int = Field(default=20, ge=0)

    def brake(self) -> Brake:
        return Brake(self.percent, self.at_least)


class ReportConfig(BaseModel):
    """Says where the report of each run goes, as a mail file that a mail program sends."""

    model_config = _STRICT
    folder: Path
    to: list[str] = Field(min_length=1)
    sender: str = "zongce@localhost"


class Config(BaseModel):
    """Holds what `sync.toml` says.

    Attributes:
        source: what kind of source it is.
        folder: the folder of the files, or the .zip of OneRoster.
        database_env: the environment variable that holds the address of the other database.
        roster: the file, or the query, of each table of the roster.
        scores: the file, or the query, of the course scores of each term, by "2025-2026-1".
        years_of_study: OneRoster has no graduation year; it is the year of enrolment and this many.
        seconds: how long the other database may take for one query.
    """

    model_config = _STRICT
    source: Literal["csv", "oneroster", "database"]
    folder: Path | None = None
    database_env: str = ""
    roster: dict[str, str] = Field(default_factory=dict)
    scores: dict[str, str] = Field(default_factory=dict)
    years_of_study: int = Field(default=4, ge=2, le=8)
    seconds: float = Field(default=120, ge=1, le=3600)
    retire_missing: bool = False
    leave_out_unknown: bool = True
    brake: BrakeConfig = BrakeConfig()
    report: ReportConfig | None = None

    @field_validator("roster")
    @classmethod
    def _known_tables(cls, roster: dict[str, str]) -> dict[str, str]:
        for key in roster:
            if key not in SHEET_KEYS:
                raise ValueError(f"没有名为 {key} 的表，应为 {'、'.join(SHEET_KEYS)} | there is no such table")
        return roster

    @field_validator("scores")
    @classmethod
    def _terms(cls, scores: dict[str, str]) -> dict[str, str]:
        for term in scores:
            found = _TERM.fullmatch(term)
            if not found or int(found[2]) != int(found[1]) + 1:
                raise ValueError(f"“{term}”不是学年学期，应如 2025-2026-1 | is no term: write it as 2025-2026-1")
        return scores

    @model_validator(mode="after")
    def _complete(self) -> "Config":
        if self.source == "database" and not self.database_env:
            raise ValueError("请在 database_env 写明存放数据库地址的环境变量 | name the variable with the address")
        if (self.source == "database") == (self.folder is not None):
            raise ValueError(
                "请在 folder 写明文件所在目录（database 不写） | name the folder of the files; a database has none"
            )
        if self.source == "oneroster" and (self.roster or self.scores):
            raise ValueError("OneRoster 的文件名是固定的，不必写 roster、scores | its files have fixed names")
        if self.source != "oneroster" and not (self.roster or self.scores):
            raise ValueError("roster 与 scores 至少写一项 | name a table of the roster, or scores")
        return self

    @property
    def address(self) -> str:
        """Returns the address of the other database, which is kept out of the file because of its password."""
        address = os.environ.get(self.database_env)
        if not address:
            raise Failed(f"没有设置环境变量 {self.database_env}", "the variable with the address is not set")
        return address


def read_config(file: Path) -> Config:
    """Reads the file; its relative paths begin where it lies."""
    try:
        config = Config.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        raise Failed(f"没有文件 {file}", "there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise Failed(f"{file} 不是有效的 TOML 文件：{broken}", "it is not valid TOML") from None
    except ValidationError as wrong:
        raise Failed(
            f"{file} 有误：{'；'.join(_describe(one) for one in wrong.errors(include_url=False))}",
            "the file is wrong; nothing was done",
        ) from None
    base = file.parent
    changes: dict[str, Any] = {"folder": base / config.folder} if config.folder else {}
    if config.report:
        changes["report"] = config.report.model_copy(update={"folder": base / config.report.folder})
    return config.model_copy(update=changes)


def _describe(error: Any) -> str:
    place = ".".join(map(str, error["loc"])) or "文件"
    if error["type"] == "extra_forbidden":
        return f"没有“{place}”这一项"
    if error["type"] == "missing":
        return f"缺少“{place}”"
    return f"{place}：{error['ctx']['error']}" if error["type"] == "value_error" else f"{place}：{error['msg']}"
