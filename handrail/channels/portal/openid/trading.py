"""The code that somebody brings back becomes who they are: by the provider's word, checked in every part.

OpenID Connect Core 1.0, 3.1.3 (token), 3.1.3.7 (what to check of the ID token) and 5.3 (user info).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
from django.conf import settings

from handrail.channels.portal.models import Provider
from handrail.channels.portal.openid.discovering import ProviderError, renew_keys
from handrail.channels.vouching import LEEWAY, NotVouched, Vouched, facts_of, vouched_id
from handrail.core.outside import Answer, OutsideError, post
from handrail.core.vault import SecretUnreadableError, unseal

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Those by which nobody but the provider can sign: with a shared secret everybody who knows it could."""
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True)
class Code:
    """What somebody brought back, and what was asked when they left."""

    code: str
    verifier: str
    nonce_hash: str
    back: str


def who_is(provider: Provider, brought: Code) -> Vouched:
    """Whom the provider vouches for. Raises ProviderError, or NotVouched for a word that does not hold."""
    told = _trade(provider, brought)
    claims = _claims(provider, str(told.get("id_token", "")), brought.nonce_hash)
    if claims.get("email_verified") is not True and provider.document.get("userinfo_endpoint"):
        claims = _more(provider, str(told.get("access_token", "")), claims)
    return Vouched(vouched_id(claims["sub"]), *facts_of(claims))


def _trade(provider: Provider, brought: Code) -> dict[str, Any]:
    fields = {"grant_type": "authorization_code", "code": brought.code, "redirect_uri": brought.back}
    fields |= {"code_verifier": brought.verifier, "client_id": provider.client_id}
    headers = dict(_FORM)
    try:
        secret = unseal(provider.secret_sealed) if provider.secret_sealed else ""
    except SecretUnreadableError as error:
        raise ProviderError("the client secret cannot be read: write it again") from error
    methods = provider.document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if secret and "client_secret_basic" in methods:  # RFC 6749, 2.3.1
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    elif secret:
        fields["client_secret"] = secret
    answer, told = _asked(provider.document["token_endpoint"], urlencode(fields).encode(), headers)
    if answer.status != 200:
        if told.get("error") == "invalid_grant":
            raise NotVouched  # the code was used, is too old, or was made up
        raise ProviderError(f"{answer.status} {str(told.get('error', ''))[:100]}")
    return told


def _claims(provider: Provider, token: str, nonce_hash: str) -> dict[str, Any]:
    claims = _signed_claims(provider, token)
    nonce = hashlib.sha256(str(claims.get("nonce", "")).encode()).hexdigest()
    if not hmac.compare_digest(nonce, nonce_hash):
        raise NotVouched
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", provider.client_id) != provider.client_id or (
        len(audience) > 1 and "azp" not in claims
    ):
        raise NotVouched
    return claims


def _signed_claims(provider: Provider, token: str) -> dict[str, Any]:
    """Raises NotVouched. With a key that we do not know, the keys are fetched once again."""
    try:
        head = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise NotVouched from None
    if head.get("alg") not in ALGORITHMS:
        raise NotVouched
    if not (keys := _fitting(provider, head)):
        renew_keys(provider)
        keys = _fitting(provider, head)
    for key in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[head["alg"]],
                audience=provider.client_id,
                issuer=provider.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except (jwt.InvalidTokenError, TypeError, ValueError):
            continue
        return claims
    raise NotVouched


def _fitting(provider: Provider, head: dict[str, Any]) -> list[Any]:
    """The keys that may have signed it: by its name, and without one all that sign by this algorithm."""
    found = []
    for one in provider.keys:
        if one.get("use", "sig") != "sig" or one.get("alg", head["alg"]) != head["alg"]:
            continue
        if "kid" in head and one.get("kid") != head["kid"]:
            continue
        try:
            found.append(jwt.PyJWK(one, algorithm=head["alg"]).key)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
    return found


def _more(provider: Provider, access: str, claims: dict[str, Any]) -> dict[str, Any]:
    """The address, if the provider tells it there alone; of the same person, or it is not used (5.3.2)."""
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    answer, told = _asked(provider.document["userinfo_endpoint"], b"", headers)
    if not access.isascii() or answer.status != 200 or told.get("sub") != claims["sub"]:
        return claims
    known = {name: told[name] for name in ("email", "email_verified", "name") if name in told}
    return claims | known


def _asked(address: str, body: bytes, headers: dict[str, str]) -> tuple[Answer, dict[str, Any]]:
    try:
        answer = post(address, body, headers, own=settings.OWN_SERVERS)
        told = json.loads(answer.body)
    except OutsideError as error:
        raise ProviderError(str(error)) from error
    except (ValueError, RecursionError):
        told = {}
    return answer, told if isinstance(told, dict) else {}
