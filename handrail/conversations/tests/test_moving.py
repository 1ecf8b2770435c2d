"""Spam, trash, blocks, splits, links by hand, and what is really deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import (
    Attachment,
    Conversation,
    Copy,
    Entry,
    Follower,
    Link,
    LinkReason,
    Message,
    Place,
)
from handrail.conversations.queries.reading import find
from handrail.conversations.queries.searching import search
from handrail.conversations.verbs import (
    File,
    Words,
    attach_to_draft,
    block,
    empty_trash,
    follow,
    link_by_hand,
    merge,
    move,
    note,
    receive,
    reply,
    snooze,
    split,
    unblock,
    undo_split,
    unlink,
    wake_due,
)
from handrail.conversations.verbs.blocking import BlockRefused, senders_of
from handrail.conversations.verbs.linking import LinkRefused
from handrail.conversations.verbs.moving import MoveRefused
from handrail.conversations.verbs.splitting import SplitRefused
from handrail.core.models import Blob
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
FILE = File("log.txt", "text/plain", b"a log")


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def from_dora(dora: Customer, text: str = "Again") -> Words:
    return Words(text=text, sender={"name": "Dora", "address": "dora@nordlicht.example"})


def test_spam_and_trash_are_places_and_the_way_back(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    assert move(conversation, to=Place.SPAM, by=ada.as_actor())
    assert not move(conversation, to=Place.SPAM, by=ada.as_actor())
    assert not Conversation.objects.in_inbox().exists()
    assert move(conversation, to=Place.TRASH, by=ada.as_actor())
    assert fresh(conversation).trashed_at is not None
    assert move(conversation, to=Place.INBOX, by=ada.as_actor())
    assert (fresh(conversation).place, fresh(conversation).trashed_at) == (Place.INBOX, None)
    with pytest.raises(MoveRefused):
        move(conversation, to="merged", by=ada.as_actor())


def test_a_customer_who_writes_brings_it_back_from_the_trash(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    move(conversation, to=Place.TRASH, by=ada.as_actor())
    receive(conversation, words=Words(text="I am away", sender={}), by=dora.as_actor(), automatic=True)
    assert fresh(conversation).place == Place.TRASH
    receive(conversation, words=from_dora(dora), by=dora.as_actor())
    assert fresh(conversation).place == Place.INBOX


def test_nobody_writes_oneself_out_of_spam_unless_we_had_answered(
    ask: Ask, ada: Agent, dora: Customer
) -> None:
    conversation, answered = ask(), ask()
    reply(answered, words=Words(text="Yes?"), by=ada.as_actor(), send=False)
    for one in (conversation, answered):
        move(one, to=Place.SPAM, by=ada.as_actor())
        receive(one, words=from_dora(dora), by=dora.as_actor())
    assert (fresh(conversation).place, fresh(answered).place) == (Place.SPAM, Place.INBOX)


def test_what_one_answers_is_neither_spam_nor_trash(ask: Ask, ada: Agent) -> None:
    for place in (Place.SPAM, Place.TRASH):
        conversation = ask()
        move(conversation, to=place, by=ada.as_actor())
        reply(conversation, words=Words(text="Hello"), by=ada.as_actor(), send=False)
        assert fresh(conversation).place == Place.INBOX


def test_what_a_blocked_sender_writes_into_the_trash_is_kept_in_spam(
    ask: Ask, cleo: Agent, dora: Customer
) -> None:
    conversation = ask()
    move(conversation, to=Place.TRASH, by=cleo.as_actor())
    block("dora@nordlicht.example", by=cleo)
    forget_remembered()
    receive(conversation, words=from_dora(dora), by=dora.as_actor())
    assert (fresh(conversation).place, fresh(conversation).trashed_at) == (Place.SPAM, None)


def test_what_sleeps_in_the_trash_wakes_when_it_is_back(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    snooze(conversation, until=timezone.now() + timedelta(hours=1), by=ada.as_actor())
    move(conversation, to=Place.TRASH, by=ada.as_actor())
    Conversation.objects.update(snoozed_until=timezone.now() - timedelta(minutes=1))
    assert wake_due() == 0
    move(conversation, to=Place.INBOX, by=ada.as_actor())
    assert wake_due() == 1


@pytest.mark.parametrize("sender", ["dora@nordlicht.example", "nordlicht.example", "@Nordlicht.example"])
def test_a_blocked_sender_writes_into_spam_and_nothing_is_dropped(
    ask: Ask, cleo: Agent, sender: str, emil: Customer
) -> None:
    assert block(sender, by=cleo)
    assert not block(sender, by=cleo)
    forget_remembered()
    blocked, free = ask("Buy!"), ask("Hello", by=emil)
    assert (blocked.place, free.place) == (Place.SPAM, Place.INBOX)
    line = Entry.objects.get(conversation=blocked, kind="moved")
    assert line.data["blocked"] == sender.removeprefix("@").lower()
    assert [hit.row.number for hit in search(cleo, "Buy is:spam").hits] == [blocked.number]
    assert unblock(sender.removeprefix("@"), by=cleo)
    forget_remembered()
    assert ask("Hello again").place == Place.INBOX


def test_a_domain_blocks_what_is_below_it_and_nothing_beside() -> None:
    found = ["dora@mail.spam.example", "mail.spam.example", "spam.example"]
    assert senders_of("Dora@Mail.Spam.example") == found
    assert senders_of("") == [""]


NO_SENDERS = ["", "nobody", "example", "a b@x.example", "support@lamp.example", "lamp.example"]


@pytest.mark.parametrize("sender", NO_SENDERS)
def test_what_is_no_sender_or_is_ours_is_not_blocked(support: object, cleo: Agent, sender: str) -> None:
    with pytest.raises(BlockRefused):
        block(sender, by=cleo)


def test_the_trash_is_emptied_after_thirty_days_with_its_bytes(
    ask: Ask, ada: Agent, dora: Customer, emil: Customer
) -> None:
    old, part, young, spam, kept = ask("Old"), ask("Part"), ask("Young"), ask("Spam"), ask("Kept", by=emil)
    note(old, words=Words(text="See", files=(FILE,)), by=ada.as_actor())
    attach_to_draft(old, agent=ada, kind="reply", file=File("b.txt", "text/plain", b"drafted"))
    note(kept, words=Words(text="See", files=(FILE,)), by=ada.as_actor())
    follow(old, agent=ada)
    link_by_hand(old, to=kept, reason=LinkReason.RELATED, by=ada.as_actor())
    merge(part, into=old, by=ada.as_actor())
    for one, place in ((fresh(old), Place.TRASH), (young, Place.TRASH), (spam, Place.SPAM)):
        move(one, to=place, by=ada.as_actor())
    long_ago = timezone.now() - timedelta(days=31)
    Conversation.objects.filter(pk__in=[old.pk]).update(trashed_at=long_ago)
    assert empty_trash() == 1
    assert set(Conversation.objects.all()) == {young, spam, kept}
    assert not Entry.objects.filter(conversation__in=[old.pk, part.pk]).exists()
    assert not Link.objects.exists()
    assert not Follower.objects.exists()
    assert [blob.references for blob in Blob.objects.all()] == [1]
    assert empty_trash() == 0


def test_a_split_copies_and_the_originals_stay(ask: Ask, ada: Agent, dora: Customer, emil: Customer) -> None:
    conversation = ask("One")
    second = receive(
        conversation,
        words=Words(text="Two", files=(FILE,), message_id="<2@x.example>"),
        by=dora.as_actor(),
    )
    reply(conversation, words=Words(text="Three"), by=ada.as_actor(), send=False)
    new = split(conversation, entry=second.pk, by=ada.as_actor())
    texts = Message.objects.filter(conversation=new).order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Two", "Three"]
    assert Message.objects.filter(conversation=conversation).count() == 3
    assert Blob.objects.get().references == 2
    assert new.customer == dora
    assert new.waiting_since is None
    assert [hit.row.number for hit in search(ada, "Two").hits].count(new.number) == 1
    assert Message.objects.get(message_id="<2@x.example>").pk == second.pk
    assert find(ada, new.number).refers_to == [{"number": conversation.number, "reason": "split"}]
    alone = split(conversation, entry=second.pk, by=ada.as_actor(), alone=True, customer=emil, subject="Mine")
    assert (alone.customer, alone.subject) == (emil, "Mine")
    assert Message.objects.filter(conversation=alone).count() == 1


def test_a_split_is_taken_back_while_nothing_happened(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask("One")
    note(conversation, words=Words(text="See", files=(FILE,)), by=ada.as_actor())
    first = conversation.entries.earliest("pk").pk
    new, used = (split(conversation, entry=first, by=ada.as_actor()) for _ in range(2))
    assert undo_split(new, by=ada.as_actor()) == conversation
    assert not Conversation.objects.filter(pk=new.pk).exists()
    assert Blob.objects.get().references == 2
    receive(used, words=Words(text="More"), by=dora.as_actor())
    for one in (used, conversation):
        with pytest.raises(SplitRefused):
            undo_split(one, by=ada.as_actor())
    assert Copy.objects.count() == 2
    with pytest.raises(SplitRefused):
        split(conversation, entry=first + 10_000, by=ada.as_actor())


def test_links_by_hand_stand_on_both_sides_and_go(ask: Ask, ada: Agent) -> None:
    one, other = ask("One"), ask("Other")
    assert link_by_hand(one, to=other, reason=LinkReason.DUPLICATE, by=ada.as_actor())
    assert not link_by_hand(other, to=one, reason=LinkReason.RELATED, by=ada.as_actor())
    assert find(ada, one.number).refers_to == [{"number": other.number, "reason": "duplicate"}]
    assert find(ada, other.number).referred_by == [{"number": one.number, "reason": "duplicate"}]
    assert unlink(other, other=one, by=ada.as_actor())
    assert not unlink(one, other=other, by=ada.as_actor())
    for here in (one, other):
        assert list(here.entries.order_by("pk").values_list("kind", flat=True))[1:] == ["linked", "unlinked"]
    for reason, to in ((LinkReason.COPY, other), (LinkReason.RELATED, one)):
        with pytest.raises(LinkRefused):
            link_by_hand(one, to=to, reason=reason, by=ada.as_actor())
    assert Attachment.objects.count() == 0
