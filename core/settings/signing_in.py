"""A deployment configures sign-in through other systems here; each is off unless it is configured."""

from importlib.util import find_spec
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from core.settings.words import Words

LOOPBACK = ("127.0.0.1", "localhost", "::1")
APP_ID_CHARACTERS = 16
SECRET_CHARACTERS = (16, 24, 32)


def _is_address(address: str) -> str:
    """Accepts only an https address, because an identity may come only from a host that TLS vouches for."""
    parts = urlsplit(address)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("不是网址 | is not a web address")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("应以 https:// 开头 | must begin with https://")
    return address.rstrip("/")


def _is_app_id(app_id: str) -> str:
    if len(app_id) != APP_ID_CHARACTERS or not app_id.isascii():
        raise ValueError(
            "应为 16 个字符；其他长度的 AppID 属于易班旧的 256 位分组加密，不受支持，请在易班重新创建应用 | "
            "must have 16 characters: others use Yiban's old 256-bit block cipher; create a new app at Yiban"
        )
    return app_id


def _is_app_secret(secret: str) -> str:
    if len(secret) not in SECRET_CHARACTERS or not secret.isascii():
        raise ValueError("应为 16、24 或 32 个字符 | must have 16, 24 or 32 characters")
    return secret


Address = Annotated[str, AfterValidator(_is_address)]


class SignInSettings(BaseSettings):
    """Holds the sign-in part of `core.settings.Settings`."""

    public_address: Annotated[str, AfterValidator(_is_address)] | None = Field(
        None,
        examples=["https://zongce.example.edu"],
        description="本站的网址，其他系统登录后返回此处；不填则取自请求 | "
        "This site's address, to which other systems send people back; without it, the request's address",
    )
    oidc_issuer: Address | None = Field(
        None,
        examples=["https://id.example.edu"],
        description="统一身份认证（OpenID Connect）的 issuer；填写即启用 | "
        "The campus's OpenID Connect issuer; setting it turns this on",
    )
    oidc_client_id: str | None = Field(
        None,
        validate_default=True,
        examples=["zongce"],
        description="在该系统登记的 client_id | The client_id that is registered there",
    )
    oidc_client_secret: str | None = Field(
        None,
        repr=False,
        description="在该系统登记的 client_secret；公开客户端不填 | The client_secret; none for a public client",
    )
    oidc_scope: str = Field("openid profile", description="向该系统请求的范围 | The scopes to request")
    oidc_claim: str = Field(
        "sub",
        min_length=1,
        description="哪一项声明是学号或工号；必须由学校赋值，不能由本人修改 | "
        "The claim that holds the student or staff number; the school must set it, and users must not change it",
    )
    oidc_label: str = Field(
        "统一身份认证", min_length=1, description="登录页上该方式的名称 | Its name on the sign-in page"
    )
    oidc_second_factor: Words = Field(
        (),
        examples=["mfa"],
        description="该系统以 amr 或 acr 声明这些值之一时，视为已完成两步验证；不填则都不算 | "
        "Values of amr or acr by which that system vouches for a second factor; without any, ours is asked for",
    )
    cas_address: Address | None = Field(
        None,
        examples=["https://cas.example.edu/cas"],
        description="统一身份认证（CAS）的网址，其下有 /login；填写即启用 | "
        "The campus's CAS server, the address above /login; setting it turns this on",
    )
    cas_protocol: Literal["2", "3"] = Field("3", description="CAS 协议的版本 | Version of the CAS protocol")
    cas_attribute: str | None = Field(
        None,
        examples=["employeeNumber"],
        description="哪一项属性是学号或工号；不填则为 CAS 的用户名 | "
        "The attribute that holds the student or staff number; without it, the CAS user name",
    )
    cas_label: str = Field(
        "统一身份认证", min_length=1, description="登录页上 CAS 的名称 | The name of CAS on the sign-in page"
    )
    yiban_app_id: Annotated[str, AfterValidator(_is_app_id)] | None = Field(
        None,
        examples=["fedcba9876543210"],
        description="易班轻应用的 AppID；填写即启用 | AppID of the Yiban light app; setting it turns this on",
    )
    yiban_app_secret: Annotated[str, AfterValidator(_is_app_secret)] | None = Field(
        None,
        validate_default=True,
        repr=False,
        examples=["0123456789abcdef0123456789abcdef"],
        description="易班轻应用的 AppSecret | AppSecret of the Yiban light app",
    )
    yiban_address: Address | None = Field(
        None,
        validate_default=True,
        examples=["https://f.yiban.cn/iapp123456"],
        description="轻应用的站内地址，授权后回到此处 | The app's address inside Yiban, for the return after consent",
    )
    yiban_api: Address = Field(
        "https://openapi.yiban.cn", description="易班开放平台的地址 | The address of Yiban's open platform"
    )

    @field_validator("oidc_issuer")
    @classmethod
    def _is_installed(cls, value: str | None) -> str | None:
        if value is not None and find_spec("authlib") is None:
            raise ValueError(
                "需要先安装附加组件：pip install 'zongce[oidc]' | needs the extra: pip install 'zongce[oidc]'"
            )
        return value

    @field_validator("oidc_client_id")
    @classmethod
    def _client_of_issuer(cls, value: str | None, info: ValidationInfo) -> str | None:
        return together(value, "oidc_issuer", info)

    @field_validator("yiban_app_secret", "yiban_address")
    @classmethod
    def _of_app(cls, value: str | None, info: ValidationInfo) -> str | None:
        return together(value, "yiban_app_id", info)


def together(value: str | None, first: str, info: ValidationInfo) -> str | None:
    """Demands a value wherever the setting that turns this way of signing in on is set."""
    if value is None and info.data.get(first) is not None:
        raise ValueError(f"{first} 已填写，此项也须填写 | {first} is set, so this must be set too")
    return value
