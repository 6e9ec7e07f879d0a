"""An OIDC provider on loopback that keeps to the letter of the protocol, and can be told to break it in one way at a time."""

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "burnish", "s3cret/with:odd+characters"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


ANN = {"sub": "ann", "email": "ann@example.org", "email_verified": True, "name": "Ann"}


@dataclass
class Provider:
    """One user is logged in at it, with `claims`.

    Attributes:
        break_: how to spoil the next token: changes of its claims, or a way to sign it.
        codes: that were given out, each with what it was asked with.
        refused: why token requests were refused.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "ann", "email": "ann@example.org", "email_verified": True, "name": "Ann"}
    )
    changes: dict[str, Any] = field(default_factory=dict)
    signing: str = "RS256"
    document: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def __call__(self, environ: Any, start: Any) -> list[bytes]:
        path, query = environ["PATH_INFO"], {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        if path == "/.well-known/openid-configuration":
            return _json(start, 200, self._discovery())
        if path == "/jwks":
            return _json(start, 200, {"keys": [_jwk(KEY, "one")]})
        if path == "/authorize":
            return self._authorize(start, query)
        if path == "/token":
            length = int(environ["CONTENT_LENGTH"])
            form = {name: values[0] for name, values in parse_qs(environ["wsgi.input"].read(length).decode()).items()}
            return self._token(start, form, environ.get("HTTP_AUTHORIZATION", ""))
        return _json(start, 404, {})

    def _discovery(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in ends.items()}, **self.document}

    def _authorize(self, start: Any, query: dict[str, str]) -> list[bytes]:
        assert query["response_type"] == "code" and query["client_id"] == CLIENT and query["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        start("302 Found", [("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")])
        return [b""]

    def _token(self, start: Any, form: dict[str, str], authorization: str) -> list[bytes]:
        asked = self.codes.pop(form.get("code", ""), None)
        wrong = self._wrong(form, authorization, asked)
        if wrong or asked is None:
            self.refused.append(wrong)
            return _json(start, 400, {"error": "invalid_grant"})
        at = int(time.time())
        standard = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**standard, **self.claims, **self.changes}.items() if value is not ...}
        return _json(start, 200, {"id_token": self._signed(claims), "access_token": "x", "token_type": "Bearer"})

    def _wrong(self, form: dict[str, str], authorization: str, asked: dict[str, str] | None) -> str:
        pair = base64.b64encode(b"burnish:s3cret%2Fwith%3Aodd%2Bcharacters").decode()
        if authorization != f"Basic {pair}":
            return "client"
        if asked is None:
            return "code"
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if challenge != asked["code_challenge"]:
            return "verifier"
        return "" if form["redirect_uri"] == asked["redirect_uri"] else "redirect_uri"

    def _signed(self, claims: dict[str, Any]) -> str:
        head = {"kid": "one"}
        if self.signing == "none":
            return jwt.encode(claims, None, algorithm="none", headers=head)
        if self.signing == "HS256 with the public key":
            public = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
            return jwt.encode(claims, public, algorithm="HS256", headers=head)
        if self.signing == "another key":
            return jwt.encode(claims, OTHER, algorithm="RS256", headers=head)
        if self.signing == "an unknown kid":
            return jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "two"})
        if self.signing == "an unknown crit":
            return jwt.encode(claims, KEY, algorithm="RS256", headers={**head, "crit": ["exp-v2"], "exp-v2": 1})
        if self.signing == "garbage":
            return "not.a.token"
        return jwt.encode(claims, KEY, algorithm=self.signing, headers=head)


@contextmanager
def listening() -> Iterator[Provider]:
    """A provider on a free port of loopback."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, handler_class=_Silent)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def _json(start: Any, status: int, body: dict[str, Any]) -> list[bytes]:
    import json

    start(f"{status} x", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def _jwk(key: rsa.RSAPrivateKey, name: str) -> dict[str, Any]:
    jwk: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**jwk, "kid": name, "use": "sig", "alg": "RS256"}


def code_of(location: str) -> str:
    """The code in an address."""
    return parse_qs(urlsplit(location).query)["code"][0]
