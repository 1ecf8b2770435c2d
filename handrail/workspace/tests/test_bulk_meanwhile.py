"""Bulk changes when something happens in between, and steps that stand beside each other."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from handrail.accounts.models import Agent, Role
from handrail.channels.email.models import Connection
from handrail.conversations.models import Category, Conversation, Place, Status
from handrail.conversations.verbs import tag
from handrail.playbooks.bulks import reading, running, verbs, waves
from handrail.playbooks.bulks.verbs import begin, choose
from handrail.playbooks.models import Bulk, BulkState, ItemState
from handrail.playbooks.steps import STEPS, StepRefused
from handrail.playbooks.tests.test_saved_replies import saved
from tests.cast import Ask
from tests.work import empty_queue, work_until_empty

pytestmark = pytest.mark.django_db


def everything(agent: Agent) -> Any:
    return Conversation.objects.visible_to(agent)


def tags(conversation: Conversation) -> list[str]:
    return list(Conversation.objects.get(pk=conversation.pk).tags.values_list("name", flat=True))


def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    step = STEPS["priority"]

    def refuses(run: Any, value: str) -> None:
        raise StepRefused("No.")

    monkeypatch.setitem(STEPS, "priority", step.__class__(**{**vars(step), "run": refuses}))


def test_a_tag_put_on_and_taken_off_is_off(ask: Ask, ada: Agent) -> None:
    one = ask()
    begin(choose([("tag", "lamp"), ("untag", "lamp")], everything(ada), agent=ada))
    assert tags(one) == []


def test_a_tag_taken_off_and_put_on_is_on(ask: Ask, ada: Agent) -> None:
    one = ask()
    tag(one, name="lamp", by=ada.as_actor())
    begin(choose([("untag", "lamp"), ("tag", "lamp")], everything(ada), agent=ada))
    assert tags(one) == ["lamp"]


def test_what_is_refused_in_the_end_has_taken_no_tag_off(
    ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = ask()
    tag(one, name="lamp", by=ada.as_actor())
    refusing(monkeypatch)
    bulk = begin(choose([("untag", "lamp"), ("priority", "40")], everything(ada), agent=ada))
    assert bulk.skipped == 1
    assert tags(one) == ["lamp"]


def test_a_status_and_an_agent_of_one_key_are_two(ask: Ask, ada: Agent) -> None:
    one, key = ask(), str(ada.pk)
    Status.objects.get_or_create(pk=ada.pk, defaults={"name": "Twin", "category": Category.CLOSED})
    bulk = begin(choose([("status", key), ("assign", key)], everything(ada), agent=ada))
    one.refresh_from_db()
    assert (bulk.done, one.status_id, one.assignee_id) == (1, ada.pk, ada.pk)


def test_who_was_deactivated_changes_nothing_more(ask: Ask, ada: Agent) -> None:
    ask()
    bulk = choose([("priority", "40")], everything(ada), agent=ada)
    Agent.objects.filter(pk=ada.pk).update(is_active=False)
    begun = begin(Bulk.objects.select_related("agent").get(pk=bulk.pk))
    assert (begun.done, begun.skipped) == (0, 1)


def test_who_became_light_is_told_so(ask: Ask, ada: Agent) -> None:
    ask()
    bulk = choose([("priority", "40")], everything(ada), agent=ada)
    Agent.objects.filter(pk=ada.pk).update(role=Role.LIGHT)
    begun = begin(Bulk.objects.select_related("agent").get(pk=bulk.pk))
    assert (begun.done, begun.skipped) == (0, 1)
    assert " " in begun.items.get().why


def test_what_went_to_spam_meanwhile_gets_nothing(
    ask: Ask, ada: Agent, cleo: Agent, way_out: Connection
) -> None:
    one = ask()
    reply = saved("News", cleo, en="<p>3.3 is out.</p>")
    bulk = choose([("reply", str(reply.pk))], everything(ada), agent=ada)
    waves.check(bulk.pk)
    Conversation.objects.filter(pk=one.pk).update(place=Place.SPAM)
    begin(Bulk.objects.select_related("agent").get(pk=bulk.pk))
    running.run(bulk.pk)
    assert not one.entries.filter(kind="replied").exists()
    assert "spam" in bulk.items.get().why


def test_what_is_sent_is_what_was_shown(ask: Ask, ada: Agent, cleo: Agent, way_out: Connection) -> None:
    german, other = ask(), ask()
    Conversation.objects.filter(pk=german.pk).update(language="de")
    reply = saved("News", cleo, en="<p>3.3 is out.</p>", de="<p>3.3 ist da.</p>")
    bulk = choose([("reply", str(reply.pk))], everything(ada), agent=ada)
    waves.check(bulk.pk)
    reply.texts.update(html="<p>3.3 is withdrawn.</p>", text="3.3 is withdrawn.")
    reply.texts.filter(language="de").delete()
    bulk = Bulk.objects.select_related("agent").get(pk=bulk.pk)
    shown = {one.conversation.pk: one.filled.text for one in reading.samples(bulk)}
    begin(bulk)
    running.run(bulk.pk)
    sent = {one.pk: one.entries.get(kind="replied").message.text for one in (german, other)}
    assert sent == shown == {german.pk: "3.3 ist da.", other.pk: "3.3 is out."}


def test_a_saved_reply_that_is_gone_is_not_sent(
    ask: Ask, ada: Agent, cleo: Agent, way_out: Connection
) -> None:
    one = ask()
    reply = saved("News", cleo, en="<p>3.3 is out.</p>")
    bulk = choose([("reply", str(reply.pk))], everything(ada), agent=ada)
    waves.check(bulk.pk)
    reply.delete()
    begin(Bulk.objects.select_related("agent").get(pk=bulk.pk))
    running.run(bulk.pk)
    assert not one.entries.filter(kind="replied").exists()


def test_a_second_begin_gives_no_second_first_wave(
    ask: Ask, ada: Agent, cleo: Agent, way_out: Connection
) -> None:
    ask()
    reply = saved("News", cleo, en="<p>3.3 is out.</p>")
    bulk = choose([("reply", str(reply.pk))], everything(ada), agent=ada)
    waves.check(bulk.pk)
    mine, other = (Bulk.objects.select_related("agent").get(pk=bulk.pk) for _ in range(2))
    begin(mine)
    Bulk.objects.filter(pk=bulk.pk).update(wave_left=3)
    with pytest.raises(verbs.BulkRefused):
        begin(other)
    assert Bulk.objects.get(pk=bulk.pk).wave_left == 3


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_is_left_to_the_background(ask: Ask, ada: Agent) -> None:
    empty_queue()
    held, _free = ask(), ask()
    bulk = choose([("priority", "40")], everything(ada), agent=ada)
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Conversation.objects.select_for_update(no_key=True).get(pk=held.pk)
            is_held.set()
            is_over.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert is_held.wait(10)
        begun = begin(bulk)
        assert (begun.state, begun.done) == (BulkState.RUNNING, 1)
    finally:
        is_over.set()
        holder.join()
    work_until_empty()
    assert Bulk.objects.get().state == BulkState.DONE


def test_one_that_fails_takes_no_other_with_it(ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker takes the one that failed before it is given up."""
    first, second = ask(), ask()
    bulk = choose([("note", "Hello")], everything(ada), agent=ada)
    Bulk.objects.filter(pk=bulk.pk).update(state=BulkState.RUNNING)
    bulk = Bulk.objects.select_related("agent").get(pk=bulk.pk)
    step = STEPS["note"]

    def refuses(run: Any, value: str) -> None:
        raise StepRefused("No.")

    monkeypatch.setitem(STEPS, "note", step.__class__(**{**vars(step), "run": refuses}))
    give_up = running._give_up

    def late(*args: Any) -> int:
        bulk.items.filter(conversation=second).update(state=ItemState.SKIPPED)
        return give_up(*args)

    monkeypatch.setattr(running, "_give_up", late)
    running._portion(bulk)  # it begins with the newest
    assert bulk.items.get(conversation=first).state == ItemState.TODO
