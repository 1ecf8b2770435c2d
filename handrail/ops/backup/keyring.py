"""The two keys of an installation: in a backup, in a home, and whether they are the same."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from handrail.ops.errors import RefusedError

_SHOWN = 32  # hexadecimal digits of a fingerprint


@dataclass(frozen=True)
class Keys:
    """The key that signs, and the keys that seal stored secrets, newest first."""

    secret: str
    vault: tuple[str, ...]

    def as_json(self) -> bytes:
        """The text of `keys.json`."""
        return json.dumps({"secret_key": self.secret, "vault_keys": self.vault}, indent=1).encode()


def read_keys(text: bytes) -> Keys:
    """The keys that were written so; raises `RefusedError` for anything else."""
    try:
        data = json.loads(text)
        return Keys(str(data["secret_key"]), tuple(map(str, data["vault_keys"])))
    except (ValueError, KeyError, TypeError):
        raise RefusedError("The keys in the backup are unreadable.") from None


def fingerprint(key: str) -> str:
    """Tells whether two keys are the same, and nothing else about them."""
    return hmac.new(key.encode(), b"handrail backup", hashlib.sha256).hexdigest()[:_SHOWN]
