"""Articles for whoever is about to ask, and for agents who answer."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Site
from handrail.helpcenter.offering import looked_up, offered
from handrail.helpcenter.readers import STRANGER, reader_for
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, publish, translate

LANGUAGES = ("de", "fr", "ro", "es", "it")


def test_what_an_agent_looks_up_is_asked_of_all_languages_at_once(write: Write, ada: Agent) -> None:
    made = write("Lamp and lantern", "How they shine.", slug="lamp")
    for language in LANGUAGES:
        words = Words(f"Lamp {language}", f"It shines in {language}.")
        other = translate(made.article, language=language, words=words, by=None)
        assert other.latest
        publish(other.latest, by=None)
    assert _statements("lamp lantren shi", ada) <= 15  # one of them the synonyms, which are remembered
    (found,) = looked_up("lantren", "fr", reader=reader_for(ada), most=5)
    assert (found.language, found.title) == ("fr", "Lamp fr")  # found in English, shown in theirs


def _statements(words: str, agent: Agent) -> int:
    with CaptureQueriesContext(connection) as few:
        assert looked_up(words, "en", reader=reader_for(agent), most=5)
    return len(few)


def test_what_was_not_asked_for_is_offered_only_where_it_surely_fits(write: Write, site: Site) -> None:
    write("Invoices", "Where the invoices of your lamps are kept.", slug="invoices")

    def found(text: str) -> list[str]:
        return [one.translation.slug for one in offered(text, "en", reader=STRANGER, site=site, most=3)]

    assert found("Where are the invoices kept?") == ["invoices"]
    assert found("Thank you very much for all that you have done, your friend") == []
    assert found("in") == []
