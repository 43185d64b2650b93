"""A deployment says here what it demands of people who are signed in: a second factor, and use within minutes."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings

from core.settings.words import Words
from db.demands import Demands

SHORTEST_KEY = 32


def _are_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ValueError(
            f"每个口令至少 {SHORTEST_KEY} 个随机字符，可用 openssl rand -hex 32 生成 | "
            f"each key must have at least {SHORTEST_KEY} random characters; openssl rand -hex 32 makes one"
        )
    return keys


class EnteringSettings(BaseSettings):
    """Holds the part of the settings that concerns everybody who is signed in (R16.1)."""

    second_factor: Literal["off", "above_student"] = Field(
        "off",
        description="两步验证：above_student 为学生以上的角色（含班长）登录时必须使用，off 为自愿 | "
        "Second factor: above_student demands it of every role above student (class monitors included), "
        "off leaves it to each person",
    )
    second_factor_keys: Annotated[Words, AfterValidator(_are_keys)] = Field(
        (),
        repr=False,
        description="加密两步验证密钥的口令，第一个用于加密，其余只用于解密旧的；不填则不加密 | "
        "Keys that encrypt the secrets of second factors: the first encrypts, the others only decrypt older ones; "
        "without any, they are not encrypted",
    )
    idle_minutes: int = Field(
        30,
        ge=1,
        le=24 * 60,
        description="学生以上的角色多少分钟没有操作即退出登录 | "
        "Minutes without use after which a session ends, for every role above student",
    )
    student_idle_minutes: int = Field(
        240,
        ge=1,
        le=24 * 60,
        description="学生多少分钟没有操作即退出登录 | Minutes without use after which a student's session ends",
    )

    @property
    def demands(self) -> Demands:
        return Demands(self.second_factor != "off", self.idle_minutes, self.student_idle_minutes)
