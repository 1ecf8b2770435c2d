"""Whatever is lost, repeated, cut or restarted: what is said stands once, and in order, on both sides.

The visitor here is a model of the widget: it keeps what it wants to say, repeats it until it hears an answer,
and asks for what comes after the newest entry it has. The server is the real one; its clock goes wrong.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.channels.chat import live
from handrail.channels.chat import verbs as chat_verbs
from handrail.channels.chat.models import Chat, Told, Widget
from handrail.channels.chat.ringing import NotRinging, take
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations import verbs
from handrail.conversations.models import Conversation, Message
from handrail.conversations.verbs import Words
from handrail.core.remembered import forget_remembered

LOSES = st.sampled_from(["nothing", "question", "answer", "answer twice"])
SKEW = st.integers(min_value=-90_000, max_value=90_000)  # seconds
STEP = st.one_of(
    st.tuples(st.just("say"), LOSES, SKEW),
    st.tuples(st.just("reply"), LOSES, SKEW),
    st.tuples(st.just("note"), LOSES, SKEW),
    st.tuples(st.just("reply later"), LOSES, SKEW),
    st.tuples(st.just("reads"), LOSES, SKEW),
    st.tuples(st.just("hears"), LOSES, SKEW),
    st.tuples(st.sampled_from(["restart", "end", "miss", "leave", "its time comes"]), LOSES, SKEW),
)


@dataclass
class Model:
    """Vera's widget and Ada's page, with what each of them wants to have said."""

    visitor: Visitor
    ada: Agent
    has: list[dict[str, Any]] = field(default_factory=list)
    hers: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    later: list[int] = field(default_factory=list)

    @property
    def newest(self) -> int:
        return max((one["id"] for one in self.has), default=0)

    def take(self, entries: list[dict[str, Any]]) -> None:
        """As the widget does: each id once. What it reads from a place must come after that place."""
        known = {one["id"] for one in self.has}
        self.has += [one for one in entries if one["id"] not in known]

    def say(self, loses: str) -> None:
        text, once = f"V{len(self.hers)}", str(uuid.uuid4())
        self.hers.append(text)
        send = self.visitor.begin if len(self.hers) == 1 else self.visitor.send
        for _ in range({"nothing": 1, "question": 1, "answer": 2, "answer twice": 3}[loses]):
            answer = send(text, once=once)
        assert answer.status_code in (200, 201), answer.content

    def reply(self, loses: str, **more: Any) -> int:
        text, once = f"A{len(self.ours)}", uuid.uuid4()
        for _ in range({"nothing": 1, "question": 1, "answer": 2, "answer twice": 3}[loses]):
            entry = verbs.reply(self.talk, words=Words(text=text), by=self.ada.as_actor(), once=once, **more)
        if not more:
            self.ours.append(text)
        return int(entry.pk)

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.get(pk=self.visitor.chat.pk)

    def step(self, what: str, loses: str) -> None:
        if what == "say":
            self.say(loses)
        elif what == "reply":
            self.reply(loses)
        elif what == "note":
            verbs.note(self.talk, words=Words(text="N"), by=self.ada.as_actor())
        elif what == "reply later":
            self.later.append(self.reply(loses, send_after=timezone.now() + timedelta(seconds=20)))
        elif what == "reads":
            told = self.visitor.entries(after=self.newest)
            if loses == "nothing":
                assert all(one["id"] > self.newest for one in told["entries"])
                self.take(told["entries"])
        elif what == "hears":
            self.hears(loses)
        else:
            self.disturb(what)

    def hears(self, loses: str) -> None:
        """The live stream, which may be cut after any event."""
        want = (self.visitor.chat.pk, self.newest, "en")
        events = [one for one in live.SOURCE.read([want])[want].events if one.name == "entry"]
        kept = events[: len(events) // 2] if loses != "nothing" else events
        self.take([dict(one.data) for one in kept])

    def disturb(self, what: str) -> None:
        if what == "restart":
            forget_remembered()
            self.visitor.browser = Client()
        elif what == "end":
            self.visitor.act("end")
        elif what == "leave":
            self.visitor.act("leave", email="vera@prisma.example")
        elif what == "miss":
            chat_verbs.end(self.talk, by=self.ada.as_actor())
        elif self.later:
            entry = self.later.pop(0)
            Message.objects.filter(pk=entry).update(send_after=timezone.now())
            for _ in range(2):  # a job may run twice
                chat_verbs.bring(self.talk, entry=entry)
            self.ours.append(Message.objects.get(pk=entry).text)


@contextmanager
def clock(seconds: int) -> Iterator[None]:
    """A server whose clock goes wrong by so much."""
    right = timezone.now
    with patch("django.utils.timezone.now", lambda: right() + timedelta(seconds=seconds)):
        yield


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, max_size=16))
def test_never_lost_never_doubled_never_out_of_order(
    steps: list[tuple[str, str, int]], widget: Widget, ada_sits: Agent
) -> None:
    model = Model(Visitor(widget), ada_sits)
    model.say("answer")
    for what, loses, skew in steps:
        with clock(skew):
            model.step(what, loses)
    model.take(model.visitor.entries(after=model.newest)["entries"])
    ids = [one["id"] for one in model.has]
    assert ids == sorted(set(ids))
    said = [one["text"] for one in model.has if one["from"] == "you"]
    heard = [one["text"] for one in model.has if one["from"] == "us"]
    assert said == model.hers
    assert heard == model.ours
    assert model.has == model.visitor.entries(after=0)["entries"]
    # What the visitor reads is what stands on the timeline, but for what still waits, and for notes.
    told = Told.objects.filter(chat=model.visitor.chat).values_list("entry__message__text", flat=True)
    assert [text for text in told.order_by("pk") if text] == [
        one["text"] for one in model.has if one["from"] != "line"
    ]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_one_behind_the_other(visitor: Visitor, ada_sits: Agent) -> None:
    """Five tabs send the same first message, then each its own and all the same one, while Ada answers."""
    first, same = str(uuid.uuid4()), str(uuid.uuid4())
    answers: list[int] = []

    def tab(number: int) -> None:
        mine = Visitor(visitor.widget, key=visitor.key)
        answers.append(mine.begin("First", once=first).status_code)
        for text, once in ((f"Mine {number}", str(uuid.uuid4())), ("Same", same)):
            answers.append(mine.send(text, once=once).status_code)
        verbs.reply(mine.chat.conversation, words=Words(text=f"A{number}"), by=ada_sits.as_actor())
        connection.close()

    tabs = [threading.Thread(target=tab, args=(number,)) for number in range(5)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join(30)
    assert sorted(answers)[:14] == [200] * 14
    read = visitor.reads()
    assert sorted(read) == sorted(
        ["First", "Same", *(f"{who}{n}" for who in ("Mine ", "A") for n in range(5))]
    )
    assert read[0] == "First"
    assert Chat.objects.count() == 1
    entries = list(Told.objects.order_by("pk").values_list("entry", flat=True))
    assert entries == sorted(entries)


@pytest.mark.django_db(transaction=True)
def test_a_chat_that_two_take_at_once_is_one_s(visitor: Visitor, ada_sits: Agent, ben: Agent) -> None:
    """However it falls, one has it, the other is told, and the visitor hears of one."""
    begin = threading.Barrier(2)
    came: list[str] = []

    def press(agent: Agent) -> None:
        begin.wait(10)
        try:
            take(Conversation.objects.get(chat__isnull=False), by=agent.as_actor())
            came.append(agent.name)
        except NotRinging:
            came.append("")
        connection.close()

    visitor.begin("Does it dim?")
    both = [threading.Thread(target=press, args=(agent,)) for agent in (ada_sits, ben)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    (name,) = [one for one in came if one]
    assert len(came) == 2
    assert visitor.chat.conversation.assignee is not None
    assert visitor.chat.conversation.assignee.name == name
    assert visitor.lines().count("chat_taken") == 1
