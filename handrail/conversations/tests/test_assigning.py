"""Give a conversation to an agent or a team."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.permissions import May, NotAllowed
from handrail.accounts.teams import keep_team, set_members
from handrail.accounts.verbs import change_agent, grant_access
from handrail.conversations import verbs
from handrail.conversations.events import Assigned, read_event
from handrail.conversations.models import Conversation
from handrail.conversations.queries.assignees import assignees_of
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.assigning import AssigneeRefused

pytestmark = pytest.mark.django_db
Ask = Callable[..., Conversation]


@pytest.fixture
def night(support: Mailbox, ada: Agent) -> Team:
    team = keep_team(Team(name="Night shift"))
    grant_access(support, to=team)
    set_members(team, agents=[ada])
    return team


def test_a_team_has_it_until_one_of_it_takes_it(ask: Ask, night: Team, ada: Agent, ben: Agent) -> None:
    asked = ask()
    verbs.assign(asked, to=ben, by=ben.as_actor())
    assert verbs.assign(asked, to=night, by=ben.as_actor())
    assert (asked.assignee, asked.team) == (None, night)
    assert not verbs.assign(asked, to=night, by=ben.as_actor())
    verbs.assign(asked, to=ada, by=ada.as_actor())
    assert (asked.assignee, asked.team) == (ada, night)
    verbs.assign(asked, to=ben, by=ben.as_actor())  # who is not of the team takes it out of its queue
    assert (asked.assignee, asked.team) == (ben, None)
    verbs.assign(asked, to=night, by=ben.as_actor())
    verbs.assign(asked, to=None, by=ben.as_actor())
    assert (asked.assignee, asked.team) == (None, None)
    said = [read_event(one.kind, one.data) for one in asked.entries.filter(kind="assigned").order_by("pk")]
    assert said[1] == Assigned(None, old_name="Ben", team=night.pk, team_name="Night shift")
    assert said[3] == Assigned(ben.pk, "Ben", "Ada", old_team_name="Night shift")


def test_what_was_recorded_before_there_were_teams_can_be_read() -> None:
    assert read_event("assigned", {"assignee": 1, "name": "Ada", "old_name": ""}) == Assigned(1, "Ada")


def test_nobody_gets_what_they_cannot_see_or_answer(
    ask: Ask, ada: Agent, finn: Agent, levi: Agent, nora: Agent
) -> None:
    asked, closed_team = ask(), keep_team(Team(name="Elsewhere"))
    for to in (finn, levi, nora, closed_team):
        with pytest.raises(AssigneeRefused):
            verbs.assign(asked, to=to, by=ada.as_actor())
    assert kept(asked) == (None, None)
    names = [one.name for one in assignees_of(asked, ada).agents]
    assert names == ["Ada"]


def kept(asked: Conversation) -> tuple[int | None, int | None]:
    found = Conversation.objects.get(pk=asked.pk)
    return found.assignee_id, found.team_id


def test_a_guest_assigns_within_the_team(
    ask: Ask, agency: Team, nora: Agent, ada: Agent, night: Team, cleo: Agent
) -> None:
    asked = ask()
    with pytest.raises(NotAllowed):
        verbs.assign(asked, to=nora, by=nora.as_actor())
    verbs.assign(asked, to=agency, by=cleo.as_actor())
    assert verbs.assign(asked, to=nora, by=nora.as_actor())
    assert kept(asked) == (nora.pk, agency.pk)
    for to in (ada, night, None):
        with pytest.raises(NotAllowed):
            verbs.assign(asked, to=to, by=nora.as_actor())
    assert verbs.assign(asked, to=agency, by=nora.as_actor())  # back into the queue
    assert kept(asked) == (None, agency.pk)
    assert [one.name for one in assignees_of(asked, nora).agents] == ["Nora"]


def test_light_agents_write_notes_only(ask: Ask, levi: Agent) -> None:
    asked = ask()
    verbs.note(asked, words=Words(text="We know this one."), by=levi.as_actor())
    with pytest.raises(NotAllowed) as refused:
        verbs.reply(asked, words=Words(text="Hello"), by=levi.as_actor())
    assert refused.value.what == May.REPLY
    assert "ask an owner or a lead" in str(refused.value)
    with pytest.raises(NotAllowed):
        verbs.close(asked, by=levi.as_actor())
    with pytest.raises(NotAllowed):
        verbs.tag(asked, name="x", by=levi.as_actor())
    assert [*asked.entries.order_by("pk").values_list("kind", flat=True)] == ["received", "noted"]


def test_who_leaves_hands_over(ask: Ask, ada: Agent, ben: Agent, olga: Agent, billing: Mailbox) -> None:
    mine, closed, asleep = ask(), ask(), ask()
    for one in (mine, closed, asleep):
        verbs.assign(one, to=ada, by=ada.as_actor())
    verbs.close(closed, by=ada.as_actor())
    change_agent(ada, is_active=False, by=olga)
    verbs.restrict(asleep, agents=[olga], by=olga.as_actor())  # Ben is not named there
    assert verbs.hand_over(ada.pk, to=ben, by=olga.as_actor()) == 1
    assert [kept(one)[0] for one in (mine, closed, asleep)] == [ben.pk, ada.pk, None]
    assert mine.entries.latest("pk").agent_id == olga.pk
    assert verbs.hand_over(ada.pk, to=ben, by=olga.as_actor()) == 0
