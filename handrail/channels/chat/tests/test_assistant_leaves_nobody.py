"""However it ends with the assistant, somebody knows: acts taken back, other doors, slow writers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.assistant.answering import answer
from handrail.assistant.dialogue import looking, rounds, switching
from handrail.assistant.models import Exchange, State, Turn, Writer
from handrail.assistant.writing import rewriting
from handrail.assistant.writing.configuring import set_writer
from handrail.channels.chat.models import Chat, ChatState, Offer, Widget
from handrail.channels.chat.ringing import RINGS, database_now, ring_due
from handrail.channels.chat.seats import take_chats
from handrail.channels.chat.tests.assisted import CACHE, choose, exchange, said_by_assistant, settled
from handrail.channels.chat.tests.visiting import Visitor
from handrail.channels.chat.verbs import block, end, forget
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Place
from handrail.conversations.queries.views import VIEWS
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.undoing import changed, facts_of
from handrail.core.actors import SYSTEM
from handrail.core.alone import Space
from tests.writing_server import WritingServer, running_writer

pytestmark = pytest.mark.django_db


def is_the_teams(visitor: Visitor, agent: Agent) -> bool:
    """Whether people have it: in the queue, and settled between the assistant and the visitor."""
    conversation = visitor.chat.conversation
    is_seen = conversation in VIEWS["all"].of(agent)
    return is_seen and conversation.place == Place.INBOX and exchange(visitor).state == State.HANDED


def _merge(one: Conversation, other: Conversation, ada: Agent) -> object:
    return verbs.merge(one, into=other, by=ada.as_actor())


def _spam(one: Conversation, _other: Conversation, ada: Agent) -> object:
    return verbs.move(one, to=Place.SPAM, by=ada.as_actor())


def _give(one: Conversation, _other: Conversation, ada: Agent) -> object:
    return verbs.assign(one, to=ada, by=ada.as_actor())


@pytest.mark.parametrize("act", [_merge, _spam, _give])
def test_what_was_taken_from_it_stays_taken_when_the_act_is_taken_back(
    act: Any, asker: Visitor, ada: Agent, ask: Any
) -> None:
    asker.begin(CACHE)
    conversation = settled(asker)
    before = facts_of(conversation)
    act(conversation, ask(), ada)
    was, now = changed(before, facts_of(conversation))
    verbs.undo(conversation, before=was, after=now, by=ada.as_actor())
    assert is_the_teams(asker, ada)


def test_nobody_is_left_with_an_assistant_that_has_gone(
    asker: Visitor, assisted: Widget, ada: Agent, ask: Any
) -> None:
    open_, never = Visitor(assisted), ask()
    open_.begin(CACHE)
    asker.begin("I want a human")
    Conversation.objects.filter(pk__in=[asker.chat.pk, never.pk]).update(place=Place.ASSISTANT)
    assert (rounds.bring_back(), rounds.bring_back()) == (2, 0)
    assert is_the_teams(asker, ada)
    assert never in VIEWS["all"].of(ada)
    assert open_.chat.conversation.place == Place.ASSISTANT


def test_what_is_written_by_another_door_people_read(asker: Visitor, assisted: Widget, ada: Agent) -> None:
    asker.begin(CACHE)
    conversation = settled(asker)
    dora = conversation.customer.as_actor()
    verbs.receive(conversation, words=Words(text="I am away", channel="email"), by=dora, automatic=True)
    assert conversation.place == Place.ASSISTANT
    verbs.receive(conversation, words=Words(text="Is anybody there?", channel="portal"), by=dora)
    assert is_the_teams(asker, ada)

    into, merged = Visitor(assisted), Visitor(assisted)
    into.begin(CACHE)
    merged.begin(CACHE)
    settled(into)
    verbs.merge(settled(merged), into=into.chat.conversation, by=ada.as_actor())
    merged.send("And now?")
    assert is_the_teams(into, ada)


def test_who_is_handed_over_does_not_sleep_nor_wait_for_themselves(asker: Visitor, ada: Agent) -> None:
    asker.begin(CACHE)
    conversation, by = settled(asker), ada.as_actor()
    verbs.set_status(conversation, to=default_status(Category.WAITING), by=by)
    verbs.snooze(conversation, until=timezone.now() + timedelta(days=3), by=by)
    choose(asker, "person")
    conversation.refresh_from_db()
    assert (conversation.snoozed_until, conversation.category) == (None, "open")
    assert conversation.waiting_since is not None
    assert conversation in VIEWS["unassigned"].of(ada)


def test_it_rings_for_nobody_who_has_gone(
    asker: Visitor, assisted: Widget, ada_sits: Agent, olga: Agent
) -> None:
    gone, clicks = asker, Visitor(assisted)
    for one in (gone, clicks):
        one.begin(CACHE)
        settled(one)
    Chat.objects.update(here_at=timezone.now() - timedelta(hours=3))
    assert choose(clicks, "person").json()["state"]["is"] == "ringing"  # whoever clicks is here
    switching.stop(by=olga)
    rounds.hand_over_all()
    assert (gone.chat.state, gone.lines()) == ("left", ["handed_over", "chat_left"])
    assert [one.chat_id for one in Offer.objects.all()] == [clicks.chat.pk]


def test_who_ends_the_chat_before_the_answer_is_not_forgotten(
    asker: Visitor, assisted: Widget, ada_sits: Agent, olga: Agent
) -> None:
    asker.begin(CACHE)
    asker.act("end")
    settled(asker)
    assert is_the_teams(asker, ada_sits)
    assert len(said_by_assistant(asker)) == 1

    answered = Visitor(assisted)
    answered.begin(CACHE)
    settled(answered)
    answered.act("end")
    assert answered.chat.conversation.place == Place.ASSISTANT
    switching.stop(by=olga)
    rounds.hand_over_all()
    assert is_the_teams(answered, ada_sits)
    assert {asker.chat.state, answered.chat.state} == {"ended"}
    assert not Offer.objects.exists()


def test_who_ended_it_and_writes_on_is_heard(asker: Visitor, ada_sits: Agent) -> None:
    asker.begin(CACHE)
    settled(asker)
    asker.act("end")
    assert asker.send("Where is my invoice?").json()["state"]["is"] == "answering"
    settled(asker)
    assert len(said_by_assistant(asker)) == 3
    asker.act("end")
    assert asker.send("can I talk to a human please").json()["state"]["is"] == "ringing"


def test_what_the_team_ends_blocks_or_forgets_is_the_teams(
    asker: Visitor, assisted: Widget, ada_sits: Agent, olga: Agent
) -> None:
    ended, blocked, forgotten = asker, Visitor(assisted), Visitor(assisted)
    for one in (ended, blocked, forgotten):
        one.begin(CACHE)
        settled(one)
    keys = [one.chat.pk for one in (ended, blocked, forgotten)]
    end(ended.chat.conversation, by=ada_sits.as_actor())
    block(blocked.chat.conversation, by=ada_sits.as_actor())
    forget(forgotten.chat.conversation)
    switching.stop(by=olga)
    rounds.hand_over_all()
    assert set(Exchange.objects.filter(pk__in=keys).values_list("state", "why")) == {("handed", "taken")}
    assert set(Conversation.objects.filter(pk__in=keys).values_list("place", flat=True)) == {"inbox"}
    assert not Offer.objects.exists()


def test_who_writes_on_and_on_does_not_put_the_person_off(asker: Visitor) -> None:
    asker.begin(CACHE)
    since = exchange(asker).pending_at
    assert since is not None
    asker.send("Where is my invoice?")
    assert exchange(asker).pending_at == since
    rounds.watch(since + timedelta(seconds=31))
    assert exchange(asker).why == "late"


def test_a_question_that_was_removed_keeps_nobody_waiting(asker: Visitor) -> None:
    asker.begin(CACHE)
    Exchange.objects.update(pending=None)
    rounds.watch(timezone.now() + timedelta(seconds=31))
    assert exchange(asker).why == "late"


def test_those_who_cannot_be_handed_over_hide_nobody(
    asker: Visitor, assisted: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "MOST_AT_ONCE", 1)
    later = Visitor(assisted)
    asker.begin(CACHE)
    later.begin(CACHE)
    Turn.objects.create(exchange=exchange(asker), channel="chat", is_answer=True, sources=[{"broken": True}])
    assert rounds.watch(timezone.now() + timedelta(seconds=31)) == 1
    assert (exchange(asker).state, exchange(later).why) == (State.ANSWERING, "late")


def test_a_chat_that_is_given_to_somebody_rings_at_them(asker: Visitor, ada_sits: Agent, ben: Agent) -> None:
    take_chats(ben, takes=True)
    asker.begin(CACHE)
    verbs.assign(asker.chat.conversation, to=ben, by=SYSTEM)
    assert asker.chat.state == "ringing"
    assert Offer.objects.get().agent == ben


def test_a_chat_that_is_given_to_whom_takes_no_chats_says_so(
    asker: Visitor, ada_sits: Agent, ben: Agent
) -> None:
    asker.begin(CACHE)
    verbs.assign(asker.chat.conversation, to=ben, by=SYSTEM)
    assert (asker.chat.state, asker.lines()) == ("left", ["chat_left"])
    assert asker.chat.conversation.assignee == ben
    assert not Offer.objects.exists()


def test_a_chat_that_somebody_closes_rings_at_nobody(asker: Visitor, ada_sits: Agent) -> None:
    asker.begin(CACHE)
    settled(asker)
    verbs.close(asker.chat.conversation, by=ada_sits.as_actor())
    assert (asker.chat.state, asker.lines()) == ("left", [])


@pytest.fixture
def server() -> Iterator[WritingServer]:
    with running_writer() as running:
        running.says = "Open Lamp, Tools [1]."
        yield running


@pytest.fixture
def writes(server: WritingServer, support: Mailbox, olga: Agent, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """A service says the answers, and may take five seconds."""
    monkeypatch.setattr(rewriting, "_resting", rewriting._Resting())
    told: dict[str, Any] = {"address": server.address, "model": "small", "is_own": True, "is_on": True}
    return set_writer(**told, mailboxes=[support], seconds=5.0, by=olga)


def test_whoever_finds_another_looking_asks_no_writer(
    asker: Visitor, server: WritingServer, writes: Writer
) -> None:
    asker.begin(CACHE)
    key = [int(Space.LOOKING), asker.chat.pk]
    other = connection.copy()  # another worker, which looks right now
    try:
        with other.cursor() as its:
            its.execute("SELECT pg_advisory_lock(%s, %s)", key)
            settled(asker)
            assert (server.asked, exchange(asker).pending is None) == ([], False)
            its.execute("SELECT pg_advisory_unlock(%s, %s)", key)
    finally:
        other.close()
    settled(asker)
    settled(asker)
    assert (len(server.asked), len(said_by_assistant(asker))) == (1, 2)


def test_what_was_asked_while_it_looked_is_what_the_writer_hears(
    asker: Visitor, server: WritingServer, writes: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = ["The page stays white"]

    def interrupted(*told: Any, **more: Any) -> Any:
        found = answer(*told, **more)
        if later:
            asker.send(later.pop())
        return found

    monkeypatch.setattr(looking, "answer", interrupted)
    asker.begin(CACHE)
    settled(asker)
    assert len(server.asked) == 1
    assert "stays white" in str(server.asked[0]["messages"][-1])
    assert Turn.objects.get().question == f"{CACHE}\nThe page stays white"


def test_who_waits_for_the_writer_is_not_looked_for_again(asker: Visitor, writes: Writer) -> None:
    asker.begin(CACHE)
    jobs = ProcrastinateJob.objects.filter(task_name="handrail.assistant.tasks.look_for_answer")
    rounds.watch(timezone.now() + timedelta(seconds=12))
    assert jobs.count() == 1
    rounds.watch(timezone.now() + timedelta(seconds=16))
    assert jobs.count() == 2


def test_the_switch_takes_no_conversation_from_whoever_has_it(
    asker: Visitor, ada: Agent, ben: Agent, olga: Agent
) -> None:
    asker.begin("I want a human")
    conversation = settled(asker)
    verbs.assign(conversation, to=ada, by=ada.as_actor())
    verbs.close(conversation, by=ada.as_actor())
    assert asker.send(CACHE).json()["state"]["is"] == "answering"
    take_chats(ben, takes=True)
    switching.stop(by=olga)
    assert rounds.hand_over_all() == 1
    assert asker.entries()["state"]["is"] == "ringing"  # at Ben, who is here
    assert ring_due(database_now() + RINGS + timedelta(seconds=1)) == 1  # and does not take it
    conversation.refresh_from_db()
    assert (asker.chat.state, conversation.assignee) == (ChatState.MISSED, ada)
    assert conversation in VIEWS["mine"].of(ada)
