"""Who else looks at a conversation: two web processes, one PostgreSQL, and nothing that is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_agent, grant_access, revoke_access
from handrail.conversations import live
from handrail.conversations.models import Conversation
from handrail.conversations.tests.test_live import no_pages, session_of
from handrail.conversations.verbs import restrict
from handrail.core.live import Hub, LiveLimits, watch_sign_out
from handrail.core.tests.serving import Follower, Served, served, until
from tests.cast import PASSWORD, Ask

pytestmark = pytest.mark.django_db(transaction=True)
# As in life, but quicker; a second on the page is one.
TIMES: dict[str, Any] = {"beat": 0.3, "check": 20, "announce": 0.5, "linger": 0.3, "fade": 2.0}


@contextmanager
def process(**times: Any) -> Iterator[Served]:
    """A web process: its hub and its server."""
    hub = Hub(LiveLimits(**TIMES | times))
    hub.register("inbox", live.INBOX)
    hub.register("conversations", live.CONVERSATIONS)
    with served(no_pages, hub) as web:
        until(hub.listening.is_set)
        yield web


@dataclass
class Desks:
    """Two web processes, everybody's sessions, and the pages they have open."""

    one: Served
    two: Served
    sessions: dict[int, str] = field(default_factory=dict)
    open: list[Follower] = field(default_factory=list)

    def session(self, agent: Agent) -> str:
        if agent.pk not in self.sessions:
            self.sessions[agent.pk] = session_of(agent)
        return self.sessions[agent.pk]

    def look(self, agent: Agent, conversation: Conversation, web: Served | None = None) -> Follower:
        """Open the conversation's page (its stream); what comes are the people there."""
        return self._follow(web or self.one, f"/live/conversations/{conversation.number}/", agent)

    def inbox(self, agent: Agent, web: Served | None = None) -> Follower:
        return self._follow(web or self.two, "/live/inbox/", agent)

    def _follow(self, web: Served, path: str, agent: Agent) -> Follower:
        follower = web.follow(path, self.session(agent))
        follower.here = True
        self.open.append(follower)
        return follower


@pytest.fixture
def desks() -> Iterator[Desks]:
    with ExitStack() as stack:
        yield Desks(stack.enter_context(process()), stack.enter_context(process()))


def people(follower: Follower) -> list[str]:
    """Names in the next circle of a conversation's stream."""
    told = follower.next()
    assert told is not None
    assert (told.name, told.id) == ("here", None)
    return [one["name"] for one in told.data["people"]]


def circles(follower: Follower) -> dict[int, list[str]]:
    """Names by conversation, in the next event of an inbox's stream."""
    told = follower.next()
    assert told is not None
    assert (told.name, told.id) == ("here", None)
    return {one["number"]: [who["name"] for who in one["people"]] for one in told.data["circles"]}


def test_two_who_look_at_one_conversation_see_each_other(
    desks: Desks, ada: Agent, ben: Agent, ask: Ask
) -> None:
    conversation = ask()
    bens = desks.look(ben, conversation, desks.two)
    assert people(bens) == []
    began = time.monotonic()
    adas = desks.look(ada, conversation)
    told = bens.next()
    waited = time.monotonic() - began
    assert told is not None
    assert told.data == {
        "number": conversation.number,
        "people": [{"id": ada.pk, "name": "Ada", "initials": "A", "hue": 0}],
        "more": 0,
    }
    assert 1.0 <= waited < 2.5
    while people(adas) != ["Ben"]:  # he was there when she came, or she hears of him a moment later
        pass
    adas.close()
    assert people(bens) == []


def test_who_comes_later_sees_at_once_who_is_there(desks: Desks, ada: Agent, ben: Agent, ask: Ask) -> None:
    conversation = ask()
    inbox = desks.inbox(ben)
    assert circles(inbox) == {}
    desks.look(ada, conversation)
    assert circles(inbox) == {conversation.number: ["Ada"]}
    assert people(desks.look(ben, conversation, desks.two)) == ["Ada"]
    assert circles(desks.inbox(ben, desks.one)) == {conversation.number: ["Ada"]}


def test_a_process_that_is_new_asks_the_others(desks: Desks, ada: Agent, ben: Agent, ask: Ask) -> None:
    conversation = ask()
    inbox = desks.inbox(ben)
    with process(announce=3600, fade=3600) as slow:
        assert circles(inbox) == {}
        desks.look(ada, conversation, slow)
        assert circles(inbox) == {conversation.number: ["Ada"]}
        with process() as new:
            follower = desks.inbox(ben, new)
            told = circles(follower)
            assert (told or circles(follower)) == {conversation.number: ["Ada"]}


