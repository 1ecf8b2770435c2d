"""The same truth as the health page, as numbers for Prometheus: no customer, no agent, no message."""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, When
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail import __version__
from handrail.channels.email.models import Connection, IncomingMail, MailState
from handrail.conversations.models import Message, SendState
from handrail.core.environment import read_environment
from handrail.core.live import hub
from handrail.core.models import Failure
from handrail.ops.doctor.database import ask
from handrail.ops.doctor.examining import examine
from handrail.ops.doctor.parts import seen_parts
from handrail.ops.doctor.work import queue_now

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

KEPT_SECONDS = 5.0
# Counted by their partial indexes: all mails and all messages are too many to be counted so often.
_PENDING = (MailState.NEW, MailState.HELD, MailState.FAILED)
_UNSENT = (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.UNKNOWN, SendState.PARTLY)
_JOBS = ("todo", "doing", "failed")
_kept: dict[bool, tuple[float, bytes]] = {}


def exposition(accept: str, pages_waiting: int) -> tuple[bytes, str]:
    """The text and its content type that `accept` asks for, at most five seconds old."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
    from prometheus_client.openmetrics import exposition as openmetrics

    is_open = "application/openmetrics-text" in accept
    made, text = _kept.get(is_open, (0.0, b""))
    if not text or time.monotonic() - made > KEPT_SECONDS:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collector(pages_waiting))
        encode = openmetrics.generate_latest if is_open else generate_latest
        text = encode(registry)
        _kept[is_open] = (time.monotonic(), text)
    return text, openmetrics.CONTENT_TYPE_LATEST if is_open else CONTENT_TYPE_PLAIN_0_0_4


def forget() -> None:
    """Ask everything anew, now."""
    _kept.clear()


class _Collector:
    """Answers the registry with all families, asked anew."""

    def __init__(self, pages_waiting: int) -> None:
        self._pages_waiting = pages_waiting

    def describe(self) -> list[Metric]:
        """Nothing is asked when we are registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every family."""
        for families in (_build, _findings, _queue, _mailboxes, _work, _room):
            yield from families()
        yield _gauge("live_streams", "open streams of this web process", [((), hub.open_streams)])
        yield _gauge("pages_waiting", "requests that wait for this web process", [((), self._pages_waiting)])


Values = list[tuple[tuple[str, ...], float]]


def _gauge(name: str, meaning: str, values: Values, labels: tuple[str, ...] = ()) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"handrail_{name}", meaning, labels=labels)
    for texts, value in values:
        family.add_metric(texts, value)
    return family


def _build() -> Iterator[Metric]:
    (server,) = ask("SHOW server_version")
    about = (__version__, platform.python_version(), str(server).split()[0])
    yield _gauge("build_info", "versions", [(about, 1)], ("version", "python", "postgresql"))


def _findings() -> Iterator[Metric]:
    found: Values = [((one.key,), int(one.is_well)) for one in examine()]
    yield _gauge("finding_ok", "1 when a check of handrail doctor is well", found, ("check",))
    ages: Values = [((part.node, part.name), _seconds(part.age)) for part in seen_parts()]
    yield _gauge("part_seen_age_seconds", "since a part was last seen", ages, ("node", "part"))


def _queue() -> Iterator[Metric]:
    now = queue_now()
    yield _gauge("queue_due_jobs", "jobs that are due, at most 100,000", [((), now.due)])
    yield _gauge("queue_oldest_seconds", "how long the oldest due job waits", [((), now.oldest)])
    counted = ProcrastinateJob.objects.filter(status__in=_JOBS).values_list("status")
    yield _by("jobs", "jobs in the queue", _JOBS, dict(counted.annotate(count=Count("pk"))))


def _mailboxes() -> Iterator[Metric]:
    rows = Connection.objects.filter(is_active=True).annotate(
        # who is brought mail is never looked into
        checked=Case(When(incoming="imap", then=Now() - F("checked_at"))),
        arrived=Now() - F("arrived_at"),
        in_since=Now() - F("in_error_since"),
        out_since=Now() - F("out_error_since"),
    )
    fields = ("mailbox__address", "checked", "arrived", "in_since", "out_since")
    found = list(rows.order_by("pk").values_list(*fields))
    for place, name, meaning in (
        (1, "mailbox_fetched_age_seconds", "since a mailbox was last looked into"),
        (2, "mailbox_arrived_age_seconds", "since a mailbox last got mail"),
        (3, "mailbox_in_error_seconds", "how long fetching has failed"),
        (4, "mailbox_out_error_seconds", "how long sending has failed"),
    ):
        values: Values = [((row[0],), _seconds(row[place])) for row in found if row[place] is not None]
        yield _gauge(name, meaning, values, ("mailbox",))


def _work() -> Iterator[Metric]:
    yield _gauge(
        "failures_open",
        "work that failed and is not settled",
        [((), Failure.objects.filter(resolved_at=None).count())],
    )
    mails = IncomingMail.objects.filter(state__in=_PENDING).values_list("state")
    yield _by("mails", "mails that are not accepted", _PENDING, dict(mails.annotate(count=Count("pk"))))
    replies = Message.objects.filter(send_state__in=_UNSENT).values_list("send_state")
    yield _by("replies", "replies that have not left", _UNSENT, dict(replies.annotate(count=Count("pk"))))


def _by(name: str, meaning: str, states: tuple[str, ...], counts: dict[str, int]) -> Metric:
    """A count for each state, nought too."""
    return _gauge(name, meaning, [((str(state),), counts.get(state, 0)) for state in states], ("state",))


def _room() -> Iterator[Metric]:
    (size,) = ask("SELECT pg_database_size(current_database())")
    disk = shutil.disk_usage(read_environment().home)
    yield _gauge("database_bytes", "size of the database", [((), size)])
    yield _gauge("disk_free_bytes", "free where HANDRAIL_HOME lies", [((), disk.free)])
    yield _gauge("disk_bytes", "size of that disk", [((), disk.total)])


def _seconds(age: timedelta) -> float:
    return max(0.0, age.total_seconds())
