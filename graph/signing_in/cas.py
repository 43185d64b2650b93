"""The campus's CAS: the server validates a ticket that is good once (protocol 2 or 3).

https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html
"""

from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree import ElementTree

from core.actions.bindings import Identity
from core.actions.signing_out import EndedThere
from core.identity.elsewhere import Elsewhere
from core.settings import Settings
from graph.signing_in.journey import Journey, await_answer, client, refused

VALIDATION = {"2": "/serviceValidate", "3": "/p3/serviceValidate"}
BACK_TO = {"2": "url", "3": "service"}
"""The parameter of /logout that names the page to come back to."""
CAS = "{http://www.yale.edu/tp/cas}"
SAML = "{urn:oasis:names:tc:SAML:2.0:protocol}"
LONGEST_ANSWER = 64 * 1024
UNSAFE = ("<!DOCTYPE", "<!ENTITY", "\0")
"""A zero lets the parser take the text for another encoding, in which the others are not seen."""
LONGEST_TICKET = 1024


class Cas:
    """Signs in through CAS. The state is part of the service's address, because a ticket is good for that address
    alone."""

    name = "cas"

    def __init__(self, settings: Settings) -> None:
        self.label, self.attribute = settings.cas_label, settings.cas_attribute
        self.address, self.validation = str(settings.cas_address), VALIDATION[settings.cas_protocol]
        self.back_to = BACK_TO[settings.cas_protocol]

    async def start(self, journey: Journey) -> str:
        return f"{self.address}/login?{urlencode({'service': _service(journey)})}"

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:
        ticket = parameters.get("ticket", "")
        if not 0 < len(ticket) <= LONGEST_TICKET:
            raise refused(self, "no ticket")
        number = self._number(await await_answer(self, self._validate(journey, ticket)))
        if not number:
            raise refused(self, "nobody")
        return Identity(self.name, number, elsewhere=Elsewhere(self.name, ticket))

    async def farewell(self, site: str, _id_token: str | None) -> str:
        return f"{self.address}/logout?{urlencode({self.back_to: f'{site}/'})}"

    async def ended(self, form: Mapping[str, str]) -> EndedThere:
        """Returns the session by its ticket, which only CAS, the browser and we have known."""
        request = read_xml(form.get("logoutRequest", "").encode(), self)
        ticket = (request.findtext(f"{SAML}SessionIndex") or "").strip()
        if request.tag != f"{SAML}LogoutRequest" or not 0 < len(ticket) <= LONGEST_TICKET:
            raise refused(self, "no LogoutRequest")
        return EndedThere(Elsewhere(self.name, ticket))

    async def _validate(self, journey: Journey, ticket: str) -> bytes:
        query = {"service": _service(journey), "ticket": ticket}
        async with client() as http:
            response = await http.get(self.address + self.validation, params=query)
        return response.raise_for_status().content

    def _number(self, body: bytes) -> str | None:
        success = read_xml(body, self).find(f"{CAS}authenticationSuccess")
        if success is None:
            raise refused(self, "ticket")
        where = f"{CAS}attributes/{CAS}{self.attribute}" if self.attribute else f"{CAS}user"
        return (success.findtext(where) or "").strip()


def _service(journey: Journey) -> str:
    return f"{journey.home}?{urlencode({'state': journey.state})}"


def read_xml(body: bytes, cas: Cas) -> ElementTree.Element:
    """Parses plain elements. It refuses a document type, which alone can declare entities and which no answer of CAS
    has.

    Raises:
        OtherSystemRefused
    """
    try:
        text = body.decode("utf-8")
        if len(body) > LONGEST_ANSWER or any(sign in text for sign in UNSAFE):
            raise refused(cas, "unsafe XML")
        return ElementTree.fromstring(text)  # noqa: S314  # as text, so that no other encoding hides a document type
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        raise refused(cas, "no XML") from None
