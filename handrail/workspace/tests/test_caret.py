"""What is offered behind an @ and a #: only what its reader may know, and only who would hear of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Role, Team
from handrail.accounts.verbs import grant_access
from handrail.conversations.models import Conversation
from handrail.conversations.queries.numbers import conversations_called
from handrail.conversations.verbs import restrict
from handrail.core.remembered import forget_remembered
from handrail.notifications.models import Choice
from handrail.workspace.views.caret import MOST
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
SESSION_AND_USER = 2


def offered(client: Client, conversation: Conversation, sign: str, typed: str) -> list[str]:
    answer = client.get(reverse("caret_offers", args=[conversation.number]), {"sign": sign, "q": typed})
    assert answer.status_code == 200
    return re.findall(r'data-insert="([^"]*)"', answer.content.decode())


def numbered(conversation: Conversation, number: int) -> Conversation:
    Conversation.objects.filter(pk=conversation.pk).update(number=number)
    conversation.refresh_from_db()
    return conversation


def test_an_at_offers_those_who_would_hear_of_it(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    everybody = offered(client, conversation, "@", "")
    assert f"@{ben.name}" in everybody
    assert f"@{ada.name}" not in everybody  # nobody calls themselves
    assert "@Finn" not in everybody  # he does not see the mailbox
    assert offered(client, conversation, "@", ben.name[:2].upper()) == [f"@{ben.name}"]
    assert offered(client, conversation, "@", "nobody is called so") == []


def test_two_of_one_name_are_not_offered_for_no_mention_could_tell_them_apart(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    Agent.objects.filter(pk=cleo.pk).update(name=ben.name)
    assert offered(as_agent(ada), ask(), "@", ben.name[:2]) == []


def test_an_at_offers_teams_and_says_who_is_away(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    night, elsewhere = Team.objects.create(name="Night shift"), Team.objects.create(name="Elsewhere")
    grant_access(conversation.mailbox, to=night)
    Choice.objects.create(agent=ben, away_until=timezone.now() + timedelta(days=1), substitute=cleo)
    Agent.objects.filter(pk=cleo.pk).update(on_duty=False)
    forget_remembered()
    assert offered(client, conversation, "@", "shi") == [f"@{night.name}"]
    assert offered(client, conversation, "@", elsewhere.name) == []
    text = client.get(reverse("caret_offers", args=[conversation.number]), {"sign": "@"}).content.decode()
    assert re.search(r"away until \S+ \d\d:\d\d, Cleo stands in", text)
    assert "off duty" in text
    assert "Team" in text
    Team.objects.filter(pk=night.pk).update(name=ben.name)  # one name for two: it would tell neither
    forget_remembered()
    assert offered(client, conversation, "@", ben.name) == []


def test_some_teams_find_room_between_many_people(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    for number in range(12):
        one = Agent.objects.create(name=f"Person{number} Many", email=f"p{number}@lamp.example")
        grant_access(conversation.mailbox, to=one)
    grant_access(conversation.mailbox, to=Team.objects.create(name="Manyfold"))
    found = offered(as_agent(ada), conversation, "@", "many")
    assert (len(found), found[-1]) == (MOST, "@Manyfold")


def test_of_what_is_restricted_only_those_hear_who_are_named(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    secret, open_one = ask("Marzipan, in confidence."), ask()
    restrict(secret, agents=[cleo], by=ada.as_actor())
    assert offered(as_agent(ada), secret, "@", "") == [f"@{cleo.name}"]
    assert offered(as_agent(ada), open_one, "#", str(secret.number))[:1] == [f"#{secret.number}"]
    assert f"#{secret.number}" not in offered(as_agent(ben), open_one, "#", str(secret.number))
    assert offered(as_agent(ben), open_one, "#", "marzipan") == []


def test_a_number_begun_offers_the_very_one_first_then_the_newest(
    ask: Ask, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    here, there, far = numbered(ask(), 81), numbered(ask(subject="<Marzipan>"), 812), numbered(ask(), 8130)
    client = as_agent(ada)
    assert offered(client, here, "#", "81") == ["#81", "#8130", "#812"]
    assert offered(client, here, "#", "0") == offered(client, here, "#", "9") == []
    assert offered(client, far, "#", "marzipan") == ["#812"]
    text = client.get(reverse("caret_offers", args=[81]), {"sign": "#", "q": "812"}).content.decode()
    assert "&lt;Marzipan&gt;" in text
    assert conversations_called(finn, "81", most=8) == []
    assert there.number == 812


def test_whatever_is_typed_gets_an_answer(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    for sign in ("@", "#", "", "\x00", "%"):
        for typed in ("\x00", "9" * 200, "%_", "tag:", '"', "²"):
            offered(client, conversation, sign, typed)  # which asserts that there is an answer


def test_it_asks_little(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    for sign, typed in (("@", "b"), ("#", str(conversation.number))):
        offered(client, conversation, sign, typed)
        with CaptureQueriesContext(connection) as asked:
            offered(client, conversation, sign, typed)
        assert len(asked) <= SESSION_AND_USER + 3


def test_light_agents_write_notes_too(ask: Ask, ada: Agent, ben: Agent, as_agent: SignIn) -> None:
    Agent.objects.filter(pk=ada.pk).update(role=Role.LIGHT)
    ada.refresh_from_db()
    assert f"@{ben.name}" in offered(as_agent(ada), ask(), "@", "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(begun=st.integers(1, 999_999_999))
def test_every_number_offered_begins_as_typed(ask: Ask, ada: Agent, begun: int) -> None:
    if not Conversation.objects.exists():
        for number in (7, 70, 777, 123_456_789):
            numbered(ask(), number)
    rows = conversations_called(ada, str(begun), most=8)
    assert all(str(row.number).startswith(str(begun)) for row in rows)
    assert {row.number for row in rows} == {
        n for n in (7, 70, 777, 123_456_789) if str(n).startswith(str(begun))
    }
