"""What is redacted or erased is forgotten as it came, too; and it never comes a second time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.tests.material import mail
from handrail.conversations.models import Conversation, Place
from handrail.conversations.verbs import block, empty_trash, merge, move, redact_passage, unmerge
from handrail.core.remembered import forget_remembered
from tests.markers import places_of

pytestmark = pytest.mark.django_db
MARKER = "xyzzyplugh"
RAW = mail(f"My password is {MARKER}.\n", Message_ID="<1@x.example>", To="support@lamp.example")


def come(mailbox: Mailbox, raw: bytes = RAW) -> IncomingMail:
    return process(keep(mailbox, raw, Origin("imap")).pk)


def test_a_redacted_mail_is_nowhere_and_does_not_come_again(support: Mailbox, cleo: Agent) -> None:
    conversation = come(support).conversation
    assert conversation is not None
    assert redact_passage(conversation, passage=MARKER, by=cleo.as_actor()) == 1
    assert places_of(MARKER) == []
    again = come(support)
    assert again.state == MailState.DUPLICATE
    assert Conversation.objects.count() == 1


def test_the_emptied_trash_leaves_no_bytes(support: Mailbox, cleo: Agent) -> None:
    conversation = come(support).conversation
    assert conversation is not None
    move(conversation, to=Place.TRASH, by=cleo.as_actor(), at=timezone.now() - timedelta(days=31))
    assert empty_trash() == 1
    assert places_of(MARKER) == []
    assert not Conversation.objects.exists()


def test_a_mail_to_what_was_merged_lands_in_its_target(support: Mailbox, cleo: Agent) -> None:
    old = come(support).conversation
    new = come(support, mail(Message_ID="<2@x.example>", To="support@lamp.example")).conversation
    assert old is not None
    assert new is not None
    merge(new, into=old, by=cleo.as_actor())
    answer = mail(In_Reply_To="<2@x.example>", Message_ID="<3@x.example>", To="support@lamp.example")
    assert come(support, answer).conversation == old
    unmerge(Conversation.objects.get(pk=new.pk), by=cleo.as_actor())
    later = mail(In_Reply_To="<2@x.example>", Message_ID="<4@x.example>", To="support@lamp.example")
    assert come(support, later).conversation == new


def test_a_blocked_sender_s_mail_is_kept_in_spam(support: Mailbox, cleo: Agent) -> None:
    block("example.org", by=cleo)
    forget_remembered()
    kept = come(support)
    assert kept.state == MailState.ACCEPTED
    assert kept.conversation is not None
    assert kept.conversation.place == Place.SPAM
