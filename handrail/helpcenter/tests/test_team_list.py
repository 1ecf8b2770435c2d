"""The team's list where there are several help centers, and articles that begin with a template."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Category, CategoryText, Site, State, Translation
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, create_article, translate

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def shop(site: Site) -> Site:
    """Another brand's help center, with a category and an article."""
    made = Site.objects.create(name="Shop help", host="help.shop.example", languages=["de", "en"])
    shelf = Category.objects.create(site=made, slug="returns")
    CategoryText.objects.create(category=shelf, language="de", name="Rückgabe")
    create_article(made, language="de", words=Words("Umtausch", "Binnen 14 Tagen."), by=None, category=shelf)
    return made


def _rows(page: str) -> int:
    return page.count('class="article-row"')


def test_one_site_is_chosen_and_stays_chosen(as_agent: SignIn, ada: Agent, write: Write, shop: Site) -> None:
    write("White page")
    browser = as_agent(ada)
    both = browser.get("/articles/").content.decode()
    assert (_rows(both), both.count(shop.name)) == (2, 2)  # where one chooses, and its row
    one = browser.get(f"/articles/?site={shop.pk}").content.decode()
    assert (_rows(one), "Umtausch" in one, "Rückgabe" in one) == (1, True, True)
    for address in (
        f"?view=draft&amp;site={shop.pk}",
        f"/articles/new/?site={shop.pk}",
        f"&amp;site={shop.pk}",
    ):
        assert address in one
    assert f'<input type="hidden" name="site" value="{shop.pk}">' in one
    assert _rows(browser.get(f"/articles/?site={shop.pk}&view=published").content.decode()) == 0
    assert _rows(browser.get("/articles/?site=99999").content.decode()) == 2


def test_with_one_site_nothing_is_to_choose(as_agent: SignIn, ada: Agent, write: Write) -> None:
    write("White page")
    assert "?site=" not in as_agent(ada).get("/articles/").content.decode()


def test_the_list_costs_the_same_however_many_there_are(
    as_agent: SignIn, ada: Agent, write: Write, shop: Site, django_assert_num_queries: Any
) -> None:
    browser = as_agent(ada)
    browser.get("/articles/")
    with django_assert_num_queries(10):
        browser.get("/articles/")
    for number in range(3):
        write(f"Page {number}")
        Site.objects.create(name=f"Brand {number}", host=f"{number}.example", languages=["en"])
    with django_assert_num_queries(10):
        browser.get("/articles/")


def test_a_new_article_is_written_for_the_chosen_site(as_agent: SignIn, ada: Agent, shop: Site) -> None:
    told = {"title": "Versand", "body": "Zwei Tage.", "significance": 20, "site": shop.pk, "language": "de"}
    as_agent(ada).post("/articles/new/", told)
    made = Translation.objects.get(slug="versand")
    assert (made.site, made.language) == (shop, "de")


def test_an_article_begins_with_the_template_of_its_language(
    as_agent: SignIn, ada: Agent, write: Write
) -> None:
    steps = write("Steps", "First, second, third.", is_template=True, is_draft=True)
    words = Words("Étapes", "D'abord, ensuite, enfin.", based_on=steps.latest)
    translate(steps.article, language="fr", words=words, by=ada)
    gone = write("Old form", "Nobody uses this.", is_template=True, is_draft=True)
    Translation.objects.filter(pk=gone.pk).update(state=State.ARCHIVED)
    browser = as_agent(ada)

    def begun(**told: object) -> str:
        answer = browser.post("/articles/new/", {"template": steps.article_id, **told})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "D&#39;abord, ensuite, enfin." in begun(language="fr")
    assert "First, second, third." in begun(language="en")
    assert "First, second, third." in begun(language="ro")  # which it does not speak
    assert 'value="ro" selected' in begun(language="ro")
    assert ">How to dim</textarea>" in begun(language="fr", title="How to dim", body="")
    page = browser.get("/articles/new/").content.decode()
    assert ("Steps" in page, "Old form" in page) == (True, False)
    assert browser.get("/articles/new/?template=999999").status_code == 404
    assert Translation.objects.filter(article__is_template=False).count() == 0


def test_several_are_changed_together_or_none(
    as_agent: SignIn, ada: Agent, ben: Agent, site: Site, shop: Site, write: Write
) -> None:
    both = [write(title, labels=["lamp"]) for title in ("White page", "Hours")]
    shelf = Category.objects.create(site=site, slug="first-steps")
    other = Translation.objects.get(site=shop)
    browser = as_agent(ada)

    def do(what: str, *chosen: Translation, **more: str) -> None:
        told = {"do": what, "chosen": [one.pk for one in chosen], "back": "view=published", **more}
        assert browser.post("/articles/together/", told).headers["Location"] == "/articles/?view=published"
        for one in (*both, other):
            one.refresh_from_db()
            one.article.refresh_from_db()

    do(f"category:{shelf.pk}", *both)
    do(f"owner:{ben.pk}", *both)
    do("label", *both, label="Cache, lamp")
    for one in both:
        assert (one.article.category, one.article.owner, one.article.labels) == (
            shelf,
            ben,
            ["lamp", "cache"],
        )
    do("category:none", both[0], other)
    assert (both[0].article.category, other.article.category) == (None, None)
    do(f"category:{shelf.pk}", both[0], other)  # of another site: neither is moved
    assert (both[0].article.category, other.article.category) == (None, None)
    do("archive", *both)
    assert {one.state for one in both} == {State.ARCHIVED}
    assert browser.post("/articles/together/", {"do": "burn", "chosen": [other.pk]}).status_code == 404


def test_thrown_away_together_they_come_back_together(
    as_agent: SignIn, ada: Agent, levi: Agent, nora: Agent, write: Write
) -> None:
    both = [write("White page"), write("Hours")]
    told = {"do": "trash", "chosen": [one.pk for one in both], "back": "view=all&site=x"}
    for agent in (levi, nora):
        assert as_agent(agent).post("/articles/together/", told).status_code == 403
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    done = as_agent(ada).post("/articles/together/", told, headers=headers)
    assert done.headers["HX-Redirect"] == "/articles/?view=all"
    assert not Translation.objects.exists()
    back = json.loads(done.headers["Handrail-Undo"])["address"]
    assert as_agent(levi).post(back).status_code == 403
    assert as_agent(ada).post(back).status_code == 204
    assert Translation.objects.count() == 2
    assert as_agent(ada).post(back).status_code == 404
