"""The worker process: background jobs, and beside them a thread that fetches mail; or mail alone."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import cast

from django.db import Error, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from handrail.channels.email.drop.listening import Place, listen, read_place
from handrail.channels.email.fetching import run_forever
from handrail.core.environment import read_environment
from handrail.core.jobs import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS, note_failure, note_success
from handrail.ops.heartbeats import Heart, beating
from handrail.ops.models import Role
from handrail.ops.up.memory import collecting, give_back
from handrail.ops.up.watching import Watch, wait_for_database

log = logging.getLogger(__name__)
DROP = "mail drop"  # the part's name
_GRACE = 2.5  # seconds that running jobs have when we stop
_AGAIN = 5.0  # seconds until a fetcher that failed starts again
_YIELDS = 5  # niceness: where processors are few, people at their pages come first
_AT_ONCE = 4  # jobs: most wait for a mail server or for the database


def work() -> None:
    """Run jobs until SIGTERM."""
    os.nice(_YIELDS)
    give_back()
    wait_for_database()
    watch = Watch("worker")
    watch.start()
    try:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with collecting():
            app.with_connector(connector).run_worker(
                concurrency=_AT_ONCE,
                delete_jobs="successful",
                shutdown_graceful_timeout=_GRACE,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
            )
    finally:
        watch.stop()


def work_and_fetch() -> None:
    """Run jobs and, in the same process, fetch mail until SIGTERM."""
    with _fetching():
        work()


def fetch() -> None:
    """Fetch mail until SIGTERM."""
    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked.set())
    with _fetching():
        asked.wait()


@contextmanager
def _fetching() -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=_keep_fetching, args=(stop,), name="mail", daemon=True)]
    if place := read_place(read_environment().text("HANDRAIL_MAIL_DROP")):
        threads.append(threading.Thread(target=keep_listening, args=(place, stop), name=DROP, daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=1)


def keep_listening(place: Place, stop: threading.Event) -> None:
    """Take delivered mail; while nobody can listen there, an admin sees why, and we try again."""
    wait_for_database()
    while not stop.is_set():
        heart = Heart(DROP)
        try:
            listen(place, stop, partial(_listens, place, heart))
        except Exception as error:
            log.exception("mail drop failed", extra={"place": str(place)})
            _tell_failure(place, error)
        finally:
            heart.stop()
        stop.wait(_AGAIN)


def _listens(place: Place, heart: Heart) -> None:
    log.info("mail drop listens", extra={"place": str(place)})
    heart.start()
    with suppress(Error):
        note_success(DROP, str(place))
    connection.close()


def _tell_failure(place: Place, error: Exception) -> None:
    with suppress(Error):
        note_failure(DROP, str(place), error)
    connection.close()


def _keep_fetching(stop: threading.Event) -> None:
    wait_for_database()
    with beating("mail", Role.STANDBY) as heart:
        while not stop.is_set():
            try:
                run_forever(stop, lambda leads: _say(heart, leads=leads))
            except Exception:
                log.exception("fetching mail failed")
            stop.wait(_AGAIN)


def _say(heart: Heart, *, leads: bool) -> None:
    heart.role = Role.LEADER if leads else Role.STANDBY
