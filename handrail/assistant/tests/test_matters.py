"""Cleo sees what goes to people because of a matter: on the test bench, in the list of what was said,
beside an article.
"""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.assistant import hinting
from handrail.assistant.dialogue.switching import set_topic
from handrail.assistant.models import Case, Exchange, Trial
from handrail.assistant.review import listing
from handrail.assistant.review.correcting import keep_case
from handrail.assistant.review.running import run
from handrail.assistant.tests.conftest import turn_of
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import restrict
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import SYSTEM
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import Translation
from handrail.helpcenter.search.phrases.keeping import ask_as
from handrail.helpcenter.verbs import Words, translate
from tests.articles import article
from tests.cast import Ask

HelpCenter = dict[str, Translation]


def test_a_question_that_goes_to_people_says_because_of_which_matter_and_offers_what_helps(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    white = help_center["white"].article
    own = set_topic("wholesale", name="Wholesale", words={"": ["bulk order"]}, by=cleo)
    questions = (
        "I want to cancel my order",
        "A bulk order of white pages",
        "I am furious about the white page",
    )
    cancelled, bulk, upset = [keep_case(words, language="en", expected=white, by=cleo) for words in questions]
    client.force_login(cleo)
    client.post(reverse("try_draft"), {"channel": "chat"})
    trial = Trial.objects.get()
    run(trial.pk)

    def row(case: Case) -> str:
        seen = client.get(reverse("assistant_trial", args=[trial.pk])).content.decode()
        return seen.partition(f'data-case="{case.pk}"')[2].partition("</tr>")[0]

    for case, matter, name in ((cancelled, "cancelling", "Cancelling"), (bulk, own.key, "Wholesale")):
        for told in (row(case), client.get(reverse("bench_case", args=[case.pk])).content.decode()):
            assert re.search(rf'It goes to people: <a[^>]*data-matter="{matter}"><bdi>{name}</bdi>', told)
        assert "%" not in re.sub(r'href="[^"]*"', "", row(case))
        assert "?phrase=" not in row(case)
        leads_to = html.unescape(re.findall(rf'href="([^"]*#matter-{matter})"', row(case))[0])
        settings_of = client.get(leads_to).content.decode()
        assert re.search(rf'data-topic="{matter}" open>', settings_of)
        assert f'id="matter-{matter}"' in settings_of
    assert "The customer is upset" in row(upset)
    page = client.get(reverse("bench_case", args=[cancelled.pk])).content.decode()
    assert "data-left" in page
    for useless in ("phrase", "synonyms", "block", "withhold"):
        assert f'value="{useless}"' not in page
    assert 'value="silent"' in page
    before = [0.9, [white.pk], True]  # as trials kept it that did not keep why
    Trial.objects.update(
        results=[{"case": cancelled.pk, "expected": white.pk, "now": before, "then": before}]
    )
    assert "To a person" in row(cancelled)


def left(conversation: Conversation, **facts: Any) -> Exchange:
    """What went to people because of a matter, as it is kept: its words are the conversation's."""
    told = {"channel": "chat", "language": "en", "state": "handed", "why": "topic", "topic": "cancelling"}
    return Exchange.objects.create(conversation=conversation, **told | facts)


def test_what_went_to_people_because_of_a_matter_is_listed_with_the_way_to_its_words(
    help_center: HelpCenter, ask: Ask, cleo: Agent, ben: Agent, client: Client
) -> None:
    older = turn_of(ask(), help_center["white"])
    shipped, own, hidden = ask("How do I cancel an upload?"), ask("A bulk order"), ask("zirconium, cancelled")
    set_topic("wholesale", name="Wholesale", words={"": ["bulk order"]}, by=cleo)
    for conversation, topic in ((shipped, "cancelling"), (own, "wholesale"), (hidden, "cancelling")):
        left(conversation, topic=topic)
    left(ask("I am furious"), why="upset", topic="")
    newer = turn_of(ask(), help_center["white"])
    restrict(hidden, agents=[ben], by=ben.as_actor())
    client.force_login(cleo)

    def lines(**chosen: str) -> list[str]:
        seen = client.get(reverse("assistant_review"), chosen).content.decode()
        assert "zirconium" not in seen
        return re.findall(r'data-(?:left|turn)="([^"]+)"', seen)

    both = [str(own.number), str(shipped.number)]
    assert lines() == [str(newer.public_id), *both, str(older.public_id)]
    assert lines(outcome="people") == lines(outcome="people", channel="chat") == both
    for chosen in ({"channel": "form"}, {"language": "fr"}):
        assert lines(outcome="people", **chosen) == []
    for chosen in ({"reviewed": "no"}, {"sure": "4"}, {"vote": "none"}):
        assert lines(**chosen) == [str(newer.public_id), str(older.public_id)]
    seen = client.get(reverse("assistant_review"), {"outcome": "people"}).content.decode()
    assert "How do I cancel an upload?" in seen
    assert re.search(
        r'It went to people: <a[^>]*matter=cancelling#matter-cancelling"><bdi>Cancelling</bdi>', seen
    )
    assert re.search(r"It went to people: <a[^>]*><bdi>Wholesale</bdi>", seen)
    erase_words(shipped, by=SYSTEM, why="rule")
    assert "cancel an upload" not in client.get(reverse("assistant_review")).content.decode()


def test_a_long_list_of_what_went_to_people_goes_on_page_by_page_at_a_fixed_cost(
    ask: Ask, cleo: Agent, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 3)
    client.force_login(cleo)
    address_of = reverse("assistant_review")
    client.get(address_of)

    def page(address: str) -> tuple[list[str], str, int]:
        forget_remembered()
        with CaptureQueriesContext(connection) as asked:
            seen = client.get(address).content.decode()
        further = re.findall(r'class="button" href="(\?[^"]*)"', seen)
        on = address_of + html.unescape(further[0]) if further else ""
        return re.findall(r'data-(?:left|turn)="([^"]+)"', seen), on, len(asked)

    made = []
    for place in range(8):
        one = ask(f"Cancel {place}")
        made.append(str(turn_of(one).public_id) if place % 2 else str(left(one).conversation.number))
    first, on, cost = page(address_of)
    second, end, again = page(on)
    assert first + second == made[::-1]
    assert end == ""
    assert cost == again
    only, on, _cost = page(f"{address_of}?outcome=people")
    rest, end, _cost = page(on)
    assert only + rest == made[::-1][1::2]
    assert end == ""
    assert page(f"{address_of}?until=nonsense&before=x")[0] == first


def test_who_writes_an_article_is_told_that_people_answer_questions_such_as_its_own(
    cleo: Agent, ada: Agent, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm, cancels = article("White page", slug="white-page"), article("Cancel an upload", slug="cancel")

    def told(agent: Agent, of: Translation, page: str = "beside_article") -> str:
        forget_remembered()
        client.force_login(agent)
        seen = client.get(reverse(page, args=[of.article_id])).content.decode()
        return "".join(re.findall(r"<p[^>]*data-hint>(.*?)</p>", seen))

    assert told(cleo, cancels) == ""  # nothing answers anywhere
    monkeypatch.setattr(hinting, "answers_anywhere", lambda: True)
    assert told(cleo, calm) == ""
    assert "Questions like this go to people at once:" in told(cleo, cancels)
    assert "matter=cancelling#matter-cancelling" in told(cleo, cancels, "article_figures")
    assert "<a" not in told(ada, cancels)  # she may not change it
    assert "Cancelling" in told(ada, cancels)
    ask_as(calm, phrases=["all is blank", "a refund for a blank page", "the blank bulk order"], by=cleo)
    set_topic("wholesale", name="Wholesale", words={"": ["bulk order"]}, by=cleo)
    assert re.findall("<bdi>(.*?)</bdi>", told(cleo, calm)) == ["Billing", "Wholesale"]
    set_topic("cancelling", is_on=False, by=cleo)
    assert told(cleo, cancels) == ""
    with CaptureQueriesContext(connection) as few:
        told(cleo, calm)
    for language in ("fr", "ro"):
        other = translate(calm.article, language=language, words=Words("Remboursement", ""), by=None)
        ask_as(other, phrases=["un remboursement", "une facture"], by=cleo)
    with CaptureQueriesContext(connection) as many:
        told(cleo, calm)
    assert len(many) <= len(few)
