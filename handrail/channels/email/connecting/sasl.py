"""The SASL mechanism XOAUTH2, as Google and Microsoft describe it for IMAP and SMTP."""

from __future__ import annotations

from collections.abc import Callable


def xoauth2(user: str, token: str) -> Callable[[bytes], bytes]:
    """Answers for imaplib and smtplib: first user and token, then nothing, which lets the server refuse."""
    said: list[bytes] = [f"user={user}\x01auth=Bearer {token}\x01\x01".encode()]

    def answer(challenge: bytes) -> bytes:
        return said.pop() if said else b""

    return answer
