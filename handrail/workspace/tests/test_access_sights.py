"""Streams, hints, search and counts know only what one sees."""

from __future__ import annotations

import pytest
from django.http import Http404

from handrail.accounts.models import Role
from handrail.conversations.live import CONVERSATIONS, INBOX
from handrail.conversations.models import Conversation
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.searching import search
from handrail.conversations.queries.views import VIEWS
from handrail.workspace.tests.roles import ADDRESS, Scene, secret

pytestmark = pytest.mark.django_db


def test_streams_open_for_those_who_see(scene: Scene) -> None:
    for role, agent in scene.agents.items():
        for kind, conversation in scene.conversations.items():
            if scene.sees(role, kind):
                CONVERSATIONS.open(agent.pk, [str(conversation.number)])
            else:
                with pytest.raises(Http404):
                    CONVERSATIONS.open(agent.pk, [str(conversation.number)])


def test_hints_of_the_inbox_tell_only_those_who_see(scene: Scene) -> None:
    for role, agent in scene.agents.items():
        following = INBOX.open(agent.pk, [])
        hinted = {event.data["conversation"] for event in following.backlog(None, cut=False)}
        for kind, conversation in scene.conversations.items():
            fresh = Conversation.objects.get(pk=conversation.pk)
            payload = {
                "conversation": fresh.pk,
                "number": fresh.number,
                "mailbox": fresh.mailbox_id,
                "entries": [[1, "noted"]],
                "teams": [fresh.team_id] if fresh.team_id else [],
                "restricted": fresh.restricted,
            }
            assert bool(following.accepts(payload)) == scene.sees(role, kind), (role, kind)
            assert (fresh.pk in hinted) == scene.sees(role, kind), (role, kind)


def test_search_and_counts_know_only_what_one_sees(scene: Scene) -> None:
    for role, agent in scene.agents.items():
        seen = {kind for kind in scene.conversations if scene.sees(role, kind)}
        for kind in scene.conversations:
            found = [hit.row.number for hit in search(agent, secret(kind)).hits]
            number = scene.conversations[kind].number
            beside = {scene.conversations[kind].sides.get().number} if role != Role.GUEST else set()
            assert set(found) == ({number} | beside if kind in seen else set()), (role, kind)
            assert len(found) == len(set(found))
            assert bool(search(agent, f"#{number}").hits) == (kind in seen), (role, kind)
        counts = {one.view.key: one.count for one in count_views(agent)}
        assert counts["all"] == len(seen), role
        assert set(counts) == set(VIEWS)


def test_a_guest_searches_no_address(scene: Scene) -> None:
    guest = scene.agents[Role.GUEST]
    for question in (ADDRESS, "nordlicht", "dora@nord", "nordl"):
        assert search(guest, question).hits == [], question
    assert search(scene.agents[Role.AGENT], ADDRESS).hits
