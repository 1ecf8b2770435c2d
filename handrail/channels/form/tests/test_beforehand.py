"""Dora is shown an answer before she sends a form: it may be enough; if not, the team reads what she saw."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant import beforehand
from handrail.assistant.beforehand import DAYS, forget_unsent
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.switching import stop
from handrail.assistant.dialogue.words_of import LONGEST_TEXT, LONGEST_TOKEN, MOST_TOKENS, tokens_of
from handrail.assistant.models import Switch, Turn, Writer
from handrail.assistant.writing import rewriting
from handrail.assistant.writing.configuring import set_writer
from handrail.channels.form.models import Form, Submission
from handrail.channels.form.tests.conftest import filled
from handrail.conversations.events import AnswerShown, FormSent, read_event
from handrail.conversations.models import Conversation, Entry
from handrail.core.abuse import issue
from handrail.helpcenter.models import Translation
from tests.articles import article
from tests.writing_server import WritingServer, running_writer

pytestmark = pytest.mark.django_db
ASKS = "How do I empty the cache of the lamp shop?"


@pytest.fixture
def cache(contact: Form) -> Translation:
    """An article that surely answers ASKS; the form shows answers."""
    article("Returns", "Send the lamp back within thirty days. Keep the box.")
    article("Batteries", "A battery lasts for two winters. Charge it in the sun.")
    found = article(
        "How to empty the cache",
        "To empty the cache of the lamp shop:\n\n1. Choose Cache.\n2. Press Empty cache.",
    )
    Form.objects.filter(pk=contact.pk).update(answers_first=True)
    return found


def look(client: Client, page: str, question: str = ASKS, **more: str) -> dict[str, object]:
    told = client.post("/forms/contact/articles/", {"question": question, "once": page, **more})
    return dict(told.json())


def test_a_sure_answer_is_shown_in_the_article_s_words_and_kept_masked(
    cache: Translation, client: Client
) -> None:
    page = str(uuid.uuid4())
    answer = look(client, page, f"{ASKS} I am dora@nordlicht.example")["answer"]
    assert isinstance(answer, dict)
    assert "Press Empty cache." in answer["text"]
    assert "<li>" in answer["html"]
    assert answer["articles"][0]["title"] == "How to empty the cache"
    turn = Turn.objects.get()
    assert (turn.channel, turn.is_answer, turn.conversation, turn.vote) == ("form", True, None, None)
    assert "nordlicht" not in turn.question
    look(client, page, "zzz qqq")
    assert Turn.objects.get().is_answer


def test_without_a_script_the_first_press_shows_it_and_the_second_sends(
    cache: Translation, client: Client
) -> None:
    sent = filled(message=ASKS)
    shown = client.post("/forms/contact/", sent).content.decode()
    assert Submission.objects.count() == 0
    assert "Press Empty cache." in shown
    assert 'name="anyway" value="1"' in shown
    assert str(sent["token"]) in shown
    assert ASKS in shown
    client.post("/forms/contact/articles/", {"opened": "1", "once": str(sent["once"])})
    assert client.post("/forms/contact/", {**sent, "anyway": "1"}).status_code == 302

    conversation = Conversation.objects.get()
    told = dict(Entry.objects.filter(conversation=conversation).values_list("kind", "data"))
    assert read_event("form_sent", told["form_sent"]) == FormSent("Contact")
    about = read_event("answer_shown", told["answer_shown"])
    assert isinstance(about, AnswerShown)
    assert about.read
    assert "Press Empty cache." in about.text
    turn = Turn.objects.get()
    assert (turn.conversation, turn.vote) == (conversation, None)


def test_an_answer_that_is_enough_sends_nothing(cache: Translation, client: Client) -> None:
    page = str(uuid.uuid4())
    look(client, page)
    assert client.post("/forms/contact/", {"answered": "1", "once": page, "lang": "fr"}).status_code == 200
    assert Turn.objects.get().vote == "helped"
    assert not Submission.objects.exists()
    assert not Conversation.objects.exists()


def test_nothing_stands_in_the_way_when_it_is_unsure_off_or_stopped(
    cache: Translation, contact: Form, client: Client
) -> None:
    assert client.post("/forms/contact/", filled(message="Grmpf zzz qqq xyzzy.")).status_code == 302
    Switch.objects.create(pk=1, is_stopped=True)
    assert look(client, str(uuid.uuid4()))["answer"] is None
    assert client.post("/forms/contact/", filled(message=ASKS)).status_code == 302
    Switch.objects.all().delete()
    Form.objects.filter(pk=contact.pk).update(answers_first=False)
    assert look(client, str(uuid.uuid4()))["answer"] is None
    assert client.post("/forms/contact/", filled(message=f"{ASKS}?")).status_code == 302
    assert not Turn.objects.filter(is_answer=True).exists()


def test_what_is_for_people_is_answered_by_nobody_else(cache: Translation, client: Client) -> None:
    for asks in ("I want a refund. ", "Let me talk to a person! ", "THIS IS AN OUTRAGE, ANSWER ME NOW!!! "):
        assert look(client, str(uuid.uuid4()), asks + ASKS)["answer"] is None
    assert client.post("/forms/contact/", filled(message=f"I want a refund. {ASKS}")).status_code == 302
    assert not Turn.objects.exists()


def test_one_page_never_speaks_for_another_and_a_program_asks_in_json(
    cache: Translation, contact: Form, client: Client
) -> None:
    once = str(uuid.uuid4())
    asked = client.post(
        "/forms/contact/articles/", {"question": ASKS, "once": once}, content_type="application/json"
    )
    assert "Press Empty cache." in asked.json()["answer"]["text"]
    client.post("/forms/contact/", {"answered": "1", "once": str(uuid.uuid4())})
    assert Turn.objects.get().vote is None
    fields = {"email": "dora@nordlicht.example", "product": "lamp", "message": ASKS}
    body = {"once": once, "fields": fields}
    sent = client.post("/forms/contact/send/", body, content_type="application/json")
    assert sent.status_code == 201
    assert Turn.objects.get().conversation.number == sent.json()["number"]  # type: ignore[union-attr]


def test_what_was_asked_and_never_sent_is_forgotten(cache: Translation, client: Client) -> None:
    look(client, str(uuid.uuid4()))
    assert forget_unsent() == 0
    Turn.objects.update(at=timezone.now() - timedelta(days=DAYS + 1))
    assert forget_unsent() == 1


def test_the_page_in_between_keeps_the_work_that_was_done(cache: Translation, client: Client) -> None:
    token = issue("form", at=timezone.now() - timedelta(minutes=1)).token
    shown = client.post("/forms/contact/", filled(message=ASKS, token=token, number="4711")).content.decode()
    assert f'value="{token}"' in shown
    assert 'value="4711"' in shown


def test_nobody_stops_a_process_with_a_long_text(cache: Translation, client: Client) -> None:
    """Of a text the middle is not read, and of each word only the beginning."""
    half = "a" * LONGEST_TEXT
    assert tokens_of(half + half) == ["a" * LONGEST_TOKEN] * 2
    assert len(tokens_of("a " * LONGEST_TEXT)) == MOST_TOKENS
    assert hear(f"{half}! I want a person").wants_person
    assert not hear(f"{half}! I want a person! {half}").wants_person
    assert not hear(f"{half}!!!{half}").is_upset
    page, large = str(uuid.uuid4()), ASKS + " " * 70_000
    told = {"question": large, "once": page}
    for kind in (MULTIPART_CONTENT, "application/json"):
        found = client.post("/forms/contact/articles/", told, content_type=kind).json()
        assert found == {"answer": None, "articles": []}
    assert not Turn.objects.exists()


def test_who_asks_from_ever_new_pages_is_answered_and_nothing_more_is_kept(
    cache: Translation, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beforehand, "_MOST_PAGES", 2)
    first = str(uuid.uuid4())
    for _time in range(3):
        look(client, first, "Grmpf zzz qqq xyzzy.")
    assert Turn.objects.count() == 1
    for _page in range(3):
        assert look(client, str(uuid.uuid4()))["answer"]
    assert Turn.objects.count() == 2
    assert look(client, first)["answer"]
    assert Turn.objects.filter(is_answer=True).count() == 2
    monkeypatch.setattr(beforehand, "MOST_UNSENT", 1)
    newest = Turn.objects.latest("pk")
    assert forget_unsent() == 1
    assert Turn.objects.get() == newest


def test_what_was_sent_and_changed_afterwards_is_sent_too(cache: Translation, client: Client) -> None:
    page = str(uuid.uuid4())
    sent = filled(message=ASKS, once=page)
    client.post("/forms/contact/", sent)
    client.post("/forms/contact/", {**sent, "anyway": "1"})
    changed = filled(message=f"{ASKS} And of the lamp?", once=page)
    assert client.post("/forms/contact/", changed).status_code == 302
    assert Conversation.objects.count() == 2
    assert Turn.objects.get().conversation == Conversation.objects.earliest("pk")


def test_the_switch_is_pulled_while_the_answer_is_looked_for(
    cache: Translation, cleo: Agent, client: Client
) -> None:
    pulled: list[bool] = []

    def pull(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        told = execute(sql, *rest)
        if "assistant_switch" in sql and not pulled:
            pulled.append(True)
            stop(by=cleo)
        return told

    with connection.execute_wrapper(pull):
        assert look(client, str(uuid.uuid4()))["answer"] is None
    assert pulled
    assert not Turn.objects.exists()


@pytest.fixture
def writer(contact: Form, olga: Agent, monkeypatch: pytest.MonkeyPatch) -> Iterator[WritingServer]:
    """A service that says the answers of the form's mailbox."""
    monkeypatch.setattr(rewriting, "_resting", rewriting._Resting())
    with running_writer() as running:
        running.says = "Press Empty cache [1]. Send your password to us [1]."
        told: dict[str, Any] = {"address": running.address, "model": "small", "is_own": True, "is_on": True}
        set_writer(**told, mailboxes=[contact.mailbox], seconds=20.0, by=olga)
        yield running


def test_a_writer_says_it_before_it_is_sent_if_it_does_so_at_once(
    cache: Translation, writer: WritingServer, client: Client
) -> None:
    page = str(uuid.uuid4())
    answer = look(client, page, f"{ASKS} Mail me: dora@nordlicht.example")["answer"]
    assert isinstance(answer, dict)
    assert answer["text"] == "Press Empty cache."
    assert Turn.objects.get().is_written
    assert "nordlicht" not in str(writer.asked)

    writer.late = True
    begun = time.monotonic()
    slow = look(client, str(uuid.uuid4()))["answer"]
    assert time.monotonic() - begun < 10  # of the twenty seconds that it may think elsewhere
    assert isinstance(slow, dict)
    assert "2. Press Empty cache." in slow["text"]


def test_what_is_typed_goes_to_no_writer_without_the_mailbox_s_consent(
    cache: Translation, writer: WritingServer, client: Client
) -> None:
    Writer.objects.get().mailboxes.clear()
    assert look(client, str(uuid.uuid4()))["answer"]
    assert writer.asked == []
