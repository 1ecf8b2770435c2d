"""Leads say how sure it must be, and which service may write."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_mailbox
from handrail.assistant.answering.thresholds import threshold_of
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.switching import is_stopped, topics
from handrail.assistant.models import Threshold, Topic, Writer, WriterCall
from handrail.assistant.queries import forget_calls
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import SYSTEM
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from tests.cast import Ask


def test_leads_choose_and_others_find_no_door(
    cleo: Agent, ada: Agent, support: Mailbox, client: Client
) -> None:
    client.force_login(ada)
    assert client.get("/settings/assistant/").status_code in (302, 403, 404)
    client.force_login(cleo)
    assert client.get("/settings/assistant/").status_code == 200
    assert client.post("/settings/assistant/", {"chat": "80", "form": ""}).status_code == 302
    assert (threshold_of("chat"), threshold_of("form")) == (0.8, threshold_of("portal"))
    assert client.post("/settings/assistant/", {"chat": "120"}).status_code == 422
    told = {"is_on": "on", "address": "https://llm.example/v1", "model": "m", "secret": "k", "seconds": "5"}
    assert client.post("/settings/assistant/writer/", told | {"mailboxes": support.pk}).status_code == 302
    writer = Writer.objects.get()
    assert (writer.is_on, list(writer.mailboxes.all())) == (True, [support])
    assert writer.secret_sealed not in ("", "k")
    for wrong in ("http://llm.example/v1", "https://169.254.169.254/v1", "nonsense"):
        answer = client.post("/settings/assistant/writer/", told | {"address": wrong})
        assert answer.status_code == 422, wrong
    forget_remembered()


def test_a_mailbox_that_cleo_does_not_see_stays_and_is_asked_about_at_no_other_service(
    ask: Ask, cleo: Agent, olga: Agent, support: Mailbox, client: Client
) -> None:
    hidden = create_mailbox(name="Cellar", address="cellar@lamp.example")
    asked = ask("Where is the vault?", mailbox=hidden)
    WriterCall.objects.create(conversation=asked, outcome="used", sent="zirconium question")
    told: dict[str, object] = {"is_on": "on", "address": "https://llm.example/v1", "model": "m"}
    told |= {"secret": "k", "seconds": "5", "mailboxes": [hidden.pk]}
    address = reverse("assistant_writer")
    client.force_login(olga)
    assert client.post(address, told).status_code == 302
    client.force_login(cleo)
    page = client.get(reverse("assistant_settings")).content.decode()
    assert "Cellar" not in page
    assert "zirconium" not in page
    assert client.post(address, told).status_code == 422
    kept = Writer.objects.get().mailboxes.order_by("pk")
    told["mailboxes"] = [support.pk]
    assert client.post(address, told | {"model": "other"}).status_code == 302
    assert list(kept.all()) == [support, hidden]
    assert client.post(address, told | {"address": "https://mole.example/v1"}).status_code == 302
    assert list(kept.all()) == [support]


def test_the_page_after_a_save_shows_what_is_kept_whichever_process_saved(
    cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    for value, shown in (("95", "95"), ("90", "90"), ("", "")):
        client.post("/settings/assistant/", {"chat": value})
        assert _shown(client) == shown
    Threshold.objects.create(channel="chat", value=0.6)  # as another process keeps it
    assert _shown(client) == "60"


def _shown(client: Client) -> str:
    page = client.get("/settings/assistant/").content.decode()
    field = re.search(r'<input[^>]*name="chat"[^>]*>', page)
    assert field
    value = re.search(r'value="(\d*)"', field[0])
    return value[1] if value else ""


def test_what_was_sent_is_shown_to_leads_and_goes_with_its_conversation(
    ask: Ask, cleo: Agent, client: Client
) -> None:
    conversation = ask("How do I empty it?")
    WriterCall.objects.create(conversation=conversation, outcome="used", sent="zirconium question")
    old = timezone.now() - timedelta(days=31)
    WriterCall.objects.create(outcome="used", sent="older", at=old)
    client.force_login(cleo)
    assert "zirconium question" in client.get("/settings/assistant/").content.decode()
    assert forget_calls() == 1
    erase_words(conversation, by=SYSTEM, why="rule")
    assert not WriterCall.objects.exists()


def test_a_lead_names_what_goes_to_people(client: Client, cleo: Agent, ada: Agent) -> None:
    client.force_login(cleo)
    browser = client
    page = reverse("assistant_topics")
    seen = browser.get(page).content.decode()
    assert 'data-topic="billing"' in seen
    told = {
        "slug": "",
        "name": "Weddings",
        "words_": "wedding*\nbride",
        "words_ru": "свадьб*",
        "is_on": "on",
    }
    assert browser.post(page, told).status_code == 302
    own = Topic.objects.get()
    assert own.words == {"": ["wedding*", "bride"], "ru": ["свадьб*"]}
    kept = browser.get(page, {"sentence": "Лампы для нашей свадьбы"}).content.decode()
    assert 'data-verdict="topic"' in kept
    assert "свадьб*</textarea>" in kept
    assert 'data-verdict=""' in browser.get(page, {"sentence": "Does it dim?"}).content.decode()
    assert hear("Lamps for our weddings", topics()).topic == own.key
    assert browser.post(page, {"slug": "billing", "words_": ""}).status_code == 302
    assert hear("I want a refund", topics()).topic == ""
    assert browser.post(page, {"slug": own.key, "name": "Weddings", "take_away": "on"}).status_code == 302
    assert hear("Lamps for our weddings", topics()).topic == ""
    assert browser.post(page, {"slug": "", "name": "", "words_": ""}).status_code == 422

    named = set(AuditEntry.objects.values_list("action", flat=True))
    assert named >= {"assistant topic changed", "assistant topic removed"}
    client.force_login(ada)
    assert client.get(page).status_code in (302, 403, 404)


def test_the_switch_stands_on_the_first_page_and_says_how_it_is(client: Client, cleo: Agent) -> None:
    client.force_login(cleo)
    assert 'data-stopped="no"' in client.get(reverse("assistant_settings")).content.decode()
    stopped = client.post(reverse("assistant_switch"), {"to": "stop"}, follow=True).content.decode()
    assert is_stopped()
    assert 'data-stopped="yes"' in stopped
    assert 'value="resume"' in stopped
    resumed = client.post(reverse("assistant_switch"), {"to": "resume"}, follow=True).content.decode()
    assert not is_stopped()
    assert 'data-stopped="no"' in resumed
    named = set(AuditEntry.objects.values_list("action", flat=True))
    assert named >= {"assistant stopped", "assistant resumed"}
