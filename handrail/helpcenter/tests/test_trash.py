"""Articles are thrown away, taken back, and after thirty days deleted for good."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.core.models import AuditEntry, Blob
from handrail.helpcenter.assets import address_of, keep_asset
from handrail.helpcenter.checking import check_all, check_links_to
from handrail.helpcenter.exchange import Options, import_folder
from handrail.helpcenter.exchange.importing import DELETED
from handrail.helpcenter.models import (
    Article,
    BrokenLink,
    Posting,
    ReadCount,
    Revision,
    Site,
    State,
    Term,
    Tombstone,
    Translation,
    Visibility,
)
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search import search
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.tests.test_exchange import manual
from handrail.helpcenter.verbs import Words, publish, restore, save_revision, schedule, translate, trash
from handrail.helpcenter.verbs.trashing import delete_due, delete_for_good
from handrail.helpcenter.verbs.writing import rename

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def white(write: Write) -> Translation:
    """An article that another one names, with a French text and a picture."""
    found = write("White page", "Empty the blorptank.\n\n![Tank](asset:tank.png)", slug="white-page")
    words = Words("Page blanche", "Videz le réservoir.", based_on=found.latest)
    french = translate(found.article, language="fr", words=words, by=None)
    publish(french.latest, by=None)  # type: ignore[arg-type]
    write("Hours", "First see [the white page](article:white-page).")
    return found


def _found(words: str) -> list[str]:
    return [hit.title for hit in search(words, reader=STRANGER, language="en", by_meaning=False)]


def test_what_is_thrown_away_is_gone_for_readers_at_once(
    white: Translation, site: Site, ada: Agent, client: Client
) -> None:
    picture = keep_asset(site, white.article, name="tank.png", data=b"\x89PNG\r\n\x1a\ntank", by=None)
    rename(white, slug="blank-page", by=None)
    pages = ["/help/en/blank-page/", "/help/fr/page-blanche/", "/help/en/white-page/", address_of(picture)]
    assert [client.get(page).status_code for page in pages] == [200, 200, 301, 200]
    assert _found("blorptank") == ["White page"]
    assert "blank-page" in client.get("/help/sitemap.xml").content.decode()
    trash(white, by=ada)
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert _found("blorptank") == []
    assert not Posting.objects.filter(passage__translation__article=white.article_id).exists()
    assert not Term.objects.filter(term__startswith="blorptank").exists()
    for page in ("/help/sitemap.xml", "/help/feed.xml", "/help/en/", "/help/en/feed.xml"):
        assert "blank-page" not in client.get(page).content.decode()
    assert not Article.objects.filter(pk=white.article_id).exists()


def test_links_that_led_there_are_broken_until_it_is_back(white: Translation, ada: Agent) -> None:
    check_all()
    assert not BrokenLink.objects.filter(target="article:white-page").exists()
    before = BrokenLink.objects.count()
    trash(white, by=ada)
    assert check_links_to(white.article_id) == 1
    assert BrokenLink.objects.filter(target="article:white-page").count() == 1
    restore(white, by=ada)
    check_links_to(white.article_id)
    assert BrokenLink.objects.count() == before


def test_it_comes_back_as_it_was(white: Translation, ada: Agent, client: Client) -> None:
    newer = save_revision(white, words=Words("White page", "Newer."), by=ada)
    white.refresh_from_db()
    facts = (white.state, white.published_id, white.latest_id, white.slug)
    assert trash(white, by=ada) is not None
    assert trash(white, by=ada) is None
    restore(white, by=ada)
    white.refresh_from_db()
    assert (white.state, white.published_id, white.latest_id, white.slug) == facts
    assert white.latest_id == newer.pk
    assert _found("blorptank") == ["White page"]
    assert client.get("/help/fr/page-blanche/").status_code == 200
    told = AuditEntry.objects.filter(action__startswith="article ").order_by("pk")
    assert [one.action for one in told if one.by == "Ada"] == ["article trashed", "article restored"]


def test_a_translation_goes_alone_and_its_language_is_free_meanwhile(
    white: Translation, ada: Agent, client: Client
) -> None:
    french = Translation.objects.get(language="fr")
    trash(french, by=ada)
    assert client.get("/help/en/white-page/").status_code == 200
    assert client.get("/help/fr/page-blanche/").status_code == 404
    again = translate(white.article, language="fr", words=Words("Page blanche", "Encore."), by=ada)
    assert again.slug == "page-blanche"
    with pytest.raises(ValidationError):
        restore(french, by=ada)
    trash(again, by=ada)
    restore(french, by=ada)
    french.refresh_from_db()
    assert (french.slug, french.published is not None) == ("page-blanche", True)
    trash(white, by=ada)
    with pytest.raises(ValidationError):
        restore(again, by=ada)  # the article comes first
    restore(white, by=ada)
    assert set(Translation.objects.filter(article=white.article_id)) == {white, french}


def test_an_address_that_is_taken_gets_a_number_and_what_is_overdue_is_a_draft(
    white: Translation, write: Write, ada: Agent
) -> None:
    newer = save_revision(white, words=Words("White page", "Newer."), by=ada)
    schedule(newer, at=timezone.now() + timedelta(days=1), by=ada)
    white.refresh_from_db()
    trash(white, by=ada)
    Translation.all_objects.filter(pk=white.pk).update(publish_at=timezone.now() - timedelta(hours=1))
    assert write("Another", slug="white-page").slug == "white-page"
    restore(white, by=ada)
    white.refresh_from_db()
    assert (white.slug, white.state, white.publish_at) == ("white-page-2", State.DRAFT, None)


def test_after_thirty_days_nothing_is_left(white: Translation, site: Site, ada: Agent) -> None:
    keep_asset(site, white.article, name="tank.png", data=b"\x89PNG\r\n\x1a\ntank", by=None)
    blobs = Blob.objects.count()
    ReadCount.objects.create(article=white.article, language="fr", day=timezone.localdate(), views=3)
    trash(Translation.objects.get(language="fr"), by=ada)
    assert delete_due() == 0
    assert delete_due(timezone.now() + timedelta(days=31)) == 1
    assert not Translation.all_objects.filter(language="fr").exists()
    assert not ReadCount.objects.exists()
    trash(white, by=ada)
    assert delete_due(timezone.now() + timedelta(days=29)) == 0
    assert delete_due(timezone.now() + timedelta(days=31)) == 1
    assert not Article.all_objects.filter(pk=white.article_id).exists()
    assert not Revision.objects.filter(body__contains="blorptank").exists()
    assert Blob.objects.count() == blobs - 1


def test_owners_delete_at_once_and_are_asked_first(
    white: Translation, ada: Agent, olga: Agent, as_agent: SignIn
) -> None:
    with pytest.raises(NotAllowed):
        delete_for_good(white, by=ada)
    with pytest.raises(ValidationError):
        delete_for_good(white, by=olga)
    trash(white, by=ada)
    address = f"/articles/trash/{white.pk}/delete/"
    assert (as_agent(ada).get(address).status_code, as_agent(ada).post(address).status_code) == (403, 403)
    assert as_agent(olga).get(address).status_code == 200
    assert Article.all_objects.filter(pk=white.article_id).exists()
    assert as_agent(olga).post(address).status_code == 302
    assert not Article.all_objects.filter(pk=white.article_id).exists()
    assert as_agent(olga).get(address).status_code == 404
    assert AuditEntry.objects.get(action="article deleted").by == "Olga"


def test_throwing_away_by_hand_is_taken_back_by_z(white: Translation, ada: Agent, as_agent: SignIn) -> None:
    browser, address = as_agent(ada), f"/articles/{white.article_id}/in/en/trash/"
    done = browser.post(address, {"then": "stay"}, headers=HTMX)
    offer = json.loads(done.headers["Handrail-Undo"])
    assert browser.get(f"/articles/{white.article_id}/in/en/").status_code == 404
    assert browser.get("/articles/?view=trash").content.decode().count("data-trashed") == 1
    assert "data-trashed" not in browser.get("/articles/").content.decode()
    assert browser.post(offer["address"]).status_code == 204
    assert browser.get(f"/articles/{white.article_id}/in/en/").status_code == 200
    away = browser.post(address, headers=HTMX)
    assert away.headers["HX-Redirect"] == "/articles/"
    back = browser.post(json.loads(away.headers["Handrail-Undo"])["address"])
    assert back.headers["Location"] == f"/articles/{white.article_id}/in/en/"
    assert browser.post(address).headers["Location"] == "/articles/"
    assert browser.post(f"/articles/trash/{white.pk}/restore/").headers["Location"] == "/articles/?view=trash"
    assert browser.post(f"/articles/trash/{white.pk}/restore/").status_code == 404


def test_who_may_not_publish_throws_nothing_away_and_others_find_no_door(
    white: Translation, write: Write, ada: Agent, levi: Agent, nora: Agent, as_agent: SignIn
) -> None:
    ours = write("How we refund", visibility=Visibility.INTERNAL)
    for agent in (levi, nora):
        assert as_agent(agent).post(f"/articles/{white.article_id}/in/en/trash/").status_code == 403
        with pytest.raises(NotAllowed):
            trash(white, by=agent)
    assert as_agent(nora).post(f"/articles/{ours.article_id}/in/en/trash/").status_code == 404
    for one in (ours, white):
        trash(one, by=ada)
    for what in ("restore", "delete"):
        assert as_agent(nora).post(f"/articles/trash/{ours.pk}/{what}/").status_code == 404
        assert as_agent(levi).post(f"/articles/trash/{white.pk}/{what}/").status_code == 403
        assert Client().post(f"/articles/trash/{white.pk}/{what}/").status_code == 302
    for agent in (levi, nora):
        assert "data-trashed" not in as_agent(agent).get("/articles/?view=trash").content.decode()


def test_an_import_brings_nothing_back_from_the_trash(site: Site, ada: Agent, tmp_path: Path) -> None:
    book = manual(tmp_path)
    import_folder(tmp_path, site, Options(is_published=True))
    cache = Translation.objects.get(language="en", slug="cache")
    trash(Translation.objects.get(language="fr", slug="cache"), by=ada)
    again = import_folder(tmp_path, site, Options(is_published=True))
    assert (again.new, [one.partition(":")[0] for one in again.problems]) == (0, ["fr/tools/cache.md"])
    trash(cache, by=ada)
    book.put("de/tools/cache.md", "# Cache leeren\n")
    book.put("en/tools/cache.md", "# Empty the cache\n\nOnce more.\n")
    book.commit("More")
    later = import_folder(tmp_path, site, Options(is_published=True))
    assert (later.new, later.revisions, len(later.problems)) == (0, 0, 4)
    assert {str(one) for one in Translation.objects.all()} == {"en/home", "ro/home"}


def test_what_was_deleted_for_good_comes_back_only_where_that_is_asked_for(
    site: Site, olga: Agent, tmp_path: Path
) -> None:
    book = manual(tmp_path)
    import_folder(tmp_path, site, Options(is_published=True))
    french = Translation.objects.get(language="fr", slug="cache")
    trash(french, by=olga)
    delete_for_good(french, by=olga)
    told = {"fr/tools/cache.md": DELETED}
    for is_dry in (True, False):
        again = import_folder(tmp_path, site, Options(is_dry=is_dry))
        assert (again.new, dict(one.split(": ", 1) for one in again.problems)) == (0, told)
    cache = Translation.objects.get(language="en", slug="cache")
    trash(cache, by=olga)
    delete_for_good(cache, by=olga)
    for language in ("en", "fr", "ro"):
        book.move(f"{language}/tools/cache.md", f"{language}/tools/memory.md")
    book.put("de/tools/memory.md", "# Cache leeren\n")
    book.commit("Another name, and one more language")
    gone = import_folder(tmp_path, site, Options(is_published=True))
    assert (gone.new, len(gone.problems), "tools" in str(list(Tombstone.objects.values()))) == (0, 4, False)
    assert import_folder(tmp_path, site, Options(is_dry=True, restores=True)).new == 4
    back = import_folder(tmp_path, site, Options(is_published=True, restores=True))
    assert (back.new, back.problems, Tombstone.objects.count()) == (4, [], 0)
    assert {one.language for one in Translation.objects.filter(slug="memory")} == {"de", "en", "fr", "ro"}
    assert import_folder(tmp_path, site, Options(is_published=True)).new == 0


def test_what_is_in_the_trash_can_be_read_there(
    write: Write, ada: Agent, nora: Agent, levi: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    white = write("White page", "Empty **both** caches.")
    address = f"/articles/trash/{white.pk}/"
    assert as_agent(ada).get(address).status_code == 404  # it is not there yet
    trash(white, by=ada)
    assert f'href="{address}"' in as_agent(ada).get("/articles/?view=trash").content.decode()
    assert "<strong>both</strong>" in as_agent(ada).get(address).content.decode()
    assert as_agent(levi).get(address).status_code == 403
    Article.all_objects.update(visibility=Visibility.INTERNAL)
    assert as_agent(nora).get(address).status_code == 404
    assert Client().get(address).status_code == 302
