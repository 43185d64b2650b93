"""The campus's OpenID Connect, by the authorization code flow with PKCE; Authlib implements the protocol.

https://openid.net/specs/openid-connect-core-1_0.html
"""

from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from core.actions.bindings import Identity
from core.actions.signing_out import EndedThere
from core.identity.elsewhere import Elsewhere
from core.settings import Settings
from graph.signing_in import logout_tokens
from graph.signing_in.journey import SECONDS, Journey, await_answer, refused

T = TypeVar("T")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a private key of the system's own; never `none`, nor by a secret that we know as well."""
DISCOVERED_SECONDS = 3600
LEEWAY_SECONDS = 60
KEYS_SECONDS = 60
LONGEST_HINT = 8 * 1024
"""A longer ID token does not fit into an address."""
_WRONG = (OAuthError, JoseError, KeyError, TypeError, ValueError, RuntimeError)
"""The exceptions by which Authlib reports an answer that violates the protocol."""


class Oidc:
    """Signs in through one issuer, whose endpoints and keys are discovered again every hour."""

    name = "oidc"

    def __init__(self, settings: Settings) -> None:
        self.label, self.claim = settings.oidc_label, settings.oidc_claim
        self.issuer, self.client_id = str(settings.oidc_issuer), str(settings.oidc_client_id)
        self._secret, self._scope = settings.oidc_client_secret, settings.oidc_scope
        self._second_factor = settings.oidc_second_factor
        self._app: Any = None
        self._until = self._keys_until = 0.0

    async def start(self, journey: Journey) -> str:
        return await self._trusting(self._address(journey))

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:
        if (
            "error" in parameters
            or not parameters.get("code")
            or parameters.get("iss", self.issuer).rstrip("/") != self.issuer
        ):
            raise refused(self, "authorization")
        number, signed, elsewhere = await self._trusting(self._claims(journey, parameters["code"]))
        if not isinstance(number, str | int) or not str(number):
            raise refused(self, f"no claim {self.claim}")
        return Identity(self.name, str(number), proven=self._vouches(signed), elsewhere=elsewhere)

    async def farewell(self, site: str, id_token: str | None) -> str | None:
        metadata = await self._trusting(self._metadata())
        end = _end_of_sessions(metadata)
        if end is None:
            return None
        query = {"client_id": self.client_id, "post_logout_redirect_uri": f"{site}/"}
        if id_token is not None:
            query["id_token_hint"] = id_token
        return f"{end}{'&' if '?' in end else '?'}{urlencode(query)}"

    async def ended(self, form: Mapping[str, str]) -> EndedThere:
        token = form.get("logout_token", "")
        if not 0 < len(token) <= logout_tokens.LONGEST_TOKEN:
            raise refused(self, "no logout token")
        return await self._trusting(self._ended(token))

    async def _ended(self, token: str) -> EndedThere:
        metadata = await self._metadata()
        signed = await self._signed(token, metadata["id_token_signing_alg_values_supported"])
        issuer, now = metadata["issuer"], datetime.now(UTC)
        try:
            return logout_tokens.read(signed.header, signed.claims, issuer=issuer, client_id=self.client_id, now=now)
        except ValueError as wrong:
            raise refused(self, str(wrong)) from None

    async def _signed(self, token: str, algorithms: list[str]) -> jwt.Token:
        """Checks the signature. The issuer's keys are fetched anew for an unknown one, but at most once a minute,
        because anybody can send a token that names one."""
        app = await self._discovered()
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        try:
            return jwt.decode(token, KeySet.import_key_set(await app.fetch_jwk_set()), registry=registry)
        except InvalidKeyIdError:
            if monotonic() < self._keys_until:
                raise
            self._keys_until = monotonic() + KEYS_SECONDS
            return jwt.decode(token, KeySet.import_key_set(await app.fetch_jwk_set(force=True)), registry=registry)

    async def _metadata(self) -> dict[str, Any]:
        return dict(await (await self._discovered()).load_server_metadata())

    async def _trusting(self, asking: Awaitable[T]) -> T:
        """Awaits an answer, and refuses one that violates the protocol.

        Raises:
            OtherSystemSilent, OtherSystemRefused
        """
        try:
            return await await_answer(self, asking)
        except _WRONG as wrong:
            raise refused(self, type(wrong).__name__) from None

    async def _address(self, journey: Journey) -> str:
        app = await self._discovered()
        authorization = await app.create_authorization_url(
            journey.home, state=journey.state, nonce=journey.nonce, code_verifier=journey.verifier
        )
        return str(authorization["url"])

    async def _claims(self, journey: Journey, code: str) -> tuple[Any, Mapping[str, Any], Elsewhere]:
        """Returns the number, from the ID token or else the person's profile, the verified claims of the ID token, and
        the session there."""
        app = await self._discovered()
        token = await app.fetch_access_token(journey.home, code=code, code_verifier=journey.verifier)
        claims_options = {
            "iss": {"essential": True, "value": (await app.load_server_metadata())["issuer"]},
            "aud": {"essential": True, "value": self.client_id},
        }
        claims = await app.parse_id_token(
            token, nonce=journey.nonce, claims_options=claims_options, leeway=LEEWAY_SECONDS
        )
        if claims is None:
            raise ValueError("no ID token")
        elsewhere = _session_of(claims, token["id_token"], await self._metadata())
        if self.claim in claims:
            return claims[self.claim], claims, elsewhere
        profile = await app.userinfo(token=token)
        if profile.get("sub") != claims["sub"]:
            raise ValueError("a profile of somebody else")
        return profile.get(self.claim), claims, elsewhere

    def _vouches(self, claims: Mapping[str, Any]) -> bool:
        """Tells whether the ID token says that the person gave a second factor there, in words that are trusted."""
        methods = claims.get("amr")
        said = [*(methods if isinstance(methods, list) else []), claims.get("acr")]
        return any(word in said for word in self._second_factor)

    async def _discovered(self) -> Any:
        """Returns the client with the issuer's endpoints, which are discovered again when they are too old."""
        if self._app is None or monotonic() > self._until:
            app = StarletteOAuth2App(
                None,
                self.name,
                client_id=self.client_id,
                client_secret=self._secret,
                server_metadata_url=f"{self.issuer}/.well-known/openid-configuration",
                client_kwargs={
                    "scope": self._scope,
                    "code_challenge_method": "S256",
                    "timeout": SECONDS,
                    "trust_env": False,
                    "leeway": 0,  # an access token is used within the second, however short it lives
                },
            )
            self._accept(await app.load_server_metadata())
            self._app, self._until = app, monotonic() + DISCOVERED_SECONDS
        return self._app

    def _accept(self, metadata: dict[str, Any]) -> None:
        if str(metadata.get("issuer", "")).rstrip("/") != self.issuer:
            raise refused(self, "another issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS] or ["RS256"]


def _session_of(claims: Mapping[str, Any], id_token: str, metadata: Mapping[str, Any]) -> Elsewhere:
    """Returns the session there, with the ID token if the issuer wants it back."""
    session = claims.get("sid")
    wanted = _end_of_sessions(metadata) is not None and len(id_token) <= LONGEST_HINT
    return Elsewhere(
        Oidc.name, session if isinstance(session, str) else None, str(claims["sub"]), id_token if wanted else None
    )


def _end_of_sessions(metadata: Mapping[str, Any]) -> str | None:
    """Returns the issuer's address for signing out, if it has one that a page may link to."""
    address = metadata.get("end_session_endpoint")
    return address if isinstance(address, str) and address.startswith(("https://", "http://")) else None
