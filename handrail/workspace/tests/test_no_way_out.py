"""A mailbox that cannot send yet, as in the sample company: said before one writes, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.channels.email.models import Connection
from handrail.conversations.models import Draft
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.mark.parametrize("is_partial", [True, False])
def test_a_reply_that_could_not_leave_is_kept_as_a_draft_and_the_page_says_what_to_do(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn, is_partial: bool
) -> None:
    conversation = ask()
    address, settings = (
        reverse("reply", args=[conversation.number]),
        reverse("mailbox", args=[conversation.mailbox_id]),
    )
    told = {"kind": "reply", "text": "Switch it on.", "cc": "emil@brume.example", "after": "next"}
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if is_partial else {}
    for agent, leads_there in ((ada, False), (cleo, True)):
        answer = as_agent(agent).post(address, told, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "cannot send mail yet. What you wrote is kept as a draft" in page
        assert (f'href="{settings}"' in page) == leads_there
        draft = Draft.objects.get(agent=agent, conversation=conversation)
        assert (draft.text, draft.cc) == ("Switch it on.", "emil@brume.example")
    assert not conversation.messages.filter(direction="out").exists()
    seen = as_agent(ada).get(f"/conversations/{conversation.number}/").content.decode()
    assert "Switch it on.</textarea>" in seen
    assert "This mailbox cannot send yet" in seen
    note = as_agent(ada).post(address, told | {"kind": "note", "after": "stay"})
    assert note.status_code in (200, 302)
    Connection.objects.create(mailbox=conversation.mailbox, smtp_host="smtp.lamp.example")
    assert as_agent(ada).post(address, told).status_code == 302
    assert conversation.messages.get(direction="out").text == "Switch it on."
