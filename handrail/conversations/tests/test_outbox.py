"""From a verb to those who listen: all of them hear, also when one cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.conversations.events import Received
from handrail.conversations.models import Entry
from handrail.conversations.outbox import deliver
from handrail.core import receivers
from handrail.core.models import Failure
from tests.cast import Ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls() -> Iterator[list[list[int]]]:
    """What a receiver heard that gathers, and that fails as long as the second entry is in it."""
    heard: list[list[int]] = []
    broken: list[int] = []

    def stumbles(entries: Sequence[Entry]) -> None:
        keys = [entry.pk for entry in entries]
        heard.append(keys)
        broken[:] = broken or keys[1:2]
        if broken and broken[0] in keys:
            raise RuntimeError("not this one")

    kept = list(receivers._by_kind[Received.kind])
    receivers.receiver(Received, gathers=True)(stumbles)
    yield heard
    receivers._by_kind[Received.kind] = kept
    receivers._by_name.pop(receivers_name(stumbles))
    receivers._gathering.discard(receivers_name(stumbles))


def receivers_name(func: object) -> str:
    return f"{func.__module__}.{func.__qualname__}"  # type: ignore[attr-defined]


def test_the_others_hear_it_and_the_one_is_told_again_alone(ask: Ask, calls: list[list[int]]) -> None:
    for subject in ("One", "Two", "Three"):
        ask(subject=subject)
    keys = list(Entry.objects.filter(kind=Received.kind).order_by("pk").values_list("pk", flat=True))
    deliver(keys)
    assert calls == [keys, [keys[0]], [keys[1]], [keys[2]]]
    failure = Failure.objects.get(what__endswith="stumbles")
    assert failure.subject == str(keys[1])
    again = ProcrastinateJob.objects.filter(task_name__endswith="hear_one")
    assert [job.args["entry"] for job in again] == [keys[1]]
