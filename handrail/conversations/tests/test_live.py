"""What Ada's open pages hear, and what Finn never does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.verbs import grant_access, revoke_access
from handrail.conversations import live
from handrail.conversations.models import Conversation, Entry
from handrail.conversations.verbs import Words, assign, note, receive, restrict
from handrail.core.actors import SYSTEM
from handrail.core.live import Hub, LiveLimits
from handrail.core.tests.serving import Follower, Served, served, until
from handrail.core.verbs import verb

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Lamp:
    """The company, seen by Ada (support) and by Finn, who sees nothing; billing is Ben's."""

    web: Served
    support: Mailbox
    billing: Mailbox
    ada: Agent
    finn: Agent
    ask: Callable[..., Conversation]

    def follow(self, path: str, agent: Agent | None, **headers: str) -> Follower:
        return self.web.follow(path, session_of(agent) if agent else "", headers)


def session_of(agent: Agent) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, agent, backend="handrail.accounts.backend.AgentBackend")
    request.session.save()
    return str(request.session.session_key)


def no_pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    raise AssertionError


@pytest.fixture
def lamp(
    support: Mailbox, billing: Mailbox, ada: Agent, finn: Agent, ask: Callable[..., Conversation]
) -> Iterator[Lamp]:
    hub = Hub(LiveLimits(beat=0.5, check=0.7))
    hub.register("inbox", live.INBOX)
    hub.register("conversations", live.CONVERSATIONS)
    with served(no_pages, hub) as web:
        until(hub.listening.is_set)
        yield Lamp(web, support, billing, ada, finn, ask)


def path_of(conversation: Conversation, after: int = 0) -> str:
    return f"/live/conversations/{conversation.number}/?after={after}"


def entries_of(conversation: Conversation) -> list[int]:
    return list(Entry.objects.filter(conversation=conversation).order_by("pk").values_list("pk", flat=True))


def heard(follower: Follower, count: int) -> list[int | None]:
    events = [follower.next() for _ in range(count)]
    return [event.id if event else None for event in events]


def test_an_open_conversation_hears_messages_and_notes_as_they_come(lamp: Lamp) -> None:
    conversation = lamp.ask()
    first = entries_of(conversation)[-1]
    follower = lamp.follow(path_of(conversation, first), lamp.ada)
    written = note(conversation, words=Words("Ask for the version"), by=lamp.ada.as_actor())
    event = follower.next()
    assert event is not None
    assert (event.name, event.id) == ("entry", written.pk)
    assert event.data == {"entry": written.pk, "conversation": conversation.number, "kind": written.kind}
    answered = receive(conversation, words=Words("Version 3"), by=conversation.customer.as_actor())
    assert heard(follower, 1) == [answered.pk]
    assert follower.quiet()


def test_who_reconnects_gets_what_was_missed_each_once(lamp: Lamp) -> None:
    conversation = lamp.ask()
    follower = lamp.follow(path_of(conversation), lamp.ada)
    [last] = heard(follower, 1)
    follower.close()
    for text in ("one", "two"):
        note(conversation, words=Words(text), by=SYSTEM)
    again = lamp.follow(path_of(conversation), lamp.ada, **{"Last-Event-ID": str(last)})
    note(conversation, words=Words("three"), by=SYSTEM)
    assert heard(again, 3) == entries_of(conversation)[1:]
    assert again.quiet()


@verb
def note_slowly(conversation: Conversation, /, written: threading.Event, go: threading.Event) -> None:
    note(conversation, words=Words("slow"), by=SYSTEM)
    written.set()
    assert go.wait(10)


def in_thread(function: Callable[..., Any], *args: Any) -> threading.Thread:
    def run() -> None:
        try:
            function(*args)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_an_entry_that_commits_late_is_not_passed_over(lamp: Lamp) -> None:
    """The trap of ids across transactions: here the second waits for the first, so ids follow commits."""
    conversation = lamp.ask()
    written, go = threading.Event(), threading.Event()
    slow = in_thread(note_slowly, conversation, written, go)
    assert written.wait(5)
    quick = in_thread(lambda: note(Conversation.objects.get(), words=Words("quick"), by=SYSTEM))
    follower = lamp.follow(path_of(conversation), lamp.ada)
    first = heard(follower, 1)
    assert follower.quiet()
    assert quick.is_alive()
    go.set()
    rest = heard(follower, 2)
    for thread in (slow, quick):
        thread.join(10)
    assert first + rest == entries_of(conversation)
    assert follower.quiet()


def test_each_entry_comes_once_to_a_client_that_keeps_reconnecting(lamp: Lamp) -> None:
    conversation = lamp.ask()

    def write() -> None:
        mine = Conversation.objects.get()
        for number in range(15):
            note(mine, words=Words(f"note {number}"), by=SYSTEM)

    writers = [in_thread(write) for _ in range(3)]
    got: list[int | None] = []
    while len(got) < 46:
        follower = lamp.follow(
            path_of(conversation), lamp.ada, **{"Last-Event-ID": str(got[-1] if got else 0)}
        )
        got += heard(follower, min(4, 46 - len(got)))
        follower.close()
    for writer in writers:
        writer.join(20)
    assert got == entries_of(conversation)


