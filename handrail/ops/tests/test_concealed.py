"""What admins look after tells nothing of restricted conversations to those who are not named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import IncomingMail, MailState
from handrail.conversations.models import Message, SendState
from handrail.conversations.verbs import Words, give_up_sending, reply, restrict
from handrail.core import blobs
from handrail.ops.unsent import count_unsent
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_a_reply_that_was_not_sent_is_for_those_who_are_named(
    ask: Ask, ada: Agent, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    asked = ask(subject="Quite private")
    words = Words(text="Hello", recipients={"to": [{"name": "", "address": "dora@nordlicht.example"}]})
    entry = reply(asked, words=words, by=ada.as_actor())
    give_up_sending(asked, entry=entry.pk, state=SendState.FAILED, error="550 no")
    restrict(asked, agents=[olga], by=ada.as_actor())
    for admin, sees in ((cleo, False), (olga, True)):
        fresh = Agent.objects.get(pk=admin.pk)
        assert count_unsent(fresh) == sees
        assert ("Quite private" in as_agent(fresh).get(reverse("unsent")).content.decode()) == sees
        as_agent(cleo).post(reverse("unsent"), {"entry": entry.pk, "do": "again"})
        assert Message.objects.get(pk=entry.pk).send_state == SendState.FAILED


def test_a_held_mail_of_a_restricted_conversation_is_not_shown(
    ask: Ask, support: Mailbox, ada: Agent, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    asked = ask()
    Message.objects.filter(conversation=asked).update(message_id="first@nordlicht.example")
    raw = b"Subject: Quite private\r\nIn-Reply-To: <first@nordlicht.example>\r\n\r\nMy certificate"
    mail = IncomingMail.objects.create(
        mailbox=support, raw=blobs.put(raw), source="imap", state=MailState.HELD, reason="Unreadable"
    )
    page, source = reverse("held_mail", args=[mail.pk]), reverse("mail_source", args=[mail.pk])
    assert "certificate" in as_agent(cleo).get(page).content.decode()
    restrict(asked, agents=[olga], by=ada.as_actor())
    hidden = as_agent(cleo).get(page).content.decode()
    assert "certificate" not in hidden
    assert "It belongs to a restricted conversation" in hidden
    assert as_agent(cleo).get(source).status_code == 404
    assert as_agent(olga).get(source).status_code == 200
