"""One at a time: a lock by name that every process respects and that dies with its holder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Space(IntEnum):
    """What the number of a lock means."""

    SENDING = 0x5E7D  # an entry that is sent
    READING = 0x4EAD  # a mailbox whose new mails are read


@contextmanager
def alone(space: Space, key: int) -> Iterator[bool]:
    """Whether we have the lock; it is freed with the block, or with the connection when we are killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [int(space), key % 2**31])
        got = bool((cursor.fetchone() or [False])[0])
        try:
            yield got
        finally:
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [int(space), key % 2**31])
