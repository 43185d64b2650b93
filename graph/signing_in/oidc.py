"""The campus's OpenID Connect, by the authorization code flow with PKCE; Authlib implements the protocol.

https://openid.net/specs/openid-connect-core-1_0.html
"""

from collections.abc import Awaitable, Mapping
from time import monotonic
from typing import Any, TypeVar

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc.errors import JoseError

from core.actions.bindings import Identity
from core.settings import Settings
from graph.signing_in.journey import SECONDS, Journey, await_answer, refused

T = TypeVar("T")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a private key of the system's own; never `none`, nor by a secret that we know as well."""
DISCOVERED_SECONDS = 3600
LEEWAY_SECONDS = 60
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
        self._until = 0.0

    async def start(self, journey: Journey) -> str:
        return await self._trusting(self._address(journey))

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:
        if (
            "error" in parameters
            or not parameters.get("code")
            or parameters.get("iss", self.issuer).rstrip("/") != self.issuer
        ):
            raise refused(self, "authorization")
        claims, proven = await self._trusting(self._claims(journey, parameters["code"]))
        number = claims.get(self.claim)
        if not isinstance(number, str | int) or not str(number):
            raise refused(self, f"no claim {self.claim}")
        return Identity(self.name, str(number), proven=proven)

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

    async def _claims(self, journey: Journey, code: str) -> tuple[Mapping[str, Any], bool]:
        """Returns the verified claims of the ID token, or of the person's profile if the token lacks the number, and
        whether the ID token vouches for a second factor."""
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
        if self.claim in claims:
            return dict(claims), self._vouches(claims)
        profile = await app.userinfo(token=token)
        if profile.get("sub") != claims["sub"]:
            raise ValueError("a profile of somebody else")
        return dict(profile), self._vouches(claims)

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
