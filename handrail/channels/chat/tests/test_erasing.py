"""What chat keeps of a person goes with them; what is thrown away takes its files along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat import verbs as chat_verbs
from handrail.channels.chat.models import Chat, Told, Upload
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations import verbs
from handrail.conversations.models import Conversation, Place
from handrail.conversations.verbs.deleting import empty_trash
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import Actor, ActorKind
from handrail.core.models import Blob
from handrail.customers.erasing import begin_erasure, run_erasure
from handrail.customers.models import Customer

pytestmark = pytest.mark.django_db
MARK = "quetzalmark"


def holding() -> set[str]:
    """Tables in which the marker stands, as text or as bytes."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            sql = f'SELECT 1 FROM "{table}" t WHERE t::text ILIKE %s LIMIT 1'  # noqa: S608 - our own
            cursor.execute(sql, [f"%{MARK}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def plant(visitor: Visitor) -> None:
    visitor.widget.fields = [{"key": "order", "type": "line", "label": {"": "Order"}}]
    visitor.widget.save()
    visitor.begin(
        f"I am {MARK}",
        name=MARK,
        email=f"{MARK}@prisma.example",
        page=f"https://lamp.example/{MARK}",
        fields={"order": MARK},
    )
    visitor.upload(f"{MARK}.txt", f"of {MARK}".encode())
    kept = visitor.upload(f"{MARK}.log", f"log of {MARK}".encode()).json()["file"]["id"]
    visitor.send(f"{MARK} again", files=[kept])
    visitor.act("rate", rating=2, text=f"{MARK} waited")


def test_after_an_erasure_nothing_of_the_visitor_is_left(
    visitor: Visitor, ada_sits: Agent, cleo: Agent
) -> None:
    plant(visitor)
    assert holding() >= {"chat_chat", "chat_upload", "conversations_message", "conversations_entry"}
    customer = Customer.objects.get(name=MARK)
    run_erasure(begin_erasure(customer, by=cleo).pk)
    assert holding() == set()
    assert (Told.objects.count(), Upload.objects.count(), Blob.objects.count()) == (0, 0, 0)
    chat = Chat.objects.get()
    assert (chat.key_hash, chat.rating) == (None, 2)
    assert visitor.send("Hello?").status_code == 401


def test_an_address_that_somebody_else_typed_is_erased_with_its_owner(
    visitor: Visitor, dora: Customer, cleo: Agent
) -> None:
    visitor.begin("My order", email="Dora@nordlicht.example")
    run_erasure(begin_erasure(dora, by=cleo).pk)
    assert visitor.chat.email == ""
    assert visitor.reads() == ["My order"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM conversations_message m WHERE m::text ILIKE '%dora@nord%'")
        assert cursor.fetchone() == (0,)


def test_a_retention_rule_empties_a_chat(visitor: Visitor) -> None:
    plant(visitor)
    erase_words(visitor.chat.conversation, by=Actor(ActorKind.RULE, "Retention"), why="retention")
    assert "chat_chat" not in holding()
    assert Chat.objects.get().key_hash is None


def test_what_is_thrown_away_takes_its_files_along(visitor: Visitor, ada: Agent) -> None:
    plant(visitor)
    conversation = visitor.chat.conversation
    verbs.move(conversation, to=Place.TRASH, by=ada.as_actor())
    Conversation.objects.update(trashed_at=timezone.now() - timedelta(days=31))
    assert empty_trash() == 1
    assert (Chat.objects.count(), Blob.objects.count()) == (0, 0)


def test_files_that_no_message_named_are_forgotten_after_a_day(visitor: Visitor) -> None:
    visitor.begin()
    visitor.upload("log.txt", b"1 2 3")
    assert chat_verbs.drop_unused() == 0
    Upload.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert chat_verbs.drop_unused() == 1
    assert Blob.objects.count() == 0