def test_who_goes_without_goodbye_fades(ada: Agent, ben: Agent, ask: Ask) -> None:
    conversation = ask()
    with process() as two, ExitStack() as first:
        one = first.enter_context(process())
        desks = Desks(one, two)
        bens = desks.look(ben, conversation, two)
        assert people(bens) == []
        desks.look(ada, conversation)
        assert people(bens) == ["Ada"]
        first.close()  # the process ends; its people did not leave, so it says nothing of the kind
        gone = time.monotonic()
        assert people(bens) == []
        assert 1.0 < time.monotonic() - gone < 3.0


def test_without_a_database_people_fade_and_come_back_with_it(ada: Agent, ben: Agent, ask: Ask) -> None:
    conversation = ask()
    with process() as one, process() as two:
        desks = Desks(one, two)
        bens = desks.look(ben, conversation, two)
        assert people(bens) == []
        desks.look(ada, conversation)
        assert people(bens) == ["Ada"]
        with connection.cursor() as cursor:
            for _ in range(25):  # cut whatever comes back, for longer than a presence lasts
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name IN ('handrail live', 'handrail here')"
                    " AND datname = current_database()"
                )
                time.sleep(0.1)
        assert people(bens) == []
        assert people(bens) == ["Ada"]


def test_going_quickly_through_the_list_announces_nothing(
    desks: Desks, ada: Agent, ben: Agent, ask: Ask
) -> None:
    conversations = [ask(subject=f"Question {number}") for number in range(4)]
    inbox = desks.inbox(ben)
    assert circles(inbox) == {}
    for conversation in conversations:
        page = desks.look(ada, conversation)
        assert people(page) == []
        time.sleep(0.7)
        page.close()
    time.sleep(0.5)
    last = desks.look(ada, conversations[0])
    assert circles(inbox) == {conversations[0].number: ["Ada"]}
    last.close()
    assert circles(inbox) == {conversations[0].number: []}


def test_nobody_sees_themselves_and_two_tabs_are_one_person(
    desks: Desks, ada: Agent, ben: Agent, ask: Ask
) -> None:
    conversation = ask()
    bens = desks.look(ben, conversation, desks.two)
    assert people(bens) == []
    first, second = desks.look(ada, conversation), desks.look(ada, conversation, desks.two)
    assert people(bens) == ["Ada"]
    assert (people(first), people(second)) in ((["Ben"], ["Ben"]), ([], []), ([], ["Ben"]), (["Ben"], []))
    first.close()
    time.sleep(0.8)
    third = desks.look(ben, conversation)
    assert people(third) == ["Ada"]  # her second tab is still open
    second.close()
    assert people(bens) == people(third) == []


def test_a_page_that_is_loaded_anew_does_not_flicker(desks: Desks, ada: Agent, ben: Agent, ask: Ask) -> None:
    conversation = ask()
    with process(linger=3.0) as one:
        bens = desks.look(ben, conversation, desks.two)
        assert people(bens) == []
        page = desks.look(ada, conversation, one)
        assert people(bens) == ["Ada"]
        for _ in range(3):
            page.close()
            page = desks.look(ada, conversation, one)
            time.sleep(0.4)
        page.close()
        assert people(bens) == []


def test_finn_and_who_sees_other_mailboxes_hear_nothing(
    desks: Desks, ada: Agent, ben: Agent, cleo: Agent, finn: Agent, billing: Mailbox, ask: Ask
) -> None:
    ours, theirs = ask(), ask(mailbox=billing)
    assert desks.look(finn, ours).status == 404
    assert desks.look(ada, theirs).status == 404
    finns, adas, cleos = desks.inbox(finn), desks.inbox(ada), desks.inbox(cleo)
    assert circles(finns) == circles(adas) == circles(cleos) == {}
    bens = desks.look(ben, theirs)
    assert circles(cleos) == {theirs.number: ["Ben"]}
    bens.close()
    assert circles(cleos) == {theirs.number: []}
    desks.look(ben, ours)
    assert circles(cleos) == {ours.number: ["Ben"]}
    assert circles(adas) == {ours.number: ["Ben"]}  # and nothing before
    assert all(
        told is not None and told.name == "beat" for told in (finns.next(beats=True) for _ in range(9))
    )


