"""What readers see: the words, where they stand, other languages, and nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Category, CategoryText, ReadCount, Site, Visibility
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, publish, save_revision, translate

SignIn = Callable[[Agent], Client]
SECRET = "zanzibarlamp"


@pytest.fixture
def breaks(site: Site) -> Category:
    made = Category.objects.create(site=site, slug="breaks", icon="no such icon")
    for language, name in (("en", "When something breaks"), ("fr", "En cas de panne")):
        CategoryText.objects.create(category=made, language=language, name=name)
    return made


def _get(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_a_reader_comes_in_their_language_and_finds_what_stands_there(
    client: Client, write: Write, breaks: Category
) -> None:
    write(
        "White page",
        "## Empty it\n\nText.\n\n## And then\n\nMore.",
        summary="It stays white.",
        category=breaks,
    )
    write("On a shelf of its own")
    sent_on = client.get("/help/", headers={"Accept-Language": "fr-CA, en;q=0.5"})
    assert (sent_on.status_code, sent_on["Location"]) == (302, "/help/fr/")
    assert "Accept-Language" in sent_on["Vary"]
    home = _get(client, "/help/fr/")
    assert "En cas de panne" in home
    assert "On a shelf of its own" in home
    assert 'hreflang="x-default" href="http' in home
    shelf = _get(client, "/help/en/c/breaks/")
    assert "White page" in shelf
    assert "It stays white." in shelf
    assert "On a shelf" not in shelf
    page = _get(client, "/help/en/white-page/")
    assert "When something breaks" in page
    assert "<h1>White page</h1>" in page
    assert client.get("/help/en/white-page/").cookies == {}
    for path in ("/help/xx/", "/help/xx/white-page/", "/help/en/c/none/", "/help/en/none/", "/help/en/a/b/c"):
        assert "There is nothing here" in _get(client, path, 404), path


def test_an_article_is_there_for_who_asks_in_a_language_that_the_site_lacks(
    client: Client, write: Write
) -> None:
    found = write("White page", "Empty the cache.")
    browser = {"User-Agent": "Mozilla/5.0"}
    answer = client.get("/help/ja/white-page/?q=white", headers=browser)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/help/en/white-page/?q=white")
    assert not ReadCount.objects.filter(article=found.article).exists()  # nobody has read it yet
    client.get(answer["Location"], headers=browser)
    assert ReadCount.objects.filter(article=found.article).exists()
    assert "There is nothing here" in _get(client, "/help/ja/no-such-page/", 404)


def test_other_languages_the_source_instead_and_a_warning_where_one_is_older(
    client: Client, write: Write
) -> None:
    english = write("White page", "Empty the cache.")
    french = translate(
        english.article,
        language="fr",
        words=Words("Page blanche", "Videz le cache.", based_on=english.published),
        by=None,
    )
    assert french.latest is not None
    publish(french.latest, by=None)
    page = _get(client, "/help/en/white-page/")
    assert 'href="/help/fr/page-blanche/"' in page
    assert "older version" not in page
    assert 'rel="canonical" href="http' in page
    assert 'hreflang="fr"' in page
    assert client.get("/help/fr/white-page/")["Location"] == "/help/fr/page-blanche/"
    instead = _get(client, "/help/ro/white-page/")
    assert "Empty the cache." in instead
    assert 'content="noindex"' in instead
    assert "/help/en/white-page/" in instead
    major = save_revision(english, words=Words("White page", "Do not empty it!", significance=30), by=None)
    assert "older version" not in _get(client, "/help/en/white-page/")
    publish(major, by=None)
    assert "older version" in _get(client, "/help/en/white-page/")
    assert 'data-kind="older"' in _get(client, "/help/fr/page-blanche/")


def test_what_is_not_for_a_reader_is_nowhere(
    client: Client, write: Write, breaks: Category, as_agent: SignIn, ada: Agent, nora: Agent
) -> None:
    write(f"{SECRET} handbook", category=breaks, visibility=Visibility.INTERNAL)
    write(f"{SECRET} for customers", category=breaks, visibility=Visibility.CUSTOMERS)
    write(f"{SECRET} draft", is_draft=True)
    write("Open", f"See [it]({SECRET}-handbook.md).")
    paths = [
        "/help/en/",
        "/help/en/open/",
        "/help/sitemap.xml",
        "/help/en/feed.xml",
        f"/help/en/search/?q={SECRET[:5]}",
    ]
    for path in paths:
        assert SECRET not in _get(client, path).replace(f'"{SECRET}-handbook.md"', ""), path
    words = {
        _get(client, path, 404)
        for path in (f"/help/en/{SECRET}-handbook/", f"/help/en/{SECRET}-draft/", "/help/en/never-there/")
    }
    assert len(words) == 1
    assert SECRET not in _get(client, "/help/en/c/breaks/", 404)
    inside = as_agent(ada)
    page = _get(inside, f"/help/en/{SECRET}-handbook/")
    assert "Only the team reads this" in page
    assert 'content="noindex"' in page
    guest = as_agent(nora)
    _get(guest, f"/help/en/{SECRET}-for-customers/")
    _get(guest, f"/help/en/{SECRET}-handbook/", 404)


def test_search_answers_as_a_page_and_as_one_types(client: Client, write: Write) -> None:
    write("White page after an update", summary="It stays white.")
    page = _get(client, "/help/en/search/?q=white+page")
    assert "White page after an update" in page
    assert "<html" in page
    part = _get(client, "/help/en/search/?q=white&part=1")
    assert 'role="option"' in part
    assert "<html" not in part
    assert "Nothing answers this" in _get(client, "/help/en/search/?q=qqqqq")
    _get(client, "/help/en/search/?q=" + "x" * 5000)


def test_programs_read_a_map_a_feed_and_what_robots_may(client: Client, write: Write, site: Site) -> None:
    write("A & B", summary="<b>")
    assert "/help/en/a-b/" in _get(client, "/help/sitemap.xml")
    feed = _get(client, "/help/en/feed.xml")
    assert "<title>A &amp; B</title>" in feed
    assert "&lt;b&gt;" in feed
    assert "Sitemap: http" in _get(client, "/robots.txt")
    _get(client, "/help/look.css", 404)
    Site.objects.filter(pk=site.pk).update(colour="#ffcc00")
    assert "oklch(from #ffcc00" in _get(client, "/help/look.css")
    Site.objects.filter(pk=site.pk).update(is_on=False)
    _get(client, "/help/en/a-b/", 404)
    _get(client, "/help/sitemap.xml", 404)


def test_a_person_is_one_click_away_with_what_was_read(client: Client, write: Write, site: Site) -> None:
    article = write("White page").article_id
    Site.objects.filter(pk=site.pk).update(ask_at="/forms/help/")
    page = _get(client, "/help/en/white-page/?seen=1.2.3.4.5.6")
    assert page.count(f"seen=3.4.5.6.{article}") == 2
    asked = client.get(f"/help/ask/?lang=en&seen=6.{article}")
    assert asked["Location"] == f"/forms/help/?lang=en&articles=6.{article}"


def test_pages_ask_a_fixed_number_of_times(
    client: Client, write: Write, breaks: Category, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(4):
        write(f"Article {number}", "See [one](article-1.md) and [two](article-2.md).", category=breaks)
    client.get("/help/en/article-0/")
    with django_assert_max_num_queries(17):  # type: ignore[attr-defined]
        client.get("/help/en/article-0/")
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        client.get("/help/en/")
