"""Say to all processes that somebody writes, from a page thread."""

from __future__ import annotations

import time

from django.db import connection

from handrail.core.live.seats import HERE, Announcement, Writer
from handrail.core.live.writers import Pace

# Of this process. A page says it every four seconds, and each word wakes all processes.
_pace = Pace(most=8, seconds=8.0, writers=10_000)


def tell_writing(writer: Writer) -> None:
    """Pass it on by NOTIFY; nothing is kept. Nobody's seat is told, so the word belongs to no process.

    Who says it without end is passed on now and then.
    """
    if not _pace.allows(writer, time.monotonic()):
        return
    said = Announcement("", 0, writes=[writer]).encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [HERE, said])
