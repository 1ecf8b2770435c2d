"""Conversations for named people only: nobody reads silently, nobody is locked out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.permissions import NotAllowed
from handrail.accounts.teams import keep_team, set_members
from handrail.accounts.verbs import grant_access
from handrail.conversations import verbs
from handrail.conversations.events import LetIn, Restricted, read_event
from handrail.conversations.live import CONVERSATIONS, INBOX
from handrail.conversations.models import Conversation, LinkReason
from handrail.conversations.queries.assignees import assignees_of
from handrail.conversations.queries.readers import restricted_ones
from handrail.conversations.queries.reading import find, read
from handrail.conversations.queries.searching import search
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.assigning import AssigneeRefused
from handrail.conversations.verbs.restricting import RestrictRefused
from handrail.core.live import Signal
from handrail.core.models import AuditEntry
from handrail.customers.models import Customer

pytestmark = pytest.mark.django_db
Ask = Callable[..., Conversation]


def fresh(agent: Agent) -> Agent:
    """The agent as the next request finds them."""
    return Agent.objects.get(pk=agent.pk)


def who_sees(conversation: Conversation, *agents: Agent) -> list[str]:
    seen = Conversation.objects.visible_to
    return [one.name for one in agents if seen(fresh(one)).filter(pk=conversation.pk).exists()]


def kinds(conversation: Conversation) -> list[str]:
    return list(conversation.entries.order_by("pk").values_list("kind", flat=True))


def test_only_those_who_are_named_see_it(ask: Ask, ada: Agent, ben: Agent, cleo: Agent, olga: Agent) -> None:
    asked = ask("My medical certificate is attached.")
    verbs.assign(asked, to=ben, by=ben.as_actor())
    assert verbs.restrict(asked, agents=[ada], by=cleo.as_actor())
    assert who_sees(asked, ada, ben, cleo, olga) == ["Ada", "Cleo"]
    assert asked.assignee is None  # Ben had it, and is not named
    assert kinds(asked)[-2:] == ["restricted", "assigned"]
    assert asked.entries.get(kind="restricted").data["names"] == "Ada, Cleo"
    assert not verbs.restrict(asked, agents=[ada, cleo], by=cleo.as_actor())
    assert search(fresh(ben), "certificate").hits == []
    assert len(search(fresh(ada), "certificate").hits) == 1
    assert verbs.unrestrict(asked, by=ada.as_actor())
    assert not verbs.unrestrict(asked, by=ada.as_actor())
    assert who_sees(asked, ada, ben, cleo, olga) == ["Ada", "Ben", "Cleo", "Olga"]


def test_a_team_may_be_named_and_who_joins_it_is_told_of(
    ask: Ask, support: Mailbox, ada: Agent, ben: Agent, cleo: Agent, olga: Agent
) -> None:
    team = keep_team(Team(name="People"), by=olga)
    grant_access(support, to=team)
    set_members(team, agents=[ada], by=olga)
    asked = ask()
    verbs.restrict(asked, agents=[], teams=[team], by=ada.as_actor())
    assert who_sees(asked, ada, ben, cleo, olga) == ["Ada"]
    team.refresh_from_db()
    with pytest.raises(Exception, match="ask an owner"):  # a lead would let themselves in silently
        set_members(team, agents=[ada, cleo], by=cleo)
    verbs.tell_of_newcomers(team, set_members(team, agents=[ada, ben], by=olga), by=olga.as_actor())
    assert who_sees(asked, ada, ben, cleo, olga) == ["Ada", "Ben"]
    assert read_event("let_in", asked.entries.latest("pk").data) == LetIn(name="Ben", team="People")


def test_it_only_narrows(ask: Ask, ada: Agent, finn: Agent, levi: Agent, cleo: Agent) -> None:
    asked = ask()
    with pytest.raises(RestrictRefused):
        verbs.restrict(asked, agents=[finn], by=ada.as_actor())
    with pytest.raises(NotAllowed):
        verbs.restrict(asked, agents=[levi], by=levi.as_actor())
    assert not Conversation.objects.get(pk=asked.pk).restricted
    verbs.restrict(asked, agents=[levi], by=cleo.as_actor())
    assert who_sees(asked, ada, finn, levi, cleo) == ["Levi", "Cleo"]


def test_an_owner_knows_the_number_and_enters_through_the_front_door(
    ask: Ask, ada: Agent, cleo: Agent, olga: Agent
) -> None:
    asked = ask(subject="Quite private")
    verbs.restrict(asked, agents=[], by=ada.as_actor())
    (locked,) = restricted_ones(fresh(olga))
    assert (locked.number, locked.mailbox, locked.sees) == (asked.number, "Lamp support", False)
    assert "private" not in str(locked)
    for nosy in (cleo, ada):
        with pytest.raises(NotAllowed):
            verbs.let_in(asked, by=nosy)
    assert verbs.let_in(asked, by=olga)
    assert not verbs.let_in(asked, by=olga)
    assert who_sees(asked, ada, cleo, olga) == ["Ada", "Olga"]
    assert kinds(asked)[-1] == "let_in"
    audit = AuditEntry.objects.latest("pk")
    assert (audit.action, audit.data) == ("restricted conversation opened", {"conversation": asked.number})


def test_mails_go_on_arriving_in_it(ask: Ask, dora: Customer, ada: Agent, ben: Agent) -> None:
    asked = ask()
    verbs.restrict(asked, agents=[], by=ada.as_actor())
    verbs.receive(asked, words=Words(text="One thing more."), by=dora.as_actor())
    assert find(fresh(ada), asked.number).preview == "One thing more."
    with pytest.raises(Conversation.DoesNotExist):
        find(fresh(ben), asked.number)


def test_what_is_beside_it_tells_nothing_of_it(ask: Ask, ada: Agent, ben: Agent) -> None:
    secret, other = ask(subject="Quite private"), ask(subject="Something else")
    verbs.link(other, to=ask(), reason=LinkReason.BOTH)
    verbs.link(secret, to=other, reason=LinkReason.BOTH)
    verbs.restrict(secret, agents=[], by=ada.as_actor())
    page = read(fresh(ben), find(fresh(ben), other.number))
    assert not page.conversation.referred_by
    assert secret.number not in [one.number for one in page.past]
    mine = read(fresh(ada), find(fresh(ada), other.number))
    assert secret.number in [one["number"] for one in mine.conversation.referred_by]
    assert secret.number in [one.number for one in mine.past]


def test_what_comes_out_of_it_or_into_it_stays_restricted(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent
) -> None:
    secret, beside, into = ask(), ask(), ask()
    verbs.restrict(secret, agents=[cleo], by=ada.as_actor())
    verbs.link(beside, to=secret, reason=LinkReason.CLOSED)  # the customer wrote again, and quotes
    assert who_sees(beside, ada, ben, cleo) == ["Ada", "Cleo"]
    assert kinds(beside)[-1] == "restricted"
    verbs.merge(secret, into=into, by=ada.as_actor())
    assert who_sees(into, ada, ben, cleo) == ["Ada", "Cleo"]


def test_two_restricted_ones_together_are_for_those_named_on_both(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent
) -> None:
    one, other = ask(), ask()
    verbs.restrict(one, agents=[ben], by=ada.as_actor())
    verbs.restrict(other, agents=[cleo], by=ada.as_actor())
    verbs.merge(one, into=other, by=ada.as_actor())
    assert who_sees(other, ada, ben, cleo) == ["Ada"]


def test_it_is_given_only_to_those_who_are_named(ask: Ask, ada: Agent, ben: Agent, cleo: Agent) -> None:
    asked = ask()
    verbs.restrict(asked, agents=[cleo], by=ada.as_actor())
    assert [one.name for one in assignees_of(asked, ada).agents] == ["Ada", "Cleo"]
    with pytest.raises(AssigneeRefused):
        verbs.assign(asked, to=ben, by=ada.as_actor())
    assert verbs.assign(asked, to=cleo, by=ada.as_actor())


def test_open_pages_hear_of_it_and_look_again(ask: Ask, ada: Agent, ben: Agent) -> None:
    asked = ask()
    page, lists = CONVERSATIONS.open(ben.pk, [str(asked.number)]), INBOX.open(ben.pk, [])
    told = {
        "conversation": asked.pk,
        "number": asked.number,
        "mailbox": asked.mailbox_id,
        "entries": [[9, Restricted.kind]],
        "teams": [],
    }
    assert Signal.CHECK in page.accepts(told | {"restricted": False})
    _hint, again = lists.accepts(told | {"restricted": False})  # the row must go from the list
    assert again is Signal.CHECK
    assert lists.accepts(told | {"restricted": True, "entries": [[10, "noted"]]}) == []
    verbs.restrict(asked, agents=[], by=ada.as_actor())
    assert CONVERSATIONS.open(ada.pk, [str(asked.number)]).seat.page.mailbox == 0  # not for lists
