"""OIDC: log in through a provider: state, nonce and PKCE, bound to the browser by a sealed cookie; tokens verified to the letter."""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

import jwt
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from burnish.errors import ConfigError, NotSignedInError, OutboundError, StoreError
from burnish.settings import Settings
from burnish.store.identities import Vouched
from burnish.store.vault import Sealed, Vault
from burnish.wire.client import Outbound

__all__ = ["Attempt", "Provider", "begin", "finish", "fresh_attempt", "open_attempt", "seal_attempt", "verified"]

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Of signatures with a public key alone: no secret is ever taken for one."""

_LONGEST_TOKEN = 8 * 1024
_ATTEMPT_SECONDS = 600
_LEEWAY_SECONDS = 60
_PLACE = "oidc attempt"
_AGAIN = "start the login again"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A login under way, in the browser that began it.

    Attributes:
        state, nonce, verifier: what the provider's answer, its token and our code exchange must match.
        then: path of the page to go to afterwards.
        ends_at: Unix time.
    """

    state: str
    nonce: str
    verifier: str
    then: str
    ends_at: float

    def matches(self, state: str) -> bool:
        """Whether the provider's answer belongs to this attempt."""
        return secrets.compare_digest(self.state.encode(), state.encode())


@dataclass(frozen=True, slots=True)
class Provider:
    """What the provider's discovery document says."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


def fresh_attempt(then: str) -> Attempt:
    """A login that begins now. `then` is a path of this server; anything else becomes `/`."""
    local = then if then.startswith("/") and not then.startswith(("//", "/\\")) else "/"
    ends_at = time.time() + _ATTEMPT_SECONDS
    return Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), local, ends_at)


def seal_attempt(vault: Vault, attempt: Attempt) -> str:
    """The attempt as a cookie that the browser keeps and cannot read."""
    sealed = vault.seal(json.dumps(asdict(attempt)), _PLACE)
    return f"{sealed.encrypted_with}.{base64.urlsafe_b64encode(sealed.ciphertext).decode()}"


def open_attempt(vault: Vault, cookie: str) -> Attempt:
    """The attempt of a cookie.

    Raises:
        NotSignedInError: it is none of ours, or over.
    """
    key, _, content = cookie.partition(".")
    try:
        attempt = Attempt(**json.loads(vault.unseal(Sealed(base64.urlsafe_b64decode(content), key), _PLACE)))
    except (ValueError, TypeError, StoreError):
        raise NotSignedInError("this browser began no login", where="oidc", fix=_AGAIN) from None
    if attempt.ends_at < time.time():
        raise NotSignedInError("the login took too long", where="oidc", fix=_AGAIN)
    return attempt


async def begin(settings: Settings, attempt: Attempt, redirect_uri: str) -> str:
    """Where to send the browser.

    Raises:
        ConfigError: no provider is set.
        OutboundError: the provider does not answer as one.
    """
    async with Outbound(settings.outbound_allow) as outbound:
        provider = await _discover(outbound, settings)
    uri: str = prepare_grant_uri(
        provider.authorization_endpoint,
        client_id=settings.oidc_client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=settings.oidc_scopes,
        state=attempt.state,
        nonce=attempt.nonce,
        code_challenge=create_s256_code_challenge(attempt.verifier),
        code_challenge_method="S256",
    )
    return uri


async def finish(settings: Settings, attempt: Attempt, code: str, redirect_uri: str) -> Vouched:
    """Exchange the code for a token, and verify what it says.

    Raises:
        NotSignedInError: the provider refuses the code, or its token is not what it must be.
        OutboundError: the provider does not answer as one.
    """
    async with Outbound(settings.outbound_allow) as outbound:
        provider = await _discover(outbound, settings)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": attempt.verifier}
        answer = await outbound.request("POST", provider.token_endpoint, headers=_client(settings), form=form)
        if answer.status != 200:
            raise NotSignedInError(f"the provider refuses the code ({answer.status})", where="oidc", fix=_AGAIN)
        token = _field(answer.json(), "id_token", provider.token_endpoint)
        keys = (await outbound.request("GET", provider.jwks_uri)).json()
    claims = verified(token, keys, issuer=provider.issuer, audience=settings.oidc_client_id, nonce=attempt.nonce)
    return _vouched(claims, settings)


def verified(token: str, keys: Any, *, issuer: str, audience: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token.

    Raises:
        NotSignedInError: it is too long, not signed by one of the keys with an allowed algorithm, of another issuer, for somebody else,
            over, from the future, or an answer to another login.
    """
    if len(token) > _LONGEST_TOKEN:
        raise NotSignedInError(f"the token has {len(token)} characters", where="oidc", fix="ask the provider's operator")
    try:
        key = _key(token, keys)
        required = ["iss", "sub", "aud", "exp", "iat", "nonce"]
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=list(ALGORITHMS), issuer=issuer, audience=audience, leeway=_LEEWAY_SECONDS, options={"require": required}
        )
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise NotSignedInError(f"the token is not valid: {error}"[:300], where="oidc", fix=_AGAIN) from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != audience:
        raise NotSignedInError("the token was made for somebody else", where="oidc", fix=_AGAIN)
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise NotSignedInError("the token answers another login", where="oidc", fix=_AGAIN)
    return claims


def _key(token: str, keys: Any) -> jwt.PyJWK:
    """The provider's key that the token names; without a name, its only one."""
    header = jwt.get_unverified_header(token)
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    named = [key for key in usable if key.key_id == header["kid"]] if "kid" in header else usable
    if len(named) != 1:
        raise NotSignedInError("the token names no key of the provider", where="oidc", fix=_AGAIN)
    return named[0]


async def _discover(outbound: Outbound, settings: Settings) -> Provider:
    if settings.oidc_issuer is None or not settings.oidc_client_id:
        raise ConfigError("no provider is set", where="oidc", fix="set BURNISH_OIDC_ISSUER and BURNISH_OIDC_CLIENT_ID")
    issuer = settings.oidc_issuer.rstrip("/")
    url = f"{issuer}/.well-known/openid-configuration"
    said = (await outbound.request("GET", url)).json()
    if not isinstance(said, dict) or str(said.get("issuer", "")).rstrip("/") != issuer:
        raise OutboundError("is the document of another issuer", where=url, fix="correct BURNISH_OIDC_ISSUER")
    ends = {name: _field(said, name, url) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    for end in ends.values():
        outbound.check(end)
    return Provider(str(said["issuer"]), **ends)


def _client(settings: Settings) -> dict[str, str]:
    """How this server proves to the provider who it is (RFC 6749, section 2.3.1)."""
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    pair = f"{quote(settings.oidc_client_id, safe='')}:{quote(secret, safe='')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}", "Accept": "application/json"}


def _field(said: Any, name: str, where: str) -> str:
    value = said.get(name) if isinstance(said, dict) else None
    if not isinstance(value, str) or not value:
        raise OutboundError(f"says no {name}", where=where, fix="ask the provider's operator")
    return value


def _vouched(claims: Mapping[str, Any], settings: Settings) -> Vouched:
    groups = claims.get(settings.oidc_groups_claim, [])
    named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    return Vouched(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=str(claims.get("email", "")).strip().lower(),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name", "")),
        groups=frozenset(str(group) for group in named),
    )
