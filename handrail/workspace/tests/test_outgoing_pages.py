"""What a lead sets for the mails of a mailbox, and what agents see of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import AcknowledgementText, Outgoing
from handrail.channels.email.sending.below import below
from handrail.conversations.models import Draft, Message
from handrail.conversations.verbs import Words, acknowledge, reply
from handrail.core.models import AuditEntry
from handrail.workspace.outgoing_forms import TextForm
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def acknowledgement(**more: str) -> dict[str, str]:
    told = {
        "is_on": "1",
        "text-0-language": "en",
        "text-0-subject": "Here [#{number}]",
        "text-0-within": "It is here.",
        "text-0-outside": "Back on {back}.",
        "text-1-language": "",
    }
    return told | more


def test_a_lead_sees_every_page_of_a_mailbox_from_each(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    names = ("mailbox", "mailbox_hours", "acknowledgement", "signature", "mail_rules")
    for name in names:
        shown = as_agent(cleo).get(reverse(name, args=[support.pk])).content.decode()
        for other in names:
            assert f'href="{reverse(other, args=[support.pk])}"' in shown
        assert shown.count('aria-current="page"') >= 2  # in the rail, and here


def test_a_signature_is_previewed_then_kept(support: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    client, address = as_agent(cleo), reverse("signature", args=[support.pk])
    told = {"signature": "**{agent}** <script>x</script>", "history": "last"}
    shown = client.post(address, told | {"preview": "1"}).content.decode()
    assert "<strong>Cleo</strong>" in shown
    assert "<script>x" not in shown
    assert not Outgoing.objects.exists()
    assert client.post(address, told).status_code == 302
    row = Outgoing.objects.get(mailbox=support)
    assert (row.signature, row.history, row.acknowledges) == (told["signature"], "last", False)
    assert AuditEntry.objects.filter(action="mails dressed", agent_id=cleo.pk).count() == 1
    assert client.post(address, told | {"history": "everything"}).status_code == 422


def test_a_signature_speaks_the_customer_s_language(
    ask: Ask, ada: Agent, support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    form = {"signature": "{agent}, Lamp", "history": "", "variant-0-language": "ro"}
    form["variant-0-text"] = "{agent} de la Lamp"
    address = reverse("signature", args=[support.pk])
    assert as_agent(cleo).post(address, form).status_code == 302
    assert "de la Lamp" in as_agent(cleo).get(address).content.decode()
    for language, said in (("ro", "Ada de la Lamp"), ("fr", "Ada, Lamp"), (None, "Ada de la Lamp")):
        conversation = ask()  # Dora's own language is Romanian
        conversation.language = language
        conversation.save()
        entry = reply(conversation, words=Words(text="Hello"), by=ada.as_actor())
        assert below(entry.message).text == f"-- \n{said}"
    wrong = form | {"variant-1-language": "ro", "variant-1-text": "twice"}
    assert as_agent(cleo).post(address, wrong).status_code == 422
    assert as_agent(cleo).post(address, {"signature": "x", "history": ""}).status_code == 302
    assert support.signatures.count() == 1


def test_a_lead_writes_acknowledgements_in_two_languages(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    client, address = as_agent(cleo), reverse("acknowledgement", args=[support.pk])
    begun = client.get(address).content.decode()
    assert TextForm.first_words("en")["subject"] in begun
    assert "always open" in begun
    french = {"text-1-language": "fr", "text-1-within": "Bien reçu.", "text-1-subject": "Reçu"}
    assert client.post(address, acknowledgement(**french)).status_code == 302
    kept = AcknowledgementText.objects.filter(mailbox=support)
    assert [(text.language, text.within) for text in kept] == [("en", "It is here."), ("fr", "Bien reçu.")]
    assert Outgoing.objects.get(mailbox=support).acknowledges
    without = acknowledgement(**french, **{"text-1-remove": "1"})
    assert client.post(address, without).status_code == 302
    assert [text.language for text in kept.all()] == ["en"]
    assert client.post(address, {"text-0-language": "en"}).status_code == 302
    assert not Outgoing.objects.get(mailbox=support).acknowledges
    assert kept.get().within == TextForm.first_words("en")["within"]  # nothing written: our own words


def test_what_nobody_has_translated_is_no_words_of_ours(settings: Settings) -> None:
    assert TextForm.first_words("fr")["subject"] not in ("", TextForm.first_words("en")["subject"])
    settings.LANGUAGES = [*settings.LANGUAGES, ("nl", "Nederlands")]
    assert TextForm.first_words("nl") == {}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"text-1-language": "en", "text-1-within": "Again"}, "one text for each language"),
        ({"text-0-language": "fr"}, "mailbox&#39;s language (English)"),
        ({"text-1-language": "ja"}, "none of our own in this language"),
        ({"text-0-subject": "x" * 121}, "120"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_kept(
    support: Mailbox, cleo: Agent, as_agent: SignIn, more: dict[str, str], says: str
) -> None:
    done = as_agent(cleo).post(reverse("acknowledgement", args=[support.pk]), acknowledgement(**more))
    assert done.status_code == 422
    assert says in done.content.decode()
    assert not AcknowledgementText.objects.exists()


def test_no_more_texts_are_looked_at_than_there_are_languages(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    many = {f"text-{at}-language": "fr" for at in range(500)}
    done = as_agent(cleo).post(reverse("acknowledgement", args=[support.pk]), acknowledgement(**many))
    assert done.status_code == 422
    assert done.content.count(b"-subject") < 200


@pytest.mark.parametrize("name", ["signature", "acknowledgement"])
def test_strangers_and_agents_find_no_such_page(
    support: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn, name: str
) -> None:
    address = reverse(name, args=[support.pk])
    for stranger in (finn, ada):
        assert as_agent(stranger).get(address).status_code == 404
        assert as_agent(stranger).post(address, {"signature": "x", "count": "1"}).status_code == 404
    assert not Outgoing.objects.exists()


@pytest.mark.usefixtures("way_out")
def test_a_hidden_copy_is_drafted_sent_and_shown_to_agents(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    told = {"kind": "reply", "text": "Here it is.", "bcc": "Lawyer <lawyer@firm.example>"}
    client.post(reverse("draft", args=[conversation.number]), told)
    assert Draft.objects.get().bcc == told["bcc"]
    page = reverse("conversation", args=[conversation.number])
    assert 'value="Lawyer &lt;lawyer@firm.example&gt;"' in client.get(page).content.decode()
    wrong = client.post(reverse("reply", args=[conversation.number]), told | {"bcc": "nobody"})
    assert "nobody" in wrong.content.decode()
    client.post(reverse("reply", args=[conversation.number]), told)
    message = Message.objects.get(direction="out")
    assert message.recipients["bcc"] == [{"name": "Lawyer", "address": "lawyer@firm.example"}]
    assert "Bcc Lawyer" in client.get(page).content.decode()
    assert not Draft.objects.exists()


def test_an_acknowledgement_is_one_quiet_line_that_opens(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    words = Words(text="It is <here>.", subject="Here", language="en")
    acknowledge(conversation, words=words, within_hours=False, send=False)
    shown = as_agent(ada).get(reverse("conversation", args=[conversation.number])).content.decode()
    assert "told automatically, outside hours" in shown
    assert "It is &lt;here&gt;." in shown
    assert 'data-kind="acknowledged"' in shown
    assert "Send again" not in shown
