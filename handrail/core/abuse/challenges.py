"""What a page gets along and a browser answers: a signed time, and work to do (Hashcash, A. Back, 2002).

The answer is a number `n` for which SHA-256 of `token:n` begins with so many zero bits.
`frontend/widget/proof.ts` looks for it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from django.core import signing
from django.utils import timezone

from handrail.core.abuse.policies import BUSY_AT, MOST_BITS, bits_for_crowd, policy_of
from handrail.core.abuse.rates import EVERYBODY, fullness, seen
from handrail.core.abuse.trouble import more_bits, trouble_from

HONEYPOT = "website"
"""The name of the field that people do not see and must leave empty."""
LONGEST = 300  # characters of a token
_SALT = "handrail.abuse"


class Challenge(NamedTuple):
    """A token of ours, and how many zero bits the hash must begin with (0: no work is asked)."""

    token: str
    bits: int


class Opened(NamedTuple):
    """A token that we signed: when, and how much work it asked."""

    at: datetime
    bits: int


def issue(purpose: str, *, ip: str = "", at: datetime | None = None) -> Challenge:
    """A new challenge for a purpose of `policies.POLICIES`; the busier the door, the more work it asks, and
    more where many came from the same connection or somebody was blocked, if the purpose watches that.

    One statement, three if it watches. Raises LookupError for an unknown purpose.
    """
    policy, now = policy_of(purpose), at or timezone.now()
    more = _more_from(purpose, ip, now) if policy.watches else 0
    bits = policy.bits and min(policy.bits + more + _pressure(purpose, now), MOST_BITS)
    facts = [int(now.timestamp() * 1000), bits, secrets.token_urlsafe(9)]
    return Challenge(signing.dumps(facts, salt=f"{_SALT}.{purpose}"), bits)


def opened(purpose: str, token: str) -> Opened | None:
    """What a token says; None when it is not ours or for another purpose."""
    try:
        milliseconds, bits, _chance = signing.loads(token[:LONGEST], salt=f"{_SALT}.{purpose}")
    except (signing.BadSignature, ValueError):
        return None
    return Opened(datetime.fromtimestamp(milliseconds / 1000, tz=UTC), bits)


def is_solved(token: str, number: str, bits: int) -> bool:
    """Whether the number is an answer to the token."""
    digest = hashlib.sha256(f"{token}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def _more_from(purpose: str, ip: str, now: datetime) -> int:
    crowd = fullness(purpose, ip, policy_of(purpose).rates, at=now)
    return more_bits(trouble_from(ip, at=now)) + bits_for_crowd(crowd)


def _pressure(purpose: str, now: datetime) -> int:
    """How often the door's traffic of this minute doubled what is usual."""
    return (seen(purpose, EVERYBODY, seconds=60, at=now) // BUSY_AT).bit_length()
