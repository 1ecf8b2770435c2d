"""What teams name: statuses and tags are changed, given up and merged, and no timeline is rewritten."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from handrail.accounts.models import Agent
from handrail.conversations.events import Retagged, StatusReplaced, Tagged, Untagged, read_event
from handrail.conversations.models import Category, Conversation, Status, Tag
from handrail.conversations.queries.reading import all_statuses
from handrail.conversations.queries.tags import listed_tags, suggested_tags
from handrail.conversations.settings.statuses import (
    add_status,
    change_status,
    living,
    order_statuses,
    replace_status,
    retire_status,
)
from handrail.conversations.settings.tags import (
    delete_tag,
    merge_tags,
    rename_tag,
    set_tag_makers,
    take_tag_away,
)
from handrail.conversations.statuses import default_status, find_status
from handrail.conversations.verbs import close, set_status, tag
from handrail.conversations.verbs.tagging import NewTagRefused, TagLeaves, TagRefused
from handrail.core.actors import SYSTEM
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from tests.cast import Ask
from tests.work import let_time_pass, work_until_empty

pytestmark = pytest.mark.django_db
Facts = dict[str, Any]
real_database = pytest.mark.django_db(transaction=True)


def escalated(**more: Any) -> Status:
    facts: Facts = {
        "name": "With engineering",
        "customer_label": "We are on it",
        "category": "others",
        **more,
    }
    return add_status(**facts)


def test_the_first_default_stays_until_another_becomes_it(ask: Ask, ada: Agent, cleo: Agent) -> None:
    old, new = default_status(Category.OTHERS), escalated(by=cleo)
    assert not new.is_default
    facts: Facts = {"name": " With  engineering ", "customer_label": "We are on it", "category": "others"}
    change_status(new, **facts, is_default=True, by=cleo)
    forget_remembered()
    assert default_status(Category.OTHERS) == new
    old.refresh_from_db()
    assert not old.is_default
    change_status(new, **facts, by=cleo)
    new.refresh_from_db()
    assert (new.is_default, new.name) == (True, "With engineering")
    actions = AuditEntry.objects.filter(agent_id=cleo.pk).values_list("action", flat=True)
    assert list(actions) == ["status changed", "status changed", "status added"]


def test_what_would_reopen_or_confuse_is_refused(ask: Ask, ada: Agent) -> None:
    status, conversation = escalated(), ask()
    facts: Facts = {"name": "With engineering", "customer_label": "We are on it"}
    change_status(status, **facts, category="waiting")  # nobody has it yet
    set_status(conversation, to=status, by=ada.as_actor())
    with pytest.raises(ValidationError, match="its category stays"):
        change_status(status, **facts, category="closed")
    opened = Status.objects.get(category="open")
    close(conversation, by=ada.as_actor())
    with pytest.raises(ValidationError, match="default of its category"):
        change_status(opened, name="Open", customer_label="x", category="closed")
    with pytest.raises(ValidationError, match="of this name"):
        escalated(name="OPEN")
    with pytest.raises(ValidationError):
        escalated(name="  ")


def test_statuses_are_put_in_order() -> None:
    keys = [str(status.pk) for status in living()]
    order_statuses(up=keys[1])
    assert [str(status.pk) for status in living()] == [keys[1], keys[0], *keys[2:]]
    order_statuses(order=keys, down=keys[0])
    order_statuses(order=keys[::-1])
    assert [str(status.pk) for status in living()] == keys[::-1]


def test_a_status_is_given_up_within_its_category_alone(ask: Ask, ada: Agent, cleo: Agent) -> None:
    status, other = escalated(), default_status(Category.OTHERS)
    mine, theirs = ask(), ask()
    for conversation in (mine, theirs):
        set_status(conversation, to=status, by=ada.as_actor())
    last = Conversation.objects.get(pk=mine.pk).last_activity_at
    with pytest.raises(ValidationError, match="same category"):
        retire_status(status, to=default_status(Category.CLOSED), by=cleo)
    retire_status(other, to=status, by=cleo)  # the default itself
    forget_remembered()
    assert default_status(Category.OTHERS) == status
    retire_status(status, to=escalated(name="Elsewhere"), by=cleo)
    with pytest.raises(ValidationError):
        retire_status(status, to=other, by=cleo)
    forget_remembered()
    new = default_status(Category.OTHERS)
    assert new.name == "Elsewhere"
    assert status not in all_statuses()
    assert find_status(other.pk) == find_status(status.pk) == new  # a page that was drawn before
    assert escalated(name="With engineering").pk != status.pk  # the name is free again
    assert replace_status(status.pk) == 2
    assert replace_status(status.pk) == 0
    mine.refresh_from_db()
    assert (mine.status, mine.last_activity_at) == (new, last)
    entry = mine.entries.get(kind=StatusReplaced.kind)
    assert read_event(entry.kind, entry.data) == StatusReplaced("With engineering", "Elsewhere")
    assert not entry.public


def test_a_stale_choice_lands_in_the_new_status(ask: Ask, ada: Agent) -> None:
    status, conversation = escalated(), ask()
    retire_status(status, to=default_status(Category.OTHERS))
    set_status(conversation, to=Status.objects.get(pk=status.pk), by=ada.as_actor())
    assert conversation.status == default_status(Category.OTHERS)


@real_database
def test_the_jobs_do_it_in_the_background(ask: Ask, ada: Agent, cleo: Agent) -> None:
    status, conversation = escalated(), ask()
    set_status(conversation, to=status, by=ada.as_actor())
    tag(conversation, name="refunds", by=ada.as_actor())
    tag(ask(), name="refund", by=ada.as_actor())
    retire_status(status, to=default_status(Category.OTHERS), by=cleo)
    merge_tags(Tag.objects.get(name="refunds"), into=Tag.objects.get(name="refund"), by=cleo)
    let_time_pass()
    work_until_empty()
    conversation.refresh_from_db()
    assert conversation.status == default_status(Category.OTHERS)
    assert [one.name for one in conversation.tags.all()] == ["refund"]
    assert not Tag.objects.filter(name="refunds").exists()


@real_database
def test_a_conversation_somebody_holds_is_waited_for_without_holding_others(ask: Ask, ada: Agent) -> None:
    first, second = ask(), ask()
    for conversation in (first, second):
        tag(conversation, name="refunds", by=ada.as_actor())
    delete_tag(Tag.objects.get(name="refunds"), by=ada)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Conversation.objects.select_for_update().get(pk=first.pk)
            held.set()
            free.wait(5)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    threading.Timer(0.5, free.set).start()
    assert take_tag_away(Tag.objects.get(name="refunds").pk, ada.pk) == 2
    thread.join()
    assert not Tag.objects.filter(name="refunds").exists()


def test_a_renamed_tag_does_not_rewrite_what_happened(ask: Ask, ada: Agent, cleo: Agent) -> None:
    conversation = ask()
    tag(conversation, name="refunds", by=ada.as_actor())
    tag(conversation, name="invoice", by=ada.as_actor())
    rename_tag(Tag.objects.get(name="refunds"), name=" Refund ", by=cleo)
    assert conversation.tags.filter(name="Refund").exists()
    entry = conversation.entries.filter(kind=Tagged.kind).earliest("pk")
    assert entry.data == {"tag": "refunds"}
    with pytest.raises(ValidationError, match="merge"):
        rename_tag(Tag.objects.get(name="Refund"), name="INVOICE", by=cleo)
    with pytest.raises(ValidationError):
        rename_tag(Tag.objects.get(name="Refund"), name="  ", by=cleo)


def test_two_tags_become_one_and_each_timeline_says_so(ask: Ask, ada: Agent, cleo: Agent) -> None:
    both, one = ask(), ask()
    for conversation, name in ((both, "refund"), (both, "refunds"), (one, "refunds")):
        tag(conversation, name=name, by=ada.as_actor())
    old, new = Tag.objects.get(name="refunds"), Tag.objects.get(name="refund")
    merge_tags(old, into=new, by=cleo)
    tag(ask(), name="Refunds", by=ada.as_actor())  # meanwhile: lands in the new one
    with pytest.raises(ValidationError):
        merge_tags(new, into=old, by=cleo)
    with pytest.raises(ValidationError, match="try again in a minute"):
        delete_tag(new, by=cleo)
    assert take_tag_away(old.pk, cleo.pk) == 2
    assert take_tag_away(old.pk, cleo.pk) == 0
    for conversation in (both, one):
        assert [one.name for one in conversation.tags.all()] == ["refund"]
        entry = conversation.entries.latest("pk")
        assert read_event(entry.kind, entry.data) == Retagged("refunds", "refund")
        assert entry.agent_id == cleo.pk
    assert [(one.name, one.uses) for one in listed_tags()[0]] == [("refund", 3)]


def test_a_deleted_tag_is_taken_off_everything(ask: Ask, ada: Agent, cleo: Agent) -> None:
    conversation = ask()
    tag(conversation, name="beta", by=ada.as_actor())
    old = Tag.objects.get(name="beta")
    delete_tag(old, by=cleo)
    delete_tag(old, by=cleo)
    with pytest.raises(TagLeaves):
        tag(ask(), name="beta", by=ada.as_actor())
    assert suggested_tags(0, "b") == []
    assert take_tag_away(old.pk, cleo.pk) == 1
    assert conversation.entries.latest("pk").kind == Untagged.kind
    assert tag(conversation, name="beta", by=ada.as_actor())


def test_only_leads_make_tags_where_the_house_says_so(ask: Ask, ada: Agent, cleo: Agent) -> None:
    conversation = ask()
    tag(conversation, name="refund", by=ada.as_actor())
    set_tag_makers("leads", by=cleo)
    with pytest.raises(NewTagRefused):
        tag(conversation, name="refunds", by=ada.as_actor())
    assert issubclass(NewTagRefused, TagRefused)
    assert tag(ask(), name="REFUND", by=ada.as_actor())
    assert tag(conversation, name="invoice", by=cleo.as_actor())
    assert tag(conversation, name="imported", by=SYSTEM)
    set_tag_makers("everybody", by=cleo)
    assert tag(conversation, name="refunds", by=ada.as_actor())


def test_tags_are_suggested_most_used_first(ask: Ask, ada: Agent) -> None:
    conversations = [ask() for _ in range(3)]
    for how_often, name in ((1, "licence"), (3, "late"), (2, "late reply"), (1, "tool_kit"), (2, "relay")):
        for conversation in conversations[:how_often]:
            tag(conversation, name=name, by=ada.as_actor())
    fresh = ask()
    assert [one.name for one in suggested_tags(fresh.pk, "l")][:4] == [
        "late",
        "late reply",
        "licence",
        "relay",
    ]
    assert [one.name for one in suggested_tags(fresh.pk, "LATE ")] == ["late", "late reply"]
    assert [one.name for one in suggested_tags(conversations[2].pk, "late")] == ["late reply"]
    assert [one.name for one in suggested_tags(fresh.pk, "_")] == ["tool_kit"]
    assert suggested_tags(fresh.pk, "%") == []
