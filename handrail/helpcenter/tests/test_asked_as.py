"""How people ask for an article: kept, found, brought in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from handrail.accounts.models import Agent
from handrail.helpcenter.exchange import Options, export_folder, import_folder
from handrail.helpcenter.meaning import asking
from handrail.helpcenter.meaning.filling import fill_all, waiting
from handrail.helpcenter.models import AskedAs, AskedAsFigures, Origin, Site, Translation, Visibility
from handrail.helpcenter.models.asked_as import MOST_PHRASES
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.search import search
from handrail.helpcenter.search.phrases.keeping import ask_as, phrases_of
from handrail.helpcenter.tests.conftest import Write

FILE = (
    "---\ntitle: Empty the cache\nasked_as:\n- The page stays white\n- Why is it blank?\n---\n\n"
    "Open **Tools**.\n"
)


@pytest.fixture
def knows_meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real model, in this process."""
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    asking.load_here()


def _found(words: str, reader: Reader = STRANGER) -> list[str]:
    return [hit.translation.slug for hit in search(words, reader=reader, language="en")]


def test_an_article_is_found_by_what_people_say(write: Write, knows_meanings: None) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache")
    write("Delivery", "Parcels arrive within three days.", slug="delivery")
    ask_as(cache, phrases=["My monitor is all white", "  it   went blank ", "", "it went blank"], by=None)
    assert phrases_of(cache) == ["My monitor is all white", "it went blank"]
    fill_all()
    assert (waiting(), AskedAs.objects.filter(vector=None).count()) == (0, 0)
    assert _found("the monitor turned white")[0] == "cache"
    hit = search("the monitor turned white", reader=STRANGER, language="en")[0]
    assert hit.passage == "Open Tools."
    assert 0 < AskedAsFigures.objects.get().tightness < 1
    ask_as(cache, phrases=[], by=None)
    assert not AskedAsFigures.objects.exists()
    assert "cache" not in _found("monitor")


def test_what_one_article_is_asked_as_hides_nothing_that_stands_in_another(
    write: Write, knows_meanings: None
) -> None:
    write("Mutarea licenței", "Licența se mută din cont pe alt server, în meniul Setări.", language="ro")
    write("Facturi", "Factura se descarcă din cont, în secțiunea Plăți.", language="ro", slug="facturi")
    cache = write("Golirea memoriei", "Apăsați Unelte.", language="ro", slug="memorie")
    asked = "De unde se descarcă factura?"
    before = [hit.translation.slug for hit in search(asked, reader=STRANGER, language="ro")]
    assert before[0] == "facturi"
    ask_as(cache, phrases=["De ce nu se încarcă pagina?", "De unde vine pagina albă?"], by=None)
    fill_all()
    assert search(asked, reader=STRANGER, language="ro")[0].translation.slug == "facturi"
    assert search("pagina e albă", reader=STRANGER, language="ro")[0].translation.slug == "memorie"


