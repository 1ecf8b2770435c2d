"""#812 in a note leads to that conversation; nothing else is touched."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.conversations.models import Message
from handrail.conversations.verbs import Words, note, reply
from handrail.core.text_safety import safe_html
from handrail.ui.letters import numbered
from tests.cast import Ask

SignIn = Callable[[Agent], Client]


@pytest.mark.django_db
def test_a_number_is_a_link_in_a_note_alone(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    other, conversation = ask(), ask("What about #1, and #12?", subject="Other")
    reply(conversation, words=Words(text=f"It is #{other.number}"), by=ada.as_actor())
    address = f'<a class="num" href="/conversations/{other.number}/?view=mine"'
    browser, page = as_agent(ada), f"/conversations/{conversation.number}/?view=mine"
    assert 'class="num" href' not in browser.get(page).content.decode()
    note(conversation, words=Words(text=f"The same as #{other.number}."), by=ada.as_actor())
    assert address in browser.get(page).content.decode()
    assert address not in Message.objects.latest("pk").html


@given(st.text(alphabet="#12 <>&;\"'aceodpr/=x-", max_size=80))
def test_links_are_the_only_thing_that_is_added(written: str) -> None:
    html = safe_html(f"<p>{written}</p>")
    added = (
        r'<a class="num" href="[^"]*" hx-get="[^"]*" hx-target="#conversation" hx-swap="innerHTML">(#\d+)</a>'
    )
    assert re.sub(added, r"\1", numbered(html, "/conversations/{}/?view=all&order=due".format)) == html
