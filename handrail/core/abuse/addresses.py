"""From where somebody comes, and how that is kept: as a keyed hash of the day, never as an address."""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "handrail.abuse.address"
_HOME_BITS = 64  # of IPv6: a connection has at least so much to itself (RFC 6177, section 2)


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address, or "" when nobody knows it.

    The web server believes `X-Forwarded-For` only from the proxies in FORWARDED_ALLOW_IPS (docs/scale.md), so
    what it says here is not the visitor's to choose.
    """
    return str(request.META.get("REMOTE_ADDR") or "")


def hashed(subject: str, day: datetime) -> str:
    """A name for an address or another subject: nobody can turn it back, and tomorrow it is another one."""
    return salted_hmac(_SALT, f"{day:%Y-%m-%d} {_home(subject)}", algorithm="sha256").hexdigest()[:40]


def _home(subject: str) -> str:
    """The network of one connection for an IPv6 address; everything else as it is."""
    try:
        address = ip_address(subject)
    except ValueError:
        return subject
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(int(address) >> (128 - _HOME_BITS))
    return str(getattr(address, "ipv4_mapped", None) or address)
