from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Attachment, Conversation, Entry, Message, SendState
from handrail.core.blobs import open_bytes
from handrail.customers.models import Customer
from handrail.ops.sample import Loaded, flood, load
from handrail.ops.sample.people import MAILBOXES
from handrail.ops.sample.stories import STORIES
from handrail.ops.sample.story import Story
from handrail.routing.models import hours_of

SIZE = 10


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for this module. By this very name pytest-django knows that a database is needed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def lamp(db: None) -> Loaded:
    """The company, loaded once."""
    return load(SIZE)


def begun(story: Story) -> Conversation:
    return Message.objects.get(message_id=f"sample.{story.key}.0@lamp.example").conversation


def counts() -> list[int]:
    kept = (Conversation, Entry, Message, Attachment, Customer, Agent, Mailbox)
    return [model.objects.count() for model in kept]


def test_loading_again_adds_nothing(lamp: Loaded) -> None:
    before = counts()
    again = load(SIZE)
    assert counts() == before
    assert (lamp.conversations, again.conversations) == (len(STORIES) + SIZE + 1, 0)
    assert again.password == ""


def test_mailboxes_have_hours_a_signature_and_words_for_arrivals_but_write_to_nobody() -> None:
    for mailbox in Mailbox.objects.filter(name__in=[post.name for post in MAILBOXES]):
        assert hours_of(mailbox.pk) is not None
        assert "{agent}" in mailbox.outgoing.signature
        assert not mailbox.outgoing.acknowledges
        assert [text.language for text in mailbox.acknowledgements.all()] == ["en", "fr"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_stands_where_it_says(story: Story) -> None:
    conversation = begun(story)
    assert (conversation.subject, conversation.category) == (story.subject, story.status)
    assert (conversation.assignee.name if conversation.assignee else "").lower() == story.assignee
    assert {tag.name for tag in conversation.tags.all()} == set(story.tags)
    assert conversation.get_priority_display().lower() == story.priority
    assert bool(conversation.snoozed_until) == bool(story.snoozed_days)
    assert conversation.messages.count() == sum(bool(said.text) for said in story.entries)


def test_numbers_follow_the_days() -> None:
    told = (
        Conversation.objects.filter(import_batch=None).order_by("number").values_list("created_at", flat=True)
    )
    assert list(told) == sorted(told)


def test_nothing_is_sent_and_nothing_lies_in_the_future() -> None:
    states = set(Message.objects.filter(direction="out").values_list("send_state", flat=True))
    assert states == {SendState.SENT}
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()


def test_doras_files_come_along_and_she_waits() -> None:
    conversation = Conversation.objects.get(subject__startswith="Lampa nu mai")
    assert conversation.waiting_since is not None
    log = Attachment.objects.get(message__conversation=conversation, name="lamp-debug.log")
    assert b"TemplateNotFound" in open_bytes(log.blob_id)
    last = conversation.messages.latest("pk")
    assert "<pre><code>TemplateNotFound" in last.html
    assert "```" not in last.text


def test_the_colleagues_sign_in_with_the_password_and_see_every_mailbox(
    lamp: Loaded, rf: RequestFactory
) -> None:
    ada = Agent.objects.get(email="ada@lamp.example")
    assert authenticate(rf.post("/"), email=ada.email, password=lamp.password) == ada
    assert authenticate(rf.post("/"), email=ada.email, password=lamp.password + "?") is None
    assert Mailbox.objects.visible_to(ada).count() == 2 + flood.MAILBOXES
