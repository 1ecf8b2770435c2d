"""The real queue, worked off in a test.

Needs `django_db(transaction=True)`: the worker has its own connection.
"""

from __future__ import annotations

from unittest.mock import patch

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.worker import Worker


def work_until_empty() -> None:
    """Run every job that is due, and those they queue, as a worker without a clock does."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with (
        patch.object(Worker, "_periodic_deferrer", _no_clock),
        app.replace_connector(connector.get_worker_connector()) as worker,
    ):
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


async def _no_clock(_worker: Worker) -> None:
    """It defers no rounds: a test does, where it wants one."""


def let_time_pass() -> None:
    """What waits for its next try is due now."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


def empty_queue() -> None:
    """Forget every job that this test has queued so far, done or not."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
