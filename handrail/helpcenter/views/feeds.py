"""What programs read: the site map, the feed, what robots may; and the site's colour and logo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from handrail.helpcenter.logos import logo_of
from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.reading.learning import lessons_of
from handrail.helpcenter.reading.linking import alternates, in_each, root_of
from handrail.helpcenter.reading.pages import path_in
from handrail.helpcenter.reading.shelves import readable, shelves_of
from handrail.helpcenter.sites import site_of
from handrail.helpcenter.views.door import Reading, for_readers

MOST_IN_A_MAP = 50_000  # addresses; sitemaps.org, "Sitemap file location and limits"
MOST_IN_A_FEED = 30
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"

MAPPED: list[Callable[[Site], Mapping[str, str]]] = []
"""Rooms above that have a page for everybody on a site join this: each says its path in each language."""


@dataclass(frozen=True)
class News:
    """One entry of a feed: its title, its path on the site, when it was last changed, what it is about."""

    title: str
    path: str
    at: datetime
    summary: str = ""


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that everybody may read, with its other languages (sitemaps.org 0.9, xhtml:link)."""
    site = _site(request)
    lines = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">',
        *islice(_mapped(site), MOST_IN_A_MAP),
        "</urlset>",
    ]
    return _cached("\n".join(lines), "application/xml; charset=utf-8")


def _mapped(site: Site) -> Iterator[str]:
    yield from _in_languages(site, in_each(site.languages, ""), default="/help/")
    for shelf in shelves_of(site, STRANGER, site.fallback).values():
        yield from _in_languages(site, in_each(site.languages, f"c/{quote(shelf.slug)}/"))
    yield from _learning(site)
    for paths_of in MAPPED:
        yield from _in_languages(site, paths_of(site))
    by_article: dict[int, list[Translation]] = {}
    rows = readable(site, STRANGER).order_by("article_id", "language")
    for one in rows.only("article_id", "language", "slug", "published_at")[:MOST_IN_A_MAP]:
        by_article.setdefault(one.article_id, []).append(one)
    for some in by_article.values():
        changed = {one.language: f"{one.published_at:%Y-%m-%d}" for one in some if one.published_at}
        yield from _in_languages(
            site, {one.language: path_in(one.language, one) for one in some}, changed=changed
        )


def _learning(site: Site) -> Iterator[str]:
    """Paths and guides, in the languages in which each is told."""
    lessons = lessons_of(site, STRANGER, site.fallback)
    if lessons.paths or lessons.guides:
        yield from _in_languages(site, in_each(site.languages, "paths/"))
    for path in lessons.paths:
        yield from _in_languages(site, in_each(path.languages, f"paths/{quote(path.slug)}/"))
    for guide in lessons.guides:
        yield from _in_languages(site, in_each(guide.languages, f"guides/{quote(guide.slug)}/"))


def _in_languages(
    site: Site,
    paths: Mapping[str, str],
    *,
    default: str | None = None,
    changed: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """One page in each of its languages; each names them all. `changed`: since when it is so, by language."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(address)}/>'
        for code, address in alternates(site, paths, default)
    )
    for code, path in paths.items():
        since = f"<lastmod>{changed[code]}</lastmod>" if changed and code in changed else ""
        yield f"<url><loc>{escape(root_of(site) + path)}</loc>{since}{links}</url>"


@require_safe
@for_readers
def feed(reading: Reading) -> HttpResponse:
    """What was published last in this language, for everybody (Atom, RFC 4287)."""
    site, language = reading.site, reading.language
    if language not in site.languages:
        raise Http404
    found = readable(site, STRANGER).filter(language=language).select_related("published")
    rows = list(found.defer("published__body").order_by("-published_at", "-pk")[:MOST_IN_A_FEED])
    return atom(site, language, f"/help/{language}/", [_entry(one) for one in rows if one.published_at])


def atom(site: Site, language: str, path: str, news: Iterable[News], title: str = "") -> HttpResponse:
    """A feed (Atom, RFC 4287) of what is new on a page of the site, which has it at `feed.xml` below it."""
    root, news = root_of(site), list(news)
    here, title = root + path, title or site.name
    newest = max((one.at for one in news), default=timezone.now())
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
        f" xml:lang={quoteattr(language)}><title>{escape(title)}</title><id>{escape(here)}</id>"
        f"<updated>{newest.isoformat()}</updated><author><name>{escape(site.name)}</name></author>"
        f'<link rel="self" href={quoteattr(here + "feed.xml")}/><link href={quoteattr(here)}/>'
    )
    entries = (_as_xml(one, root) for one in news)
    return _cached(head + "".join(entries) + "</feed>", "application/atom+xml; charset=utf-8")


def _entry(one: Translation) -> News:
    assert one.published is not None  # noqa: S101 - readers may read it
    assert one.published_at is not None  # noqa: S101 - the caller has looked
    return News(one.published.title, path_in(one.language, one), one.published_at, one.published.summary)


def _as_xml(one: News, root: str) -> str:
    address = root + one.path
    return (
        f"<entry><title>{escape(one.title)}</title><id>{escape(address)}</id>"
        f"<link href={quoteattr(address)}/><updated>{one.at.isoformat()}</updated>"
        f"<summary>{escape(one.summary)}</summary></entry>"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may look at: the help center, and nothing of the desk (RFC 9309)."""
    root = root_of(site_of(request))
    text = (
        "User-agent: *\nAllow: /help/\nAllow: /static/\nDisallow: /help/ask/\nDisallow: /*?seen=\n"
        f"Disallow: /*&seen=\nDisallow: /*?q=\nDisallow: /\n\nSitemap: {root}/help/sitemap.xml\n"
    )
    return _cached(text, "text/plain; charset=utf-8")


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """The site's colour in place of ours, as dark or as light as words on paper need it to be.

    Lightness in OKLCH bounds contrast: at most 0.5 on white, at least 0.78 on our dark paper give 4.5:1.
    """
    colour = _site(request).colour
    if not colour:
        raise Http404
    deep, bright = (
        f"oklch(from {colour} min(l, {{}}) c h)",
        f"oklch(from {colour} max(l, {{}}) min(c, .12) h)",
    )
    pairs = {
        "accent": (deep.format(0.5), bright.format(0.78)),
        "accent-deep": (deep.format(0.44), bright.format(0.84)),
        "accent-soft": (
            f"oklch(from {colour} .966 min(c, .014) h)",
            f"oklch(from {colour} .255 min(c, .025) h)",
        ),
        "accent-line": (f"oklch(from {colour} .84 min(c, .06) h)", f"oklch(from {colour} .42 min(c, .06) h)"),
    }
    rules = ";".join(f"--{name}:light-dark({light},{dark})" for name, (light, dark) in pairs.items())
    return _cached(f":root{{{rules}}}", "text/css; charset=utf-8", seconds=3600)


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The site's logo."""
    return logo_of(_site(request))


def _site(request: HttpRequest) -> Site:
    site = site_of(request)
    if not site.is_on:
        raise Http404
    return site


def _cached(text: str, content_type: str, seconds: int = 300) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response
