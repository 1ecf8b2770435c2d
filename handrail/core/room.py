"""Room on the disk where the embedded database lies: when it is nearly full, nothing new is fetched.

Mail is safe on its server; PostgreSQL without room for its log stops altogether.
"""

from __future__ import annotations

import shutil

from handrail.core.database import is_embedded
from handrail.core.environment import Environment, read_environment

LEAST_FREE = 256 * 1024 * 1024  # bytes; the largest mail and a segment of PostgreSQL's log fit in easily


_NOTHING_LEFT = 32 * 1024 * 1024  # bytes: less than two segments of PostgreSQL's log


class NoRoom(Exception):
    """The disk of the database is full, or nearly."""


def free_bytes(env: Environment | None = None) -> int:
    """Free space where HANDRAIL_HOME lies."""
    return shutil.disk_usage((env or read_environment()).home).free


def has_room(env: Environment | None = None) -> bool:
    """Whether the embedded database may grow; of a server of your own nothing is known, so yes."""
    env = env or read_environment()
    return not is_embedded(env) or free_bytes(env) >= LEAST_FREE


def is_full() -> bool:
    """Whether the embedded database has no room at all: if it is away, then this is why."""
    env = read_environment()
    return is_embedded(env) and free_bytes(env) < _NOTHING_LEFT


def require_room() -> None:
    """Raise NoRoom, with a sentence that says what to do, when nothing more should be stored."""
    if not has_room():
        home = read_environment().home
        raise NoRoom(f"The disk of {home} is nearly full: nothing new is stored until there is room.")
