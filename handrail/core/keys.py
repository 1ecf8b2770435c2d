"""Keys that are made once and kept beside the data, readable by their owner only."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet

from handrail.core.environment import ConfigurationError, Environment


def secret_key(env: Environment) -> str:
    """The key that signs sessions and reply addresses."""
    return env.text("HANDRAIL_SECRET_KEY") or _kept(
        env.home / "secret.key", lambda: secrets.token_urlsafe(48)
    )


def known_secret_key(env: Environment) -> str:
    """The same, for a command that makes nothing: empty in a place where Handrail has never run."""
    file = env.home / "secret.key"
    return env.text("HANDRAIL_SECRET_KEY") or (file.read_text().strip() if file.exists() else "")


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
                "HANDRAIL_VAULT_KEYS: a key cannot be used; write url-safe base64 keys of 32 bytes."
            ) from None
    return keys


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The file's text, written first by whoever comes first; nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
        with os.fdopen(handle, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text().strip()
