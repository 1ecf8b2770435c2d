"""Bringing tables and static files up to this version, as cheaply as an unchanged one allows."""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from handrail.ops.django_ready import pending_migrations
from handrail.ops.errors import RefusedError
from handrail.ops.unfinished import LOCK, forget_mark, refuse_unfinished

log = logging.getLogger("handrail.ops")


def migrate() -> list[str]:
    """Apply the pending migrations and return their names; a second caller waits for the first.

    Raises `RefusedError` when the tables are those of a restore that was cut short.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            refuse_unfinished()
            forget_mark()
            return apply_migrations()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def apply_migrations() -> list[str]:
    """The same for who holds `LOCK` already."""
    if pending := pending_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    return pending


def wait_for_migrations(seconds: float = 60.0) -> None:
    """Return when the tables are as this version needs them: another process brings them up to date.

    Raises `RefusedError` when none has done so in time.
    """
    deadline = time.monotonic() + seconds
    while missing := len(pending_migrations()):
        if time.monotonic() > deadline:
            raise RefusedError(
                f"The database lacks {missing} migrations of this version: run `handrail migrate` first."
            )
        log.info("waiting for migrations", extra={"missing": missing})
        time.sleep(1)


def collect_static() -> bool:
    """Collect the static files if any has changed since the last time; returns whether it did."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    lines = [settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            lines.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
