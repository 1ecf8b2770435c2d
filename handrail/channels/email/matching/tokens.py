"""Our Message-IDs, reply addresses and tokens carry what they belong to, signed: none can be forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from itertools import islice

_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
_ID = re.compile(
    r"<?hr\.([A-Za-z0-9_-]{1,60})\.([A-Za-z2-7]{26})@([^\s<>@]{1,255})>?", re.ASCII | re.IGNORECASE
)
# 64 characters fit before the @ (RFC 5321 §4.5.3.1.1), the mailbox's own name among them.
_ADDRESS = re.compile(
    r"[^\s<>@]{1,64}\+hr\.([A-Za-z0-9_-]{1,60})\.([A-Za-z2-7]{26})@[^\s<>@]{1,255}", re.ASCII | re.IGNORECASE
)
_ANSWER_ADDRESS = re.compile(
    r"[^\s<>@]{1,64}\+hra\.([a-z0-9]{1,20})\.([a-z2-7]{26})@[^\s<>@]{1,255}", re.ASCII | re.IGNORECASE
)
_TOKEN = re.compile(r"\[hr\.([A-Za-z0-9_-]{1,60})\.([A-Za-z2-7]{26})\]", re.ASCII | re.IGNORECASE)
_LONGEST_LOCAL = 64
_MOST_TOKENS = 20
_SIGNED_BYTES = 16
_MESSAGE_ID, _ADDRESS_USE, _TOKEN_USE = b"message-id", b"reply address", b"token"
_ANSWER_USE = b"answer address"


@dataclass(frozen=True)
class Claim:
    """What a sign of ours says it belongs to, and whether we signed it."""

    key: str
    valid: bool


def make_message_id(key: str, domain: str, secret: str) -> str:
    """A Message-ID (RFC 5322 §3.6.4) without brackets that carries `key`: letters, digits, `-` and `_`.

    The same key always gives the same id, so a mail sent twice by mistake is seen as one. Raises
    ValueError for another key or an empty domain. A non-ASCII domain is written in its IDNA form.
    """
    host = ascii_domain(domain)
    if not _KEY.fullmatch(key) or not host:
        raise ValueError("a Message-ID needs a key of letters and digits, and a domain")
    return f"hr.{key}.{_signature(key, secret, _MESSAGE_ID)}@{host}"


def read_message_id(message_id: str, secret: str) -> str | None:
    """The key of a Message-ID of ours, brackets or not; None if it is not ours or its signature is wrong."""
    claim = claim_of_message_id(message_id, secret)
    return claim.key if claim and claim.valid else None


def claim_of_message_id(message_id: str, secret: str) -> Claim | None:
    """What a Message-ID that looks like one of ours claims; None for all others.

    The domain is not signed: a mailbox may move. Some servers change the case, so the signature forgives it.
    """
    found = _ID.fullmatch(message_id.strip())
    return _claim(found, secret, _MESSAGE_ID) if found else None


def make_reply_address(address: str, key: str, secret: str) -> str:
    """The mailbox's address with a signed detail after a plus (RFC 5233): `support+hr.<key>.<signature>@…`.

    Raises ValueError for another key than letters, digits, `-` and `_`, or when the whole would be too long.
    """
    local, at, domain = address.rpartition("@")
    made = f"{local}+hr.{key}.{_signature(key, secret, _ADDRESS_USE)}"
    if not at or not _KEY.fullmatch(key) or len(made) > _LONGEST_LOCAL:
        raise ValueError("a reply address needs an address and a short key")
    return f"{made}@{domain}"


def claim_of_address(address: str, secret: str) -> Claim | None:
    """What an address that looks like a reply address of ours claims; None for all others."""
    found = _ADDRESS.fullmatch(address.strip())
    return _claim(found, secret, _ADDRESS_USE) if found else None


def make_answer_address(address: str, key: str, secret: str) -> str:
    """The mailbox's address to answer a notification: `support+hra.<key>.<signature>@…`.

    `key` is of small letters and digits. Raises ValueError for another one, or when the whole is too long.
    """
    local, at, domain = address.rpartition("@")
    made = f"{local}+hra.{key}.{_signature(key, secret, _ANSWER_USE)}@{domain}"
    if not at or key != key.lower() or not _ANSWER_ADDRESS.fullmatch(made):
        raise ValueError("an answer address needs an address and a short key")
    if len(made) - len(domain) - 1 > _LONGEST_LOCAL:
        raise ValueError("an answer address needs a shorter address")
    return made


def claim_of_answer_address(address: str, secret: str) -> Claim | None:
    """What an address that looks like one for answering a notification claims; None for all others."""
    found = _ANSWER_ADDRESS.fullmatch(address.strip().lower())
    return _claim(found, secret, _ANSWER_USE) if found else None


def make_token(key: str, secret: str) -> str:
    """A token for a subject or a body: `[hr.<key>.<signature>]`. Raises ValueError for another key."""
    if not _KEY.fullmatch(key):
        raise ValueError("a token needs a key of letters and digits")
    return f"[hr.{key}.{_signature(key, secret, _TOKEN_USE)}]"


def claims_in_text(text: str, secret: str) -> list[Claim]:
    """What the tokens in a text claim, the first twenty."""
    if "[hr." not in text and "[HR." not in text:
        return []
    found = islice(_TOKEN.finditer(text), _MOST_TOKENS)
    return [_claim(one, secret, _TOKEN_USE) for one in found]


def _claim(found: re.Match[str], secret: str, use: bytes) -> Claim:
    return Claim(found[1], hmac.compare_digest(found[2].lower(), _signature(found[1], secret, use)))


def ascii_domain(domain: str) -> str:
    """A domain in ASCII (IDNA); one that cannot be written so becomes `invalid` (RFC 2606)."""
    domain = domain.strip().strip(".").lower()
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "invalid"
    return host if re.fullmatch(r"[a-z0-9._:\[\]-]*", host) else "invalid"


def _signature(key: str, secret: str, use: bytes) -> str:
    """Each use has a key of its own: what was signed for one is worth nothing for another."""
    signing_key = hashlib.sha256(b"handrail " + use + b"\0" + secret.encode()).digest()
    digest = hmac.new(signing_key, key.encode("ascii"), hashlib.sha256).digest()[:_SIGNED_BYTES]
    return base64.b32encode(digest).decode("ascii").rstrip("=").lower()
