"""企业微信 (WeChat Work): its app opens our pages with the person's silent consent; elsewhere its page shows a code to
scan.

https://developer.work.weixin.qq.com/document/path/91022 (inside), /98152 (elsewhere), /91023 (who it is), /90196
(attributes), /91039 (token)
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from core.actions.bindings import Identity
from core.settings import Settings
from graph.signing_in.journey import Journey, refused
from graph.signing_in.platform import LONGEST_CODE, Platform, text_of, token_of

INSIDE = ("wxwork", "micromessenger")
"""The built-in browsers call themselves so: the app's, and WeChat's where the school has connected it."""
USERID = "userid"


class Wecom:
    """Signs in members of the school, through an app that the school has made there."""

    name = "wecom"

    def __init__(self, settings: Settings) -> None:
        self.label, self.attribute = settings.wecom_label, settings.wecom_attribute
        self.corp_id, self.agent_id = str(settings.wecom_corp_id), str(settings.wecom_agent_id)
        self._secret = str(settings.wecom_secret)
        self.inside, self.desk, self.api = settings.wecom_authorize, settings.wecom_login, settings.wecom_api
        self._platform = Platform(self, self._fetch_token)

    async def start(self, journey: Journey) -> str:
        query = {"appid": self.corp_id, "agentid": self.agent_id, "redirect_uri": journey.home, "state": journey.state}
        if any(one in journey.agent.lower() for one in INSIDE):
            query |= {"response_type": "code", "scope": "snsapi_base"}
            return f"{self.inside}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"
        return f"{self.desk}/wwlogin/sso/login?{urlencode({'login_type': 'CorpApp', **query})}"

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:
        code = parameters.get("code", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise refused(self, "no code")
        answer = await self._platform.ask_as_app("GET", f"{self.api}/cgi-bin/auth/getuserinfo", params={"code": code})
        userid = text_of(answer.get("userid"))
        if not userid:
            raise refused(self, "no member")
        number = userid if self.attribute == USERID else await self._attribute(userid)
        if not number:
            raise refused(self, "nobody")
        return Identity(self.name, number)

    async def _attribute(self, userid: str) -> str:
        """Returns a text that the school has added to its members (扩展属性)."""
        member = await self._platform.ask_as_app("GET", f"{self.api}/cgi-bin/user/get", params={"userid": userid})
        extended = member.get("extattr")
        given = extended.get("attrs") if isinstance(extended, dict) else None
        for one in given if isinstance(given, list) else []:
            if isinstance(one, dict) and one.get("name") == self.attribute and isinstance(one.get("text"), dict):
                return text_of(one["text"].get("value"))
        return ""

    async def _fetch_token(self) -> tuple[str, float]:
        query = {"corpid": self.corp_id, "corpsecret": self._secret}
        answer = await self._platform.ask("GET", f"{self.api}/cgi-bin/gettoken", params=query)
        return token_of(self, answer.get("access_token"), answer.get("expires_in"))
