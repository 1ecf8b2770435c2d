"""Keys that are made once and kept beside the data, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from handrail.core.environment import ConfigurationError, Environment


def secret_key(env: Environment) -> str:
    """The key that signs sessions and reply addresses."""
    return env.text("HANDRAIL_SECRET_KEY") or _kept(
        env.home / "secret.key", lambda: secrets.token_urlsafe(48)
    )


def vault_keys(env: Environment) -> list[str]:
    """Fernet keys for stored secrets: the first encrypts, all decrypt."""
    text = env.text("HANDRAIL_VAULT_KEYS") or _kept(
        env.home / "vault.keys", lambda: Fernet.generate_key().decode()
    )
    keys = [key.strip() for key in text.replace("\n", ",").split(",") if key.strip()]
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise ConfigurationError(
                "HANDRAIL_VAULT_KEYS: a key cannot be used; write url-safe base64 keys of 32 bytes, newest first."
            ) from None
    return keys


def _kept(path: Path, make: object) -> str:
    assert callable(make)  # noqa: S101
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(str(make()))
    return path.read_text().strip()