def test_who_looks_at_what_is_restricted_is_out_of_the_lists_at_once(
    ada: Agent, ben: Agent, finn: Agent, nora: Agent, ask: Ask
) -> None:
    conversation = ask()
    slow: dict[str, Any] = {"announce": 3600, "fade": 3600}  # nothing is said again, and nothing fades
    with process(**slow) as one, process(**slow) as two:
        desks = Desks(one, two)
        guests, finns, bens = desks.inbox(nora), desks.inbox(finn), desks.inbox(ben)
        assert circles(bens) == {}
        desks.look(ada, conversation)
        assert circles(bens) == {conversation.number: ["Ada"]}
        restrict(conversation, agents=[], by=ada.as_actor())
        while (told := bens.next()) is not None and told.name != "here":
            pass  # the hint that its row must go
        assert told is not None
        assert [circle["people"] for circle in told.data["circles"]] == [[]]
        assert circles(desks.inbox(ben, one)) == {}  # nor does a page hear of it that opens now
        assert nobody_told(guests)
        assert nobody_told(finns)


def nobody_told(follower: Follower) -> bool:
    """Whether what came so far, of who is here, names nobody."""
    told = [follower.next(beats=True) for _ in range(9)]
    return not any(one.data["circles"] for one in told if one is not None and one.name == "here")


def test_who_loses_access_disappears_and_sees_no_more(
    desks: Desks, ada: Agent, ben: Agent, support: Mailbox, ask: Ask
) -> None:
    conversation = ask()
    bens, adas, inbox = desks.look(ben, conversation), desks.look(ada, conversation), desks.inbox(ada)
    assert circles(inbox) == {}
    told = circles(inbox)
    while told != {conversation.number: ["Ben"]}:
        told = circles(inbox)
    revoke_access(support, to=ada)
    until_ended(adas)
    assert circles(inbox) == {}  # the whole anew, as far as she may see
    told_names = ["Ada"]
    while told_names != []:
        told_names = people(bens)
    bens.close()
    assert all(
        told is not None and told.name == "beat" for told in (inbox.next(beats=True) for _ in range(5))
    )


def until_ended(follower: Follower) -> None:
    while follower.next() is not None:
        pass


def test_who_signs_out_disappears(desks: Desks, ada: Agent, ben: Agent, ask: Ask) -> None:
    watch_sign_out()
    conversation = ask()
    bens = desks.look(ben, conversation, desks.two)
    assert people(bens) == []
    adas = desks.look(ada, conversation)
    assert people(bens) == ["Ada"]
    request = HttpRequest()
    request.session, request.user = SessionStore(desks.session(ada)), ada
    logout(request)
    until_ended(adas)
    assert people(bens) == []


def test_of_a_crowd_twenty_are_named(
    desks: Desks, ben: Agent, support: Mailbox, ask: Ask, make_crowd: Callable[[int], list[Agent]]
) -> None:
    conversation = ask()
    for agent in make_crowd(24):
        desks.look(agent, conversation)
    time.sleep(2.5)
    told = desks.look(ben, conversation, desks.two).next()
    assert told is not None
    assert (len(told.data["people"]), told.data["more"]) == (20, 4)
    assert [one["name"] for one in told.data["people"]][:2] == ["Agent 00", "Agent 01"]


@pytest.fixture
def make_crowd(support: Mailbox) -> Callable[[int], list[Agent]]:
    def make(count: int) -> list[Agent]:
        agents = []
        for number in range(count):
            name = f"Agent {number:02}"
            agents.append(create_agent(email=f"a{number}@lamp.example", name=name, password=PASSWORD))
            grant_access(support, to=agents[-1])
        return agents

    return make


def test_no_row_of_any_table_changes(desks: Desks, ada: Agent, ben: Agent, ask: Ask) -> None:
    conversation = ask()
    desks.session(ada), desks.session(ben)
    before = everything()
    bens = desks.look(ben, conversation, desks.two)
    assert people(bens) == []
    adas = desks.look(ada, conversation)
    assert people(bens) == ["Ada"]
    adas.close()
    assert people(bens) == []
    assert everything() == before


def everything() -> dict[str, list[Any]]:
    """Every row of every table with its physical version (xmin), so that a rewritten row shows too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        names = [f'"{schema}"."{name}"' for schema, name in cursor.fetchall()]
        assert len(names) >= len(apps.get_models())
        rows = {}
        for name in names:
            cursor.execute(f"SELECT xmin::text, ctid::text, t::text FROM {name} t ORDER BY ctid")  # noqa: S608
            rows[name] = cursor.fetchall()
        return rows
