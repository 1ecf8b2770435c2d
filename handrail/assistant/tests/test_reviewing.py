"""Cleo looks at what the assistant said, says whether it was right, and mends what led to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.assistant.answering import answer
from handrail.assistant.inserting import was_inserted
from handrail.assistant.models import Blocked, Case, Inserted, Review, Topic, Turn, Withheld
from handrail.assistant.review.blocking import block, fill_blocked_meanings
from handrail.assistant.review.calibrating import steps
from handrail.assistant.review.correcting import keep_case, withhold
from handrail.assistant.review.filters import EACH, Filter, sample_of
from handrail.assistant.review.growing import offers
from handrail.assistant.review.judging import judge
from handrail.assistant.review.listing import turns_of
from handrail.assistant.review.naming import called
from handrail.assistant.tests.conftest import turn_of
from handrail.conversations.events import HandedOver
from handrail.conversations.models import Conversation, Entry
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words, redact_message, reply, restrict
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import SYSTEM
from handrail.core.remembered import forget_remembered
from handrail.core.verbs import together
from handrail.helpcenter.models import AskedAs, Question, Synonyms, Translation
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.verbs import Words as ArticleWords
from handrail.helpcenter.verbs import publish, translate
from tests.articles import article
from tests.cast import Ask

HelpCenter = dict[str, Translation]


def address(turn: Turn) -> str:
    return reverse("assistant_turn", args=[turn.public_id])


def test_cleo_goes_through_what_is_not_reviewed_by_keys(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    older, newer = (turn_of(ask(), help_center["white"]) for _time in range(2))
    client.force_login(cleo)
    page = client.get(reverse("assistant_review"), {"reviewed": "no"}).content.decode()
    assert page.index(str(newer.public_id)) < page.index(str(older.public_id))
    shown = client.get(address(newer), {"reviewed": "no"}).content.decode()
    for key in ("1", "2", "3", "j", "u"):
        assert f'data-key="{key}"' in shown
    on = client.post(address(newer) + "?reviewed=no", {"verdict": "right"})
    assert on.headers["Location"] == address(older) + "?reviewed=no"
    told = {"verdict": "wrong", "article": help_center["invoice"].article_id}
    assert (
        client.post(address(older) + "?reviewed=no", told)
        .headers["Location"]
        .startswith(reverse("assistant_review"))
    )
    assert [one.verdict for one in Review.objects.order_by("turn")] == ["wrong", "right"]
    assert older.review.article == help_center["invoice"].article
    assert not turns_of(cleo, Filter(reviewed="no"))
    client.post(address(older), {"verdict": ""})
    assert turns_of(cleo, Filter(reviewed="no")).get() == older


def test_a_refusal_can_have_been_right_or_too_cautious(ask: Ask, cleo: Agent, ada: Agent) -> None:
    refused = turn_of(ask(), confidence=0.3)
    with pytest.raises(ValidationError):
        judge(refused, verdict="wrong", by=cleo)
    with pytest.raises(NotAllowed):
        judge(refused, verdict="right", by=ada)
    assert judge(refused, verdict="answer", by=cleo).verdict == "answer"


def test_a_turn_of_a_conversation_that_a_lead_may_not_see_is_not_there(
    help_center: HelpCenter, ask: Ask, cleo: Agent, ben: Agent, client: Client
) -> None:
    conversation = ask()
    hidden = turn_of(conversation, help_center["white"], question="zirconium")
    restrict(conversation, agents=[ben], by=ben.as_actor())
    asked_in_a_form = turn_of(None, help_center["white"], channel="form")
    client.force_login(cleo)
    page = client.get(reverse("assistant_review")).content.decode()
    assert "zirconium" not in page
    assert str(asked_in_a_form.public_id) in page
    assert client.get(address(hidden)).status_code == 404
    correcting = reverse("correct_turn", args=[hidden.public_id])
    assert client.post(correcting, {"what": "case"}).status_code == 404


def test_what_led_to_it_is_mended_where_it_is_seen(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    turn = turn_of(ask(), help_center["white"])
    correcting, white = reverse("correct_turn", args=[turn.public_id]), help_center["white"].article
    client.force_login(cleo)

    def correct(what: str, **told: object) -> str:
        return client.post(correcting, {"what": what, "article": white.pk} | told).headers["Location"]

    assert correct("mend") == reverse("edit_article", args=[white.pk, "en"])
    assert Question.objects.get(article=white).words == "my screen • is blank"
    assert correct("write").startswith("/articles/")
    correct("phrase", words="my screen is blank")
    assert AskedAs.objects.get(translation=help_center["white"]).words == "my screen is blank"
    correct("synonyms", words="screen, page")
    correct("synonyms", words="bill, invoice")
    assert [one.words for one in Synonyms.objects.all()] == [["screen", "page"], ["bill", "invoice"]]
    correct("case")
    case = Case.objects.get()
    assert (case.words, case.expected, case.conversation) == (
        "my screen • is blank",
        white,
        turn.exchange and turn.exchange.conversation,
    )
    correct("case", other="invoice")
    assert Case.objects.get().expected == help_center["invoice"].article
    correct("silent")
    assert Case.objects.get().expected is None
    correct("topic", topic="legal", words="court, lawyer")
    assert Topic.objects.get(key="legal").words == {"en": ["court", "lawyer"]}
    correct("withhold")
    forget_remembered()
    said = answer("The page stays white after an update", reader=STRANGER, language="en")
    assert "white-page" not in [one.slug for one in said.sources]
    withhold(white, is_withheld=False, by=cleo)
    assert not Withheld.objects.exists()
    assert client.post(correcting, {"what": "nonsense"}).status_code == 404
    forget_remembered()


def test_an_article_is_blocked_for_such_questions_and_still_answers_others(
    help_center: HelpCenter, ask: Ask, cleo: Agent, ben: Agent, client: Client
) -> None:
    question, white = "Why is the page white since the update?", help_center["white"].article
    turn = turn_of(ask(), help_center["white"], question=question)
    client.force_login(cleo)
    told = {"what": "block", "article": white.pk}
    assert client.post(reverse("correct_turn", args=[turn.public_id]), told).status_code == 302
    kept = Blocked.objects.get()
    assert (kept.article, kept.conversation) == (white, turn.exchange and turn.exchange.conversation)
    fill_blocked_meanings()
    for such in (question, "Why is the page white since the last update?"):
        forget_remembered()
        assert "white-page" not in [one.slug for one in answer(such, reader=STRANGER).sources]
    other = answer("How do I empty the cache?", reader=STRANGER, language="en")
    assert other.sources[0].slug == "white-page"
    page = client.get(reverse("assistant_settings")).content.decode()
    assert f'data-blocked="{kept.pk}"' in page
    assert client.post(reverse("withheld_articles"), {"blocked": kept.pk}).status_code == 302
    assert client.post(reverse("withheld_articles"), {"blocked": kept.pk}).status_code == 404
    forget_remembered()
    assert answer(question, reader=STRANGER).sources[0].slug == "white-page"


def test_blocked_words_go_with_the_conversation_and_are_shown_to_nobody_who_may_not_see_it(
    help_center: HelpCenter, ask: Ask, cleo: Agent, ben: Agent, client: Client
) -> None:
    conversation, white = ask(), help_center["white"].article
    kept = block(white, words="zirconium?", language="en", by=cleo, conversation=conversation)
    restrict(conversation, agents=[ben], by=ben.as_actor())
    client.force_login(cleo)
    assert "zirconium" not in client.get(reverse("assistant_settings")).content.decode()
    assert client.post(reverse("withheld_articles"), {"blocked": kept.pk}).status_code == 404
    conversation.refresh_from_db()
    with pytest.raises(ValidationError):
        block(white, words="zirconium, again?", language="en", by=cleo, conversation=conversation)
    erase_words(conversation, by=SYSTEM, why="rule")
    assert not Blocked.objects.exists()


def test_the_page_says_what_a_verdict_leads_to_and_who_should_have_been_silent_has_no_article(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    turn = turn_of(ask(), help_center["white"])
    client.force_login(cleo)
    for verdict, chosen in (("right", str(help_center["white"].article_id)), ("silent", "")):
        judge(turn, verdict=verdict, by=cleo)
        page = client.get(address(turn)).content.decode()
        assert "data-verdict-leads-to" in page
        assert 'value="block"' in page
        radios = re.findall(r'<input[^>]*name="article"[^>]*>', page)
        checked = [re.findall(r'value="(\d*)"', one) for one in radios if "checked" in one]
        assert checked == [[chosen]]


def test_of_a_refusal_nothing_is_chosen_and_the_page_says_what_was_shown(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    refused = turn_of(ask(), question="The page stays white after an update", confidence=0.3)
    page = client.get(address(refused)).content.decode()
    radios = re.findall(r'<input[^>]*name="article"[^>]*>', page)
    assert f'value="{help_center["white"].article_id}"' in "".join(radios)
    assert not [one for one in radios if "checked" in one]
    told = re.findall(r"<span data-refused>([^<]*)<", page)
    in_a_form = turn_of(None, channel="form")
    told += re.findall(r"<span data-refused>([^<]*)<", client.get(address(in_a_form)).content.decode())
    assert len(set(told)) == 2
    conversation = ask()
    asked = conversation.entries.earliest("pk")
    with together() as work:
        work.hold(locked := Conversation.objects.select_for_update().get(pk=conversation.pk))
        near = [{"title": "White page", "url": "/help/en/white-page/", "language": "en"}]
        record(locked, HandedOver(why="unanswered", asked=["?"], near=near), by=SYSTEM)
    page_too = client.get(address(turn_of(conversation, asked=asked))).content.decode()
    assert re.search(r'href="/help/en/white-page/"[^>]* data-meanwhile>White page<', page_too)
    assert "data-meanwhile" not in page
    answered = turn_of(ask(), help_center["white"])
    first = re.compile(r'value="right"[^>]*data-key-label="([^"]*)"')
    assert first.findall(page) != first.findall(client.get(address(answered)).content.decode())


def test_an_article_is_called_in_the_reader_s_language_else_in_the_site_s_else_it_is_marked(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    site = help_center["white"].site
    site.languages = ["en", "fr", "ru"]
    site.save()
    words = ArticleWords("Page blanche", "La page reste blanche.")
    made = translate(help_center["white"].article, language="fr", words=words, by=None, slug="blanche")
    assert made.latest
    publish(made.latest, by=None)
    alone = article("Очистить кэш", "Страница белая.", language="ru", slug="kesh")
    whole = {help_center["white"].article_id, help_center["invoice"].article_id, alone.article_id}
    titles = {}
    for language in ("en", "fr"):
        with override(language):
            titles[language] = called(whole, cleo)
    white, invoice = help_center["white"].article_id, help_center["invoice"].article_id
    assert titles["en"][white] == ("White page after an update", "")
    assert titles["fr"][white] == ("Page blanche", "")
    assert titles["fr"][invoice] == ("Find an invoice", "en")
    assert titles["en"][alone.article_id] == ("Очистить кэш", "ru")
    client.force_login(cleo)
    turn = turn_of(ask(), made, language="fr", question="La page reste blanche")
    choices = client.get(address(turn)).content.decode().partition("<fieldset")[2].partition("</fieldset")[0]
    assert choices.count("White page after an update") == 1
    assert "Page blanche" not in choices


def test_pages_ask_a_fixed_number_of_statements(
    help_center: HelpCenter, ask: Ask, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)

    def asked(path: str) -> int:
        forget_remembered()
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    conversation, white = ask(), help_center["white"]
    turn = turn_of(conversation, white)
    few = [asked(path) for path in (reverse("assistant_review"), reverse("assistant_calibration"))]
    for _time in range(5):
        turn_of(conversation, white)
        turn_of(None, help_center["invoice"], channel="form")
    assert [asked(path) for path in (reverse("assistant_review"), reverse("assistant_calibration"))] == few
    assert asked(address(turn)) <= 40
    assert asked(reverse("assistant_settings")) <= 30


def test_the_week_s_sample_has_each_band_and_stays_the_same(help_center: HelpCenter, cleo: Agent) -> None:
    now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    for confidence in (0.1, 0.5, 0.95):
        for _time in range(EACH + 3):
            turn_of(None, help_center["white"], confidence=confidence, at=now - timedelta(days=5))
    turn_of(None, help_center["white"], confidence=0.7, at=now)
    drawn = sample_of(cleo, now)
    assert len(drawn) == 3 * EACH
    assert drawn == sample_of(cleo, now + timedelta(days=4))
    found = Turn.objects.filter(pk__in=drawn).values_list("confidence", flat=True)
    assert sorted(found) == [0.1] * EACH + [0.5] * EACH + [0.95] * EACH


def test_calibration_says_where_confidence_and_truth_part(help_center: HelpCenter, cleo: Agent) -> None:
    for number in range(20):
        turn = turn_of(None, help_center["white"], confidence=0.85)
        judge(turn, verdict="right" if number < 4 else "silent", by=cleo)
    turn_of(None, help_center["white"], confidence=0.95, vote="helped")
    turn_of(None, confidence=0.2)
    found = {one.least: one for one in steps(cleo)}
    assert (found[0.8].answers, found[0.8].reviewed, found[0.8].share) == (20, 20, 0.2)
    assert found[0.8].is_off
    assert (found[0.9].answers, found[0.9].reviewed, found[0.9].helped) == (1, 0, 1)
    assert not found[0.9].is_off
    assert found[0.2].answers == 0  # a refusal tells nothing


def test_questions_that_agents_answered_with_an_article_are_offered_as_its_phrases(
    help_center: HelpCenter, ask: Ask, ada: Agent, cleo: Agent, ben: Agent, client: Client
) -> None:
    conversation, hidden = ask("My screen went blank at 12:30"), ask("zirconium is blank")
    for one in (conversation, hidden):
        was_inserted(help_center["white"], one)
        assert not offers(cleo)
        reply(one, words=Words(text="See the article."), by=ada.as_actor())
        if one == conversation:
            assert [offer.words for offer in offers(cleo)] == ["my screen went blank at •"]
            client.force_login(cleo)
            told = {"add": "1", "words": "my screen went blank"}
            client.post(reverse("settle_phrase", args=[offers(cleo)[0].inserted.pk]), told)
    assert AskedAs.objects.get().words == "my screen went blank"
    restrict(hidden, agents=[ben], by=ben.as_actor())
    assert not offers(cleo)
    key = Inserted.objects.get(conversation=hidden).pk
    assert client.post(reverse("settle_phrase", args=[key])).status_code == 404


def test_the_bench_forgets_a_customer_s_words_with_the_conversation(ask: Ask, cleo: Agent) -> None:
    conversation = ask()
    keep_case("Why is it blank?", language="en", expected=None, by=cleo, conversation=conversation)
    erase_words(conversation, by=SYSTEM, why="rule")
    assert not Case.objects.exists()


def test_a_question_that_was_there_first_goes_with_the_conversation_too(ask: Ask, cleo: Agent) -> None:
    for conversation in (None, ask("Why is it blank?"), ask("Why is it blank?")):
        keep_case("Why is it blank?", language="en", expected=None, by=cleo, conversation=conversation)
    erase_words(Conversation.objects.earliest("pk"), by=SYSTEM, why="rule")
    assert not Case.objects.exists()


def test_what_is_redacted_is_not_quoted_where_it_was_handed_over(ask: Ask, cleo: Agent) -> None:
    conversation, other = ask("My password is xyzzyplugh"), ask("Where is my invoice?")
    for one in (conversation, other):
        with together() as work:
            work.hold(locked := Conversation.objects.select_for_update().get(pk=one.pk))
            said = one.entries.earliest("pk").message.text
            record(locked, HandedOver(why="asked", asked=[said, said], language="en"), by=SYSTEM)
    redact_message(conversation, entry=conversation.entries.earliest("pk").pk, by=cleo.as_actor())
    handed = Entry.objects.filter(kind=HandedOver.kind)
    told = handed.get(conversation=conversation)
    assert "xyzzyplugh" not in str(told.data)
    assert (len(told.data["asked"]), told.data["why"], told.data["language"]) == (2, "asked", "en")
    assert handed.get(conversation=other).data["asked"] == ["Where is my invoice?"] * 2
