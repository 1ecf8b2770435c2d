"""A small OpenID provider (OpenID Connect Core 1.0): document, keys, questions, tokens, user info."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm


@dataclass
class OpenIdServer:
    """Its person is `claims`; all may be changed at any time. Codes are good once."""

    port: int
    client_id: str = "handrail"
    client_secret: str = "quite: secret"
    claims: dict[str, Any] = field(default_factory=dict)
    by_userinfo: dict[str, Any] = field(default_factory=dict)  # what only user info tells
    lies: dict[str, Any] = field(default_factory=dict)  # claims of the token that are not as they should be
    document: dict[str, Any] = field(default_factory=dict)  # what it says of itself besides
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    signs_with: str = "ES256"
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    kid: str = "one"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"http://{self.place}/realms/lamp"

    def says(self) -> dict[str, Any]:
        """Its document (Discovery 1.0)."""
        ends = {"authorization_endpoint": "ask", "token_endpoint": "token"}
        ends |= {"jwks_uri": "keys", "userinfo_endpoint": "userinfo"}
        told = {name: f"{self.issuer}/{end}" for name, end in ends.items()}
        return {"issuer": self.issuer, **told} | self.document

    def keys(self) -> dict[str, Any]:
        """Its public key (RFC 7517)."""
        told = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{"kty": "RSA"}, told | {"kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Somebody who says yes: the address to which they are sent back."""
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert query["client_id"] == self.client_id
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def token(self, told: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """What the token endpoint answers."""
        pair = f"{self.client_id}:{self.client_secret.replace(':', '%3A').replace(' ', '+')}"
        if basic != "Basic " + base64.b64encode(pair.encode()).decode():
            return 401, {"error": "invalid_client"}
        question = self.codes.pop(told["code"], None)
        digest = hashlib.sha256(told["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            question is None
            or challenge != question["code_challenge"]
            or told["redirect_uri"] != question["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        access, now = secrets.token_urlsafe(8), int(time.time())
        self.tokens.add(access)
        claims = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300}
        claims |= {"nonce": question["nonce"]} | self.claims | self.lies
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.key if self.signs_with == "ES256" else "x" * 64
        signed = jwt.encode(claims, key, algorithm=self.signs_with, headers={"kid": self.kid})
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": signed}

    def userinfo(self, bearer: str) -> tuple[int, dict[str, Any]]:
        """What the user info endpoint answers."""
        if bearer.removeprefix("Bearer ") not in self.tokens:
            return 401, {}
        return 200, {"sub": self.claims["sub"]} | self.by_userinfo


class _Handler(BaseHTTPRequestHandler):
    told: OpenIdServer  # of the class that serves it

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        self.told.asked.append(path)
        if path.endswith("/ask"):
            self.send_response(302)
            self.send_header("Location", self.told.authorize(_flat(query)))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        known = {"/.well-known/openid-configuration": self.told.says, "/keys": self.told.keys}
        end = path.removeprefix("/realms/lamp")
        self._answer(200 if end in known else 404, known[end]() if end in known else {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        path, says = urlsplit(self.path).path, self.headers.get("Authorization", "")
        self.told.asked.append(path)
        is_token = path.endswith("/token")
        self._answer(*(self.told.token(_flat(body), says) if is_token else self.told.userinfo(says)))

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running_openid() -> Iterator[OpenIdServer]:
    """Start it on a free port."""
    told = OpenIdServer(0)

    handler = type("Handler", (_Handler,), {"told": told})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
