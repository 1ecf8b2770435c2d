"""The keys of the place that is restored: the backup's, those that are there, and what does not fit."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from handrail.core.environment import Environment
from handrail.ops.backup.keyring import Keys, fingerprint
from handrail.ops.backup.manifest import Manifest

_SECRET, _VAULT = "HANDRAIL_SECRET_KEY", "HANDRAIL_VAULT_KEYS"


@dataclass(frozen=True)
class _Key:
    """One of the two: where it may stand, what the backup wants, and what the backup brings."""

    variable: str
    file: Path
    wanted: frozenset[str]  # fingerprints
    inside: str

    def fits(self, text: str) -> bool:
        """Whether this text holds what the backup wants."""
        parts = (part.strip() for part in text.replace("\n", ",").split(","))
        whole = {text.strip()} if self.variable == _SECRET else set(parts)
        return self.wanted <= {fingerprint(key) for key in whole if key}

    @property
    def here(self) -> str:
        """What the file in the home holds."""
        return self.file.read_text().strip() if self.file.exists() else ""


class Ring:
    """Both keys. Nothing is written before `put_in_place`."""

    def __init__(self, env: Environment, manifest: Manifest, keys: Keys | None) -> None:
        self._env = env
        self._keys = (
            _Key(
                _SECRET,
                env.home / "secret.key",
                frozenset([manifest.secret_key]),
                keys.secret if keys else "",
            ),
            _Key(
                _VAULT,
                env.home / "vault.keys",
                frozenset(manifest.vault_keys),
                "\n".join(keys.vault) if keys else "",
            ),
        )

    def lend(self) -> None:
        """Give this process keys by its environment, so that loading the settings makes none in the home."""
        made = {_SECRET: secrets.token_urlsafe(48), _VAULT: Fernet.generate_key().decode()}
        for key in self._keys:
            if not self._env.text(key.variable):
                os.environ[key.variable] = key.inside or key.here or made[key.variable]

    def put_in_place(self) -> list[str]:
        """Write the backup's keys where the home lacks them; say what was done and what does not fit."""
        told = []
        for key in self._keys:
            if key.inside and not key.fits(key.here):
                told.append(_write(key))
            set_here = self._env.text(key.variable)
            if not key.fits(set_here or key.here):
                told.append(f"{_PROBLEMS[key.variable]} {_mend(key, is_set=bool(set_here))}")
        return told


_PROBLEMS = {
    _SECRET: "Sessions and reply addresses were signed with a key that is not used here: everybody signs in "
    "anew, and answers to earlier replies may begin new conversations.",
    _VAULT: "The mailboxes' passwords were sealed with a key that is not used here: they cannot be read "
    "until it is, or until you enter them again under Settings, Mailboxes.",
}


def _mend(key: _Key, *, is_set: bool) -> str:
    if is_set and key.inside:
        return f"To mend it, unset {key.variable}: the right one lies in {key.file}."
    if is_set:
        return f"To mend it, set {key.variable} as it is where the backup was made."
    return f"To mend it, put the original's {key.file.name} at {key.file} before the next start."


def _write(key: _Key) -> str:
    kept = ""
    if key.file.exists():
        aside = _free(key.file.with_name(key.file.name + ".before-restore"))
        os.link(key.file, aside)
        kept = f"; the one that was there is now {aside.name}"
    handle, draft = tempfile.mkstemp(dir=key.file.parent)  # readable by its owner only
    with os.fdopen(handle, "w") as file:
        file.write(key.inside)
        file.flush()
        os.fsync(handle)
    Path(draft).rename(key.file)
    return f"{key.file} is the backup's{kept}."


def _free(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
