"""A question, and an answer in an article's own words; or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.accounts.models import Agent
from handrail.assistant.answering import Answer, Refusal, Why, answer
from handrail.assistant.answering.clauses import says_something, telling
from handrail.assistant.answering.thresholds import set_thresholds, threshold_of
from handrail.assistant.tests.conftest import SUMMARY
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.meaning import asking
from handrail.helpcenter.meaning.filling import fill_all
from handrail.helpcenter.models import Significance, Translation
from handrail.helpcenter.readers import STRANGER, reader_for
from handrail.helpcenter.search.phrases.keeping import ask_as
from handrail.helpcenter.verbs import Words, create_article, publish, save_revision, translate

HelpCenter = dict[str, Translation]


def test_steps_are_told_as_steps_with_a_link_to_their_heading(help_center: HelpCenter) -> None:
    said = answer("How do I empty the cache?", reader=STRANGER, language="en")
    assert isinstance(said, Answer)
    assert said.sources[0].slug == "white-page"
    assert said.sources[0].address.endswith("/help/en/white-page/#empty-the-cache")
    assert "1. Open Lamp, Tools.\n2. Press Empty cache.\n3. Load the page again." in said.text
    assert len(said.sources) <= 3
    assert threshold_of("chat") <= said.confidence < 1


def test_who_asks_for_what_an_article_is_about_is_told_its_summary_first(help_center: HelpCenter) -> None:
    said = answer("The page is white after an update", reader=STRANGER, language="en")
    assert isinstance(said, Answer)
    assert said.sources[0].slug == "white-page"
    assert said.text.startswith(f"{SUMMARY}\n\nThis takes a minute:\n\n1. Open Lamp, Tools.")
    part = answer("How do I empty the cache?", reader=STRANGER, language="en")
    assert isinstance(part, Answer)
    assert SUMMARY not in part.text


def test_words_around_a_question_make_it_no_other_one(help_center: HelpCenter) -> None:
    plain = answer("My page is white since the update", reader=STRANGER, language="en")
    for words in (
        "My page is white since the update, what can I do?",
        "What now? My page is white since the update",
    ):
        said = answer(words, reader=STRANGER, language="en")
        assert isinstance(said, Answer), words
        assert said.sources[0].slug == "white-page"
        assert said.confidence == pytest.approx(plain.confidence, abs=0.01)
    assert telling("What can I do? What now?", "en") == "What can I do? What now?"
    assert telling("Was nun? Die Seite ist weiß.", "de") == "Die Seite ist weiß."
    assert telling("Что делать? Страница белая.", "ru") == "Страница белая."
    assert telling("Po posodobitvi je stran bela. Kaj naj storim?", "sl") == "Po posodobitvi je stran bela."
    assert telling("页面是空白的。怎么办？", "zh") == "页面是空白的。"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("how are you?", "en"),
        ("Thanks, how are you?", "en"),
        ("What can I do?", "en"),
        ("kako si?", "en"),  # so few words are said in any language
        ("Was soll ich tun?", "de-AT"),
        ("Co mam zrobić?", "pl"),
        ("Ce trebuie să fac?", "ro"),
        ("Що мені робити?", "uk"),
        ("ماذا أفعل؟", "ar"),
        ("どうすればいいですか？", "ja"),
        ("怎么办？", "zh"),
    ],
)
def test_small_talk_is_no_question(help_center: HelpCenter, words: str, language: str) -> None:
    assert not says_something(words, language)
    said = answer(words, reader=STRANGER, language=language)
    assert isinstance(said, Refusal)
    assert said.confidence < 0.1


def test_who_asks_by_stop_words_alone_finds_what_says_that_it_is_asked_so(help_center: HelpCenter) -> None:
    ask_as(help_center["white"], phrases=["Who are you?", "What are you?"], by=None)
    fill_all()
    said = answer("who are you?", reader=STRANGER, language="en")
    assert said.sources[0].slug == "white-page"


def test_a_word_that_stands_somewhere_is_no_answer_where_its_meaning_is_far(
    help_center: HelpCenter,
) -> None:
    said = answer("I love a minute", reader=STRANGER, language="en")
    assert isinstance(said, Refusal)


def test_what_nobody_wrote_about_is_refused(help_center: HelpCenter) -> None:
    for question in ("Was Napoleon a tall man?", "Tell me a joke", "Which is the best pizza in Rome?"):
        said = answer(question, reader=STRANGER, language="en")
        assert isinstance(said, Refusal), question
        assert said.reason in (Why.UNSURE, Why.NOTHING)
    for nothing in ("", "?!  …", "\x00"):
        said = answer(nothing, reader=STRANGER, language="en")
        assert isinstance(said, Refusal)
        assert (said.reason, said.confidence) == (Why.EMPTY, 0.0)


def test_what_this_reader_may_not_read_is_in_no_answer_and_no_refusal(
    help_center: HelpCenter, ada: Agent
) -> None:
    ask_as(help_center["salaries"], phrases=["What does a colleague earn a month?"], by=None)
    fill_all()
    theirs = answer("What does a colleague earn a month?", reader=STRANGER, language="en")
    assert "pay" not in [one.slug for one in theirs.sources]
    assert isinstance(theirs, Refusal)
    ours = answer("What does a colleague earn a month?", reader=reader_for(ada), language="en")
    assert isinstance(ours, Answer)
    assert "4,711 €" in ours.text


def test_the_answer_is_in_the_language_of_the_question_where_the_article_has_that(
    help_center: HelpCenter,
) -> None:
    words = Words("Найти счёт", "Все счета лежат в формате PDF в вашем кабинете, в разделе «Счета».")
    russian = translate(help_center["invoice"].article, language="ru", words=words, by=None, slug="schet")
    assert russian.latest
    publish(russian.latest, by=None)
    fill_all()
    said = answer("Где мне найти мой счёт?", reader=STRANGER)
    assert isinstance(said, Answer)
    assert (said.language, said.sources[0].slug) == ("ru", "schet")
    assert "PDF" in said.text
    abroad = answer("¿Dónde encuentro mi factura?", reader=STRANGER)
    assert abroad.sources[0].slug == "invoice"


def test_nobody_is_told_what_a_major_change_has_made_untrue(help_center: HelpCenter) -> None:
    source = help_center["invoice"]
    words = Words("Найти счёт", "Все счета лежат в формате PDF в вашем кабинете, в разделе «Счета».")
    russian = translate(source.article, language="ru", words=words, by=None, slug="schet")
    assert russian.latest
    publish(russian.latest, by=None)
    new = Words("Find an invoice", "Every invoice comes as a PDF by mail.", significance=Significance.MAJOR)
    publish(save_revision(source, words=new, by=None), by=None)
    fill_all()
    said = answer("Где мне найти мой счёт?", reader=STRANGER)
    assert [one.translation.language for one in said.sources if one.slug in ("schet", "invoice")] == ["en"]


def test_nobody_is_answered_in_a_third_language(help_center: HelpCenter) -> None:
    site, question = help_center["white"].site, "How long may a lighthouse keeper sleep?"
    words = Words("Сколько спит смотритель маяка", "Смотритель маяка может спать шесть часов подряд.")
    made = create_article(site, language="ru", words=words, by=None, slug="mayak")
    assert made.latest
    publish(made.latest, by=None)
    fill_all()
    for asked_in in (question, "¿Cuánto tiempo puede dormir el farero?"):
        said = answer(asked_in, reader=STRANGER)
        assert isinstance(said, Refusal)
        assert "mayak" not in [one.slug for one in said.sources]
    said = answer("Сколько может спать смотритель маяка?", reader=STRANGER)
    assert isinstance(said, Answer)
    assert said.sources[0].slug == "mayak"


def test_a_question_like_a_phrase_finds_the_article(help_center: HelpCenter) -> None:
    question = "my screen is all blank, help"
    before = answer(question, reader=STRANGER, language="en").confidence
    phrases = [
        "I only see a blank screen",
        "everything is blank",
        "the screen went blank",
        "blank screen help",
    ]
    ask_as(help_center["white"], phrases=phrases, by=None)
    fill_all()
    said = answer(question, reader=STRANGER, language="en")
    assert said.sources[0].slug == "white-page"
    assert said.confidence > before


def test_where_meanings_are_unknown_words_still_answer(
    help_center: HelpCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    monkeypatch.setattr(asking, "socket_path", lambda: Path("/nonexistent/socket"))
    said = answer("Where do I find an invoice?", reader=STRANGER, language="en")
    assert said.sources[0].slug == "invoice"
    assert isinstance(answer("Was Napoleon a tall man?", reader=STRANGER, language="en"), Refusal)


def test_an_answer_takes_a_fixed_number_of_statements(help_center: HelpCenter) -> None:
    with CaptureQueriesContext(connection) as few:
        answer("How do I empty the cache?", reader=STRANGER, language="en")
    assert len(few) <= 20


def test_leads_say_how_sure_it_must_be(help_center: HelpCenter, cleo: Agent) -> None:
    question = "How do I empty the cache?"
    assert isinstance(answer(question, reader=STRANGER, language="en", channel="chat"), Answer)
    set_thresholds({"chat": 0.99}, by=cleo)
    forget_remembered()
    assert isinstance(answer(question, reader=STRANGER, language="en", channel="chat"), Refusal)
    assert isinstance(answer(question, reader=STRANGER, language="en", channel="form"), Answer)
    set_thresholds({"chat": None}, by=cleo)
    forget_remembered()
