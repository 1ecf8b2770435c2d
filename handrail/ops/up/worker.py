"""The worker process: background jobs, and beside them a thread that fetches mail; or mail alone."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from handrail.channels.email.fetching import run_forever
from handrail.core.jobs import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS
from handrail.ops.heartbeats import Heart, beating
from handrail.ops.models import Role
from handrail.ops.up.watching import Watch, wait_for_database

log = logging.getLogger(__name__)
_GRACE = 2.5  # seconds that running jobs have when we stop
_AGAIN = 5.0  # seconds until a fetcher that failed starts again
_AT_ONCE = 4  # jobs: most wait for a mail server or for the database


def work() -> None:
    """Run jobs until SIGTERM."""
    wait_for_database()
    watch = Watch("worker")
    watch.start()
    try:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
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
    fetcher = threading.Thread(target=_keep_fetching, args=(stop,), name="mail", daemon=True)
    fetcher.start()
    try:
        yield
    finally:
        stop.set()
        fetcher.join(timeout=1)


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
