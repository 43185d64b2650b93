"""钉钉 (DingTalk): its sign-in page shows a code to scan, and inside its app only asks for consent.

https://open.dingtalk.com/document/orgapp/tutorial-obtaining-user-personal-information (the person),
/query-a-user-by-the-union-id and /query-user-details (which member of the school that is)
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from core.actions.bindings import Identity
from core.settings import Settings
from graph.signing_in.journey import Journey, refused
from graph.signing_in.platform import LONGEST_CODE, Platform, text_of, token_of

USERID, JOB_NUMBER = "userid", "job_number"
MEMBER = 0
"""The kind of contact that belongs to the school; the other kind is somebody whom a member only knows."""


class Dingtalk:
    """Signs in members of the school, through an app that the school has made there.

    Anybody with DingTalk can sign in there. Who belongs to the school is what the school's own app is told.
    """

    name = "dingtalk"

    def __init__(self, settings: Settings) -> None:
        self.label, self.attribute = settings.dingtalk_label, settings.dingtalk_attribute
        self.client_id, self._secret = str(settings.dingtalk_client_id), str(settings.dingtalk_client_secret)
        self.login, self.api, self.contacts = settings.dingtalk_login, settings.dingtalk_api, settings.dingtalk_contacts
        self._platform = Platform(self, self._fetch_token)

    async def start(self, journey: Journey) -> str:
        query = {
            "redirect_uri": journey.home,
            "response_type": "code",
            "client_id": self.client_id,
            "scope": "openid",
            "state": journey.state,
            "prompt": "consent",
        }
        return f"{self.login}/oauth2/auth?{urlencode(query)}"

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:
        code = parameters.get("authCode", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise refused(self, "no code")
        userid = await self._member(await self._person(code))
        number = userid if self.attribute == USERID else await self._attribute(userid)
        if not number:
            raise refused(self, "nobody")
        return Identity(self.name, number)

    async def _person(self, code: str) -> str:
        """Returns the id of the person who signed in there, the same in all apps of the school."""
        asking = {
            "clientId": self.client_id,
            "clientSecret": self._secret,
            "code": code,
            "grantType": "authorization_code",
        }
        answer = await self._platform.ask("POST", f"{self.api}/v1.0/oauth2/userAccessToken", json=asking)
        token, _ = token_of(self, answer.get("accessToken"), answer.get("expireIn"))
        header = {"x-acs-dingtalk-access-token": token}
        person = await self._platform.ask("GET", f"{self.api}/v1.0/contact/users/me", headers=header)
        return self._required(person.get("unionId"), "no person")

    async def _member(self, unionid: str) -> str:
        found = await self._ask_contacts("/topapi/user/getbyunionid", {"unionid": unionid})
        if found.get("contact_type", MEMBER) != MEMBER:
            raise refused(self, "no member")
        return self._required(found.get("userid"), "no member")

    async def _attribute(self, userid: str) -> str:
        """Returns the job number, or a text that the school has added to its members (`extension`, JSON as text)."""
        member = await self._ask_contacts("/topapi/v2/user/get", {"userid": userid, "language": "zh_CN"})
        if self.attribute == JOB_NUMBER:
            return text_of(member.get(JOB_NUMBER))
        try:
            extension = orjson.loads(text_of(member.get("extension")) or "{}")
        except orjson.JSONDecodeError:
            return ""
        return text_of(extension.get(self.attribute)) if isinstance(extension, dict) else ""

    async def _ask_contacts(self, path: str, asking: dict[str, str]) -> dict[str, Any]:
        answer = await self._platform.ask_as_app("POST", self.contacts + path, json=asking)
        result = answer.get("result")
        if not isinstance(result, dict):
            raise refused(self, "no result")
        return result

    def _required(self, value: Any, otherwise: str) -> str:
        """Returns a value of an answer as text.

        Raises:
            OtherSystemRefused: there is none.
        """
        if not (found := text_of(value)):
            raise refused(self, otherwise)
        return found

    async def _fetch_token(self) -> tuple[str, float]:
        asking = {"appKey": self.client_id, "appSecret": self._secret}
        answer = await self._platform.ask("POST", f"{self.api}/v1.0/oauth2/accessToken", json=asking)
        return token_of(self, answer.get("accessToken"), answer.get("expireIn"))
