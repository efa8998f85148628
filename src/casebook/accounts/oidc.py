"""Sign-in by another service, with OpenID Connect: authorization code, PKCE, state and nonce; the library is Authlib.

A journey begins here, goes to the service in the browser and comes back with a code. What must come back with it is
kept in the database and can be used once, by the browser that began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from casebook.accounts.sealing import Seal
from casebook.accounts.sessions import digest_of, new_token
from casebook.accounts.trouble import ProviderFailed

if TYPE_CHECKING:
    from joserfc.jwk import KeySetSerialization

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys
    from casebook.settings import Provider

LIFE: Final = 600
"""Seconds that a journey may take."""

PATIENCE: Final = 10.0
"""Seconds that the service has for each answer."""

LEEWAY: Final = 30
"""So many seconds may its clock differ from ours."""

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""How an ID token may be signed: never by nobody, and never with a secret that both sides know."""

_VERIFIER: Final = 64
_BEGIN: Final = """
INSERT INTO accounts.journeys (state, browser, nonce, verifier, destination, ends_at)
VALUES (%s, %s, %s, %s, %s, now() + make_interval(secs => %s))
"""
_END: Final = """
DELETE FROM accounts.journeys WHERE state = %s AND browser = %s AND ends_at > now()
RETURNING nonce, verifier, destination
"""


class OpenIdConnect:
    """The other service, as far as signing in goes."""

    def __init__(self, provider: Provider, datastore: Datastore, keys: Keys, back: str) -> None:
        """Use this service; `back` is the address that it sends browsers back to."""
        self._provider = provider
        self._datastore = datastore
        self._seal = Seal(keys, "journey")
        self._back = back

    def begin(self, destination: str) -> tuple[str, str]:
        """Where the browser goes, and what it must bring back in a cookie; `destination` is where it wants to.

        Raises:
            ProviderFailed: the service does not answer or describes itself wrongly.
        """
        about, browser = self._about(), new_token()
        nonce, verifier = generate_token(), generate_token(_VERIFIER)
        with self._client() as client:
            address, state = client.create_authorization_url(
                about["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
        with self._datastore.connection() as connection:
            way = self._seal.close(destination.encode(), digest_of(state))  # an address may hold what was typed
            values = (digest_of(state), digest_of(browser), nonce, verifier, way, LIFE)
            connection.execute(_BEGIN, values)
        return str(address), browser

    def end(self, state: str, code: str, browser: str) -> tuple[str, str]:
        """What the service calls who came back, and where they wanted to.

        Raises:
            ProviderFailed: this browser began no such journey, it was made before, or the service does not confirm it.
        """
        with self._datastore.connection() as connection:
            row = connection.execute(_END, (digest_of(state), digest_of(browser))).fetchone()
        if row is None:
            raise ProviderFailed
        nonce, verifier, way = row
        claims = self._claims(code, verifier, nonce)
        found = claims.get(self._provider.claim)
        if not isinstance(found, str) or not found:
            raise ProviderFailed
        return found, self._seal.open(way, digest_of(state)).decode()

    def _claims(self, code: str, verifier: str, nonce: str) -> dict[str, Any]:
        """What the service says of somebody, all of it checked: signature, issuer, audience, times and nonce."""
        try:
            about = self._about()
            with self._client() as client:
                given = client.fetch_token(
                    about["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
                )
            keys = KeySet.import_key_set(cast("KeySetSerialization", _got(about["jwks_uri"])))
            token = jwt.decode(given["id_token"], keys, algorithms=list(ALGORITHMS))
            must = {"iss": {"essential": True, "value": self._provider.issuer}}
            must["aud"] = {"essential": True, "value": self._provider.client}
            params = {"nonce": nonce, "client_id": self._provider.client, "access_token": given.get("access_token")}
            claims = CodeIDToken(token.claims, token.header, must, params)
            claims.validate(leeway=LEEWAY)
        except (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, ValueError, TypeError) as error:
            raise ProviderFailed from error
        return dict(claims)

    def _about(self) -> dict[str, Any]:
        """How the service describes itself; it must be the one that was meant."""
        try:
            about = _got(self._provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderFailed from error
        if about.get("issuer") != self._provider.issuer:
            raise ProviderFailed
        return about

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._provider.client,
            self._provider.secret,
            scope="openid profile",
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )


def _got(address: str) -> dict[str, Any]:
    """The JSON object at an address of the service.

    Raises:
        ValueError: there is none.
    """
    found = httpx2.get(address, timeout=PATIENCE).raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  like other JSON that cannot be used
    return found
