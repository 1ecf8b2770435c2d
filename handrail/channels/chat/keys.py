"""The visitor's key: made in the browser, kept here as its hash alone; and what they send once."""

from __future__ import annotations

import hashlib
import re
import uuid

_KEY = re.compile(r"[0-9a-f]{64}")  # 256 bits


def hash_of(key: str) -> str:
    """What is kept of a key; raises ValueError for what no browser of ours made.

    A plain hash is enough: nobody guesses 256 random bits, however quickly they may try.
    """
    if not _KEY.fullmatch(key):
        raise ValueError("no key")
    return hashlib.sha256(key.encode("ascii")).hexdigest()


def kept_once(key_hash: str, once: uuid.UUID) -> uuid.UUID:
    """What is kept of a visitor's `once`, and (it is its own inverse) what the visitor called a kept one.

    The mask differs for each chat: the same `once` of two visitors is never the same, so nobody meets the
    message of somebody else by guessing.
    """
    mask = hashlib.sha256(f"once of {key_hash}".encode()).digest()[:16]
    return uuid.UUID(bytes=bytes(a ^ b for a, b in zip(once.bytes, mask, strict=True)))
