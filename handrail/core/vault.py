"""Secrets at rest: encrypted with the newest key, readable with any of them (Fernet)."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretUnreadableError(Exception):
    """No key of this installation opens the secret; it must be entered again."""


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.VAULT_KEYS])


def seal(secret: str) -> str:
    """Encrypt `secret` for storage; an empty one stays empty."""
    return _fernet().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made; raises SecretUnreadableError when the keys have changed."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SecretUnreadableError(
            "A stored secret was sealed with another key: enter it again, "
            "or put the old key into HANDRAIL_VAULT_KEYS."
        ) from None
