"""What Vera's open window hears, over a real server; and what nobody else does."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from handrail.accounts.models import Agent
from handrail.channels.chat import live
from handrail.channels.chat.models import Chat, Seat, Widget
from handrail.channels.chat.ringing import ring_due, take
from handrail.channels.chat.seats import take_chats
from handrail.channels.chat.showing import shown_of
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations import live as conversations_live
from handrail.conversations import verbs
from handrail.conversations.tests.test_live import session_of
from handrail.conversations.verbs import Words
from handrail.core.live import Hub, LiveLimits, Writer, tell_writing
from handrail.core.tests.serving import Follower, Served, served, until

pytestmark = pytest.mark.django_db(transaction=True)


def no_pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("204 No Content", [])
    return []


@pytest.fixture
def web(request: pytest.FixtureRequest) -> Iterator[Served]:
    hub = Hub(LiveLimits(beat=0.5, check=0.7, announce=0.3, settle=0.1, back=0.4))
    hub.register("conversations", conversations_live.CONVERSATIONS)
    hub.visitors.source = live.SOURCE
    with served(no_pages, hub) as web:
        until(hub.listening.is_set)
        yield web


def follow(web: Served, visitor: Visitor, after: int = 0, **headers: str) -> Follower:
    return Follower(web.port, f"/chat/talk/live?after={after}&lang=en", visitor.headers | headers)


def heard(follower: Follower, name: str) -> dict[str, Any]:
    """The next event of this name."""
    while (told := follower.next()) is not None:
        if told.name == name:
            return told.data
    raise AssertionError(f"the stream ended before {name}")


def test_the_window_hears_each_thing_once_from_where_it_was(
    web: Served, visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin("One")
    conversation = visitor.chat.conversation
    window = follow(web, visitor)
    assert heard(window, "entry")["text"] == "One"
    assert heard(window, "state")["is"] == "ringing"
    verbs.reply(conversation, words=Words(text="Two"), by=ada_sits.as_actor())
    two = heard(window, "entry")
    assert (two["text"], two["from"], two["name"]) == ("Two", "us", "Ada")
    assert heard(window, "state")["is"] == "talking"
    verbs.note(conversation, words=Words(text="A secret"), by=ada_sits.as_actor())
    once = str(uuid.uuid4())
    visitor.send("Three", once=once)
    three = heard(window, "entry")
    assert (three["text"], three["once"]) == ("Three", once)
    window.close()
    again = follow(web, visitor, after=two["id"])
    assert heard(again, "entry")["id"] == three["id"]
    verbs.see(conversation, agent=ada_sits, entry=conversation.entries.latest("pk").pk)
    visitor.act("end")
    assert heard(again, "entry")["kind"] == "chat_ended"
    assert heard(again, "seen") == {"entry": three["id"]}
    again.close()
    until(lambda: web.hub.visitors.open_lines == 0)


def test_it_hears_that_ada_types_an_answer_but_not_a_note(
    web: Served, visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin()
    conversation = visitor.chat.conversation
    window = follow(web, visitor)
    assert heard(window, "state")
    desk = web.follow(f"/live/conversations/{conversation.number}/", session_of(ada_sits))
    page = conversations_live.page_of(conversation)
    until(lambda: web.hub.presence.registry.people(page))
    tell_writing(Writer(page, ada_sits.pk, "note"))
    tell_writing(Writer(page, ada_sits.pk, "reply"))
    assert heard(window, "typing")["on"] in (True, False)
    until(lambda: web.hub.presence.registry.writers.what(page, ada_sits.pk) == "reply")
    desk.close()
    window.close()


def test_an_open_page_of_the_conversation_hears_that_its_chat_rings_again(
    web: Served, visitor: Visitor, ada_sits: Agent, ben: Agent
) -> None:
    visitor.begin()
    conversation = visitor.chat.conversation
    take(conversation, by=ada_sits.as_actor())
    take_chats(ben, takes=True)
    newest = conversation.entries.latest("pk").pk
    desk = web.follow(f"/live/conversations/{conversation.number}/?after={newest}", session_of(ben))
    until(lambda: web.hub.presence.registry.people(conversations_live.page_of(conversation)))
    Seat.objects.filter(agent=ada_sits).update(here_until=None)  # she has gone; no entry says so
    assert ring_due() == 1
    assert heard(desk, "ring") == {}
    desk.close()


def test_forgetting_ends_every_window(web: Served, visitor: Visitor) -> None:
    visitor.begin()
    windows = [follow(web, visitor) for _ in range(2)]
    for window in windows:
        heard(window, "state")
    visitor.act("forget")
    for window in windows:
        heard(window, "gone")
        while window.next(beats=True) is not None:
            pass
    assert follow(web, visitor).status == 401


def test_who_has_the_window_open_is_here(web: Served, visitor: Visitor) -> None:
    visitor.begin()
    Chat.objects.update(here_at=None)
    window = follow(web, visitor)
    heard(window, "state")
    assert Chat.objects.get().here_at is not None
    Chat.objects.update(here_at=None)
    until(lambda: Chat.objects.get().here_at is not None)
    window.close()


def test_what_is_not_a_key_opens_nothing(web: Served, visitor: Visitor, widget: Widget) -> None:
    visitor.begin()
    for authorization in (
        "",
        "Bearer",
        "Bearer x",
        f"Basic {visitor.key}",
        f"Bearer {secrets.token_hex(32)}",
    ):
        refused = Follower(web.port, "/chat/talk/live?after=0", {"Authorization": authorization})
        assert refused.status == 401
    assert follow(web, visitor, Origin="https://any.example").status == 200
    widget.origins = ["https://lamp.example"]
    widget.save()
    assert follow(web, visitor, Origin="https://any.example").status == 403
    right = follow(web, visitor, Origin="https://lamp.example")
    assert right.response.getheader("Access-Control-Allow-Origin") == "https://lamp.example"
    assert Follower(web.port, "/chat/talk/live?after=x", visitor.headers).status == 400


def test_one_chat_has_a_few_windows_at_most(web: Served, visitor: Visitor) -> None:
    visitor.begin()
    windows = [follow(web, visitor) for _ in range(7)]
    assert [window.status for window in windows] == [200] * 6 + [429]
    for window in windows:
        window.close()


def test_many_windows_cost_few_statements(
    visitor: Visitor, widget: Widget, django_assert_max_num_queries: Any
) -> None:
    others = [Visitor(widget) for _ in range(5)]
    for one in others:
        one.begin("Hello")
    wants = [(one.chat.pk, 0, "en") for one in others]
    with django_assert_max_num_queries(6):
        assert len(live.SOURCE.read(wants)) == 5


def test_ada_sees_soon_that_vera_left_and_nothing_of_her_going_to_another_page(
    web: Served, visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin("One")

    def is_here() -> bool:
        shown = shown_of(visitor.chat.conversation, ada_sits)
        return shown is not None and shown.is_here

    window = follow(web, visitor)
    heard(window, "state")
    assert is_here()
    window.close()
    until(lambda: web.hub.visitors.open_lines == 0)
    another_page = follow(web, visitor)
    heard(another_page, "state")
    written = Chat.objects.get().here_at
    until(lambda: Chat.objects.get().here_at != written)  # a beat, later than she would have left
    assert is_here()
    assert Chat.objects.get().left_at is None
    another_page.close()
    until(lambda: not is_here())
    back = follow(web, visitor)
    heard(back, "state")
    assert is_here()
    back.close()


def test_who_left_one_process_and_came_by_another_is_here(web: Served, visitor: Visitor) -> None:
    visitor.begin("One")
    window = follow(web, visitor)
    heard(window, "state")
    window.close()
    until(lambda: web.hub.visitors.open_lines == 0)
    live.SOURCE.touch([visitor.chat.pk])  # as the other one does when she opens a stream there
    live.SOURCE.left(visitor.chat.pk, 0.4)
    assert Chat.objects.get().left_at is None


def test_a_process_that_ends_says_of_nobody_that_they_left(web: Served, visitor: Visitor) -> None:
    visitor.begin("One")
    window = follow(web, visitor)
    heard(window, "state")
    web.hub.close()
    until(lambda: web.hub.visitors.open_lines == 0)
    assert not web.hub.visitors.waits_for_anybody
    window.close()
