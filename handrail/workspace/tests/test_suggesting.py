"""Beside a conversation Ada sees what the assistant would answer, and puts it into her reply by a key."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent
from handrail.assistant.models import Inserted, Suggested, Turn
from handrail.assistant.review.correcting import withhold
from handrail.assistant.suggesting import forget_old_suggestions, forget_suggestions, set_suggests
from handrail.assistant.tasks import make_suggestion
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, receive, reply
from handrail.conversations.verbs.redacting import redact_passage
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from handrail.helpcenter.meaning import asking
from handrail.helpcenter.meaning.filling import fill_all
from handrail.helpcenter.models import ReadCount, Translation
from handrail.helpcenter.verbs import Words as ArticleWords
from handrail.helpcenter.verbs import archive, create_article, publish
from tests.articles import article
from tests.cast import Ask
from tests.work import empty_queue

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
CACHE = "## Empty the cache\n\n1. Open Lamp, Tools.\n2. Press Empty cache.\n3. Load the page again.\n"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Translation]]:
    """One article for everybody, one for the team: what it says no customer may hear."""
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    asking.load_here()
    inside = "When the cache cannot be emptied, our engineers empty the cache with the word zirconium."
    found = {
        "cache": article("Empty the cache", CACHE, slug="cache"),
        "inside": article("Empty the cache of a customer", inside, visibility="internal", slug="inside"),
        "invoice": article("Find an invoice", "Every invoice waits in your account.", slug="invoice"),
    }
    fill_all()
    forget_suggestions()
    yield found
    forget_suggestions()


def look(client: Client, conversation: Conversation) -> str:
    """As the page does: it asks again while a job is making it."""
    address = reverse("suggestion", args=[conversation.number])
    answer = client.get(address)
    if answer.status_code == 202:
        assert answer.content == b""
        work_off()
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def work_off() -> None:
    """Do what is queued, once, in the transaction of this test."""
    for job in ProcrastinateJob.objects.filter(task_name=make_suggestion.name, status="todo"):
        make_suggestion(**job.args)
    empty_queue()


def test_what_the_assistant_has_told_in_vain_is_not_suggested_again(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    told = {"question": "How do I empty the cache?", "channel": "chat", "is_answer": True, "confidence": 0.9}
    source = {"article": shelf["cache"].article_id, "title": "Empty the cache", "language": "en"}
    Turn.objects.create(
        public_id=uuid.uuid4(), conversation=conversation, language="en", sources=[source], **told
    )
    assert "Press Empty cache" not in look(client, conversation)


def test_ada_inserts_what_is_suggested_and_nothing_is_sent_by_itself(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    page = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    assert f'data-address="{reverse("suggestion", args=[conversation.number])}"' in page
    shown = look(client, conversation)
    assert 'data-key="w"' in shown
    assert "<li>Press Empty cache.</li>" in shown
    before = conversation.entries.count()
    answer = client.post(reverse("suggestion", args=[conversation.number]), {"kind": "reply"})
    told = answer.json()
    assert "<li>Press Empty cache.</li>" in told["html"]
    assert "/help/en/cache/" in told["html"]
    assert "2. Press Empty cache." in told["text"]
    assert conversation.entries.count() == before
    assert ReadCount.objects.get(article=shelf["cache"].article).inserts == 1
    assert Inserted.objects.get().conversation == conversation
    client.post(reverse("suggestion", args=[conversation.number]), {"kind": "note"})
    assert ReadCount.objects.get(article=shelf["cache"].article).inserts == 1


def test_what_the_customer_may_not_read_is_marked_and_its_words_are_never_at_hand(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    shown = look(client, conversation)
    inside = re.search(r"<li data-inside>.*?</li>", shown, re.DOTALL)
    assert inside
    assert "Empty the cache of a customer" in inside[0]
    assert "data-article-at" not in inside[0]
    assert "zirconium" not in shown
    told = client.post(reverse("suggestion", args=[conversation.number]), {"kind": "reply"}).json()
    assert "zirconium" not in told["html"]


def test_where_nothing_is_sure_only_articles_stand_there(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("Was Napoleon a tall man?", subject=""), as_agent(ada)
    assert "data-suggested" not in look(client, conversation)
    answer = client.post(reverse("suggestion", args=[conversation.number]), {"kind": "reply"})
    assert answer.status_code == 409


def test_it_is_made_once_by_a_job_however_often_the_page_asks_and_anew_when_an_article_goes(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    address = reverse("suggestion", args=[conversation.number])
    empty_queue()
    with CaptureQueriesContext(connection) as first:
        assert client.get(address).status_code == 202
    assert client.get(address).status_code == 202
    assert ProcrastinateJob.objects.filter(task_name=make_suggestion.name).count() == 1
    with CaptureQueriesContext(connection) as job:
        work_off()
    with CaptureQueriesContext(connection) as again:
        assert "Press Empty cache." in look(client, conversation)
    assert len(first) <= 20
    assert len(job) <= 100
    assert len(again) <= 14
    archive(shelf["cache"], by=None)
    assert "Press Empty cache." not in look(client, conversation)
    receive(conversation, words=Words(text="Where is my invoice?"), by=dora.as_actor())
    assert "Find an invoice" in look(client, conversation)


def test_a_lead_switches_it_off(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation = ask("How do I empty the cache?", subject="Empty the cache")
    assert as_agent(cleo).post(reverse("assistant_for_agents"), {"on": ""}).status_code == 302
    forget_remembered()
    client = as_agent(ada)
    assert look(client, conversation).strip() == ""
    answer = client.post(reverse("suggestion", args=[conversation.number]), {"kind": "reply"})
    assert answer.status_code == 409
    set_suggests(on=True, by=cleo)
    forget_remembered()


def test_thanks_and_a_wish_for_a_person_are_no_questions(
    shelf: dict[str, Translation], ask: Ask, dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    for said in ("Thank you!", "Can I talk to a person, please?"):
        receive(conversation, words=Words(text=said), by=dora.as_actor())
        assert "<li>Press Empty cache.</li>" in look(client, conversation)


def test_an_answer_in_another_language_says_so_and_so_does_its_link(
    shelf: dict[str, Translation], ask: Ask, dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    conversation = ask("どうやってキャッシュを空にしますか？", subject="キャッシュを空にする")
    Conversation.objects.filter(pk=conversation.pk).update(language="ja")
    client, address = as_agent(ada), reverse("suggestion", args=[conversation.number])
    cache = shelf["cache"]
    shown = look(client, conversation)
    assert f'lang="{cache.language}"' in shown
    assert 'class="lang"' in shown
    link = reverse("insert_article", args=[conversation.number, cache.pk])
    assert client.post(link, {"kind": "reply"}).json()["says"]
    assert not client.post(link, {"kind": "note"}).json()["says"]
    assert "data-foreign" in shown
    assert client.post(address, {"kind": "reply"}).json()["says"]
    Conversation.objects.filter(pk=conversation.pk).update(language="en")
    assert not client.post(link, {"kind": "reply"}).json()["says"]


def test_no_article_in_a_third_language_stands_there_while_there_is_another(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    russian = create_article(
        shelf["cache"].site,
        language="ru",
        words=ArticleWords("Очистить кэш", "Откройте Lamp, Инструменты и нажмите «Очистить кэш»."),
        by=None,
        slug="kesh",
    )
    assert russian.latest
    publish(russian.latest, by=None)
    fill_all()
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    assert 'lang="ru"' not in look(client, conversation)
    for one in ("cache", "inside", "invoice"):
        archive(shelf[one], by=None)
    forget_suggestions()
    alone = look(client, conversation)
    assert 'lang="ru"' in alone
    assert 'class="lang"' in alone


def test_after_our_answer_the_subject_is_no_question_any_more(
    shelf: dict[str, Translation], ask: Ask, dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("Please help me.", subject="How do I empty the cache?"), as_agent(ada)
    assert "data-suggested" in look(client, conversation)
    reply(conversation, words=Words(text="Press Empty cache."), by=ada.as_actor())
    assert look(client, conversation).strip() == "", "nobody waits for an answer"
    receive(conversation, words=Words(text="The cache is empty, my cousin danced."), by=dora.as_actor())
    assert "data-suggested" not in look(client, conversation)
    receive(conversation, words=Words(text="And how do I empty the cache again?"), by=dora.as_actor())
    assert "data-suggested" in look(client, conversation)


def test_a_job_that_was_lost_is_asked_for_again_and_what_is_old_is_made_anew(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    address = reverse("suggestion", args=[conversation.number])
    assert client.get(address).status_code == 202
    empty_queue()
    Suggested.objects.update(asked_at=timezone.now() - timedelta(seconds=30))
    assert "Press Empty cache." in look(client, conversation)
    Suggested.objects.update(asked_at=timezone.now() - timedelta(minutes=11))
    assert client.post(address, {"kind": "note"}).status_code == 200, "what is on the page may be inserted"
    assert client.get(address).status_code == 202
    Suggested.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert forget_old_suggestions() == 1


def test_what_was_made_for_one_customer_is_not_shown_to_another(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    assert "data-suggested" in look(client, conversation)
    dora.fields = {"plan": "Studio"}
    dora.save()
    assert client.get(reverse("suggestion", args=[conversation.number])).status_code == 202


def test_an_article_that_is_withheld_is_suggested_no_more_at_once(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    assert "data-suggested" in look(client, conversation)
    withhold(shelf["cache"].article, by=cleo)
    forget_remembered()
    assert client.post(reverse("suggestion", args=[conversation.number]), {}).status_code == 409
    assert "data-suggested" not in look(client, conversation)


def test_what_was_suggested_goes_with_the_words_that_were_answered(
    shelf: dict[str, Translation], ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("How do I empty the cache?", subject="Empty the cache"), as_agent(ada)
    look(client, conversation)
    redact_passage(conversation, passage="the cache", by=cleo.as_actor())
    assert not Suggested.objects.exists()
