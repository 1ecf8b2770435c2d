"""Files that were renamed between two imports: the article goes on under the new name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from handrail.helpcenter.exchange import Options, export_folder, import_folder
from handrail.helpcenter.exchange.history import read_history
from handrail.helpcenter.models import (
    Article,
    Category,
    CategoryText,
    ImportedFile,
    Site,
    Translation,
    Visibility,
)
from handrail.helpcenter.tests.test_exchange import Manual
from handrail.helpcenter.translating import Standing, standing_of
from handrail.helpcenter.verbs import Words, rename, save_revision

OPTIONS = Options(is_published=True)
LONG = "".join(f"Line {number} about the {{0}} and how one cleans it.\n" for number in range(20))
SHORT = "About {0}.\n"


@pytest.fixture
def book(tmp_path: Path) -> Manual:
    """Two articles in two languages, in one folder."""
    (tmp_path / "in").mkdir()
    made = Manual(tmp_path / "in")
    for name in ("lamp", "fuse"):
        for language in ("en", "fr"):
            made.put(f"{language}/care/{name}.md", _page(name, language))
    made.commit("Begin")
    return made


def _page(name: str, language: str, more: str = "") -> str:
    return f"# {name} {language}\n\n" + LONG.format(name + language) + more


def _there() -> dict[str, int]:
    return {str(one): one.article_id for one in Translation.objects.all()}


def _import_again(book: Manual, site: Site, out: Path) -> None:
    """Nothing is new the second time, and what goes out is what lies there."""
    again = import_folder(book.root, site, OPTIONS)
    assert (again.new, again.changed, again.renamed, again.revisions, again.problems) == (0, 0, 0, 0, [])
    export_folder(out, site)
    both = [
        {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.md")}
        for root in (out, book.root)
    ]
    assert both[0] == both[1]


def test_a_renamed_file_is_the_same_article_at_another_address(
    site: Site, book: Manual, tmp_path: Path, client: Client
) -> None:
    import_folder(book.root, site, OPTIONS)
    before = _there()
    for language in ("en", "fr"):
        book.move(f"{language}/care/lamp.md", f"{language}/care/light.md")
    book.commit("Rename")
    dry = import_folder(book.root, site, Options(is_dry=True))
    assert (dry.new, dry.renamed, _there()) == (0, 2, before)
    outcome = import_folder(book.root, site, OPTIONS)
    assert (outcome.new, outcome.renamed, outcome.problems) == (0, 2, [])
    assert _there() == {name.replace("lamp", "light"): article for name, article in before.items()}
    answer = client.get("/help/en/lamp/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/help/en/light/")
    _import_again(book, site, tmp_path / "out")


def test_renamed_and_changed_it_has_its_versions_and_its_translation_is_behind(
    site: Site, book: Manual, tmp_path: Path
) -> None:
    import_folder(book.root, site, OPTIONS)
    before = _there()
    book.put("en/care/lamp.md", _page("lamp", "en", "Once.\n"))
    book.commit("Once")
    book.move("en/care/lamp.md", "en/care/light.md")
    book.put("en/care/light.md", _page("lamp", "en", "Once.\nTwice.\n"))
    book.commit("Twice")
    outcome = import_folder(book.root, site, OPTIONS)
    assert (outcome.new, outcome.changed, outcome.renamed, outcome.revisions) == (0, 1, 1, 2)
    light = Translation.objects.get(slug="light")
    assert light.article_id == before["en/lamp"]
    assert list(light.revisions.values_list("comment", flat=True)) == ["Begin", "Once", "Twice"]
    assert light.published_id == light.latest_id
    french = Translation.objects.get(language="fr", slug="lamp")
    assert standing_of(french) == Standing.MAJORLY_OUTDATED
    book.put("fr/care/lamp.md", _page("lamp", "fr", "Deux fois.\n"))
    book.commit("French")
    import_folder(book.root, site, OPTIONS)
    assert standing_of(french) == Standing.CURRENT
    assert Article.objects.count() == 2
    _import_again(book, site, tmp_path / "out")


def test_a_renamed_folder_takes_its_category_along(site: Site, book: Manual, tmp_path: Path) -> None:
    import_folder(book.root, site, OPTIONS)
    before, care = _there(), Category.objects.get()
    CategoryText.objects.create(category=care, language="fr", name="Entretien")
    for language in ("en", "fr"):
        book.move(f"{language}/care", f"{language}/upkeep")
    book.commit("Another folder")
    outcome = import_folder(book.root, site, OPTIONS)
    assert (outcome.new, outcome.renamed, _there()) == (0, 4, before)
    care.refresh_from_db()
    assert (care.slug, Category.objects.count()) == ("upkeep", 1)
    for language in ("en", "fr"):
        moved = Client().get(f"/help/{language}/c/care/")
        assert (moved.status_code, moved.headers["Location"]) == (301, f"/help/{language}/c/upkeep/")
    Article.objects.update(visibility=Visibility.INTERNAL)
    assert Client().get("/help/en/c/care/").status_code == 404  # nobody is sent to where nothing is for them
    Article.objects.update(visibility=Visibility.PUBLIC)
    assert {text.language: text.name for text in care.texts.all()} == {"en": "Upkeep", "fr": "Entretien"}
    book.move("en/upkeep/lamp.md", "en/light/lamp.md")
    book.commit("One of them")
    import_folder(book.root, site, OPTIONS)
    places = Article.objects.order_by("category__slug").values_list("category__slug", flat=True)
    assert list(places) == ["light", "upkeep"]
    _import_again(book, site, tmp_path / "out")


@pytest.mark.parametrize(("words", "more"), [(LONG, ""), (LONG, "And more.\n"), (SHORT, "")])
def test_two_that_swap_their_names_swap_their_addresses(
    site: Site, tmp_path: Path, words: str, more: str
) -> None:
    (tmp_path / "in").mkdir()
    book = Manual(tmp_path / "in")
    for name in ("lamp", "fuse"):
        book.put(f"{name}.md", f"# A {name}\n\n" + words.format(name))
    book.commit("Begin")
    import_folder(book.root, site, OPTIONS)
    before = _there()
    for old, new in (("lamp", "third"), ("fuse", "lamp"), ("third", "fuse")):
        book.move(f"{old}.md", f"{new}.md")
    book.put("fuse.md", "# A lamp\n\n" + words.format("lamp") + more)
    book.commit("Swap")
    outcome = import_folder(book.root, site, OPTIONS)
    assert (outcome.new, outcome.renamed, outcome.problems) == (0, 2, [])
    assert _there() == {"en/lamp": before["en/fuse"], "en/fuse": before["en/lamp"]}
    _import_again(book, site, tmp_path / "out")


def test_a_translation_alone_may_have_another_name(site: Site, book: Manual, tmp_path: Path) -> None:
    import_folder(book.root, site, OPTIONS)
    before = _there()
    book.move("fr/care/lamp.md", "fr/care/lampe.md")
    book.commit("Lampe")
    outcome = import_folder(book.root, site, OPTIONS)
    assert (outcome.new, outcome.renamed) == (0, 1)
    assert _there()["fr/lampe"] == before["fr/lamp"] == _there()["en/lamp"]
    for language, path in (("en", "en/care/lamp.md"), ("fr", "fr/care/lampe.md")):
        book.put(path, _page("lamp", language, "More.\n"))
        book.commit(f"More in {language}")
    import_folder(book.root, site, OPTIONS)
    assert standing_of(Translation.objects.get(slug="lampe")) == Standing.CURRENT
    _import_again(book, site, tmp_path / "out")


def test_a_new_article_in_the_old_place_is_another_one(site: Site, book: Manual, tmp_path: Path) -> None:
    import_folder(book.root, site, OPTIONS)
    before = _there()
    book.move("en/care/lamp.md", "en/care/light.md")
    book.commit("Rename")
    book.put("en/care/lamp.md", "# Something else\n\nNothing of it stood here before.\n")
    book.commit("A new one")
    outcome = import_folder(book.root, site, OPTIONS)
    assert (outcome.new, outcome.renamed, outcome.problems) == (1, 1, [])
    assert _there()["en/light"] == before["en/lamp"]
    assert _there()["en/lamp"] not in before.values()
    _import_again(book, site, tmp_path / "out")


def test_what_somebody_chose_here_stays(site: Site, book: Manual) -> None:
    import_folder(book.root, site, OPTIONS)
    lamp = Translation.objects.get(language="en", slug="lamp")
    rename(lamp, slug="brightness", by=None)
    shelf = Category.objects.create(site=site, slug="first-steps")
    Article.objects.filter(pk=lamp.article_id).update(category=shelf)
    mended = save_revision(lamp, words=Words("Mended here", "Words."), by=None)
    book.move("en/care/lamp.md", "en/light/light.md")
    book.commit("Rename")
    assert import_folder(book.root, site, OPTIONS).new == 0
    lamp = Translation.objects.get(pk=lamp.pk)
    assert (lamp.slug, lamp.article.category, lamp.published_id != mended.pk) == ("brightness", shelf, True)
    assert ImportedFile.objects.get(translation=lamp).path == "en/light/light.md"


def test_history_knows_which_name_a_file_had_when(book: Manual) -> None:
    book.move("en/care/lamp.md", "en/care/light.md")
    book.commit("Rename")
    book.put("en/care/lamp.md", "# New\n\nAnother.\n")
    book.commit("New")
    history = read_history(book.root)
    assert history.names["en/care/light.md"] == [(0, "en/care/lamp.md"), (1, "en/care/light.md")]
    assert history.names["en/care/lamp.md"] == [(2, "en/care/lamp.md")]
    assert [one.said for one in history.versions["en/care/light.md"]] == ["Begin"]
    assert history.last("en/care/light.md") == history.commits[1]
