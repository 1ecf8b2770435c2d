"""What readers look for leads to writing and mending, with their questions attached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.helpcenter import counting
from handrail.helpcenter.learning import figures, searches
from handrail.helpcenter.learning.questions import MOST_ATTACHED, attach, write_it
from handrail.helpcenter.learning.searches import Asked
from handrail.helpcenter.models import Article, Question, Site, Translation, Visibility
from handrail.helpcenter.models.voting import Vote
from handrail.helpcenter.tests.conftest import Write
from tests.cast import Ask

SignIn = Callable[[Agent], Client]


@pytest.fixture
def looked_for(site: Site, write: Write) -> Translation:
    """Readers searched, opened, asked for Romanian, and wrote to us."""
    lamp = write("The lamp", "It shines.")
    for words, results in (("dimmer", 0), ("dimmer", 0), ("dim light 7", 0), ("lamp", 3), ("lamp", 3)):
        counting.searched(site, "en", words, results)
    counting.searched(site, "ro", "veioza", 0)
    counting.clicked(site, "en", "lamp", lamp)
    assert lamp.published is not None
    for helped, reason in ((True, ""), (False, "wrong"), (False, "wrong"), (False, "")):
        Vote.objects.create(translation=lamp, revision=lamp.published, helped=helped, reason=reason)
    for asked in ("en", "en", "ro"):
        counting.seen(lamp, asked)
    counting.inserted(lamp)
    return lamp


def test_searches_are_told_apart_by_what_came_of_them(site: Site, looked_for: Translation) -> None:
    empty = searches.without_result(site, days=28)
    assert [(one.words, one.empty) for one in empty] == [("dimmer", 2), ("dim light •", 1), ("veioza", 1)]
    assert [one.words for one in searches.without_result(site, days=28, language="ro")] == ["veioza"]
    assert [(one.words, one.unopened) for one in searches.without_click(site, days=28)] == [("lamp", 1)]
    assert searches.languages_asked(site, days=7) == ["en", "ro"]


def test_an_article_is_written_for_the_questions_that_were_chosen(
    site: Site, looked_for: Translation, ada: Agent, as_agent: SignIn
) -> None:
    browser = as_agent(ada)
    page = browser.get(reverse("insights")).content.decode()
    assert page.count("Write it") == 3
    chosen = {"asked": ["en dimmer", "en dim light •", "en never asked"], "site": site.pk, "days": 28}
    answer = browser.post(reverse("write_asked"), chosen)
    made = Translation.objects.latest("pk")
    assert answer.status_code == 302
    assert str(made.article_id) in answer["Location"]
    assert (made.language, made.latest.title, made.published) == ("en", "Dimmer", None)  # type: ignore[union-attr]
    assert list(made.article.questions.values_list("words", "asked")) == [("dimmer", 2), ("dim light •", 1)]
    assert searches.without_result(site, days=28)[0].answers == made.article
    assert "Being answered" in browser.get(reverse("insights")).content.decode()
    beside = browser.get(reverse("beside_article", args=[made.article_id])).content.decode()
    assert "dimmer" in beside
    left = browser.post(reverse("detach_question", args=[made.article.questions.get(words="dimmer").pk]))
    assert left.status_code == 302
    assert [one.words for one in made.article.questions.all()] == ["dim light •"]
    assert browser.post(reverse("write_asked"), {"asked": "en never asked"}).headers["Location"] == reverse(
        "insights"
    )


def test_an_article_is_mended_for_a_search_and_shows_what_was_still_asked(
    site: Site, looked_for: Translation, ask: Ask, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    asked = ask("Which bulb?", subject="The bulb of Nordlicht")
    counting.contacted([looked_for.article_id], asked)
    browser = as_agent(ada)
    search = browser.get(reverse("searched_for"), {"language": "en", "words": "lamp"})
    assert "The lamp" in search.content.decode()
    assert browser.get(reverse("searched_for"), {"language": "en", "words": "nothing"}).status_code == 404
    told = {"asked": "en lamp", "article": looked_for.article_id}
    assert browser.post(reverse("mend_article"), told).status_code == 302
    page = browser.get(reverse("article_figures", args=[looked_for.article_id])).content.decode()
    assert "To be answered" in page
    assert "1 of 4 said that it helped" in page
    assert "The bulb of Nordlicht" in page
    assert Question.objects.get().asked == 2
    theirs = as_agent(finn).get(reverse("article_figures", args=[looked_for.article_id])).content.decode()
    assert "Nordlicht" not in theirs  # an article is the whole team's, a conversation is not
    for part, word in (("articles", "1 of 100"), ("languages", "Translate it")):
        body = as_agent(ada).get(reverse("insights"), {"about": part}).content.decode()
        assert "The lamp" in body
        assert word.replace("1 of 100", "33 of 100") in body


def test_figures_count_what_was_read_and_what_came_of_it(
    site: Site, looked_for: Translation, write: Write, ada: Agent
) -> None:
    ours = write("Ours", visibility=Visibility.INTERNAL)
    counting.contacted([looked_for.article_id])
    counting.inserted(ours)
    told = figures.figures_of(looked_for.article, days=28)
    assert (told.views, told.contacts, told.inserts, told.contact_share) == (3, 1, 1, 33)
    assert told.by_language == {"en": 2, "ro": 1}
    assert (told.votes.helped, told.votes.not_yet) == (1, 3)
    assert [times for _reason, times in told.votes.reasons] == [2]
    assert [(one.title, one.votes.not_yet) for one in figures.by_votes(site, ada, days=28)] == [
        ("The lamp", 3)
    ]
    assert [one.title for one in figures.by_contacts(site, ada, days=28)] == ["The lamp"]
    assert {one.title for one in figures.by_inserts(site, ada, days=28)} == {"The lamp", "Ours"}
    assert [(code, one.views) for code, one in figures.wanted_in(site, ada, days=28)] == [("ro", 1)]
    days = figures.views_by_day(looked_for.article, days=7)
    assert [count for _day, count in days] == [0, 0, 0, 0, 0, 0, 3]


def test_who_may_not_write_learns_nothing(
    site: Site, looked_for: Translation, levi: Agent, nora: Agent, as_agent: SignIn
) -> None:
    asked = Asked("en", "dimmer", 2, 2, 0)
    for agent in (levi, nora):
        browser = as_agent(agent)
        for name in ("insights", "searched_for"):
            assert browser.get(reverse(name)).status_code == 403
        for name in ("article_figures", "beside_article"):
            assert browser.get(reverse(name, args=[looked_for.article_id])).status_code == 403
        assert browser.post(reverse("write_asked"), {"asked": "en dimmer"}).status_code == 403
        with pytest.raises(NotAllowed):
            write_it(site, [asked], by=agent)
    assert Article.objects.count() == 1


def test_an_article_answers_so_many_questions_and_pages_ask_few_statements(
    site: Site,
    looked_for: Translation,
    ada: Agent,
    as_agent: SignIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    many = [
        Asked("en", f"word {chr(97 + number % 26) * (1 + number // 26)}", 1, 1, 0) for number in range(60)
    ]
    assert attach(looked_for.article, many[:MOST_ATTACHED], by=ada) == MOST_ATTACHED
    with pytest.raises(Exception, match="at most"):
        attach(looked_for.article, many, by=ada)
    browser = as_agent(ada)
    for part in ("searches", "articles", "languages"):
        with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
            assert browser.get(reverse("insights"), {"about": part}).status_code == 200
