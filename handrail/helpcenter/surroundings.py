"""What the words of an article refer to, looked up in a fixed number of statements."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from django.db.models import Q

from handrail.helpcenter.assets import address_of, fit_name
from handrail.helpcenter.models import Article, Asset, ImportedFile, Site, SnippetText, Translation
from handrail.helpcenter.models.translation import TranslationQuerySet
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.rendering import Around

_NAMED = re.compile(
    r"""\]\(\s*<?([^)\s>]{1,500})|\]:\s*<?([^\s>]{1,500})|(?:href|src)\s*=\s*["']?([^"'\s>]{1,500})"""
)
_KEY = re.compile(r"\{\{\s*([\w-]{1,60})\s*\}\}")
_LANGUAGE = r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?"
_SUFFIX = re.compile(rf"(?:\.{_LANGUAGE})?\.(?:mdx?|html?)$", re.IGNORECASE)
_HELP = re.compile(rf"^/help/({_LANGUAGE})/(.+?)/?$")


def surroundings(
    site: Site,
    article: Article | None,
    language: str,
    bodies: Iterable[str],
    *,
    reader: Reader,
) -> Around:
    """What to give `render` for the words of an article in a language.

    `bodies` are those words: what they name is looked up at once. `reader` is whoever reads: a link to what
    they may not read leads nowhere. Without `article` it is one that is being begun.
    """
    text = "\n".join(bodies)
    source = article.source_language if article else site.fallback
    snippets = _snippets(site, _KEY.findall(text), language, source)
    text = "\n".join([text, *snippets.values()])
    names = {unquote(one).removeprefix("article:").partition("#")[0] for one in names_in(text)}
    at = _came_from(article, language) if article and any(map(_is_relative, names)) else ""
    assets = _Assets(site, article, names, at)
    return Around(
        language=language,
        link=_Links(site, {language: 1, source: 0}, names, reader, at).path,
        asset=assets.address,
        size=assets.size,
        snippet=snippets.get,
    )


def names_in(text: str) -> set[str]:
    """Whatever Markdown or HTML names as the target of a link or the source of a picture, as it stands."""
    return {next(filter(None, found)) for found in _NAMED.findall(text)}


def _is_relative(name: str) -> bool:
    return "/" in name.strip("/") or name.endswith((".md", ".mdx"))


def _came_from(article: Article, language: str) -> str:
    """The path of the file that these words came from, which relative names go by; empty for others."""
    ours = article.translations.filter(language=language)
    found = ImportedFile.objects.filter(translation__in=ours)
    return found.values_list("path", flat=True).first() or ""


def _snippets(site: Site, keys: Iterable[str], language: str, source: str) -> dict[str, str]:
    """Key → text in the language, or in the source's; those that snippets name are known as well."""
    known: dict[str, str] = {}
    wanted = set(keys)
    for _depth in range(3):
        if not wanted:
            break
        texts = SnippetText.objects.filter(
            snippet__site=site, snippet__key__in=wanted, language__in={language, source}
        ).values_list("snippet__key", "language", "body")
        known |= {key: body for key, _its, body in sorted(texts, key=lambda one: one[1] == language)}
        wanted = {key for body in known.values() for key in _KEY.findall(body)} - set(known)
    return known


def slug_of(name: str) -> str:
    """The slug that a link means: `../cache/empty.ro.md` → `empty`; `cache/index.md` → `cache`."""
    found = _HELP.match(name)
    parts = [part for part in (found[2] if found else name).split("/") if part not in {"", ".", ".."}]
    parts = [_SUFFIX.sub("", parts[-1]) if at == len(parts) - 1 else one for at, one in enumerate(parts)]
    if len(parts) > 1 and parts[-1].lower() in {"index", "readme"}:
        parts.pop()
    return parts[-1] if parts else ""


def files_meant(at: str, name: str) -> list[str]:
    """The files that a relative name in the file `at` may mean, as MkDocs, Docusaurus and Hugo read it."""
    if name.startswith("/"):
        return []
    here = posixpath.dirname(at)
    joined = posixpath.normpath(posixpath.join(here, name))
    own = PurePosixPath(at)
    ending = own.name.removeprefix(own.name.partition(".")[0])
    stem = _SUFFIX.sub("", joined)
    more = [f"{stem}{ending}", f"{stem}.md", f"{stem}/index{ending}", f"{stem}/README{ending}"]
    return [joined, *more, posixpath.normpath(posixpath.join(here, "..", name)) + ".md"]


class _Links:
    """Names of other articles → their paths, in the reader's language where they have it."""

    def __init__(
        self, site: Site, languages: dict[str, int], names: set[str], reader: Reader, at: str
    ) -> None:
        self._at = at
        names = {name for name in names if not name.startswith("asset:")}
        slugs = {slug_of(name) for name in names} - {""}
        readable = Translation.objects.readable_by(reader).filter(site=site)
        named = readable.filter(slug__in=slugs, language__in=languages) if slugs else []
        self._language = first = max(languages, key=lambda one: languages[one])
        ordered = sorted(named, key=lambda one: languages[one.language])
        self._by_slug = {one.slug: one for one in ordered}
        self._by_file = self._files(readable, names) if at else {}
        found = [*self._by_slug.values(), *self._by_file.values()]
        others = {one.article_id for one in found if one.language != first}
        ours = readable.filter(article__in=others, language=first) if others else []
        self._ours = {one.article_id: one for one in ours}

    def path(self, name: str) -> str | None:
        """The path of the article that a link names, None where nothing of that name can be read."""
        by_file = (self._by_file.get(one) for one in files_meant(self._at, name)) if self._by_file else ()
        found = next(filter(None, by_file), None) or self._by_slug.get(slug_of(name))
        if found is None:
            return None
        there = self._ours.get(found.article_id, found)
        return f"/help/{self._language}/{quote(there.slug)}/"  # what lacks a language is shown in its place

    def _files(self, readable: TranslationQuerySet, names: set[str]) -> dict[str, Translation]:
        paths = {path for name in names for path in files_meant(self._at, name)}
        found = ImportedFile.objects.filter(path__in=paths, translation__in=readable)
        return {one.path: one.translation for one in found.select_related("translation")}


class _Assets:
    """Names of files → their addresses: the article's own first, then those of the whole site."""

    def __init__(self, site: Site, article: Article | None, names: set[str], at: str) -> None:
        self._at = posixpath.dirname(at)
        wanted = {one for name in names for one in self._meant(name.removeprefix("asset:"))}
        own = Q(article=article) if article else Q(pk=None)
        shared = Q(article=None, name__in=wanted)
        found = Asset.objects.filter(own | shared, site=site) if wanted else Asset.objects.none()
        self._known = {one.name: one for one in sorted(found, key=lambda one: one.article_id is not None)}

    def _meant(self, name: str) -> list[str]:
        joined = posixpath.normpath(posixpath.join(self._at, name))
        plain = [fit_name(one.partition("?")[0]) for one in (joined, name)]
        return list(dict.fromkeys([*plain, posixpath.basename(plain[-1])]))

    def _find(self, name: str) -> Asset | None:
        meant = self._meant(name)
        found = next((self._known[one] for one in meant if one in self._known), None)
        below = (one for known, one in self._known.items() if known.endswith(f"/{meant[-1]}"))
        return found or next(below, None)

    def address(self, name: str) -> str | None:
        """Where a file lies, None where there is none of that name."""
        found = self._find(name)
        return address_of(found) if found else None

    def size(self, name: str) -> tuple[int, int] | None:
        """Width and height of a picture in px."""
        found = self._find(name)
        return (found.width, found.height) if found and found.width and found.height else None
