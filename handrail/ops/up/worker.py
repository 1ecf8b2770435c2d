"""The worker process: background jobs, and beside them a thread that fetches mail."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from handrail.channels.email.fetching import run_forever
from handrail.core.jobs import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS
from handrail.ops.up.watching import Watch, wait_for_database

log = logging.getLogger(__name__)
_GRACE = 2.5  # seconds that running jobs have when we stop
_AGAIN = 5.0  # seconds until a fetcher that failed starts again
_AT_ONCE = 4  # jobs: most wait for a mail server or for the database


def work() -> None:
    """Run jobs and fetch mail until SIGTERM."""
    wait_for_database()
    watch = Watch("worker")
    watch.start()
    stop = threading.Event()
    fetcher = threading.Thread(target=_keep, args=(run_forever, stop), name="mail", daemon=True)
    fetcher.start()
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
        stop.set()
        fetcher.join(timeout=1)


def _keep(run: Callable[[threading.Event], None], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            run(stop)
        except Exception:
            log.exception("fetching mail failed")
        stop.wait(_AGAIN)
