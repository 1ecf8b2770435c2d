"""A worker that has lost its database begins anew, and so does one whose clock was set.

Procrastinate goes on after its connections broke, yet not as before: it no longer listens, and a job whose
end it could not note down stays "doing" for as long as this worker's heart beats. In a new process both are
as they should be, and what the old one had begun is found by its missing heartbeat.

Its periodic tasks follow the clock of the wall: set back by an hour it would run none for an hour, and set
forward by a year it would make good each of three million rounds. A new process begins with the next round.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time

from django.db import Error, OperationalError, connection

from handrail.core.database_thread import is_database_away
from handrail.ops.heartbeats import BEAT_SECONDS, Heart

log = logging.getLogger(__name__)
_PAUSE = 0.2  # seconds between two tries
_LOOK_EVERY = 1.0  # seconds
_JUMP = 30.0  # seconds
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


class Watch:
    """A thread that beats the worker's heart, and ends this process soon after its database went away."""

    def __init__(self, name: str) -> None:
        self._heart = Heart(name)
        self._beat_at = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """The worker ends in order: its row goes."""
        self._stopped.set()
        self._thread.join(_LOOK_EVERY)

    def _run(self) -> None:
        clock = Clock()
        while not self._stopped.wait(_LOOK_EVERY):
            if clock.was_set():
                log.warning("the clock was set: the worker begins anew")
                return _leave()
            try:
                self._look()
            except Error as error:
                if is_database_away(error):
                    log.warning("the database was lost: the worker begins anew")
                    return _leave()
                log.warning("no heartbeat", extra={"error": type(error).__name__})
        with contextlib.suppress(Error):
            self._heart.forget()
        return None

    def _look(self) -> None:
        if time.monotonic() < self._beat_at:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return
        self._beat_at = time.monotonic() + BEAT_SECONDS
        self._heart.beat()


class Clock:
    """Notices when the clock of the wall was set, by one that nobody sets."""

    def __init__(self) -> None:
        self._apart = _apart()

    def was_set(self) -> bool:
        """Whether it jumped since we looked last; a clock that is adjusted little by little does not."""
        before, self._apart = self._apart, _apart()
        return abs(self._apart - before) > _JUMP


def _apart() -> float:
    steady, wall = _now()
    return wall - steady


def _now() -> tuple[float, float]:
    return time.monotonic(), time.time()


def _leave() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)
