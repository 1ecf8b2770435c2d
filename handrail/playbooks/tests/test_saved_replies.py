"""Saved replies: written, shared, found and filled in; and who must see none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.permissions import NotAllowed
from handrail.accounts.verbs import grant_access
from handrail.customers.models import Customer
from handrail.playbooks.filling import fill_for
from handrail.playbooks.models import SavedReply
from handrail.playbooks.verbs import Sharing, Variant, copy_reply, save_reply
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
HELLO = "<p>Hi {{customer.first_name|there}}, <strong>{{agent.first_name}}</strong> here.</p>"


def saved(
    title: str, by: Agent, *, agent: Agent | None = None, at: tuple[Mailbox, ...] = (), **texts: str
) -> SavedReply:
    variants = [Variant(language, "", html) for language, html in (texts or {"en": HELLO}).items()]
    return save_reply(None, title=title, variants=variants, sharing=Sharing(agent, at), by=by)


def picked(client: Client, number: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(reverse("pick_reply", args=[number])).json()["replies"]
    return found


def test_the_customer_s_language_comes_first_then_what_is_used_most(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    conversation.language = "ro"
    conversation.save()
    saved("Hello", cleo, en=HELLO, ro="<p>Bună, {{customer.name}}</p>")
    often = saved("Often", cleo, en="<p>Often</p>")
    SavedReply.objects.filter(pk=often.pk).update(used=9)
    saved("Rare", cleo, en="<p>Rare</p>")
    lines = picked(as_agent(ada), conversation.number)
    assert [(line["title"], line["language"]) for line in lines] == [
        ("Hello", "ro"),
        ("Often", "en"),
        ("Rare", "en"),
        ("Hello", "en"),
    ]
    assert lines[0]["text"] == "Bună, Dora"
    assert [line["in"] for line in lines[:2]] == ["Romanian", "English, not Romanian"]


def test_one_is_filled_in_and_counted_but_not_for_whom(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    reply, conversation = saved("Hello", cleo), ask()
    address = reverse("fill_reply", args=[conversation.number, reply.texts.get().pk])
    told = as_agent(ada).post(address).json()
    assert told == {
        "html": "<p>Hi Dora, <strong>Ada</strong> here.</p>",
        "text": "Hi Dora, Ada here.",
        "missing": [],
    }
    reply.refresh_from_db()
    assert reply.used == 1
    assert reply.last_used_at is not None
    assert as_agent(ada).get(address).status_code == 405


def test_a_value_that_nobody_knows_stays_marked(
    ask: Ask, cleo: Agent, dora: Customer, as_agent: SignIn
) -> None:
    dora.name = ""
    dora.save()
    conversation, reply = ask(), saved("Hello", cleo, en="<p>Hi {{customer.name}},</p>")
    address = reverse("fill_reply", args=[conversation.number, reply.texts.get().pk])
    told = as_agent(cleo).post(address).json()
    assert told["missing"] == ["customer.name"]
    assert "{{customer.name}}" in told["text"]
    once = {"kind": "reply", "html": told["html"]}
    answer = as_agent(cleo).post(reverse("reply", args=[conversation.number]), once)
    assert answer.status_code == 422
    assert "customer.name" in answer.content.decode()


def test_an_unknown_variable_or_an_empty_text_is_not_saved(cleo: Agent, ada: Agent) -> None:
    for html in ("<p>Hi {{custmer.name|there}}</p>", "<p> </p>", "<p>{{agent.name</p>"):
        with pytest.raises(ValidationError):
            saved("Hello", cleo, en=html)
    with pytest.raises(ValidationError):
        saved("Hello", ada)  # the team's are kept by leads and owners
    assert not SavedReply.objects.exists()


def test_html_is_cleaned_and_brings_no_pictures(cleo: Agent) -> None:
    reply = saved("Hello", cleo, en='<p onclick="x()">Hi<script>x()</script><img src="cid:a@b" alt="x"></p>')
    assert reply.texts.get().html == "<p>Hi</p>"


def test_a_personal_one_does_not_exist_for_others(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    mine, conversation = saved("Ada's own", ada, agent=ada), ask()
    fill = reverse("fill_reply", args=[conversation.number, mine.texts.get().pk])
    assert [line["own"] for line in picked(as_agent(ada), conversation.number)] == [True]
    for other in (ben, cleo):
        client = as_agent(other)
        assert picked(client, conversation.number) == []
        assert "Ada&#39;s own" not in client.get(reverse("saved_replies")).content.decode()
        assert client.post(fill).status_code == 404
        for name in ("saved_reply", "delete_saved_reply", "copy_saved_reply"):
            assert client.post(reverse(name, args=[mine.pk])).status_code == 404
    mine.refresh_from_db()
    assert mine.used == 0


def test_one_for_a_mailbox_does_not_exist_elsewhere_or_for_who_may_not_see_it(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, billing: Mailbox, as_agent: SignIn
) -> None:
    reply, here = saved("Refund", cleo, at=(billing,)), ask()
    there = ask(mailbox=billing)
    assert [line["title"] for line in picked(as_agent(ben), there.number)] == ["Refund"]
    assert picked(as_agent(ben), here.number) == []
    for number in (here.number, there.number):
        fill = reverse("fill_reply", args=[number, reply.texts.get().pk])
        assert as_agent(ada).post(fill).status_code == 404
    assert "Refund" not in as_agent(ada).get(reverse("saved_replies")).content.decode()
    assert as_agent(ada).post(reverse("copy_saved_reply", args=[reply.pk])).status_code == 404


def test_finn_sees_nothing_of_the_team_s(ask: Ask, cleo: Agent, finn: Agent, as_agent: SignIn) -> None:
    reply, conversation = saved("Hello", cleo), ask()
    client = as_agent(finn)
    assert client.get(reverse("pick_reply", args=[conversation.number])).status_code == 404
    fill = reverse("fill_reply", args=[conversation.number, reply.texts.get().pk])
    assert client.post(fill).status_code == 404
    assert "Hello" not in client.get(reverse("saved_replies")).content.decode()
    assert client.get(reverse("saved_reply", args=[reply.pk])).status_code == 404


def test_a_lead_who_sees_one_mailbox_keeps_the_others(
    cleo: Agent, olga: Agent, support: Mailbox, db: None
) -> None:
    hidden = Mailbox.objects.create(name="Board", address="board@lamp.example")
    reply = saved("Hello", olga, at=(support, hidden))
    variants = [Variant("en", "", HELLO)]
    save_reply(reply, title="Hello", variants=variants, sharing=Sharing(None), by=cleo)
    assert list(reply.mailboxes.all()) == [hidden]
    assert not reply.everywhere


def test_the_page_writes_several_languages_and_says_what_is_due(cleo: Agent, as_agent: SignIn) -> None:
    client = as_agent(cleo)
    form = {
        "title": "Hello",
        "whose": "team",
        "folder": "Greetings",
        "review_on": "2020-01-01",
        "language-0": "en",
        "text-0": "Hi {{customer.first_name|there}}\n\nBye",
        "language-1": "fr",
        "text-1": "ignored",
        "html-1": "<p>Bonjour</p>",
        "language-2": "",
        "text-2": "",
    }
    assert client.post(reverse("add_saved_reply"), form).status_code == 302
    reply = SavedReply.objects.get()
    assert {text.language: text.text for text in reply.texts.all()} == {
        "en": "Hi {{customer.first_name|there}}\n\nBye",
        "fr": "Bonjour",
    }
    assert reply.is_due(date(2026, 1, 1))
    page = client.get(reverse("saved_replies"), {"q": "bonj", "order": "used"}).content.decode()
    assert "Due for review" in page
    assert (
        "Hello"
        not in client.get(reverse("saved_replies"), {"q": "nothing"}).content.decode().partition("<table")[2]
    )
    bad = client.post(reverse("saved_reply", args=[reply.pk]), form | {"text-0": "{{who}}"})
    assert bad.status_code == 422
    assert "There is no variable" in bad.content.decode()


def test_without_script_what_was_rich_stays_rich(cleo: Agent, as_agent: SignIn) -> None:
    reply = saved("Hello", cleo)
    text = reply.texts.get().text
    form = {"title": "Hello again", "whose": "team", "language-0": "en", "text-0": text}
    as_agent(cleo).post(reverse("saved_reply", args=[reply.pk]), form)
    assert "<strong>" in reply.texts.get().html


def test_a_copy_is_one_s_own(cleo: Agent, ada: Agent) -> None:
    copy = copy_reply(saved("Hello", cleo), by=ada)
    assert copy.agent == ada
    assert copy.texts.get().html == HELLO


def test_deleting_is_asked_first(cleo: Agent, as_agent: SignIn) -> None:
    reply = saved("Hello", cleo)
    address = reverse("delete_saved_reply", args=[reply.pk])
    assert "Hello" in as_agent(cleo).get(address).content.decode()
    as_agent(cleo).post(address)
    assert not SavedReply.objects.exists()


def test_the_list_asks_a_fixed_number_of_statements(
    ask: Ask, cleo: Agent, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    for number in range(5):
        saved(f"Hello {number}", cleo, en=HELLO, fr=HELLO)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        picked(client, conversation.number)
    assert len(asked) <= 2 + 4  # session and user; mailboxes, conversation, replies, texts


def test_a_guest_has_what_is_bound_to_their_mailbox_and_reads_no_address(
    support: Mailbox, olga: Agent, nora: Agent, agency: Team, ask: Ask
) -> None:
    grant_access(support, to=nora)
    greeting = [Variant("en", "Hello {{customer.name}}, about {{conversation.subject}}")]
    everywhere = save_reply(None, title="All", variants=greeting, sharing=Sharing(None), by=olga)
    bound = save_reply(None, title="Bound", variants=greeting, sharing=Sharing(None, [support]), by=olga)
    guest = Agent.objects.get(pk=nora.pk)
    assert list(SavedReply.objects.visible_to(guest)) == [bound]
    assert set(SavedReply.objects.visible_to(olga)) == {everywhere, bound}
    conversation = ask(subject="From dora@nordlicht.example")
    conversation.customer.name = "dora@nordlicht.example"
    assert "dora@nordlicht.example" in fill_for(conversation, bound, olga).text
    assert "dora@nordlicht.example" not in fill_for(conversation, bound, guest).text


def test_who_answers_nobody_makes_no_saved_replies(levi: Agent) -> None:
    with pytest.raises(NotAllowed):
        save_reply(None, title="Mine", variants=[Variant("en", "Hello")], sharing=Sharing(levi), by=levi)
