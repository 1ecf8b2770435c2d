"""A worker that has lost its database begins anew.

Procrastinate goes on after its connections broke, yet not as before: it no longer listens, and a job whose
end it could not note down stays "doing" for as long as this worker's heart beats. In a new process both are
as they should be, and what the old one had begun is found by its missing heartbeat.
"""

from __future__ import annotations

import logging
import os
import signal
import time

from django.db import InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)
_PAUSE = 0.2  # seconds between two tries
_LOOK_EVERY = 1.0  # seconds
_PATIENCE = 5.0  # seconds that an orderly end may take: it, too, asks the database


def wait_for_database() -> None:
    """Return when the database answers; no connection stays open."""
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(_PAUSE)
        else:
            return connection.close()


def leave_when_database_is_lost() -> None:
    """End this process soon after its database went away. Runs in a thread of its own."""
    try:
        while True:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            time.sleep(_LOOK_EVERY)
    except (OperationalError, InterfaceError):
        log.warning("the database was lost: the worker begins anew")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)
