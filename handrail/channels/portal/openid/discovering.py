"""What a provider says of itself, and its keys (OpenID Connect Discovery 1.0, RFC 7517)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.channels.portal.models import Provider
from handrail.core.outside import OutsideError, fetch

WELL_KNOWN = "/.well-known/openid-configuration"
MOST_KEYS = 50
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_KEPT = (*_NEEDED, "userinfo_endpoint")
_FACTS = ("issuer", "token_endpoint_auth_methods_supported", "authorization_response_iss_parameter_supported")


class ProviderError(Exception):
    """The provider cannot be asked, or does not say what it should; the message is for admins."""


def ask_provider(provider: Provider) -> None:
    """Fetch its document and keys, and keep them, or why that failed. What it said before stays good."""
    try:
        document = _document_of(provider.issuer)
        keys = _keys_at(document["jwks_uri"])
    except ProviderError as error:
        told: dict[str, Any] = {"problem": str(error)[:500]}
    else:
        told = {"document": document, "keys": keys, "problem": ""}
    _keep(provider, told)


def renew_keys(provider: Provider) -> None:
    """Fetch the keys alone: the provider has signed with one that we do not know. Raises ProviderError."""
    _keep(provider, {"keys": _keys_at(provider.document["jwks_uri"])})


def _keep(provider: Provider, told: dict[str, Any]) -> None:
    """Only while it is the same provider: an admin may have named another one meanwhile."""
    for name, value in (told | {"asked_at": timezone.now()}).items():
        setattr(provider, name, value)
    same = Provider.objects.filter(pk=provider.pk, issuer=provider.issuer, client_id=provider.client_id)
    same.update(asked_at=provider.asked_at, **told)


def _document_of(issuer: str) -> dict[str, Any]:
    """Raises ProviderError, also for a document that speaks of another issuer (Discovery 1.0, 4.3)."""
    told = _json_at(issuer.rstrip("/") + WELL_KNOWN)
    if told.get("issuer") != issuer:
        raise ProviderError(
            _("It calls itself “%(issuer)s”: write exactly that as its address.")
            % {"issuer": str(told.get("issuer", ""))[:200]}
        )
    for name in _KEPT:
        if (name in _NEEDED or told.get(name)) and not _is_address(told.get(name)):
            raise ProviderError(_("What it says of itself lacks a good %(name)s.") % {"name": name})
    return {name: told[name] for name in (*_KEPT, *_FACTS) if told.get(name)}


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > 2000:
        return False
    try:
        parts = urlsplit(value)
        place = f"{parts.hostname}:{parts.port}"
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or place in settings.OWN_SERVERS)


def _keys_at(address: str) -> list[dict[str, Any]]:
    told = _json_at(address).get("keys")
    keys = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    if not keys:
        raise ProviderError(_("It gives no keys by which its word could be checked."))
    return keys[:MOST_KEYS]


def _json_at(address: str) -> dict[str, Any]:
    try:
        told = json.loads(fetch(address, accept="application/json", own=settings.OWN_SERVERS))
    except OutsideError as error:
        raise ProviderError(_("It could not be asked: %(error)s.") % {"error": error}) from error
    except (ValueError, RecursionError) as error:
        raise ProviderError(_("%(address)s holds no JSON.") % {"address": address[:200]}) from error
    if not isinstance(told, dict):
        raise ProviderError(_("%(address)s holds no JSON object.") % {"address": address[:200]})
    return told
