"""What Cleo did about a question stands beside it, with the way to it and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.assistant.matters import address_of
from handrail.assistant.models import Blocked, Case, Phrased, Topic, Turn, Withheld
from handrail.assistant.tests.conftest import turn_of
from handrail.assistant.tests.test_reviewing import HelpCenter, address
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import AskedAs
from handrail.helpcenter.search.phrases.keeping import ask_as, phrases_of
from tests.cast import Ask

Correct = Callable[..., str]


@pytest.fixture
def turn(help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client) -> Turn:
    """An answer from the article about the white page, in front of Cleo."""
    client.force_login(cleo)
    return turn_of(ask(), help_center["white"], question="My screen is blank, is that a bill?")


@pytest.fixture
def correct(turn: Turn, help_center: HelpCenter, client: Client) -> Correct:
    """Do something about it on its page; what the page says then."""

    def do(what: str, **told: object) -> str:
        posted = {"what": what, "article": help_center["white"].article_id} | told
        answer = client.post(reverse("correct_turn", args=[turn.public_id]), posted, follow=True)
        return answer.content.decode()

    return do


def _line(page: str, kind: str) -> str:
    """The one line of what holds that is of this kind; "" for none."""
    return "".join(re.findall(rf'<li data-stands="{kind}">.*?</li>', page, re.DOTALL))


def _take_back(line: str, turn: Turn, client: Client) -> str:
    told = dict(re.findall(r'<input type="hidden" name="(back|key)" value="([^"]*)"', line))
    answer = client.post(reverse("correct_turn", args=[turn.public_id]), told, follow=True)
    return answer.content.decode()


def test_each_act_stands_on_the_page_with_its_way_and_is_taken_back_there(
    turn: Turn, correct: Correct, help_center: HelpCenter, client: Client
) -> None:
    white = help_center["white"]
    assert 'id="stands"' not in client.get(address(turn)).content.decode()
    acts = {
        "block": ({}, "White page after an update", reverse("article", args=[white.article_id]), Blocked),
        "withhold": ({}, "White page after an update", reverse("article", args=[white.article_id]), Withheld),
        "phrase": (
            {"words": "screen  stays blank"},
            "screen stays blank",
            reverse("edit_article", args=[white.article_id, "en"]) + "#asked-as",
            AskedAs,
        ),
        "case": ({}, "White page after an update", "/settings/assistant/bench/", Case),
    }
    for what, (told, names, leads_to, model) in acts.items():
        line = _line(correct(what, **told), what)
        assert names in line
        assert f'href="{leads_to}' in line
        assert model._default_manager.count() == 1
        assert not _line(_take_back(line, turn, client), what)
        assert not model._default_manager.exists()
        assert 'id="stands"' not in _take_back(line, turn, client)  # twice is as good as once
    forget_remembered()


def test_the_bench_s_expectation_and_synonyms_of_its_words_stand_there_too(correct: Correct) -> None:
    assert "No answer" in _line(correct("silent"), "case")
    assert not _line(correct("synonyms", words="monitor, display"), "synonyms")
    line = _line(correct("synonyms", words="bill, invoice"), "synonyms")
    assert "bill, invoice" in line
    assert f'href="{reverse("synonyms")}"' in line


def test_a_phrase_that_somebody_takes_away_elsewhere_stands_there_no_more(
    turn: Turn, correct: Correct, help_center: HelpCenter, client: Client, cleo: Agent
) -> None:
    ask_as(help_center["white"], phrases=["All is white"], by=cleo)
    assert "All is white" not in _line(correct("phrase", words="screen is blank"), "phrase")
    _take_back(_line(correct("phrase", words="all is dark"), "phrase").rpartition("<li ")[2], turn, client)
    assert phrases_of(help_center["white"]) == ["All is white", "screen is blank"]
    ask_as(help_center["white"], phrases=["All is white"], by=cleo)
    assert not Phrased.objects.exists()
    assert not _line(client.get(address(turn)).content.decode(), "phrase")


def test_what_is_left_to_people_needs_a_matter_that_was_chosen_or_named(
    turn: Turn, correct: Correct, client: Client
) -> None:
    page = client.get(address(turn)).content.decode()
    select = re.findall(r'<select[^>]*name="topic".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'<option value="(\w*)"', select)[0] == ""
    assert "selected" not in select
    assert 'value="new"' in select
    for told in ({"topic": ""}, {"topic": "new", "name": " "}, {"topic": "no-such-matter"}):
        refused = correct("topic", words="blank, dark", **told)
        assert not Topic.objects.exists()
        assert 'value="blank, dark"' in refused  # nothing is lost
    line = _line(correct("topic", words="blank, dark", topic="new", name="Screens"), "topic")
    made = Topic.objects.get()
    assert (made.name, made.words) == ("Screens", {"en": ["blank", "dark"]})
    assert f'href="{address_of(made.key)}"><bdi>Screens</bdi>' in line
    assert f'id="matter-{made.key}"' in client.get(reverse("assistant_topics")).content.decode()
    forget_remembered()


def test_a_question_of_a_form_is_read_as_it_was_sent_where_that_says_the_same(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    sent = ask("Since MONDAY the Page is white.\n\nProduct: Lamp Pro", subject="White Page")
    asked = ("white page since monday the page is white.", "where is my invoice?", "white page since monday")
    same, *others = (turn_of(None, help_center["white"], channel="form", question=one) for one in asked)
    Turn.objects.update(conversation=sent)
    unsent = turn_of(None, channel="form", question="never sent")
    listed = client.get(reverse("assistant_review")).content.decode()
    assert "White Page: Since MONDAY the Page is white." in listed
    assert "where is my invoice?" in listed
    assert "never sent" in listed
    page = client.get(address(same)).content.decode()
    assert ">White Page</h2>" in page
    assert "Since MONDAY the Page is white." in page
    assert "Lamp Pro" not in page  # what a form asks besides is no question
    for one in (*others, unsent):
        assert "MONDAY" not in client.get(address(one)).content.decode()
