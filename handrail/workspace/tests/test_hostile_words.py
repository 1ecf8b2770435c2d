"""Every payload in every place a mail can carry text: the pages draw it as words, nothing of it acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.conversations.models import Attachment, Message
from tests.hostile import MARK, dangers, mail_with, needs_payloads, payloads, watched

pytestmark = [pytest.mark.django_db, needs_payloads]
SignIn = Callable[[Agent], Client]


def arrive(support: Mailbox, raw: bytes) -> int:
    """Through the whole door; returns the number of the conversation."""
    kept = process(keep(support, raw, Origin("imap")).pk)
    assert kept.conversation is not None, kept.reason
    return int(kept.conversation.number)


def test_the_look_at_a_page_sees_what_acts() -> None:
    seen = [payload for payload in payloads() if dangers(f"<body>{payload}")]
    assert len(seen) > 130  # the others only act within an attribute or an old browser
    assert dangers('<a href="https://x.org">x</a><img src="/own.png"><a href="/own">y</a>') == []


def test_no_payload_acts_on_any_page(support: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)

    def page(address: str) -> str:
        return client.get(address).content.decode()

    harmless = watched(page(f"/conversations/{arrive(support, mail_with('nothing'))}/"))
    for payload in payloads():
        number = arrive(support, mail_with(payload))
        drawn = page(f"/conversations/{number}/")
        assert MARK in drawn
        assert dangers(drawn, harmless) == [], payload
    listed = page("/inbox/unassigned/")
    assert dangers(listed, watched(listed) & harmless) == []
    assert dangers(page(f"/search/?q={MARK}"), harmless) == []


def test_what_is_kept_is_harmless_already(support: Mailbox) -> None:
    for payload in payloads():
        arrive(support, mail_with(payload))
    assert Message.objects.count() == Attachment.objects.count() == len(payloads())
    for html in Message.objects.values_list("html", flat=True):
        assert dangers(html) == []
