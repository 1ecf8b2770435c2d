"""A lead says what a mailbox promises; agents see in their lists how much time is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Conversation, Priority
from handrail.conversations.verbs import Words, reply
from handrail.core.models import AuditEntry
from handrail.core.zones import zone
from handrail.routing.clock_text import read_length, write_length
from handrail.routing.models import LONGEST_PROMISE, Promise
from handrail.routing.verbs import set_promises
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
TYPED = {"first_20": "4h", "next_20": "1h 30m", "first_40": "30m", "clock_40": "on", "clock_10": "on"}


def promises(mailbox: Mailbox) -> list[tuple[object, ...]]:
    rows = Promise.objects.filter(mailbox=mailbox).order_by("priority")
    return list(rows.values_list("priority", "first_reply", "next_reply", "around_the_clock"))


def test_a_lead_promises(support: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    client, address = as_agent(cleo), reverse("mailbox_promises", args=[support.pk])
    assert "no hours yet" in client.get(address).content.decode()
    assert client.post(address, TYPED).status_code == 302
    assert promises(support) == [(20, 240, 90, False), (40, 30, None, True)]
    shown = client.get(address).content.decode()
    assert 'value="1h 30m"' in shown
    assert AuditEntry.objects.filter(action="promises changed", agent_id=cleo.pk).count() == 1
    client.post(address, {"first_20": ""})
    assert promises(support) == []


@pytest.mark.parametrize("wrong", ["soon", "0", "-4h", "99999999", "4 h 30 x", "1441h"])
def test_what_is_no_length_of_time(support: Mailbox, cleo: Agent, as_agent: SignIn, wrong: str) -> None:
    done = as_agent(cleo).post(reverse("mailbox_promises", args=[support.pk]), TYPED | {"next_30": wrong})
    assert done.status_code == 422
    assert done.content.decode().count('class="wrong"') == 1
    assert promises(support) == []


def test_others_find_no_such_page(support: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn) -> None:
    address = reverse("mailbox_promises", args=[support.pk])
    for stranger in (ada, finn):
        assert as_agent(stranger).get(address).status_code == 404
        assert as_agent(stranger).post(address, TYPED).status_code == 404
    assert promises(support) == []


@given(st.integers(1, LONGEST_PROMISE))
def test_a_length_is_read_as_it_is_written(minutes: int) -> None:
    assert read_length(write_length(minutes)) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"), [("4", 240), ("90m", 90), ("1:30", 90), ("2H", 120), ("1h30", 90), (" ", None)]
)
def test_how_people_type_a_length(text: str, minutes: int | None) -> None:
    assert read_length(text) == minutes


def test_no_length_is_a_sentence() -> None:
    with pytest.raises(ValidationError, match="write it like 4h"):
        read_length("h")


def test_the_list_shows_the_time_left(support: Mailbox, ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    set_promises(support, promises=[Promise(priority=Priority.NORMAL, first_reply=240)])
    now = timezone.now()
    late, at_risk, fine, urgent = (
        ask(text, at=now - timedelta(hours=hours))
        for text, hours in (("Late", 6.02), ("Soon", 3.49), ("Later", 1), ("Unpromised", 1))
    )
    Conversation.objects.filter(pk=urgent.pk).update(priority=Priority.URGENT, next_due_at=None)
    client = as_agent(ada)
    client.get(reverse("inbox", args=["all"]))
    with CaptureQueriesContext(connection) as queries:
        text = client.get(reverse("inbox", args=["all"])).content.decode()
    assert len(queries) <= 5 + 2  # session and agent
    rows = {
        number: text.split(f'id="row-{number}"')[1].split("</a>")[0]
        for number in (late.number, at_risk.number, fine.number, urgent.number)
    }
    assert 'data-state="late"' in rows[late.number]
    assert "−2h" in rows[late.number]
    assert "Reply late by 2h" in rows[late.number]
    assert 'data-state="risk"' in rows[at_risk.number]
    assert "Reply due soon, in 30m" in rows[at_risk.number]
    assert 'data-state="fine"' in rows[fine.number]
    assert "Reply due in 2h" in rows[fine.number]
    assert 'data-fresh="waited"' in rows[urgent.number]
    positions = [text.index(f'id="row-{number}"') for number in rows]
    assert positions == sorted(positions)


def test_a_conversation_says_quietly_when_it_is_due(
    support: Mailbox, ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    set_promises(support, promises=[Promise(priority=Priority.NORMAL, first_reply=30)])
    conversation = ask()
    address = reverse("conversation", args=[conversation.number])
    conversation.refresh_from_db()
    assert conversation.next_due_at
    due = timezone.localtime(conversation.next_due_at, timezone=zone(ada.time_zone)).strftime("%H:%M")
    head = as_agent(ada).get(address, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert re.search(rf"due [^<]*{due}</time>", head.content.decode())
    reply(conversation, words=Words(text="Look."), by=ada.as_actor())
    assert "Reply by" not in as_agent(ada).get(address).content.decode()