def test_by_words_alone_where_nobody_knows_meanings(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    monkeypatch.setattr(asking, "socket_path", lambda: Path("/nonexistent/socket"))
    ask_as(write("Empty the cache", "Open Tools.", slug="cache"), phrases=["My monitor is white"], by=None)
    assert _found("white monitors") == ["cache"]


def test_phrases_of_what_one_may_not_read_find_nothing(
    write: Write, ada: Agent, knows_meanings: None
) -> None:
    ours = write("Handbook", "For us.", visibility=Visibility.INTERNAL, slug="ours")
    ask_as(ours, phrases=["zirconium secrets of the house"], by=None)
    fill_all()
    assert _found("zirconium secrets of the house") == []
    assert _found("zirconium secrets of the house", Reader(agent=ada)) == ["ours"]


def test_a_folder_brings_phrases_and_takes_back_only_its_own(site: Site, tmp_path: Path) -> None:
    root, out = tmp_path / "in", tmp_path / "out"
    (root / "en").mkdir(parents=True)
    file = root / "en" / "cache.md"
    file.write_text(FILE)
    import_folder(root, site, Options(is_published=True))
    cache = Translation.objects.get(slug="cache")
    assert phrases_of(cache) == ["The page stays white", "Why is it blank?"]
    export_folder(out, site)
    assert (out / "en" / "cache.md").read_text() == FILE
    ask_as(cache, phrases=[*phrases_of(cache), "Said by Cleo"], by=None)
    export_folder(out, site)
    assert "- Said by Cleo" in (out / "en" / "cache.md").read_text()
    file.write_text(FILE.replace("- Why is it blank?\n", ""))
    import_folder(root, site, Options(is_published=True))
    assert set(phrases_of(cache)) == {"The page stays white", "Said by Cleo"}
    assert AskedAs.objects.get(words="Said by Cleo").origin == Origin.PERSON


def test_who_may_publish_says_how_people_ask(
    write: Write, ada: Agent, cleo: Agent, levi: Agent, client: Client
) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache")
    address = f"/articles/{cache.article_id}/in/en/asked-as/"
    client.force_login(levi)
    assert client.post(address, {"phrases": "a"}).status_code == 403
    client.force_login(cleo)
    answer = client.post(address, {"phrases": "It is white\r\nIt is blank"})
    assert answer.status_code == 302
    assert phrases_of(cache) == ["It is white", "It is blank"]
    page = client.get(f"/articles/{cache.article_id}/in/en/").content.decode()
    assert "It is white\nIt is blank</textarea>" in page


def test_more_than_many_are_refused(write: Write) -> None:
    cache = write("Empty the cache", "Open Tools.")
    with pytest.raises(ValidationError):
        ask_as(cache, phrases=[f"phrase {number}" for number in range(MOST_PHRASES + 1)], by=None)
    assert phrases_of(cache) == []


def _typed(of: Translation, phrases: str, **more: object) -> dict[str, object]:
    """What the page of an article sends: its words, and how people ask for it."""
    told = {"title": "Empty the cache", "body": "Open Tools.", "significance": 20, "base": of.latest_id or ""}
    return {**told, "phrases": phrases, "phrases_were": "\r\n".join(phrases_of(of)), **more}


def test_whatever_saves_the_article_saves_how_people_ask_for_it(
    write: Write, ada: Agent, client: Client
) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache", is_draft=True)
    address = f"/articles/{cache.article_id}/in/en/"
    client.force_login(ada)
    assert client.post(address, _typed(cache, "It is white\r\nIt is blank")).status_code == 302
    assert phrases_of(cache) == ["It is white", "It is blank"]
    cache.refresh_from_db()
    told = _typed(cache, "It is blank\r\nIt is grey", body="Open **Tools**.", then="publish")
    assert client.post(address, told).status_code == 302
    cache.refresh_from_db()
    assert (cache.published and cache.published.body) == "Open **Tools**."
    assert phrases_of(cache) == ["It is blank", "It is grey"]
    assert "It is blank\nIt is grey</textarea>" in client.get(address).content.decode()


def test_questions_that_cannot_be_kept_come_back_with_the_text_and_nothing_is_saved(
    write: Write, ada: Agent, client: Client
) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache")
    before, address = cache.latest_id, f"/articles/{cache.article_id}/in/en/"
    client.force_login(ada)
    many = "\r\n".join(f"phrase {number}" for number in range(MOST_PHRASES + 1))
    for phrases, says in ((many, "in 100 ways at most"), ("x" * 301, "300 characters at most")):
        for where in (address, f"{address}asked-as/"):
            answer = client.post(where, _typed(cache, phrases, body="Typed for long.", then="publish"))
            page = answer.content.decode()
            assert (answer.status_code, page.count(says)) == (422, 2)  # on top, and where it was typed
            assert "Typed for long.</textarea>" in page
            assert phrases.replace("\r\n", "\n")[-20:] in page.replace("\r\n", "\n")
    cache.refresh_from_db()
    assert (cache.latest_id, phrases_of(cache)) == (before, [])


def test_saving_the_questions_alone_keeps_the_text_that_is_being_written(
    write: Write, ada: Agent, client: Client
) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache")
    before, address = cache.latest_id, f"/articles/{cache.article_id}/in/en/"
    client.force_login(ada)
    told = _typed(cache, "It is white", title="", body="Half a sen")
    assert client.post(f"{address}asked-as/", told).headers["Location"] == f"{address}#asked-as"
    page = client.get(address).content.decode()
    assert "Half a sen</textarea>" in page
    assert "not saved as a version yet" in page
    cache.refresh_from_db()
    assert (cache.latest_id, phrases_of(cache)) == (before, ["It is white"])


def test_questions_that_are_being_typed_are_kept_for_whoever_types_them(
    write: Write, ada: Agent, ben: Agent, client: Client
) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache")
    address = f"/articles/{cache.article_id}/in/en/"
    client.force_login(ada)
    assert client.post(f"{address}keep/", _typed(cache, "It is whi")).status_code == 200
    page = client.get(address).content.decode()
    assert "It is whi</textarea>" in page
    assert "not saved as a version yet" in page
    client.force_login(ben)
    assert "It is whi" not in client.get(address).content.decode()
    client.force_login(ada)
    client.post(f"{address}drop/")
    assert "It is whi" not in client.get(address).content.decode()
    assert phrases_of(cache) == []


def test_of_two_tabs_the_second_takes_away_nothing_that_the_first_added(
    write: Write, ada: Agent, client: Client
) -> None:
    cache = write("Empty the cache", "Open Tools.", slug="cache")
    ask_as(cache, phrases=["It is white", "It is old"], by=None)
    address = f"/articles/{cache.article_id}/in/en/"
    untouched, changed = _typed(cache, "It is white\nIt is old"), _typed(cache, "It is blank\nIt is white")
    client.force_login(ada)
    ask_as(cache, phrases=["It is white", "It is old", "Said meanwhile"], by=None)
    client.post(address, untouched)
    assert phrases_of(cache) == ["It is white", "It is old", "Said meanwhile"]
    client.post(address, changed)
    assert phrases_of(cache) == ["It is blank", "It is white", "Said meanwhile"]
