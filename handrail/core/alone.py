"""One at a time: locks that every process respects and that die with their holder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Space(IntEnum):
    """What the number of a lock means."""

    SENDING = 0x5E7D  # an entry that is sent
    READING = 0x4EAD  # a mailbox whose new mails are read
    LOOKING = 0x100C  # a conversation to which the assistant looks for an answer


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


def in_turn(names: Iterable[str]) -> None:
    """Wait until nobody else holds one of these names, and hold them until the transaction ends.

    Locks of several are taken in one order, so that no two who want the same wait for each other.
    """
    digests = (hashlib.sha256(name.encode()).digest() for name in names)
    keys = sorted(int.from_bytes(digest[:8], "big", signed=True) for digest in digests)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])
