"""Writing an article in the browser's way: keep, save, review, publish, schedule, go back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.conversations.models import Product
from handrail.helpcenter.models import OldAddress, Site, State, Translation, Unsaved, Visibility
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, ask_review, publish, save_revision, schedule, translate
from handrail.helpcenter.verbs.scheduling import publish_due

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def _said(found: Translation, **more: object) -> dict[str, object]:
    told = {"title": "White page", "body": "Empty **both** caches.", "significance": 30, "is_ready": "1"}
    return {**told, "base": found.latest_id or "", **more}


def test_an_article_is_begun_kept_saved_and_published(as_agent: SignIn, ada: Agent, site: Site) -> None:
    browser = as_agent(ada)
    began = browser.post("/articles/new/", {"title": "White page", "body": "Empty it.", "significance": 20})
    found = Translation.objects.get()
    assert began.headers["Location"] == f"/articles/{found.article_id}/in/en/"
    assert (found.state, found.article.owner, found.slug) == (State.DRAFT, ada, "white-page")
    address = began.headers["Location"]
    kept = browser.post(f"{address}keep/", _said(found, body="Empty **both** <script>alert(1)</script>"))
    assert "<strong>both</strong>" in kept.content.decode()
    assert "<script" not in kept.content.decode()
    page = browser.get(address).content.decode()
    assert "not saved as a version yet" in page
    assert "Empty **both** &lt;script&gt;" in page
    assert browser.post(address, _said(found, then="publish")).status_code == 302
    found.refresh_from_db()
    assert found.published is not None
    assert (found.published.body, found.published.number) == ("Empty **both** caches.", 2)
    assert found.published.significance == 30
    assert not Unsaved.objects.exists()
    listed = browser.get("/articles/?view=published&q=white").content.decode()
    assert "White page" in listed
    assert browser.get("/articles/?q=nothing-like-it").content.decode().count("No article says that") == 1


def test_what_is_begun_is_a_draft_before_anybody_saves_it(
    as_agent: SignIn, ada: Agent, levi: Agent, site: Site
) -> None:
    browser = as_agent(ada)
    began = browser.post(
        "/articles/new/", {"first": "1", "title": "", "body": "Empty **it**.", "site": site.pk}
    )
    found = Translation.objects.get()
    address = f"/articles/{found.article_id}/in/en/"
    assert began.headers["Location"] == address
    page = browser.get(address).content.decode()
    assert "<strong>it</strong>" in page
    assert 'placeholder="Title: the question as a reader would ask it"></textarea>' in page
    assert (found.article.owner, found.latest.is_ready) == (ada, False)  # type: ignore[union-attr]
    for title, slug in (("White pa", "white-pa"), ("White page", "white-page")):
        found.refresh_from_db()
        assert browser.post(address, _said(found, title=title)).status_code == 302
        found.refresh_from_db()
        assert found.slug == slug
    browser.post(f"{address}address/", {"slug": "chosen"})
    found.refresh_from_db()
    browser.post(address, _said(found, title="White page, again", then="publish"))
    found.refresh_from_db()
    assert (found.slug, found.latest.is_ready) == ("chosen", True)  # type: ignore[union-attr]
    too_long = browser.post("/articles/new/", {"first": "1", "title": "Long", "body": "x" * 400_001})
    assert (too_long.status_code, Translation.objects.count()) == (422, 1)
    assert as_agent(levi).post("/articles/new/", {"first": "1", "title": "Mine"}).status_code == 403


def test_what_is_only_begun_changes_its_language_and_takes_a_template(
    as_agent: SignIn, ada: Agent, levi: Agent, write: Write
) -> None:
    template = write("How to", "1. First", is_template=True)
    found, browser = write("Page blanche", "Un.", is_draft=True), as_agent(ada)
    address = f"/articles/{found.article_id}/in/en/"
    assert f'action="{address}language/"' in browser.get(address).content.decode()
    filled = browser.post(address, {"template": template.article_id, "title": "Page blanche"})
    assert "1. First</textarea>" in filled.content.decode()
    assert 'lang="en" placeholder="Title: the question as a reader would ask it">Page blanche' in (
        filled.content.decode()
    )
    assert as_agent(levi).post(f"{address}language/", {"language": "fr"}).status_code == 403
    now = as_agent(ada).post(f"{address}language/", {"language": "fr"}).headers["Location"]
    assert now == f"/articles/{found.article_id}/in/fr/"
    found.refresh_from_db()
    found.article.refresh_from_db()
    assert (found.language, found.article.source_language) == ("fr", "fr")
    assert browser.post(f"{now}language/", {"language": "tlh"}).headers["Location"] == now
    assert found.latest
    publish(found.latest, by=ada)
    assert "language/" not in browser.get(now).content.decode()
    assert browser.post(f"{now}language/", {"language": "en"}).headers["Location"] == now


def test_another_article_is_found_and_linked_by_its_address(
    as_agent: SignIn, ada: Agent, levi: Agent, write: Write
) -> None:
    found = write("White page", "See it.")
    write("Pictures do not load", slug="pictures")
    write("Pictures of the team", visibility=Visibility.INTERNAL)
    write("Pictures to come", is_draft=True)
    write("Les pictures", language="fr")
    asked = {"article": str(found.article_id), "language": "en"}
    for words in ("pictures", ""):
        page = as_agent(ada).get("/articles/linking/", asked | {"q": words}).content.decode()
        assert re.findall(r'data-target="([^"]+)"', page) == ["article:pictures"]
    assert 'data-title="Pictures do not load"' in page
    new = as_agent(ada).get(
        "/articles/linking/", {"site": str(found.site_id), "language": "fr", "q": "pictures"}
    )
    assert set(re.findall(r'data-target="([^"]+)"', new.content.decode())) == {
        "article:pictures",
        "article:les-pictures",
    }
    body = "[it](article:pictures)"
    preview = as_agent(ada).post(f"/articles/{found.article_id}/in/en/keep/", _said(found, body=body))
    assert 'href="/help/en/pictures/"' in preview.content.decode()
    assert as_agent(levi).get("/articles/linking/", asked).status_code == 403


def test_whoever_saves_second_is_told_and_loses_nothing(
    as_agent: SignIn, ada: Agent, ben: Agent, write: Write
) -> None:
    found = write("White page", "One.")
    base = found.latest_id
    save_revision(found, words=Words("White page", "Two, by Ben."), by=ben)
    address, told = f"/articles/{found.article_id}/in/en/", _said(found, base=base, body="Three, by Ada.")
    answer = as_agent(ada).post(address, told)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ben" in page
    assert "Three, by Ada." in page
    found.refresh_from_db()
    assert as_agent(ada).post(address, {**told, "base": found.latest_id}).status_code == 302
    assert list(found.revisions.values_list("body", flat=True)) == ["One.", "Two, by Ben.", "Three, by Ada."]


def test_where_two_must_look_the_author_cannot_publish(
    as_agent: SignIn, ada: Agent, ben: Agent, write: Write, site: Site
) -> None:
    site.needs_approval = True
    site.save()
    found = write("White page", "One.")
    mine = save_revision(found, words=Words("White page", "Two."), by=ada)
    address = f"/articles/{found.article_id}/in/en/"
    assert "Ask for review" in as_agent(ada).get(address).content.decode()
    for attempt in ({"do": "publish"}, {"do": "schedule", "at": "2199-01-01T10:00"}):
        as_agent(ada).post(f"{address}act/", attempt | {"revision": mine.pk})
    with pytest.raises(ValidationError):
        schedule(mine, at=timezone.now() + timedelta(days=1), by=ada)
    found.refresh_from_db()
    assert found.published is not None
    assert (found.published.body, found.state) == ("One.", State.DRAFT)
    as_agent(ada).post(f"{address}act/", {"do": "review"})
    as_agent(ben).post(f"{address}act/", {"do": "send-back", "text": "Say which cache."})
    found.refresh_from_db()
    assert (found.state, found.remarks.get().text) == (State.DRAFT, "Say which cache.")
    as_agent(ada).post(f"/articles/remarks/{found.remarks.get().pk}/settle/")
    assert found.remarks.get().settled_at is not None
    ask_review(found, by=ada)
    assert "Approve and publish" in as_agent(ben).get(address).content.decode()
    as_agent(ben).post(f"{address}act/", {"do": "publish", "revision": found.published_id})
    found.refresh_from_db()
    assert found.published_id != mine.pk  # what one publishes is what one had before one's eyes
    as_agent(ben).post(f"{address}act/", {"do": "publish", "revision": mine.pk})
    found.refresh_from_db()
    mine.refresh_from_db()
    assert (found.published_id, found.state, mine.approved_by) == (mine.pk, State.PUBLISHED, ben)


def test_what_is_scheduled_appears_at_its_time_and_saving_takes_that_back(write: Write, ada: Agent) -> None:
    found = write("White page", "One.", is_draft=True)
    assert found.latest is not None
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        schedule(found.latest, at=timezone.now() - timedelta(minutes=1), by=ada)
    schedule(found.latest, at=tomorrow, by=ada)
    assert publish_due() == 0
    assert publish_due(tomorrow) == 1
    assert publish_due(tomorrow) == 0
    found.refresh_from_db()
    assert (found.published_id, found.state, found.publish_at) == (found.latest_id, State.PUBLISHED, None)
    newer = save_revision(found, words=Words("White page", "Two."), by=ada)
    schedule(newer, at=tomorrow, by=ada)
    found.refresh_from_db()
    save_revision(found, words=Words("White page", "Three."), by=ada)
    assert publish_due(tomorrow) == 0


def test_versions_are_compared_and_taken_again(as_agent: SignIn, ada: Agent, write: Write) -> None:
    found = write("White page", "Empty the cache.\n\nReload.")
    save_revision(found, words=Words("White page", "Empty both caches.\n\nReload."), by=ada)
    address = f"/articles/{found.article_id}/in/en/revisions/"
    page = as_agent(ada).get(address).content.decode()
    assert "<del>the cache</del><ins>both caches</ins>" in page
    assert as_agent(ada).post(f"{address}1/restore/").status_code == 302
    found.refresh_from_db()
    assert found.latest is not None
    assert (found.latest.number, found.latest.body) == (3, "Empty the cache.\n\nReload.")
    assert as_agent(ada).post(f"{address}99/restore/").status_code == 404


def test_versions_of_one_name_stand_behind_their_products(as_agent: SignIn, ada: Agent, write: Write) -> None:
    for product in ("Lamp", "Bulb"):
        above = Product.objects.create(name=product, key=product.lower())
        Product.objects.create(name="3.2", key=f"{product.lower()}-3-2", above=above)
    page = as_agent(ada).get(f"/articles/{write('White page').article_id}/in/en/").content.decode()
    boxes = re.findall(r'name="facts-products"[^>]*>\s*<span>([^<]+)', page)
    assert boxes == ["Bulb", "Bulb 3.2", "Lamp", "Lamp 3.2"]


def test_facts_verifying_and_another_address(as_agent: SignIn, ada: Agent, write: Write) -> None:
    found = write("White page")
    about, browser = found.article, as_agent(ada)
    told = {"facts-visibility": "customers", "facts-labels": "Cache, cache ,Update", "facts-plans": "Gold"}
    assert browser.post(f"/articles/{about.pk}/facts/", {**told, "facts-owner": ada.pk}).status_code == 302
    about.refresh_from_db()
    assert (about.visibility, about.labels, about.plans, about.owner) == (
        Visibility.CUSTOMERS,
        ["cache", "update"],
        ["gold"],
        ada,
    )
    assert browser.get("/articles/?view=mine&label=cache").content.decode().count('class="article-row"') == 1
    browser.post(f"/articles/{about.pk}/verify/", {"until": "2027-01-31"})
    about.refresh_from_db()
    assert (str(about.verify_by), about.verified_by) == ("2027-01-31", "Ada")
    browser.post(f"/articles/{about.pk}/in/en/address/", {"slug": "blank-page"})
    found.refresh_from_db()
    assert (found.slug, OldAddress.objects.get().path) == ("blank-page", "/help/en/white-page/")


def test_every_language_leads_on_from_an_old_address(
    client: Client, as_agent: SignIn, ada: Agent, write: Write
) -> None:
    found = write("White page", "One.")
    french = translate(found.article, language="fr", words=Words("Page blanche", "Un."), by=None)
    publish(french.latest, by=None)  # type: ignore[arg-type]
    write("Empty", language="ro", slug="white-page")  # another one, which had that name in another language
    as_agent(ada).post(f"/articles/{found.article_id}/in/en/address/", {"slug": "blank-page"})
    other = Translation.objects.get(language="ro")
    as_agent(ada).post(f"/articles/{other.article_id}/in/ro/address/", {"slug": "gol"})
    for old, now in (
        ("/help/en/white-page/", "/help/en/blank-page/"),
        ("/help/ro/white-page/", "/help/ro/gol/"),
        ("/help/fr/white-page/", "/help/fr/blank-page/"),
    ):
        assert (client.get(old).status_code, client.get(old).headers.get("Location")) == (301, now)
    assert client.get("/help/fr/blank-page/")["Location"] == "/help/fr/page-blanche/"
    assert client.get("/help/ro/blank-page/").status_code == 200
    for nowhere in ("/help/xx/white-page/", "/help/fr/white/", "/help/fr/search/white-page/"):
        assert client.get(nowhere).status_code == 404


def test_light_agents_and_guests_read_and_guests_do_not_see_the_handbook(
    as_agent: SignIn, levi: Agent, nora: Agent, write: Write
) -> None:
    found = write("White page", "Empty **it**.")
    ours = write("How we refund", visibility=Visibility.INTERNAL)
    address = f"/articles/{found.article_id}/in/en/"
    for agent in (levi, nora):
        page = as_agent(agent).get(address).content.decode()
        assert "<strong>it</strong>" in page
        assert 'name="body"' not in page
        for what in ("", "keep/", "act/", "address/", "drop/", "remarks/"):
            assert as_agent(agent).post(address + what, _said(found, do="publish")).status_code == 403
        assert as_agent(agent).get(address + "revisions/").status_code == 403
        assert as_agent(agent).get("/articles/new/").status_code == 403
    with pytest.raises(NotAllowed):
        publish(found.latest, by=levi)  # type: ignore[arg-type]
    assert "How we refund" in as_agent(levi).get("/articles/").content.decode()
    assert "How we refund" not in as_agent(nora).get("/articles/").content.decode()
    assert as_agent(nora).get(f"/articles/{ours.article_id}/in/en/").status_code == 404
    assert (
        as_agent(nora).post(f"/articles/{ours.article_id}/in/en/act/", {"do": "publish"}).status_code == 404
    )
    assert Client().get(address).status_code == 302
