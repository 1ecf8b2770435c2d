"""Vera chats on a page of Lamp: what she sends is there once, what Ada answers she reads, in order."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat import verbs as chat_verbs
from handrail.channels.chat.limits import LARGEST_FILE, LONGEST_TEXT
from handrail.channels.chat.models import Chat, ChatState, Told, Upload, Widget
from handrail.channels.chat.tests.visiting import Visitor
from handrail.channels.chat.verbs import saying
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Conversation, Message, SendState
from handrail.conversations.verbs import Words
from handrail.core.models import Blob
from handrail.customers.models import Customer

pytestmark = pytest.mark.django_db


def answer(chat: Chat, agent: Agent, text: str = "Yes, to 5 %.", **more: Any) -> Any:
    return verbs.reply(chat.conversation, words=Words(text=text), by=agent.as_actor(), **more)


def test_the_first_message_begins_one_chat_however_often_it_is_sent(
    visitor: Visitor, ada_sits: Agent
) -> None:
    once = str(uuid.uuid4())
    first = visitor.begin(once=once, name="Vera", page="https://lamp.example/prices", phase="pre-sales")
    assert first.status_code == 201
    again = visitor.begin(once=once, name="Vera")
    assert (again.status_code, again.json()) == (200, first.json())
    assert first.json()["state"]["is"] == "ringing"
    assert first.json()["entries"][0]["once"] == once
    assert (Conversation.objects.count(), Customer.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert visitor.begin(once=str(uuid.uuid4())).json()["code"] == "taken"
    assert Chat.objects.get().key_hash != visitor.key
    assert visitor.chat.conversation.channel == "chat"


def test_what_is_said_stands_once_and_in_order_on_both_sides(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin("One", name="Vera")
    answer(visitor.chat, ada_sits, "Two")
    once = str(uuid.uuid4())
    third = visitor.send("Three", once=once).json()["entry"]
    answer(visitor.chat, ada_sits, "Four")
    assert visitor.send("Three", once=once).json()["entry"] == third
    told = visitor.entries()
    assert visitor.reads() == ["One", "Two", "Three", "Four"]
    assert [one["from"] for one in told["entries"]] == ["you", "us", "you", "us"]
    assert told["entries"][1]["name"] == "Ada"
    assert told["state"]["is"] == "talking"
    assert [one["id"] for one in told["entries"]] == sorted(one["id"] for one in told["entries"])
    assert visitor.entries(after=third["id"])["entries"][0]["text"] == "Four"
    assert visitor.entries(after=told["cursor"])["entries"] == []


def test_notes_and_what_waits_to_be_sent_are_never_told(visitor: Visitor, ada_sits: Agent) -> None:
    from datetime import timedelta

    from django.utils import timezone

    visitor.begin("One")
    chat = visitor.chat
    verbs.note(chat.conversation, words=Words(text="She is in a hurry"), by=ada_sits.as_actor())
    later = answer(chat, ada_sits, "Later", send_after=timezone.now() + timedelta(seconds=20))
    gone = answer(chat, ada_sits, "Withdrawn", send_after=timezone.now() + timedelta(seconds=20))
    visitor.send("Two")
    verbs.withdraw(chat.conversation, entry=gone.pk, agent=ada_sits)
    assert visitor.reads() == ["One", "Two"]
    assert not chat_verbs.bring(chat.conversation, entry=later.pk)  # too early
    cursor = visitor.entries()["cursor"]
    Message.objects.filter(pk=later.pk).update(send_after=timezone.now())
    chat_verbs.bring(chat.conversation, entry=later.pk)
    chat_verbs.bring(chat.conversation, entry=later.pk)
    assert [one["text"] for one in visitor.entries(after=cursor)["entries"]] == ["Later"]
    later.message.refresh_from_db()
    assert later.message.send_state == SendState.SENT


def test_files_are_kept_once_and_belong_to_the_message_that_names_them(
    visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin()
    once = str(uuid.uuid4())
    kept = visitor.upload("Größe.log", b"1 2 3", once)
    assert kept.status_code == 201, kept.content
    assert visitor.upload("Größe.log", b"1 2 3", once).json() == kept.json()
    sent = str(uuid.uuid4())
    for _ in range(2):
        entry = visitor.send("", once=sent, files=[kept.json()["file"]["id"]]).json()["entry"]
    assert [(one["name"], one["size"]) for one in entry["files"]] == [("Größe.log", 5)]
    assert (Upload.objects.count(), Attachment.objects.count()) == (0, 1)
    assert Blob.objects.get().references == 1
    got = visitor.browser.get(entry["files"][0]["url"], headers=visitor.headers)
    assert got.content == b"1 2 3"
    assert got["Content-Disposition"].startswith("attachment")
    assert visitor.upload("run.exe", b"MZ").json()["code"] == "type"
    assert visitor.upload("run", b"MZ").json()["code"] == "type"
    assert visitor.send("Again", files=[kept.json()["file"]["id"]]).json()["code"] == "wrong"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "large"),
        ({"text": 7}, "wrong"),
        ({"once": "7"}, "wrong"),
        ({"key": "a guess"}, "wrong"),
        ({"key": "A" * 64}, "wrong"),
        ({"email": "no address"}, "email"),
        ({"fields": []}, ""),
        ({"fields": [1]}, "wrong"),
        ({"identity": "a.b.c"}, "identity"),
        ({"text": "half a \ud83d pair and \x00 nothing"}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(visitor: Visitor, told: dict[str, Any], code: str) -> None:
    response = visitor.begin(**{"text": "Hello", **told})
    assert response.json().get("code", "") == code
    assert bool(code) == bool(response.json().get("error"))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_required_fields_are_asked_for_and_shown_to_agents(
    visitor: Visitor, widget: Widget, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    widget.fields = [
        {"key": "product", "type": "text", "label": {"en": "Product", "ro": "Produs"}, "required": True},
        {"key": "plan", "type": "choice", "label": {"en": "Plan"}, "choices": ["Free", "Pro"]},
    ]
    widget.save()
    assert visitor.begin().json()["field"] == "product"
    assert visitor.begin(fields={"product": "Lamp 3", "plan": "Gold"}).json()["field"] == "plan"
    assert visitor.begin(fields={"product": "Lamp 3", "plan": "Pro", "other": "x"}).status_code == 201
    page = as_agent(ada).get(f"/conversations/{visitor.chat.conversation.number}/").content.decode()
    assert "Lamp 3" in page
    assert "who they are is not proven" in page


def test_too_often_is_too_often(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.begin()
    monkeypatch.setattr(saying, "MOST_A_MINUTE", 4)
    codes = [visitor.send(f"Message {number}").status_code for number in range(4)]
    assert codes == [200, 200, 200, 429]


def test_pages_of_other_origins_may_not_show_it(visitor: Visitor, widget: Widget) -> None:
    visitor.begin()
    widget.origins = ["https://lamp.example"]
    widget.save()
    for path in (f"/chat/{widget.public_id}/state", "/chat/talk/entries"):
        here = visitor.headers | {"Origin": "https://lamp.example"}
        there = visitor.headers | {"Origin": "https://evil.example"}
        mine = visitor.browser.get(path, headers=here)
        assert (mine.status_code, mine["Access-Control-Allow-Origin"]) == (200, "https://lamp.example")
        other = visitor.browser.get(path, headers=there)
        assert (other.status_code, "Access-Control-Allow-Origin" in other) == (403, False)
    asked = visitor.browser.options("/chat/talk/send", headers={"Origin": "https://lamp.example"})
    assert asked.status_code == 204
    assert "authorization" in asked["Access-Control-Allow-Headers"]


def test_rating_ending_and_seen(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin()
    answer(visitor.chat, ada_sits)
    last = visitor.entries()["cursor"]
    assert visitor.act("seen", entry=10**12).status_code == 204
    assert visitor.chat.visitor_seen == last
    assert visitor.act("seen", entry=1).status_code == 204
    assert visitor.chat.visitor_seen == last
    assert visitor.act("typing").status_code == 204
    assert visitor.act("end").json()["state"]["is"] == "ended"
    assert visitor.act("end").json()["state"]["is"] == "ended"
    assert visitor.lines() == ["chat_ended"]
    assert visitor.act("rate", rating=6).status_code == 400
    assert visitor.act("rate", rating=True).status_code == 400
    assert visitor.act("rate", rating=4, text="Quick!").json()["state"]["rated"] == 4
    assert visitor.chat.rating_text == "Quick!"


def test_who_writes_again_rings_again(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin()
    answer(visitor.chat, ada_sits)
    visitor.act("end")
    assert visitor.send("One more thing").json()["state"]["is"] == "ringing"
    assert Conversation.objects.count() == 1


def test_the_team_has_read_it(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin()
    visitor.send("Two")
    conversation = visitor.chat.conversation
    assert visitor.entries()["seen"] == 0
    verbs.see(conversation, agent=ada_sits, entry=conversation.entries.latest("pk").pk)
    assert visitor.entries()["seen"] == visitor.entries()["cursor"]


def test_an_agent_answers_where_there_is_no_address(
    visitor: Visitor, ada_sits: Agent, as_agent: Callable[[Agent], Client], support: Mailbox
) -> None:
    visitor.begin()
    number = visitor.chat.conversation.number
    told = {"kind": "reply", "text": "Yes, to 5 %.", "after": "stay"}
    as_agent(ada_sits).post(f"/conversations/{number}/reply/", told)
    assert visitor.reads() == ["Does it dim?", "Yes, to 5 %."]
    assert visitor.chat.state == ChatState.TALKING


def test_who_answers_a_chat_that_found_nobody_has_it(
    visitor: Visitor, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    visitor.begin()
    assert visitor.chat.state == ChatState.LEFT
    told = {"kind": "reply", "text": "Yes, to 5 %.", "after": "stay"}
    as_agent(ada).post(f"/conversations/{visitor.chat.conversation.number}/reply/", told)
    visitor.send("And to 1 %?")
    assert visitor.chat.conversation.assignee == ada


def test_statements_do_not_grow_with_what_is_read(
    visitor: Visitor, ada_sits: Agent, django_assert_max_num_queries: Any
) -> None:
    visitor.begin()
    for number in range(5):
        visitor.send(f"Message {number}")
        answer(visitor.chat, ada_sits, f"Answer {number}")
    with django_assert_max_num_queries(7):
        assert len(visitor.entries()["entries"]) == 11
    assert Told.objects.count() == 11


def test_a_chat_that_became_part_of_another_goes_on_there(
    visitor: Visitor, ada_sits: Agent, ask: Callable[..., Conversation]
) -> None:
    visitor.begin("One")
    chat, mail = visitor.chat, ask("The same, by mail")
    verbs.merge(chat.conversation, into=mail, by=ada_sits.as_actor())
    once = str(uuid.uuid4())
    assert visitor.send("Two", once=once).json() == visitor.send("Two", once=once).json()
    assert visitor.reads() == ["One", "Two"]
    assert mail.entries.filter(message__text="Two").count() == 1
    verbs.reply(mail, words=Words(text="To Dora alone"), by=ada_sits.as_actor())
    assert visitor.reads() == ["One", "Two"]


def test_what_can_be_sent_and_what_is_refused_with_a_reason(visitor: Visitor, ada_sits: Agent) -> None:
    """Nothing, too much, a program, an emoji alone; a chat that ended goes on when somebody writes again."""
    visitor.begin("🙂")
    assert visitor.chat.conversation.subject == "🙂"
    refused = {
        "hollow": visitor.upload("empty.txt", b""),
        "large": visitor.upload("film.mp4", b"x" * (LARGEST_FILE + 1)),
        "type": visitor.upload("setup.exe", b"MZ"),
    }
    assert {code: one.json()["code"] for code, one in refused.items()} == {code: code for code in refused}
    assert visitor.send("x" * 100_000).json()["code"] == "large"
    assert visitor.send("👍🏽").json()["entry"]["text"] == "👍🏽"
    assert visitor.act("end").json()["state"]["is"] == "ended"
    assert visitor.send("One more thing").json()["state"]["is"] == "ringing"
    assert visitor.reads() == ["🙂", "👍🏽", "One more thing"]
