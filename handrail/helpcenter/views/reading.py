"""The pages that readers see: home, a category, an article, what was found."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may
from handrail.core.abuse import client_address, within
from handrail.helpcenter.contact import read_before, ways_from, with_articles
from handrail.helpcenter.counting import clicked, contacted, counts, searched, seen
from handrail.helpcenter.models import OldCategorySlug, Reason, Site, Translation
from handrail.helpcenter.paths.reading import along
from handrail.helpcenter.reading.languages import own_name
from handrail.helpcenter.reading.learning import Lessons, lessons_of
from handrail.helpcenter.reading.linking import alternates, in_each
from handrail.helpcenter.reading.pages import beside, found_at, misleading, path_in, siblings_of, tongues_of
from handrail.helpcenter.reading.shelves import (
    Shelf,
    named,
    newest,
    on_shelf,
    readable,
    shelves_of,
    way_to,
    without_place,
)
from handrail.helpcenter.rendering import Rendered, render
from handrail.helpcenter.search import Hit, search
from handrail.helpcenter.surroundings import surroundings
from handrail.helpcenter.views.door import Reading, for_readers
from handrail.helpcenter.views.voting import given_by

MOST_NEW, MANY, MOST_FOUND, MOST_AS_ONE_TYPES = 5, 8, 20, 6
LONGEST_QUESTION = 300
MOST_SEARCHES = 240  # a minute, from one connection: an office shares one, and each letter asks


@require_safe
@for_readers
def start(reading: Reading) -> HttpResponse:
    """On to the home page in the reader's language."""
    response = redirect(f"/help/{reading.language}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
@for_readers
def home(reading: Reading) -> HttpResponse:
    """What there is, by categories, and what is new."""
    _exists(reading)
    site, reader, language = reading.site, reading.reader, reading.language
    shelves = shelves_of(site, reader, language)
    return reading.show(
        "helpcenter/public/home.html",
        shelves=[one for one in shelves.values() if one.above not in shelves],
        newest=newest(site, reader, language, MOST_NEW) if _are_many(shelves) else [],
        lessons=lessons_of(site, reader, language),
        others=without_place(site, reader, language),
        alternates=alternates(site, in_each(site.languages, ""), "/help/"),
        canonical_path=f"/help/{language}/",
        is_listed=True,
    )


@require_safe
@for_readers
def category(reading: Reading, slug: str) -> HttpResponse:
    """What stands in one category and in its parts."""
    _exists(reading)
    shelves = shelves_of(reading.site, reading.reader, reading.language)
    shelf = next((one for one in shelves.values() if one.slug == slug), None)
    if shelf is None:
        now = _slug_now(reading.site, shelves, slug)
        return redirect(f"/help/{reading.language}/c/{quote(now)}/", permanent=True)
    articles = on_shelf(reading.site, reading.reader, reading.language, shelf)
    paths = in_each(reading.site.languages, f"c/{quote(slug)}/")
    return reading.show(
        "helpcenter/public/category.html",
        shelf=shelf,
        way=way_to(shelves, shelf.above),
        parts=[(one, [row for row in articles if row.article.category_id == one.pk]) for one in shelf.below],
        articles=[row for row in articles if row.article.category_id == shelf.pk],
        alternates=alternates(reading.site, paths),
        canonical_path=f"/help/{reading.language}/c/{quote(slug)}/",
        site_languages=[(code, own_name(code), path) for code, path in paths.items()],
        is_listed=True,
    )


def _slug_now(site: Site, shelves: dict[int, Shelf], slug: str) -> str:
    """What a category is called in addresses that was called this before, and in which one may read."""
    found = OldCategorySlug.objects.filter(site=site, slug=slug).values_list("category", flat=True).first()
    if found is None or found not in shelves:
        raise Http404
    return shelves[found].slug


@require_safe
@for_readers
def article(reading: Reading, slug: str) -> HttpResponse:
    """An article, in the language of the address or, with a notice, in the one it is written in."""
    found = found_at(reading.site, reading.reader, reading.language, slug)
    if found is None:
        raise Http404
    siblings = siblings_of(found, reading.reader)
    own = next((one for one in siblings if one.language == reading.language), None)
    if own is not None and own.slug != slug:
        return redirect(path_in(own.language, own))
    if own is None:
        _exists(reading)
    reading.reads(found.article_id)
    _count(reading, found)
    return reading.show("helpcenter/public/article.html", **page_of(reading, found, siblings))


def _count(reading: Reading, found: Translation) -> None:
    """One more read it, perhaps because a search led here."""
    if not counts(reading.request):
        return
    seen(found, reading.language)
    if words := question_of(reading):
        clicked(reading.site, reading.language, words, found)


def question_of(reading: Reading) -> str:
    """What was typed into the search."""
    return " ".join(reading.request.GET.get("q", "").split())[:LONGEST_QUESTION]


def _may_write(agent: Agent | None) -> bool:
    return agent is not None and may(agent.role, May.WRITE)


def opinions(reading: Reading) -> dict[str, Any]:
    """What the page says of a vote or a comment that was just given, and whether one can comment."""
    told = reading.request.GET
    return {
        "given": given_by(told["voted"]) if "voted" in told else None,
        "voted": told.get("voted", "")[:200],
        "said": "said" in told,
        "reasons": Reason.choices,
        "comments": ways_from(reading.site).comments,
        "commented": "commented" in told,
        "comment_error": "",
        "comment_words": "",
        "comment_email": "",
        "once": uuid.uuid4(),
    }


def _drawn(reading: Reading, found: Translation, body: str) -> Rendered:
    around = surroundings(reading.site, found.article, found.language, [body], reader=reading.reader)
    return render(body, around)


def page_of(reading: Reading, found: Translation, siblings: list[Translation]) -> dict[str, Any]:
    """What the page of an article shows."""
    if found.published is None:
        raise Http404
    older = misleading(siblings)
    shelves = named(reading.site, reading.language)
    paths = {one.language: path_in(one.language, one) for one in siblings}
    source = next((one for one in siblings if one.language == found.article.source_language), None)
    is_own = found.language == reading.language
    return {
        "translation": found,
        "article": found.article,
        "revision": found.published,
        "drawn": _drawn(reading, found, found.published.body),
        "products": [one.full_name for one in found.article.products.select_related("above")],
        "way": way_to(shelves, found.article.category_id),
        "tongues": tongues_of(siblings, found, older),
        "is_fallback": not is_own,
        "source": source if found.pk in older else None,
        "along": along(
            reading.site,
            reading.reader,
            reading.language,
            reading.request.GET.get("path", "")[:120],
            found.article_id,
        ),
        "beside": beside(found, reading.reader, reading.language),
        "alternates": alternates(reading.site, paths, paths[source.language] if source else None),
        "canonical_path": paths[found.language],
        **opinions(reading),
        "may_write": reading.reader.sees_internal and _may_write(reading.reader.agent),
        "is_listed": is_own and found.article.visibility == "public",
    }


@require_safe
@for_readers
def find(reading: Reading) -> HttpResponse:
    """What answers a question; with `part`, only the list, for as one types."""
    _exists(reading)
    words, is_part = question_of(reading), "part" in reading.request.GET
    if words and not within("help search", client_address(reading.request), most=MOST_SEARCHES, seconds=60):
        return HttpResponse(_("Too often. Please try again later."), status=429, content_type="text/plain")
    most = MOST_AS_ONE_TYPES if is_part else MOST_FOUND
    hits = found_for(reading, words, most, is_typing=is_part) if words else []
    if words and not is_part and counts(reading.request):
        searched(reading.site, reading.language, words, len(hits))
    if is_part:
        return reading.show("helpcenter/public/hits.html", words=words, hits=hits, is_part=True)
    named = lessons_of(reading.site, reading.reader, reading.language, words) if words else Lessons()
    return reading.show("helpcenter/public/found.html", words=words, hits=hits, is_part=False, lessons=named)


def found_for(reading: Reading, words: str, most: int, *, is_typing: bool = False) -> list[Hit]:
    """The best answers that this reader may read; `is_typing`: the last word may be a beginning."""
    return search(
        words,
        reader=reading.reader,
        language=reading.language,
        site=reading.site,
        limit=most,
        is_typing=is_typing,
    )


@require_safe
@for_readers
def ask(reading: Reading) -> HttpResponse:
    """On to a person, with the articles that were read before."""
    address = ways_from(reading.site).ask
    if not address:
        raise Http404
    language = reading.request.GET.get("lang", "")[:16] or reading.language
    articles = read_before(reading.request.GET.get("seen", ""))
    if address.startswith("mailto:") and counts(reading.request):
        contacted(articles)  # forms and the portal count when something is sent there
    response = HttpResponse(status=303)
    response.headers["Location"] = with_articles(address, articles, language)
    return response


@require_safe
@for_readers
def missing(reading: Reading, rest: str = "") -> HttpResponse:
    """Whatever else stands below /help/."""
    raise Http404


def _are_many(shelves: dict[int, Shelf]) -> bool:
    """Whether what is new would be lost among the rest."""
    return sum(one.own for one in shelves.values()) > MANY


def _exists(reading: Reading) -> None:
    """Nothing is written in a language that the site does not have, unless an article does."""
    if reading.language in reading.site.languages:
        return
    if not readable(reading.site, reading.reader).filter(language=reading.language).exists():
        raise Http404