def test_a_verb_with_more_entries_than_a_notification_names_is_read_whole(lamp: Lamp) -> None:
    conversation = lamp.ask()

    @verb
    def write_much(mine: Conversation, /) -> None:
        for number in range(250):
            note(mine, words=Words(str(number)), by=SYSTEM)

    follower = lamp.follow(path_of(conversation, entries_of(conversation)[-1]), lamp.ada)
    until(lambda: lamp.web.hub.count(lamp.ada.pk) == 1)
    write_much(conversation)
    assert heard(follower, 250) == entries_of(conversation)[1:]


def test_the_inbox_hears_hints_about_its_own_mailboxes_only(lamp: Lamp) -> None:
    follower = lamp.follow("/live/inbox/", lamp.ada)
    until(lambda: lamp.web.hub.count(lamp.ada.pk) == 1)
    lamp.ask(mailbox=lamp.billing)
    ours = lamp.ask()
    event = follower.next()
    assert event is not None
    assert (event.name, event.id) == ("changed", None)
    assert event.data == {"number": ours.number, "conversation": ours.pk}
    assert follower.quiet()


def test_what_happened_between_the_page_and_its_stream_is_hinted_at(lamp: Lamp) -> None:
    lamp.ask(mailbox=lamp.billing)
    ours = lamp.ask()
    follower = lamp.follow("/live/inbox/", lamp.ada)
    event = follower.next()
    assert event is not None
    assert event.data["number"] == ours.number
    assert follower.quiet()


def test_after_a_cut_the_inbox_is_told_that_anything_may_have_changed(lamp: Lamp) -> None:
    follower = lamp.follow("/live/inbox/", lamp.ada)
    until(lambda: lamp.web.hub.count(lamp.ada.pk) == 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'handrail live'"
        )
    event = follower.next()
    assert event is not None
    assert event.data == {"number": None, "conversation": None}


def test_finn_sees_nothing(lamp: Lamp) -> None:
    conversation = lamp.ask()
    assert lamp.follow(path_of(conversation), lamp.finn).status == 404
    assert lamp.follow("/live/conversations/999999/", lamp.finn).status == 404
    inbox = lamp.follow("/live/inbox/", lamp.finn)
    until(lambda: lamp.web.hub.count(lamp.finn.pk) == 1)
    note(conversation, words=Words("secret"), by=SYSTEM)
    assert inbox.quiet()


@pytest.mark.parametrize("path", ["/live/inbox/", "/live/conversations/1/"])
def test_one_who_is_not_signed_in_is_told_so(lamp: Lamp, path: str) -> None:
    assert lamp.follow(path, None).status == 401


@pytest.mark.parametrize("path", ["/live/inbox/all/", "/live/conversations/", "/live/conversations/x/"])
def test_other_addresses_are_unknown(lamp: Lamp, path: str) -> None:
    assert lamp.follow(path, lamp.ada).status == 404


def test_who_loses_access_hears_no_more(lamp: Lamp) -> None:
    conversation = lamp.ask()
    follower = lamp.follow(path_of(conversation, entries_of(conversation)[-1]), lamp.ada)
    until(lambda: lamp.web.hub.count(lamp.ada.pk) == 1)
    revoke_access(lamp.support, to=lamp.ada)
    assert follower.next() is None
    assert lamp.follow(path_of(conversation), lamp.ada).status == 404


def test_an_agent_who_left_is_signed_out_of_the_stream(lamp: Lamp) -> None:
    follower = lamp.follow("/live/inbox/", lamp.ada)
    until(lambda: lamp.web.hub.count(lamp.ada.pk) == 1)
    Agent.objects.filter(pk=lamp.ada.pk).update(is_active=False)
    assert follower.next() is None


def test_who_is_not_named_hears_no_more(lamp: Lamp) -> None:
    conversation = lamp.ask()
    follower = lamp.follow(path_of(conversation, entries_of(conversation)[-1]), lamp.ada)
    lists = lamp.follow("/live/inbox/", lamp.ada)
    until(lambda: lamp.web.hub.count(lamp.ada.pk) == 2)
    assert lists.next() is not None  # what happened just now
    grant_access(lamp.support, to=lamp.finn)
    restrict(conversation, agents=[], by=lamp.finn.as_actor())
    event = follower.next()
    assert event is not None  # a number and a kind, as the row must go from their lists
    assert follower.next() is None
    assert lists.next() is not None
    note(conversation, words=Words(text="Between us."), by=lamp.finn.as_actor())
    assign(conversation, to=lamp.finn, by=lamp.finn.as_actor())
    other = lamp.ask()
    heard_of = lists.next()
    assert heard_of is not None
    assert heard_of.data["number"] == other.number


def test_a_guest_follows_what_the_team_has(lamp: Lamp, agency: Team, nora: Agent) -> None:
    given, other = lamp.ask(), lamp.ask()
    assign(given, to=agency, by=lamp.ada.as_actor())
    follower = lamp.follow(path_of(given, entries_of(given)[-1]), nora)
    lists = lamp.follow("/live/inbox/", nora)
    until(lambda: lamp.web.hub.count(nora.pk) == 2)
    assert lamp.follow(path_of(other), nora).status == 404
    first = lists.next()
    assert first is not None
    assert first.data["number"] == given.number
    note(other, words=Words(text="Not for guests."), by=lamp.ada.as_actor())
    assign(given, to=lamp.ada, by=lamp.ada.as_actor())  # taken back: their list hears of it, their page ends
    gone = lists.next()
    assert gone is not None
    assert gone.data["number"] == given.number
    assert follower.next() is not None
    assert follower.next() is None
