"""A row that is saved by a kept statement is the row that Django would have saved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DataError, IntegrityError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.conversations.models import Category, Conversation, Direction, Entry, Message, SendState
from handrail.core.actors import ActorKind
from handrail.core.kept_saves import insert, update
from tests.cast import Ask

pytestmark = pytest.mark.django_db
_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
_people = st.lists(st.fixed_dictionaries({"name": _text, "address": _text}), max_size=3)
_quietly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _stored(row: models.Model, *but: str) -> dict[str, Any]:
    found = type(row)._base_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in found.items() if name not in {"id", "entry_id", "once", *but}}


def _entry(conversation: Conversation) -> Entry:
    return Entry(
        conversation=conversation,
        kind="received",
        data={"a": [1, None]},
        actor_kind=ActorKind.SYSTEM,
        public=True,
    )


@_quietly
@given(_text, _people, st.lists(_text, max_size=3), st.none() | st.datetimes(timezones=st.just(UTC)))
def test_a_message_is_stored_as_django_stores_it(
    ask: Ask, text: str, people: list[dict[str, str]], ids: list[str], at: datetime | None
) -> None:
    conversation = ask()
    facts: dict[str, Any] = {
        "conversation": conversation, "direction": Direction.IN, "text": text, "html": f"<p>%s {text}</p>",
        "sender": people[0] if people else {}, "recipients": {"to": people}, "references": ids,
        "written_at": at, "send_state": SendState.NONE,
    }  # fmt: skip
    one, other = _entry(conversation), _entry(conversation)
    with transaction.atomic():
        insert(one)
        other.save()
        ours, theirs = Message(entry=one, **facts), Message(entry=other, **facts)
        insert(ours)
        theirs.save(force_insert=True)
        assert _stored(ours) == _stored(theirs)
        assert _stored(one, "at") == _stored(other, "at")
        ours.text = theirs.text = "Changed"
        update(ours, "text")
        theirs.save(update_fields=["text"])
        assert _stored(ours) == _stored(theirs)


def test_what_the_database_sets_is_known_afterwards(ask: Ask) -> None:
    like = ask()
    waiting = like.created_at + timedelta(hours=1)
    new = Conversation(
        mailbox=like.mailbox, customer=like.customer, status=like.status, category=Category.OPEN,
        waiting_since=waiting,
    )  # fmt: skip
    insert(new)
    assert (new.number, new.waiting_order) == (like.number + 1, waiting)
    assert not new._state.adding
    assert Conversation.objects.get(number=new.number) == new
    entry = _entry(new)
    insert(entry)
    assert Entry.objects.get(pk=entry.pk).transaction == entry.transaction


def test_the_promises_of_the_database_hold(ask: Ask) -> None:
    conversation = ask()
    message = Message.objects.get(pk=conversation.last_customer_entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(message)
    message.subject = "x" * 501
    with pytest.raises(DataError), transaction.atomic():
        update(message, "subject")
    assert not Message.objects.filter(subject=message.subject).exists()
