"""Say to all processes that somebody writes, from a page thread."""

from __future__ import annotations

from django.db import connection

from handrail.core.live.seats import HERE, Announcement, Writer


def tell_writing(writer: Writer) -> None:
    """Pass it on by NOTIFY; nothing is kept. Nobody's seat is told, so the word belongs to no process."""
    said = Announcement("", 0, writes=[writer]).encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [HERE, said])
