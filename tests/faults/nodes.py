"""More machines beside a first one: other homes, the same database, the same keys."""

from __future__ import annotations

from pathlib import Path

from handrail.core.database import NAME, socket_folder
from handrail.core.environment import read_environment
from handrail.ops.tests.program import Up
from tests.made import give_static


def join(first: Path, home: Path, *parts: str, **more: str) -> Up:
    """Run some parts of Handrail from `home` against the database of the home `first`."""
    give_static(home)
    return Up(home, "--only", *parts, **(settings_beside(first) | more))


def settings_beside(first: Path) -> dict[str, str]:
    """What a node must be told to belong to the installation in `first`."""
    folder = socket_folder(read_environment({"HANDRAIL_HOME": str(first)}))
    return {
        "DATABASE_URL": f"postgresql://{NAME}@/{NAME}?host={folder}",
        "HANDRAIL_SECRET_KEY": (first / "secret.key").read_text().strip(),
        "HANDRAIL_VAULT_KEYS": (first / "vault.keys").read_text().strip(),
    }
