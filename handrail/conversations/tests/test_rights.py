"""What each role may do, and that no verb forgets to ask."""

from __future__ import annotations

import inspect

import pytest

from handrail.accounts.gate import role_of
from handrail.accounts.models import Agent, Role
from handrail.accounts.permissions import REFUSALS, TABLE, May, may
from handrail.conversations import verbs
from handrail.core.actors import Actor, ActorKind

# They are the house's or a channel's own doing, or ask in their own words.
OF_THE_HOUSE = {"acknowledge", "add_sent", "start_sent", "start", "receive", "mark_joined", "note_bounce"}
OF_THE_HOUSE |= {"receive_beside", "sent_beside"}
ASK_THEMSELVES = {"assign", "close", "hand_over", "tell_of_newcomers"}


def test_every_verb_of_an_agent_names_the_right_it_needs() -> None:
    for name in verbs.__all__:
        func = getattr(verbs, name)
        takes_by = inspect.isfunction(func) and "by" in inspect.signature(func).parameters
        if takes_by and name not in OF_THE_HOUSE | ASK_THEMSELVES:
            assert getattr(func, "needs", None) in list(May), f"{name}: mark it with @needs"


def test_roles_grow_from_guest_to_owner() -> None:
    assert set(TABLE) == set(Role)
    assert TABLE[Role.LIGHT] < TABLE[Role.AGENT] < TABLE[Role.LEAD] < TABLE[Role.OWNER]
    assert TABLE[Role.OWNER] == set(May) - {May.ASSIGN_WITHIN}
    assert not may(Role.GUEST, May.SOURCE)
    assert not may(Role.GUEST, May.ADDRESSES)
    assert not may("of a newer version", May.READ)
    assert set(REFUSALS) == set(May)


@pytest.mark.django_db
def test_nobody_acts_by_leaving_out_their_role(levi: Agent) -> None:
    assert role_of(Actor(ActorKind.AGENT, "Levi", agent_id=levi.pk)) == Role.LIGHT
    assert role_of(Actor(ActorKind.AGENT, "Nobody")) == ""
    assert role_of(levi.as_actor()) == Role.LIGHT
