"""What the two commands say at their end."""

from __future__ import annotations

from pathlib import Path

from handrail.core.environment import Environment
from handrail.ops.backup.dumping import Made
from handrail.ops.backup.progress import megabytes
from handrail.ops.backup.restoring import Restored


def backed_up(made: Made, path: Path) -> str:
    """What is in the file."""
    rows = made.manifest.rows
    return (
        f"{path} holds everything as it was at {made.manifest.at:%Y-%m-%d %H:%M:%S} UTC: "
        f"{sum(rows.values()):,} rows of {len(rows)} tables in {megabytes(made.size)}, "
        f"written in {made.seconds:.1f} s."
    )


def about_keys(env: Environment, *, with_keys: bool) -> str:
    """Where the keys are, and what they are needed for."""
    if with_keys:
        return "It holds the keys too: whoever has this file can read everything. Keep it like a password."
    places = {"HANDRAIL_SECRET_KEY": "secret.key", "HANDRAIL_VAULT_KEYS": "vault.keys"}
    where = [name if env.text(name) else str(env.home / file) for name, file in places.items()]
    return (
        f"The keys are not in it. Keep {where[0]} and {where[1]} apart from it: without them stored mailbox "
        "passwords cannot be read, and answers to earlier replies may begin new conversations."
    )


def restored(done: Restored) -> list[str]:
    """What is there now, and what a person should look at."""
    manifest, settled = done.manifest, done.settled
    told = [
        f"Everything is as it was at {manifest.at:%Y-%m-%d %H:%M:%S} UTC: {len(manifest.rows)} tables with "
        f"{sum(manifest.rows.values()):,} rows, as many as the backup says, in {done.seconds:.1f} s."
    ]
    if done.migrated:
        told.append(f"{done.migrated} migrations of this version were applied.")
    if settled.unknown:
        told.append(
            f"{settled.unknown} replies had not left then and may have left since: they are marked "
            "“Unknown, please check”."
        )
    if settled.paused:
        told.append(
            f"{settled.paused} mailboxes are paused: "
            "`handrail mailbox resume` lets them fetch and send again."
        )
    return [*told, *done.about_keys, "Start it with `handrail up`."]
