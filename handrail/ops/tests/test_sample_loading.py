import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Max, Min, Sum
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from handrail.accounts.models import Agent, Mailbox
from handrail.assistant.models import Exchange, State
from handrail.channels.portal.configuring import mailboxes_of, the_portal
from handrail.channels.portal.requests import COLLEAGUES, Mine, page_of
from handrail.conversations.models import Attachment, Conversation, Entry, Message, Place, SendState
from handrail.core.blobs import open_bytes
from handrail.customers.models import Customer
from handrail.customers.verbs import find_customer
from handrail.helpcenter.guides.steps import problems_of, steps_of
from handrail.helpcenter.models import (
    Asset,
    Category,
    ClickCount,
    Guide,
    LearningPath,
    Question,
    ReadBefore,
    ReadCount,
    Revision,
    SearchCount,
    Snippet,
    StepCount,
    Translation,
    Vote,
)
from handrail.helpcenter.readers import STRANGER, reader_for
from handrail.insights.models import Tally
from handrail.insights.outcomes import Outcome
from handrail.insights.renewing import renew
from handrail.ops.sample import Loaded, flood, load
from handrail.ops.sample.people import MAILBOXES, PORTAL_GUEST
from handrail.ops.sample.shelves import ARTICLES, WORDS
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
    said = (Conversation, Entry, Message, Attachment, Customer, Agent, Mailbox)
    read = (ReadCount, SearchCount, ClickCount, ReadBefore, StepCount, Vote, Question)
    return [model.objects.count() for model in (*said, Revision, Category, Asset, *read)]


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
    stories = Conversation.objects.filter(import_batch=None, parent=None, exchange=None).order_by("number")
    told = stories.values_list("created_at", flat=True)
    assert list(told) == sorted(told)


def test_nothing_is_sent_and_nothing_lies_in_the_future() -> None:
    ours = Message.objects.filter(direction="out", automatic=False)  # the assistant's stand in the chat alone
    states = set(ours.values_list("send_state", flat=True))
    assert states == {SendState.SENT}
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()


def test_contacts_of_ninety_days_are_settled_in_every_way() -> None:
    renew()
    told = dict(Tally.objects.values_list("outcome").annotate(Sum("contacts")))
    most = {Outcome.READING, Outcome.CONFIRMED, Outcome.UNKNOWN, Outcome.AFTER, Outcome.PERSON, Outcome.OPEN}
    assert most <= told.keys()  # whether one is handed over just now depends on the hour
    assert all(told[one] >= 10 for one in most)
    days = Exchange.objects.aggregate(first=Min("began_at"), last=Max("began_at"))
    assert days["last"] - days["first"] > timedelta(days=80)
    assert (
        not Exchange.objects.filter(state=State.PARKED).exclude(conversation__place=Place.ASSISTANT).exists()
    )


def test_somebody_outside_was_asked_and_has_answered() -> None:
    side = Conversation.objects.exclude(parent=None).get()
    assert side.parent == begun(next(one for one in STORIES if one.key == "emil-charged-twice"))
    directions = side.messages.order_by("entry__at").values_list("direction", flat=True)
    assert list(directions) == ["out", "in"]
    assert side.category == "open"  # the answer has not been settled


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


def test_the_help_center_of_the_sample_is_one_that_a_reader_can_use() -> None:
    public = Translation.objects.readable_by(STRANGER)
    inside = Translation.objects.readable_by(reader_for(Agent.objects.get(email="ada@lamp.example")))
    assert public.filter(language="en").count() == 11
    assert set(inside.values_list("slug", flat=True)) - set(public.values_list("slug", flat=True)) == {
        "lamp-4-beta",
        "when-we-refund",
    }
    assert {one.language for one in public} == {"en", "fr", "ro", "ru", "sl", "ar"}
    stale = Revision.objects.filter(based_on__number=1, based_on__translation__revisions__number=2)
    assert set(stale.values_list("translation__slug", flat=True)) == {
        "installer-lamp",
        "bela-stran-po-posodobitvi",
    }


def test_readers_are_led() -> None:
    path, guide = LearningPath.objects.get(), Guide.objects.get()
    assert [step.article.source_language for step in path.steps.all()] == ["en"] * 4
    assert path.is_published
    assert guide.live
    assert problems_of(steps_of(guide.live), "en") == []


def test_what_the_words_refer_to_is_there() -> None:
    told = {one.slug for one in ARTICLES} | {slug for one in ARTICLES for slug in one.others.values()}
    snippets, pictures = set(Snippet.objects.values_list("key", flat=True)), WORDS / "images"
    for path in WORDS.rglob("*.md"):
        text = path.read_text()
        assert set(re.findall(r"\]\(([a-z0-9-]+)\.md\)", text)) <= told, path
        assert set(re.findall(r"\{\{ ([a-z-]+) \}\}", text)) <= snippets, path
        assert all((pictures / name).is_file() for name in re.findall(r"asset:([\w.-]+)", text)), path


def test_the_portal_is_open_with_requests_of_one_s_own_and_of_colleagues() -> None:
    guest = find_customer(PORTAL_GUEST)
    assert guest is not None
    portal = the_portal()
    assert portal.is_on
    mine = Mine.of(guest, mailboxes_of(portal))
    assert mine.may_answer
    assert page_of(mine).rows
    assert page_of(mine, state=COLLEAGUES).rows
