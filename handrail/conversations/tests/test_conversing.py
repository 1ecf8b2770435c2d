"""Receiving, replying, noting, snoozing, closing: the state and the timeline go together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Category, Conversation, Draft, SendState, Status
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import (
    File,
    Words,
    assign,
    attach_to_draft,
    close,
    discard_draft,
    note,
    receive,
    reply,
    save_draft,
    set_priority,
    set_status,
    set_tags,
    snooze,
    tag,
    wake,
    wake_due,
)
from handrail.conversations.verbs.assigning import AssigneeRefused
from handrail.conversations.verbs.snoozing import SnoozeRefused
from handrail.core.models import Blob
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def kinds(conversation: Conversation) -> list[str]:
    return list(conversation.entries.order_by("pk").values_list("kind", flat=True))


def test_a_question_waits_from_its_first_message_on(ask: Ask, dora: Customer) -> None:
    conversation = ask()
    first = conversation.waiting_since
    receive(conversation, words=Words(text="Any news?"), by=dora.as_actor())
    conversation.refresh_from_db()
    assert conversation.waiting_since == first
    assert conversation.preview == "Any news?"
    assert kinds(conversation) == ["received", "received"]
    assert conversation.number > 0


def test_a_reply_ends_the_wait_and_is_queued(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    entry = reply(
        conversation,
        words=Words(text="Empty the cache."),
        by=ada.as_actor(),
        then=default_status(Category.WAITING),
    )
    assert conversation.waiting_since is None
    assert conversation.category == Category.WAITING
    assert entry.message.send_state == SendState.QUEUED
    assert kinds(conversation) == ["received", "replied", "status_changed"]


def test_a_note_leaves_the_customer_waiting(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    entry = note(conversation, words=Words(text="Same trace as yesterday."), by=ada.as_actor())
    assert not entry.public
    assert conversation.waiting_since is not None
    assert "Same trace" not in conversation.preview


def test_writing_again_opens_what_was_closed(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    close(conversation, by=ada.as_actor())
    receive(conversation, words=Words(text="It is back."), by=dora.as_actor())
    assert conversation.category == Category.OPEN
    assert conversation.waiting_since is not None
    assert kinds(conversation)[-2:] == ["received", "status_changed"]


def test_opening_again_finds_since_when_the_customer_waits(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    since = conversation.waiting_since
    close(conversation, by=ada.as_actor())
    set_status(conversation, to=default_status(Category.OPEN), by=ada.as_actor())
    assert conversation.waiting_since == since
    reply(conversation, words=Words(text="Done."), by=ada.as_actor(), then=default_status(Category.CLOSED))
    set_status(conversation, to=default_status(Category.OPEN), by=ada.as_actor())
    assert conversation.waiting_since is None


def test_a_machine_does_not_open_what_was_closed(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    close(conversation, by=ada.as_actor())
    receive(conversation, words=Words(text="I am on holiday."), by=dora.as_actor(), automatic=True)
    assert conversation.category == Category.CLOSED
    assert conversation.waiting_since is None


def test_a_snoozed_conversation_comes_back_in_time_or_when_the_customer_writes(
    ask: Ask, ada: Agent, dora: Customer
) -> None:
    conversation = ask()
    snooze(conversation, until=timezone.now() + timedelta(hours=1), by=ada.as_actor())
    assert not Conversation.objects.visible_to(ada).open().exists()
    assert wake_due() == 0
    receive(conversation, words=Words(text="I tried it."), by=dora.as_actor())
    assert conversation.snoozed_until is None

    snooze(conversation, until=timezone.now() + timedelta(hours=1), by=ada.as_actor())
    Conversation.objects.update(snoozed_until=timezone.now() - timedelta(seconds=1))
    assert wake_due() == 1
    assert wake_due() == 0
    assert conversation.entries.filter(kind="woke", data__why="time").count() == 1


def test_closing_ends_the_snooze_and_the_closed_do_not_sleep(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    snooze(conversation, until=timezone.now() + timedelta(days=1), by=ada.as_actor())
    close(conversation, by=ada.as_actor())
    assert conversation.snoozed_until is None
    with pytest.raises(SnoozeRefused):
        snooze(conversation, until=timezone.now() + timedelta(days=1), by=ada.as_actor())
    with pytest.raises(SnoozeRefused):
        snooze(ask(), until=timezone.now() - timedelta(days=1), by=ada.as_actor())


def test_doing_it_twice_is_as_good_as_once(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    until = timezone.now() + timedelta(days=1)
    for _ in range(2):
        assign(conversation, to=ada, by=ada.as_actor())
        set_priority(conversation, to=30, by=ada.as_actor())
        tag(conversation, name="Refund", by=ada.as_actor())
        snooze(conversation, until=until, by=ada.as_actor())
        set_status(conversation, to=default_status(Category.OTHERS), by=ada.as_actor())
    assert kinds(conversation) == [
        "received",
        "assigned",
        "priority_changed",
        "tagged",
        "snoozed",
        "status_changed",
    ]
    assert wake(conversation, by=ada.as_actor())
    assert not wake(conversation, by=ada.as_actor())


def test_tags_ignore_case_and_are_set_as_a_whole(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    set_tags(conversation, names=["Refund", "3.2"], by=ada.as_actor())
    set_tags(conversation, names=["refund", "Cache"], by=ada.as_actor())
    assert list(conversation.tags.values_list("name", flat=True)) == ["Cache", "Refund"]
    assert kinds(conversation) == ["received", "tagged", "tagged", "untagged", "tagged"]


def test_only_who_may_see_it_can_be_responsible(ask: Ask, ada: Agent, finn: Agent) -> None:
    conversation = ask()
    with pytest.raises(AssigneeRefused):
        assign(conversation, to=finn, by=ada.as_actor())
    assign(conversation, to=ada, by=ada.as_actor())
    assign(conversation, to=None, by=ada.as_actor())
    assert conversation.assignee is None


def test_an_unknown_priority_is_refused(ask: Ask, ada: Agent) -> None:
    with pytest.raises(ValueError, match="99"):
        set_priority(ask(), to=99, by=ada.as_actor())


def test_a_draft_and_its_files_become_the_reply(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    save_draft(conversation, agent=ada, kind="reply", text="Empty")
    save_draft(conversation, agent=ada, kind="reply", text="Empty the cache.")
    save_draft(conversation, agent=ben, kind="note", text="Mine.")
    attach_to_draft(conversation, agent=ada, kind="reply", file=File("steps.txt", "text/plain", b"1. 2. 3."))
    entry = reply(conversation, words=Words(text="Empty the cache."), by=ada.as_actor())
    assert [file.name for file in entry.message.attachments.all()] == ["steps.txt"]
    assert list(Draft.objects.values_list("text", flat=True)) == ["Mine."]


def test_a_draft_that_is_thrown_away_takes_its_bytes_along(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    attach_to_draft(conversation, agent=ada, kind="reply", file=File("a.txt", "text/plain", b"once"))
    assert save_draft(conversation, agent=ada, kind="reply", text="") is not None  # the file keeps it
    discard_draft(conversation, agent=ada)
    assert not Draft.objects.exists()
    assert not Blob.objects.exists()
    save_draft(conversation, agent=ada, kind="reply", text="Hello")
    assert save_draft(conversation, agent=ada, kind="reply", text=" ") is None
    assert not Draft.objects.exists()


def test_the_team_names_its_statuses(ask: Ask, ada: Agent) -> None:
    ours = Status.objects.create(
        name="With engineering", customer_label="We are on it", category=Category.OTHERS
    )
    conversation = ask()
    set_status(conversation, to=ours, by=ada.as_actor())
    assert conversation.category == Category.OTHERS
    assert Conversation.objects.visible_to(ada).open().count() == 1


def test_a_verb_works_on_the_row_as_it_is_now(ask: Ask, ada: Agent, ben: Agent) -> None:
    stale = ask()
    assert stale.status.category == Category.OPEN
    nobody = stale.assignee
    elsewhere = Conversation.objects.get(pk=stale.pk)
    close(elsewhere, by=ben.as_actor())
    assign(elsewhere, to=ben, by=ben.as_actor())
    note(stale, words=Words(text="Late to the party."), by=ada.as_actor())
    assert stale.category == Category.CLOSED
    assert stale.status.category == Category.CLOSED
    assert (nobody, stale.assignee) == (None, ben)
    assert not close(stale, by=ada.as_actor())


def test_a_verb_on_a_row_that_is_not_there_says_so(ada: Agent) -> None:
    with pytest.raises(Conversation.DoesNotExist):
        note(Conversation(pk=404), words=Words(text="Is it there?"), by=ada.as_actor())
