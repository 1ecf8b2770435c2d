"""Every payload in every place a mail can carry text: the pages draw it as words, nothing of it acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process, process_together
from handrail.channels.email.tests.test_intake import answer
from handrail.conversations.models import Attachment, Conversation, Message
from tests.hostile import (
    CHARSETS,
    MARK,
    bounce_with,
    charset_with,
    dangers,
    forward_with,
    invitation_with,
    mail_with,
    needs_payloads,
    payloads,
    watched,
)

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
    found = watched(page(f"/search/?q={MARK}"))
    for payload in payloads():
        number = arrive(support, mail_with(payload))
        drawn = page(f"/conversations/{number}/")
        assert MARK in drawn
        assert dangers(drawn, harmless) == [], payload
    listed = page("/inbox/unassigned/")
    assert dangers(listed, watched(listed) & harmless) == []
    for sought in (MARK, "nothing"):
        assert dangers(page(f"/search/?q={sought}"), found) == []


def test_no_payload_acts_where_programs_write(support: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    """Cards of meetings, forwarded mails, a bounce's reasons, charsets that hide what is written."""
    client = as_agent(ada)

    def page(address: str) -> str:
        return client.get(address).content.decode()

    first = mail_with("nothing", sender="m@evil.example", message_id="<first@evil.example>")
    number = arrive(support, first)
    ours = answer(Conversation.objects.get(number=number), ada)
    harmless = watched(page(f"/conversations/{number}/"))
    thread = "<first@evil.example>"
    for sign, raws in (  # a page shows the newest two hundred
        ('class="invitation"', [invitation_with(payload, thread) for payload in payloads()]),
        ('data-kind="bounced"', [bounce_with(payload, ours) for payload in payloads()]),
        (
            MARK,
            [charset_with(one, CHARSETS[at % len(CHARSETS)], thread) for at, one in enumerate(payloads())],
        ),
    ):
        come(support, raws)
        drawn = page(f"/conversations/{number}/")
        assert drawn.count(sign) >= len(payloads()) - 2, sign
        assert dangers(drawn, harmless) == []
    come(support, [forward_with(payload, ada.email) for payload in payloads()])
    listed = page("/inbox/unassigned/")
    assert dangers(listed, watched(listed) & harmless) == []
    for one in Conversation.objects.order_by("-number")[:30]:
        assert dangers(page(f"/conversations/{one.number}/"), harmless) == []


def come(support: Mailbox, raws: list[bytes]) -> None:
    """Many mails through the whole door, some at a time."""
    kept = [one.pk for raw in raws if (one := keep(support, raw, Origin("imap")))]
    for at in range(0, len(kept), 20):
        assert all(one.reason == "" for one in process_together(kept[at : at + 20]))


def test_what_is_kept_is_harmless_already(support: Mailbox) -> None:
    for payload in payloads():
        arrive(support, mail_with(payload))
    assert Message.objects.count() == Attachment.objects.count() == len(payloads())
    for html in Message.objects.values_list("html", flat=True):
        assert dangers(html) == []
