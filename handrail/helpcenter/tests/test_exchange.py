"""Manuals come in with their languages and their history, and go out as they came."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from handrail.helpcenter.exchange import Options, export_folder, import_folder
from handrail.helpcenter.exchange.folders import scan
from handrail.helpcenter.exchange.pages import read_page, write_page
from handrail.helpcenter.models import Asset, Revision, Site, Translation
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.rendering import render
from handrail.helpcenter.surroundings import surroundings
from handrail.helpcenter.translating import Standing, standing_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x08\x08\x02\x00\x00\x00"
ENGLISH = (
    "---\ntitle: Empty the cache\nweight: 3\n# why\ntags: [cache, speed]\n---\n\n# Empty the cache\n\n{}\n"
)


class Manual:
    """A folder under git, with a clock of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self._day = root, 0
        self._git("init", "-q")

    def put(self, path: str, text: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, said: str) -> None:
        self._day += 1
        self._git("add", "-A")
        self._git("commit", "-q", "-m", said)

    def move(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        self._git("mv", old, new)

    def _git(self, *arguments: str) -> None:
        at = f"2024-03-{self._day or 1:02}T12:00:00+02:00"
        who = {"GIT_AUTHOR_NAME": "Maria", "GIT_AUTHOR_EMAIL": "m@x.example", "GIT_AUTHOR_DATE": at}
        who |= {"GIT_COMMITTER_NAME": "Maria", "GIT_COMMITTER_EMAIL": "m@x.example", "GIT_COMMITTER_DATE": at}
        subprocess.run(
            ["git", "-C", self.root, *arguments], env=os.environ | who, check=True, capture_output=True
        )


def manual(root: Path) -> Manual:
    made = Manual(root)
    made.put("en/tools/cache.md", ENGLISH.format("Open **Tools**.\n\n![Tools](../../img/tools.png)"))
    made.put("en/index.md", "# Lamp\n\nSee [the cache](tools/cache.md#how).\n")
    made.put("img/tools.png", PNG)
    made.commit("Begin")
    made.put("ro/tools/cache.md", "# Golește memoria\n\nDeschide **Unelte**.\n\n![U](../../img/tools.png)\n")
    made.put("fr/tools/cache.md", "# Vider le cache\n\nOuvrez **Outils**.\n")
    made.put("ro/index.md", "# Lampa\n\nVezi [memoria](tools/cache.md).\n")
    made.commit("Two languages")
    made.put("en/tools/cache.md", ENGLISH.format("Open **Tools**.\n\n## How\n\n!!! tip\n    Twice."))
    made.commit("Say how")
    made.put("fr/tools/cache.md", "# Vider le cache\n\nOuvrez **Outils**, deux fois.\n")
    made.commit("French again")
    return made


def _standings() -> dict[str, Standing]:
    return {str(one): standing_of(one) for one in Translation.objects.select_related("article")}


def test_a_manual_comes_with_its_history_and_goes_out_as_it_came(site: Site, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    book = manual(tmp_path / "in")
    dry = import_folder(book.root, site, Options(is_dry=True))
    assert (dry.new, Translation.objects.count()) == (5, 0)
    outcome = import_folder(book.root, site, Options(is_published=True))
    assert (outcome.new, outcome.problems, outcome.languages) == (5, [], {"en", "fr", "ro"})
    cache = Translation.objects.get(language="en", slug="cache")
    assert [(one.number, one.comment, one.by) for one in cache.revisions.all()] == [
        (1, "Begin", "Maria"),
        (2, "Say how", "Maria"),
    ]
    assert [one.at.day for one in cache.revisions.all()] == [1, 3]
    assert (cache.latest.title, cache.article.labels) == ("Empty the cache", ["cache", "speed"])  # type: ignore[union-attr]
    french = Translation.objects.get(language="fr", slug="cache")
    assert [one.based_on and one.based_on.number for one in french.revisions.all()] == [1, 2]
    outdated = {name for name, standing in _standings().items() if standing != Standing.CURRENT}
    assert outdated == {"ro/cache"}
    home = Translation.objects.get(language="ro", slug="home")
    body = home.published.body  # type: ignore[union-attr]
    drawn = render(body, surroundings(site, home.article, "ro", [body], reader=STRANGER))
    assert 'href="/help/ro/cache/"' in drawn.html
    romanian = Translation.objects.get(language="ro", slug="cache").published.body  # type: ignore[union-attr]
    shown = render(romanian, surroundings(site, cache.article, "ro", [romanian], reader=STRANGER))
    assert (shown.broken, 'width="16"' in shown.html) == ((), True)
    assert cache.article.category.slug == "tools"  # type: ignore[union-attr]

    out = tmp_path / "out"
    assert export_folder(out, site) == 5
    came = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert came == {
        path: data
        for path in came
        if (data := (book.root / path).read_bytes()) and not path.startswith(".git/")
    }
    assert "img/tools.png" in came


def test_links_that_lead_nowhere_are_told_by_file_and_line(site: Site, tmp_path: Path) -> None:
    book = manual(tmp_path)
    words = "# Lamp\n\nSee [the cache](tools/cache.md#how), [gone](tools/gone.md).\n\n{{ hours }}\n"
    book.put("en/index.md", f"---\nweight: 1\n---\n{words}[here](#nothing) [out](https://x.example/)\n")
    book.put("ro/index.md", "# Lampa\n\n![Un desen](../img/nu%20e.png) ![U](../img/tools.png)\n")
    told = [
        "en/index.md:6: tools/gone.md",
        "en/index.md:8: {{ hours }}",
        "en/index.md:9: #nothing",
        "ro/index.md:3: ../img/nu%20e.png",
    ]
    for is_dry in (True, False, False):
        found = import_folder(book.root, site, Options(is_published=True, is_dry=is_dry))
        assert (sorted(found.broken), found.problems) == (told, [])


def test_what_came_before_is_not_read_again(site: Site, tmp_path: Path) -> None:
    book = manual(tmp_path)
    import_folder(tmp_path, site, Options(is_published=True))
    again = import_folder(book.root, site, Options(is_published=True))
    assert (again.new, again.changed, again.same, again.revisions) == (0, 0, 5, 0)
    book.put("ro/tools/cache.md", "# Golește memoria\n\nDe două ori.\n")
    book.move("fr/tools/cache.md", "fr/tools/vider.md")
    book.put("de/tools/cache.md", "# Cache leeren\n")
    book.commit("Romanian")
    later = import_folder(book.root, site, Options(is_published=True))
    assert (later.changed, later.renamed) == (1, 1)
    assert _standings()["ro/cache"] == Standing.CURRENT
    assert Asset.objects.count() == Asset.objects.values("article", "name").distinct().count()
    assert Revision.objects.filter(translation__language="ro", translation__slug="cache").count() == 2
    site.refresh_from_db()
    assert "de" in site.languages


def test_exactly_what_was_not_translated_since_is_outdated(site: Site, tmp_path: Path) -> None:
    """A history from a fixed sequence; the last commits of the files say what is outdated."""
    book, state, last = Manual(tmp_path), 7, dict[str, int]()
    for step in range(26):
        state = (state * 1103515245 + 12345) % 2**31
        name, language = f"page{state // 7 % 3}", ("en", "ro", "fr")[state // 64 % 3]
        for one in {language, "en"} if f"en/{name}" not in last else {language}:
            book.put(f"{one}/{name}.md", f"# {name} {one}\n\nStep {step} in {one}\n")
            last[f"{one}/{name}"] = step
        book.commit(f"Step {step}")
    import_folder(tmp_path, site, Options(is_published=True))
    expected = {name for name, step in last.items() if step < last[f"en/{name.partition('/')[2]}"]}
    assert {name for name, one in _standings().items() if one == Standing.MAJORLY_OUTDATED} == expected
    assert len(expected) > 1


def test_languages_are_folders_or_endings(tmp_path: Path) -> None:
    for path in ("docs/cache.md", "docs/cache.ro.md", "docs/cache.pt_BR.md", "docs/api/is.md", ".git/x.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("# A")
    found, source = scan(tmp_path, language=None, fallback="en")
    assert source == "en"
    assert [(one.name, one.language, one.folder) for one in found] == [
        ("is", "en", "api"),
        ("cache", "en", "docs"),
        ("cache", "pt-BR", "docs"),
        ("cache", "ro", "docs"),
    ]


def test_one_language_beside_its_source_is_known(tmp_path: Path) -> None:
    own = "i18n/ro/docusaurus-plugin-content-docs/current/cache.md"
    for path in ("docs/cache.md", own, "guide/a.md", "guide/b.md", "zh/guide/a.md", "zh/guide/b.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("# A")
    found, _source = scan(tmp_path, language=None, fallback="en")
    assert [(one.key, one.language) for one in found] == [
        ("docs/cache.md", "en"),
        ("docs/cache.md", "ro"),
        ("guide/a.md", "en"),
        ("guide/a.md", "zh"),
        ("guide/b.md", "en"),
        ("guide/b.md", "zh"),
    ]


def test_a_page_is_put_together_as_it_was() -> None:
    for text in (
        ENGLISH.format("x"),
        "Only words",
        "Title\n=====\n\nText\n",
        "+++\ntitle = 'A'\n+++\n# B\nx",
        "",
    ):
        page = read_page(text, name="a-name")
        assert page.front + page.heading + page.body == text
        assert (
            write_page(page.front, page.heading, page.body, name="a-name", title=page.title, told={}) == text
        )
    page = read_page("---\ntitle: 'Old'\nother: 1\n---\n\nBody", name="x")
    renamed = write_page(
        page.front, page.heading, page.body, name="x", title="New", told={"summary": "In short"}
    )
    again = read_page(renamed, name="x")
    assert (again.title, again.summary, again.facts["other"], again.body) == ("New", "In short", 1, "Body")
    assert read_page("# The `cache` of [Lamp](x.md) {#c}\n", name="x").title == "The cache of Lamp"
