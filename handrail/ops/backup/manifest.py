"""What a backup says about itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from handrail.ops.errors import RefusedError

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """The first member of a backup, readable with any unzip."""

    id: str
    handrail: str  # version
    at: datetime  # when its snapshot was taken: nothing later is in it
    postgresql: str  # version of the server
    pg_dump: int  # main version of the program that wrote the dump
    migrations: tuple[str, ...]
    rows: Mapping[str, int]  # by table, counted in the same snapshot
    secret_key: str  # fingerprint
    vault_keys: tuple[str, ...]  # fingerprints
    keys_inside: bool
    format: int = FORMAT

    def as_json(self) -> bytes:
        """The text of `manifest.json`."""
        return json.dumps(asdict(self), default=_plain, indent=1, ensure_ascii=False).encode()


def read_manifest(text: bytes) -> Manifest:
    """The manifest that was written so; raises `RefusedError` for another format or none."""
    try:
        data: dict[str, Any] = json.loads(text)
        if (found := int(data["format"])) != FORMAT:
            raise RefusedError(
                f"The backup has format {found}, which this Handrail does not know (it knows {FORMAT}): "
                f"restore it with Handrail {data.get('handrail', 'that made it')} or newer."
            )
        lists = {name: tuple(map(str, data[name])) for name in ("migrations", "vault_keys")}
        rows = {str(name): int(count) for name, count in data["rows"].items()}
        return Manifest(**data | lists | {"at": datetime.fromisoformat(data["at"]), "rows": rows})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError(
            "The file is no backup of Handrail: what it says about itself is unreadable."
        ) from None


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
