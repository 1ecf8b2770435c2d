"""The timeline's promises: together or not at all, once, and a failing listener is alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent
from handrail.conversations.events import Noted, StatusChanged
from handrail.conversations.models import Conversation, Entry
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words, close, note, reply
from handrail.core import receivers
from handrail.core.actors import SYSTEM
from handrail.core.models import Failure
from handrail.core.receivers import receiver
from handrail.core.verbs import verb
from tests.cast import Ask
from tests.work import let_time_pass, work_until_empty

real_database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listeners() -> Iterator[None]:
    """Receivers that a test adds are gone after it."""
    kinds = {kind: list(names) for kind, names in receivers._by_kind.items()}
    named = dict(receivers._by_name)
    yield
    receivers._by_kind.clear()
    receivers._by_kind.update(kinds)
    receivers._by_name.clear()
    receivers._by_name.update(named)


@real_database
def test_a_rollback_leaves_neither_entry_nor_job(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    before = Entry.objects.count(), ProcrastinateJob.objects.count()
    with transaction.atomic():
        reply(conversation, words=Words(text="Empty the cache."), by=ada.as_actor())
        assert (Entry.objects.count(), ProcrastinateJob.objects.count()) == (before[0] + 1, before[1] + 1)
        transaction.set_rollback(True)
    assert (Entry.objects.count(), ProcrastinateJob.objects.count()) == before


@real_database
def test_two_agents_closing_at_once_leave_one_entry(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    gate, results = threading.Barrier(2), []

    def close_now(agent: Agent) -> None:
        mine = Conversation.objects.get(pk=conversation.pk)
        gate.wait()
        results.append(close(mine, by=agent.as_actor()))
        connection.close()

    threads = [threading.Thread(target=close_now, args=(agent,)) for agent in (ada, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    assert Entry.objects.filter(conversation=conversation, kind=StatusChanged.kind).count() == 1


@real_database
def test_a_receiver_that_fails_is_retried_alone_and_an_admin_sees_it(
    ask: Ask, ada: Agent, listeners: None
) -> None:
    heard: list[str] = []

    @receiver(Noted)
    def patient(entry: Entry) -> None:
        heard.append("patient")

    @receiver(Noted)
    def stumbling(entry: Entry) -> None:
        heard.append("stumbling")
        if heard.count("stumbling") == 1:
            raise ValueError("a stone on the path")

    note(ask(), words=Words(text="Look at the log."), by=ada.as_actor())
    work_until_empty()
    assert sorted(heard) == ["patient", "stumbling"]
    failure = Failure.objects.get(resolved_at=None)
    assert "stumbling" in failure.what
    assert "a stone on the path" in failure.error

    let_time_pass()
    work_until_empty()
    assert heard.count("patient") == 1
    assert heard.count("stumbling") == 2
    assert not Failure.objects.filter(resolved_at=None).exists()


@real_database
def test_one_verb_call_queues_one_job(ask: Ask, ada: Agent, listeners: None) -> None:
    @receiver(Noted, StatusChanged)
    def listening(entry: Entry) -> None: ...

    conversation = ask()

    @verb
    def note_and_close(conversation: Conversation, /) -> None:
        note(conversation, words=Words(text="Done."), by=ada.as_actor())
        close(conversation, by=ada.as_actor())

    before = ProcrastinateJob.objects.count()
    note_and_close(conversation)
    assert ProcrastinateJob.objects.count() == before + 1
    assert len(ProcrastinateJob.objects.latest("pk").args["entries"]) == 2


@pytest.mark.django_db
def test_only_a_verb_may_record(ask: Ask) -> None:
    with pytest.raises(RuntimeError, match="Only a verb may record"):
        record(ask(), Noted(), by=SYSTEM)
