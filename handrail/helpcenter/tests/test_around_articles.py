"""What stands around articles: categories, snippets, help centers, links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handrail.accounts.models import Agent
from handrail.core.erasing import Person, count_all, run_all
from handrail.helpcenter import checking
from handrail.helpcenter.models import BrokenLink, Category, Site, Snippet, UnsavedTranslation
from handrail.helpcenter.queries.shelves import shelves
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, archive, publish, say, translate
from handrail.helpcenter.verbs.keeping import keep_unsaved
from handrail.helpcenter.verbs.shelving import order_categories, remove_category, save_category
from handrail.helpcenter.verbs.snipping import remove_snippet

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_categories_are_named_nested_ordered_and_removed(
    as_agent: SignIn, ada: Agent, levi: Agent, site: Site, write: Write
) -> None:
    browser = as_agent(ada)
    browser.post("/articles/categories/add/", {"name-en": "Updates", "name-ro": "Actualizări"})
    browser.post("/articles/categories/add/", {"name-en": "First steps"})
    updates, steps = Category.objects.order_by("pk")
    inner = save_category(site, names={"en": ("Plugins", "")}, above=updates, by=ada)
    assert [(shelf.name, shelf.depth) for shelf in shelves(site, "ro")] == [
        ("Actualizări", 0),
        ("Plugins", 1),
        ("First steps", 0),
    ]
    browser.post("/articles/categories/", {"order": [updates.pk, inner.pk, steps.pk], "up": steps.pk})
    assert [shelf.name for shelf in shelves(site, "en")] == ["First steps", "Updates", "Plugins"]
    order_categories(site, keys=[updates.pk], by=ada)
    assert next(shelf.name for shelf in shelves(site, "en")) == "Updates"
    with pytest.raises(ValidationError, match="within itself"):
        save_category(site, updates, names={"en": ("Updates", "")}, above=inner, by=ada)
    with pytest.raises(ValidationError, match="move them first"):
        remove_category(updates, by=ada)
    found = write("White page", category=inner)
    assert browser.post(f"/articles/categories/{inner.pk}/", {"take_off": "1"}).status_code == 302
    found.article.refresh_from_db()
    assert found.article.category == updates
    assert browser.post("/articles/categories/add/", {"name-en": " "}).status_code == 422
    assert "Actualizări" in browser.get(f"/articles/categories/{updates.pk}/").content.decode()
    for what in ("categories/", "categories/add/", "snippets/", "snippets/add/", "links/"):
        assert as_agent(levi).get(f"/articles/{what}").status_code == 403


def test_a_snippet_changes_wherever_it_stands(as_agent: SignIn, ada: Agent, site: Site, write: Write) -> None:
    browser = as_agent(ada)
    refused = browser.post("/articles/snippets/add/", {"key": "Not So", "text-en": "x"})
    assert refused.status_code == 422
    browser.post("/articles/snippets/add/", {"key": "support-hours", "text-en": "We answer until 18:00."})
    snippet = Snippet.objects.get()
    found = write("When we answer", "{{ support-hours }}")
    with pytest.raises(ValidationError, match="take it out"):
        remove_snippet(snippet, by=ada)
    browser.post(f"/articles/snippets/{snippet.pk}/", {"text-en": "We answer until 20:00.", "text-fr": ""})
    assert snippet.texts.get().body == "We answer until 20:00."
    assert "When we answer" in browser.get(f"/articles/snippets/{snippet.pk}/").content.decode()
    assert "support-hours" in browser.get("/articles/snippets/").content.decode()
    archive(found, by=ada)
    browser.post(f"/articles/snippets/{snippet.pk}/", {"take_off": "1"})
    assert not Snippet.objects.exists()


def test_leads_set_up_help_centers_and_agents_do_not(
    as_agent: SignIn, cleo: Agent, ada: Agent, site: Site
) -> None:
    told = {"name": "Torch help", "fallback": "ro", "languages": ["en", "ro"], "is_on": "1"}
    lead = as_agent(cleo)
    assert lead.post("/settings/help-center/add/", {**told, "host": ""}).status_code == 422
    assert lead.post("/settings/help-center/add/", {**told, "host": "localhost"}).status_code == 422
    assert lead.post("/settings/help-center/add/", {**told, "host": "Help.Torch.example"}).status_code == 302
    made = Site.objects.get(host="help.torch.example")
    assert (made.languages, made.needs_approval) == (["ro", "en"], False)
    for wrong in ({"ask_at": "https://elsewhere.example"}, {"colour": "red"}):
        answer = lead.post(f"/settings/help-center/{made.pk}/", {**told, "host": made.host, **wrong})
        assert answer.status_code == 422
    page = lead.get("/settings/help-center/").content.decode()
    assert "help.torch.example" in page
    assert as_agent(ada).get("/settings/help-center/").status_code == 404


def test_links_that_lead_nowhere_are_found_and_forgotten_when_mended(
    as_agent: SignIn, ada: Agent, write: Write, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    asked: list[str] = []

    def say_of(address: str) -> str:
        asked.append(address)
        return "gone for good"

    monkeypatch.setattr(checking, "_said_by", say_of)
    found = write("White page", "See [the other](other-page.md) and [them](https://gone.example/x).")
    broken = checking.check_all()
    assert asked == []  # nobody outside is asked unless an admin says so
    assert {link.target for link in BrokenLink.objects.all()} <= {"other-page", "other-page.md"}
    site.checks_outside = True
    site.save()
    assert checking.check_all() == broken + 1
    assert asked == ["https://gone.example/x"]
    assert BrokenLink.objects.get(is_outside=True).reason == "gone for good"
    page = as_agent(ada).get("/articles/links/").content.decode()
    assert "https://gone.example/x" in page
    found.published = None
    found.save()
    checking.check_all()
    assert not BrokenLink.objects.exists()


def test_publishing_says_which_links_lead_nowhere_and_where_readers_see_it(
    as_agent: SignIn, ada: Agent, write: Write
) -> None:
    write("The other")
    found = write("White page", is_draft=True)
    browser, address = as_agent(ada), f"/articles/{found.article_id}/in/en/"
    said = "See [it](article:the-other), [gone](article:gone-page) and [lost](article:lost-page)."
    told = {"title": "White page", "body": said, "base": found.latest_id, "significance": 20, "is_ready": "1"}
    page = browser.post(address, told | {"then": "publish"}, follow=True).content.decode()
    toasts = re.findall(
        r'<hr-toast class="toast" data-kind="(\w+)">.*?<span class="label">(.*?)</span>', page
    )
    kinds = dict(toasts)
    assert "article:gone-page, article:lost-page" in kinds["error"]
    assert 'href="/help/en/white-page/"' in kinds["success"]
    assert "the-other" not in kinds["error"]
    assert [link.target for link in BrokenLink.objects.all()] == ["article:gone-page", "article:lost-page"]
    found.refresh_from_db()
    mended = told | {"base": found.latest_id, "body": "See [it](article:the-other)."}
    page = browser.post(address, mended | {"then": "publish"}, follow=True).content.decode()
    assert 'data-kind="error"' not in page
    assert not BrokenLink.objects.exists()


def test_archiving_one_language_says_in_which_ones_it_is_still_found(
    as_agent: SignIn, ada: Agent, write: Write
) -> None:
    found = write("White page", "One.")
    french = translate(found.article, language="fr", words=Words("Page blanche", "Un."), by=None)
    browser = as_agent(ada)

    def archived(language: str) -> str:
        address = f"/articles/{found.article_id}/in/{language}/"
        page = browser.post(f"{address}act/", {"do": "archive"}, follow=True).content.decode()
        told = re.search(r'<span class="label">(.*?)</span></hr-toast>', page)
        return told[1] if told else ""

    assert "French" not in archived("en")
    publish(french.latest, by=None)  # type: ignore[arg-type]
    assert "Archive in English" not in browser.get(f"/articles/{found.article_id}/in/en/").content.decode()
    publish(found.latest, by=None)  # type: ignore[arg-type]
    assert "Archive in English" in browser.get(f"/articles/{found.article_id}/in/en/").content.decode()
    assert archived("en") == "Archived in English. Readers still find it in French."


def test_whom_we_erase_is_in_no_remark(as_agent: SignIn, ada: Agent, write: Write) -> None:
    found = write("White page")
    say(found, text="As dora.marker@nordlicht.example wrote.", by=ada)
    unsaved = Words("White page", "Ask Dora.Marker@nordlicht.example.")
    keep_unsaved(found, words=unsaved, based_on=found.latest, by=ada)
    sheet = f"/articles/{found.article_id}/translate/ro/keep/"
    as_agent(ada).post(
        sheet, {"goal": "1", "began": "0", "body": "Scrieți la dora.marker@nordlicht.example."}
    )
    person = Person(customers=(), addresses=("dora.marker@nordlicht.example",))
    assert count_all(person)["remarks about articles"] == 3
    assert sum(run_all(person)) >= 3
    kept = found.unsaved.get().body + UnsavedTranslation.objects.get().body
    assert "marker" not in found.remarks.get().text.lower() + kept.lower()


def test_a_picture_comes_in_and_its_markdown_goes_out(
    as_agent: SignIn, ada: Agent, levi: Agent, write: Write
) -> None:
    address = f"/articles/{write('White page').article_id}/files/"
    picture = SimpleUploadedFile("the tools.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    answer = as_agent(ada).post(address, {"file": picture})
    assert answer.json()["markdown"] == "![the-tools](asset:the-tools.png)"
    assert as_agent(ada).post(address).status_code == 422
    assert as_agent(ada).post(address, {"file": SimpleUploadedFile("a.txt", b"")}).status_code == 422
    picture.seek(0)
    assert as_agent(levi).post(address, {"file": picture}).status_code == 403
