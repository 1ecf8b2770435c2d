"""Somebody goes to the provider and comes back; a job asks it who they are, for pages wait on no network."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from handrail.channels.portal.models import Arrival, Provider
from handrail.channels.portal.openid.discovering import ProviderError, ask_provider
from handrail.channels.portal.openid.trading import Code, who_is
from handrail.channels.portal.signing_in import hash_of
from handrail.channels.portal.tokens import TokenRefused, welcome
from handrail.channels.vouching import NotVouched, kind_of
from handrail.core.vault import seal, unseal

LASTS = timedelta(minutes=10)  # from leaving to being signed in
_SALT = "portal openid"
_LONGEST_CODE = 4000


class ArrivalRefused(Exception):
    """Who came back did not leave from this browser, comes too late, or was sent by somebody else."""


@dataclass(frozen=True)
class Leaving:
    """Where to send somebody, and what their browser keeps meanwhile (signed, in a cookie)."""

    address: str
    kept: str


def the_provider() -> Provider | None:
    """The provider, if customers can be sent there now."""
    found = Provider.objects.filter(pk=1, is_on=True).first()
    return found if found and found.is_ready else None


def back_address() -> str:
    """Where the provider sends people back to, as it has to know it."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("portal_openid_back")


def leave_for(provider: Provider, language: str) -> Leaving:
    """The question (Core 1.0, 3.1.2.1) with state, nonce and PKCE (RFC 7636), all new."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_address(),
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    place = provider.document["authorization_endpoint"]
    joint = "&" if urlsplit(place).query else "?"
    kept = signing.dumps([state, nonce, verifier, provider.issuer], salt=_SALT)
    return Leaving(f"{place}{joint}{urlencode(asked)}", kept)


@transaction.atomic
def come_back(provider: Provider, kept: str, told: dict[str, str]) -> str:
    """Keep what was brought, with the job that asks: the secret for the browser. Raises ArrivalRefused.

    `told` are the words in the address: `code`, `state`, and `iss` if the provider says it (RFC 9207).
    """
    from handrail.channels.portal import tasks

    try:
        state, nonce, verifier, issuer = signing.loads(kept, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        raise ArrivalRefused from None
    says_who = provider.document.get("authorization_response_iss_parameter_supported") is True
    issuers = {issuer, told.get("iss", provider.issuer if not says_who else "")}
    is_ours = constant_time_compare(told.get("state", ""), state) and issuers == {provider.issuer}
    code = told.get("code", "")
    if not is_ours or not 0 < len(code) <= _LONGEST_CODE:
        raise ArrivalRefused
    if Arrival.objects.filter(nonce_hash=hash_of(nonce)).exists():
        raise ArrivalRefused  # who left once comes back once
    token = secrets.token_urlsafe(32)
    made = Arrival.objects.create(
        token_hash=hash_of(token),
        secrets_sealed=seal(json.dumps([code, verifier, provider.issuer])),
        nonce_hash=hash_of(nonce),
        expires_at=timezone.now() + LASTS,
    )
    tasks.ask_who.defer(arrival=made.pk)
    return token


def ask_who(arrival: int) -> None:
    """Ask the provider, and keep the visit, or why there is none. A code is good once: it is asked once."""
    found = Arrival.objects.filter(pk=arrival, visit_sealed="", refused="").first()
    provider = the_provider()
    if found is None:
        return
    try:
        if provider is None:
            raise ArrivalRefused
        sealed = _visit_for(provider, found)
    except ProviderError as error:
        Provider.objects.filter(pk=1).update(problem=str(error)[:500])
        _refuse(found, "away")
    except (NotVouched, ArrivalRefused):
        _refuse(found, "word")
    except TokenRefused:
        _refuse(found, "unknown")
    else:
        Arrival.objects.filter(pk=found.pk).update(visit_sealed=sealed, secrets_sealed="")


def _visit_for(provider: Provider, arrival: Arrival) -> str:
    code, verifier, issuer = json.loads(unseal(arrival.secrets_sealed))
    if issuer != provider.issuer or arrival.expires_at <= timezone.now():
        raise ArrivalRefused
    vouched = who_is(provider, Code(code, verifier, arrival.nonce_hash, back_address()))
    return seal(welcome(vouched, realm_of(provider)))


def _refuse(arrival: Arrival, why: str) -> None:
    Arrival.objects.filter(pk=arrival.pk).update(refused=why, secrets_sealed="")


def realm_of(provider: Provider) -> str:
    """The kind of the identities that it gives: an id means somebody only together with the issuer (2)."""
    mark = hashlib.sha256(provider.issuer.encode()).hexdigest()[:8]
    host = (urlsplit(provider.issuer).hostname or "")[:14]
    return kind_of(provider.realm, own=f"{host} {mark}")


@transaction.atomic
def arrival_of(token: str) -> Arrival | None:
    """How it stands with somebody who came back; who is through, or refused, is told so once."""
    found = Arrival.objects.select_for_update().filter(token_hash=hash_of(token)).first() if token else None
    if found is None or found.expires_at <= timezone.now():
        return None
    if found.visit_sealed or found.refused:
        Arrival.objects.filter(pk=found.pk).delete()
    return found


def ask_again() -> None:
    """Ask the provider what it says of itself: keys change, and servers move."""
    found = Provider.objects.filter(pk=1, is_on=True).first()
    if found:
        ask_provider(found)
