"""Ada chooses her keys."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox

pytestmark = pytest.mark.django_db


def of(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def test_a_preset_then_one_key_of_her_own(ada: Agent) -> None:
    client, page = of(ada), reverse("key_settings")
    assert client.post(page, {"preset": "intercom"}).status_code == 302
    ada.refresh_from_db()
    assert ada.keymap == {"b": "z", "z": "Z"}
    answer = client.get(page).content.decode()
    assert 'data-keymap="{&#34;b&#34;: &#34;z&#34;, &#34;z&#34;: &#34;Z&#34;}"' in answer
    assert client.post(page, {"key-r": "w", "key-l": "", "single_keys": "1"}).status_code == 302
    ada.refresh_from_db()
    assert ada.keymap["r"] == "w"
    assert ada.keymap["l"] == ""
    assert ada.single_keys


def test_two_on_one_key_change_nothing_and_say_which(ada: Agent) -> None:
    answer = of(ada).post(reverse("key_settings"), {"key-r": "n", "key-n": "n"})
    assert answer.status_code == 422
    assert 'name="key-n" value="n"' in answer.content.decode()
    ada.refresh_from_db()
    assert ada.keymap == {}


def test_the_palette_leads_an_agent_to_their_own_pages_only(
    ada: Agent, cleo: Agent, support: Mailbox
) -> None:
    hers, his = (of(who).get(reverse("palette")).content.decode() for who in (ada, cleo))
    assert reverse("key_settings") in hers
    assert reverse("people") not in hers
    assert reverse("people") in his
    assert support.name in his
    assert support.name not in hers
