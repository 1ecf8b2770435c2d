"""Our Message-IDs carry what they belong to, signed: replies find their way and none can be forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
_ID = re.compile(
    r"<?hr\.([A-Za-z0-9_-]{1,60})\.([A-Za-z2-7]{26})@([^\s<>@]{1,255})>?", re.ASCII | re.IGNORECASE
)
_SIGNED_BYTES = 16


def make_message_id(key: str, domain: str, secret: str) -> str:
    """A Message-ID (RFC 5322 §3.6.4) without brackets that carries `key`: letters, digits, `-` and `_`.

    The same key always gives the same id, so a mail sent twice by mistake is seen as one. Raises
    ValueError for another key or an empty domain. A non-ASCII domain is written in its IDNA form.
    """
    host = ascii_domain(domain)
    if not _KEY.fullmatch(key) or not host:
        raise ValueError("a Message-ID needs a key of letters and digits, and a domain")
    return f"hr.{key}.{_signature(key, secret)}@{host}"


def read_message_id(message_id: str, secret: str) -> str | None:
    """The key of a Message-ID of ours, brackets or not; None if it is not ours or its signature is wrong.

    The domain is not signed: a mailbox may move. Some servers change the case, so the signature forgives it.
    """
    found = _ID.fullmatch(message_id.strip())
    if not found:
        return None
    is_ours = hmac.compare_digest(found[2].lower(), _signature(found[1], secret))
    return found[1] if is_ours else None


def is_signed(message_id: str) -> bool:
    """Whether it has the form of a Message-ID of ours, whoever made it."""
    return _ID.fullmatch(message_id.strip()) is not None


def ascii_domain(domain: str) -> str:
    """A domain in ASCII (IDNA); one that cannot be written so becomes `invalid` (RFC 2606)."""
    domain = domain.strip().strip(".").lower()
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "invalid"
    return host if re.fullmatch(r"[a-z0-9._:\[\]-]*", host) else "invalid"


def _signature(key: str, secret: str) -> str:
    signing_key = hashlib.sha256(b"handrail message-id\0" + secret.encode()).digest()
    digest = hmac.new(signing_key, key.encode("ascii"), hashlib.sha256).digest()[:_SIGNED_BYTES]
    return base64.b32encode(digest).decode("ascii").rstrip("=").lower()
