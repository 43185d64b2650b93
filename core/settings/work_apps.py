"""A deployment configures sign-in through WeChat Work and DingTalk here; each is off unless it is configured."""

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from core.settings.signing_in import Address, together


class WorkAppSettings(BaseSettings):
    """Holds the part of `core.settings.Settings` about apps that the school has made on these platforms."""

    wecom_corp_id: str | None = Field(
        None,
        min_length=1,
        examples=["ww0123456789abcdef"],
        description="企业微信的企业 ID（CorpID）；填写即启用 | "
        "The school's CorpID at WeChat Work; setting it turns this on",
    )
    wecom_agent_id: str | None = Field(
        None,
        validate_default=True,
        examples=["1000002"],
        description="企业微信自建应用的 AgentId | AgentId of the school's app at WeChat Work",
    )
    wecom_secret: str | None = Field(
        None,
        validate_default=True,
        repr=False,
        description="该应用的 Secret | Secret of that app",
    )
    wecom_attribute: str = Field(
        "userid",
        min_length=1,
        examples=["学号"],
        description="哪一项是学号或工号：账号（userid），或管理员填写的扩展属性的名称；不能由本人修改 | "
        "What holds the student or staff number: the account there (userid) or the name of an attribute that "
        "administrators fill in; users must not change it",
    )
    wecom_label: str = Field(
        "企业微信", min_length=1, description="登录页上企业微信的名称 | The name of WeChat Work on the sign-in page"
    )
    wecom_login: Address = Field(
        "https://login.work.weixin.qq.com",
        description="企业微信扫码登录页的地址 | The address of WeChat Work's page with the code to scan",
    )
    wecom_authorize: Address = Field(
        "https://open.weixin.qq.com",
        description="在企业微信内打开时授权页的地址 | The address of its consent inside the app",
    )
    wecom_api: Address = Field(
        "https://qyapi.weixin.qq.com", description="企业微信服务端接口的地址 | The address of its API for servers"
    )
    dingtalk_client_id: str | None = Field(
        None,
        min_length=1,
        examples=["dingabc123"],
        description="钉钉企业内部应用的 Client ID（原 AppKey）；填写即启用 | "
        "Client ID (AppKey) of the school's app at DingTalk; setting it turns this on",
    )
    dingtalk_client_secret: str | None = Field(
        None,
        validate_default=True,
        repr=False,
        description="该应用的 Client Secret（原 AppSecret） | Client Secret (AppSecret) of that app",
    )
    dingtalk_attribute: str = Field(
        "job_number",
        min_length=1,
        examples=["学号"],
        description="哪一项是学号或工号：工号（job_number）、userid，或管理员填写的自定义字段的名称；不能由本人修改 | "
        "What holds the student or staff number: job_number, userid or the name of a field that administrators fill "
        "in; users must not change it",
    )
    dingtalk_label: str = Field(
        "钉钉", min_length=1, description="登录页上钉钉的名称 | The name of DingTalk on the sign-in page"
    )
    dingtalk_login: Address = Field(
        "https://login.dingtalk.com", description="钉钉登录页的地址 | The address of DingTalk's sign-in page"
    )
    dingtalk_api: Address = Field(
        "https://api.dingtalk.com", description="钉钉新版服务端接口的地址 | The address of its newer API for servers"
    )
    dingtalk_contacts: Address = Field(
        "https://oapi.dingtalk.com",
        description="钉钉旧版服务端接口（通讯录）的地址 | The address of its older API, which knows the contacts",
    )

    @field_validator("wecom_agent_id", "wecom_secret")
    @classmethod
    def _of_corp(cls, value: str | None, info: ValidationInfo) -> str | None:
        return together(value, "wecom_corp_id", info)

    @field_validator("dingtalk_client_secret")
    @classmethod
    def _of_client(cls, value: str | None, info: ValidationInfo) -> str | None:
        return together(value, "dingtalk_client_id", info)
