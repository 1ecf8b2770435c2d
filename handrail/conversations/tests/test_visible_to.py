"""Who sees what: the rules in plain Python and the gate agree, whatever the world is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Access, Agent, Mailbox, Role, Team
from handrail.accounts.sights import Sight
from handrail.conversations.models import Attachment, Conversation, Draft, Entry, Message, Reader, SearchRow
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.onlookers import who_see
from handrail.conversations.queries.rows import rows_of
from handrail.conversations.verbs import Words, note, start
from handrail.conversations.verbs.assigning import would_see
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create

pytestmark = pytest.mark.django_db
AGENTS, MAILBOXES, TEAMS, CONVERSATIONS = 4, 2, 2, 4


@dataclass(frozen=True)
class World:
    """Rows that every example uses; who may what is drawn anew."""

    agents: list[Agent]
    mailboxes: list[Mailbox]
    teams: list[Team]
    conversations: list[Conversation]


@pytest.fixture
def world(db: None) -> World:
    customer: Customer = find_or_create("dora@nordlicht.example", "Dora")
    agents = [Agent.objects.create(email=f"{n}@lamp.example", name=str(n)) for n in range(AGENTS)]
    boxes = [Mailbox.objects.create(name=f"{n}", address=f"m{n}@lamp.example") for n in range(MAILBOXES)]
    teams = [Team.objects.create(name=str(n)) for n in range(TEAMS)]
    conversations = []
    for n in range(CONVERSATIONS):
        words = Words(text=f"Question {n}")
        one = start(boxes[n % MAILBOXES], customer=customer, words=words, by=customer.as_actor())
        note(one, words=Words(text="Noted"), by=agents[0].as_actor())
        conversations.append(one)
    for agent in agents:
        Draft.objects.create(agent=agent, conversation=conversations[0], text="x")
    return World(agents, boxes, teams, conversations)


def pairs(first: int, second: int) -> st.SearchStrategy[set[tuple[int, int]]]:
    return st.sets(st.tuples(st.integers(0, first - 1), st.integers(0, second - 1)), max_size=first * second)


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, Any]:
    some = {
        "roles": st.lists(st.sampled_from(list(Role)), min_size=AGENTS, max_size=AGENTS),
        "active": st.lists(st.booleans(), min_size=AGENTS, max_size=AGENTS),
        "access": pairs(AGENTS, MAILBOXES),
        "team_access": pairs(TEAMS, MAILBOXES),
        "members": pairs(AGENTS, TEAMS),
        "given": st.dictionaries(st.integers(0, CONVERSATIONS - 1), st.integers(0, TEAMS - 1)),
        "assigned": st.dictionaries(st.integers(0, CONVERSATIONS - 1), st.integers(0, AGENTS - 1)),
        "restricted": st.sets(st.integers(0, CONVERSATIONS - 1)),
        "readers": pairs(AGENTS, CONVERSATIONS),
        "team_readers": pairs(TEAMS, CONVERSATIONS),
        "looks": st.sets(st.integers(0, AGENTS - 1)),  # whose statements look though they are named nowhere
    }
    return {name: draw(one) for name, one in some.items()}


def sees(facts: dict[str, Any], agent: int, conversation: int) -> bool:
    """The rules, in plain Python."""
    mailbox = conversation % MAILBOXES
    teams = {team for who, team in facts["members"] if who == agent}
    has_mailbox = (agent, mailbox) in facts["access"] or any(
        (t, mailbox) in facts["team_access"] for t in teams
    )
    if not facts["active"][agent] or not (facts["roles"][agent] == Role.OWNER or has_mailbox):
        return False
    if facts["roles"][agent] == Role.GUEST and facts["given"].get(conversation) not in teams:
        return False
    named = (agent, conversation) in facts["readers"]
    named |= any((team, conversation) in facts["team_readers"] for team in teams)
    return conversation not in facts["restricted"] or named


def arrange(world: World, facts: dict[str, Any]) -> list[Agent]:
    """Make the world so; the agents come fresh from the database."""
    for n, agent in enumerate(world.agents):
        named = any(who == n for who, _ in facts["readers"]) or any(
            (n, team) in facts["members"] for team, _ in facts["team_readers"]
        )
        Agent.objects.filter(pk=agent.pk).update(
            role=facts["roles"][n],
            is_active=facts["active"][n],
            reads_restricted=named or n in facts["looks"],
        )
    boxes, teams, agents = world.mailboxes, world.teams, world.agents
    Access.objects.bulk_create(Access(agent=agents[a], mailbox=boxes[m]) for a, m in facts["access"])
    Access.objects.bulk_create(Access(team=teams[t], mailbox=boxes[m]) for t, m in facts["team_access"])
    through = Team.agents.through
    through.objects.bulk_create(
        through(agent_id=agents[a].pk, team_id=teams[t].pk) for a, t in facts["members"]
    )
    for n, one in enumerate(world.conversations):
        team, agent = facts["given"].get(n), facts["assigned"].get(n)
        Conversation.objects.filter(pk=one.pk).update(
            team=None if team is None else teams[team],
            assignee=None if agent is None else agents[agent],
            restricted=n in facts["restricted"],
        )
    said = world.conversations
    Reader.objects.bulk_create(Reader(agent=agents[a], conversation=said[c]) for a, c in facts["readers"])
    Reader.objects.bulk_create(Reader(team=teams[t], conversation=said[c]) for t, c in facts["team_readers"])
    return [Agent.objects.get(pk=agent.pk) for agent in agents]


@given(facts=drawn())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_gate_is_the_rules(world: World, facts: dict[str, Any]) -> None:
    point = transaction.savepoint()
    try:
        for n, agent in enumerate(arrange(world, facts)):
            expected = {one.pk for c, one in enumerate(world.conversations) if sees(facts, n, c)}
            check(agent, world, expected)
    finally:
        transaction.savepoint_rollback(point)


def check(agent: Agent, world: World, expected: set[int]) -> None:
    keys = [one.pk for one in world.conversations]
    visible = Conversation.objects.visible_to(agent)
    assert set(visible.values_list("pk", flat=True)) == expected
    assert {row.pk for row in rows_of(agent, keys)} == expected  # by the kept statement
    same = Conversation.objects.visible_to(Sight.of(agent).agent())
    assert set(same.values_list("pk", flat=True)) == expected
    assert {one.view.key: one.count for one in count_views(agent)}["all"] == len(expected)
    for model in (Entry, Message, SearchRow):
        found = model.objects.visible_to(agent).values_list("conversation", flat=True)
        assert set(found) == expected, model
    drafts = Draft.objects.visible_to(agent).values_list("conversation", flat=True)
    assert set(drafts) == {keys[0]} & expected
    assert not Attachment.objects.visible_to(agent).exists()
    for one in Conversation.objects.filter(pk__in=keys):
        assert would_see(agent, one) == (one.pk in expected)
        assert who_see(one.pk).filter(pk=agent.pk).exists() == (one.pk in expected)
