"""The page: who may see it, and that every number leads to what it counts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.assistant.models import Channel, State, Turn, Vote
from handrail.conversations.queries.searching import search
from handrail.insights.asked import Asked
from handrail.insights.outcomes import Outcome
from handrail.insights.renewing import renew
from handrail.insights.tests.conftest import Assisted
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def counted(ask: Ask, assisted: Assisted, billing: Mailbox) -> None:
    """One of each, and one that was read and not sent."""
    for state in State:
        assisted(state)
    ask(mailbox=billing)
    at = timezone.now() - timedelta(hours=30)
    facts = {"channel": Channel.FORM, "is_answer": True, "vote": Vote.HELPED, "at": at}
    Turn.objects.create(
        question="Where is <b>my</b> invoice?", sources=[{"article": 7, "title": "Invoices"}], **facts
    )
    renew()


def test_the_page_is_for_leads(
    counted: None,
    cleo: Agent,
    olga: Agent,
    ada: Agent,
    levi: Agent,
    nora: Agent,
    finn: Agent,
    as_agent: SignIn,
) -> None:
    for name in ("contacts", "unsent_questions", "contacts_csv", "contacts_json"):
        for agent in (cleo, olga):
            assert as_agent(agent).get(reverse(name)).status_code == 200
        for agent in (ada, levi, nora, finn):
            assert as_agent(agent).get(reverse(name)).status_code == 404
    assert as_agent(cleo).post(reverse("count_contacts")).status_code == 302
    assert as_agent(ada).post(reverse("count_contacts")).status_code == 404


def test_every_number_opens_its_list(counted: None, cleo: Agent, as_agent: SignIn) -> None:
    page = as_agent(cleo).get(reverse("contacts")).content.decode()
    lines = re.findall(r'<tr data-outcome="(\w+)">(.*?)</tr>', page, re.S)
    assert [name for name, _line in lines] == list(Outcome)
    listed = 0
    for _name, line in lines:
        for address, told in re.findall(r'<a href="([^"]+)"[^>]*>(\d+)', line):
            answer = as_agent(cleo).get(address.replace("&amp;", "&"))
            assert answer.status_code == 200
            listed += int(told)
    assert listed == 6
    assert f"data-sum>{listed}<" in page


@pytest.mark.parametrize("outcome", [one for one in Outcome if one != Outcome.READING])
def test_the_list_holds_what_was_counted(outcome: Outcome, counted: None, cleo: Agent) -> None:
    asked = Asked.of({}, timezone.now().date())
    found = search(cleo, asked.question((outcome,)))
    assert found.problems == ()
    wanted = {Outcome.OPEN: 2, Outcome.AFTER: 0, Outcome.PERSON: 0}.get(outcome, 1)
    assert len(found.hits) == wanted


def test_lists_are_narrowed_as_the_page_is(counted: None, cleo: Agent, finn: Agent, billing: Mailbox) -> None:
    asked = Asked.of(
        {"mailbox": str(billing.pk), "channel": "email", "product": "none"}, timezone.now().date()
    )
    question = asked.question(tuple(Outcome), billing.name)
    found = search(cleo, question)
    assert (found.problems, len(found.hits)) == ((), 1)
    assert search(finn, question).hits == []
    for wrong in ("outcome:solved", "began:yesterday", "product:moon", "channel:!"):
        assert search(cleo, wrong).problems


def test_questions_that_were_never_sent_are_listed_as_text(
    counted: None, cleo: Agent, as_agent: SignIn
) -> None:
    for said, shown in (("helped", True), ("silent", False), ("not", False), ("nonsense", True)):
        page = (
            as_agent(cleo)
            .get(reverse("unsent_questions"), {"said": said, "before": "9" * 30})
            .content.decode()
        )
        assert ("Where is &lt;b&gt;my&lt;/b&gt; invoice?" in page) == shown


def test_files_say_what_the_page_says(counted: None, cleo: Agent, as_agent: SignIn) -> None:
    told = json.loads(as_agent(cleo).get(reverse("contacts_json")).content)
    assert sum(told["outcomes"].values()) == told["contacts"] == 6
    assert told["numbers"]["containment"]["part"] == 2
    assert told["numbers"]["resolution"]["part"] == 1
    assert told["numbers"]["containment"]["whole"] == told["numbers"]["resolution"]["whole"] == 3
    assert (told["numbers"]["deflection"]["part"], told["numbers"]["deflection"]["whole"]) == (1, 6)
    answer = as_agent(cleo).get(reverse("contacts_csv"))
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sum(int(line["contacts"]) for line in lines) == 6


def test_whatever_an_address_says_the_page_answers(counted: None, cleo: Agent, as_agent: SignIn) -> None:
    for told in (
        {"weeks": "99"},
        {"mailbox": "9" * 40},
        {"language": "none\x00"},
        {"product": "'; --"},
        {"channel": "x"},
    ):
        assert as_agent(cleo).get(reverse("contacts"), told).status_code == 200
