"""Learning paths and guides as readers follow them, without a script and with nothing kept of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from handrail.helpcenter.counting import counts, reached
from handrail.helpcenter.guides.reading import ShownStep, follow, guide_at, languages_of
from handrail.helpcenter.models import Guide
from handrail.helpcenter.paths.reading import path_at
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.reading.languages import own_name
from handrail.helpcenter.reading.learning import lessons_of
from handrail.helpcenter.reading.linking import alternates, in_each
from handrail.helpcenter.views.door import Reading, for_readers

_IN_A_FRAME = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors {frames}"
)


@require_safe
@for_readers
def learn(reading: Reading) -> HttpResponse:
    """Every path and every guide that this reader may follow."""
    found = lessons_of(reading.site, reading.reader, reading.language)
    if not found.paths and not found.guides:
        raise Http404
    context = _listed(reading, "paths/", reading.site.languages)
    return reading.show("helpcenter/paths/learn.html", lessons=found, way=[], **context)


@require_safe
@for_readers
def path(reading: Reading, slug: str) -> HttpResponse:
    """One path: its articles in order. How far somebody is, their own browser says, if they asked for it."""
    found = path_at(reading.site, reading.reader, reading.language, slug)
    if found is None:
        raise Http404
    context = _listed(reading, f"paths/{quote(slug)}/", found.languages)
    return reading.show("helpcenter/paths/follow.html", path=found, way=[], **context)


@require_safe
@for_readers
def guide(reading: Reading, slug: str) -> HttpResponse:
    """A step of a guide: `way` are the choices before it; the team may try a `draft`."""
    found = guide_at(reading.site, reading.reader, slug)
    if found is None:
        raise Http404
    as_draft = "draft" in reading.request.GET and reading.reader.sees_internal
    way = reading.request.GET.get("way", "")
    told = follow(found, way, reading.reader, reading.language, as_draft=as_draft)
    step = _counted(reading, found, told)
    context = _listed(reading, f"guides/{quote(slug)}/", languages_of(found))
    context["is_listed"] &= not way and found.is_published and found.visibility == "public"
    return reading.show(
        "helpcenter/guides/follow.html",
        step=step,
        way=[],
        guide_address=f"/help/{reading.language}/guides/{quote(slug)}/",
        draft="&draft=1" if as_draft else "",
        **context,
    )


@xframe_options_exempt  # frame-ancestors says it more exactly
@require_safe
@for_readers
def embedded(reading: Reading, slug: str) -> HttpResponse:
    """The same in a frame of another web page: of public guides only, as a stranger reads them."""
    found = guide_at(reading.site, STRANGER, slug)
    if found is None or found.visibility != "public":
        raise Http404
    step = _counted(
        reading, found, follow(found, reading.request.GET.get("way", ""), STRANGER, reading.language)
    )
    root = f"/help/{reading.language}/guides/{quote(slug)}/embed/"
    response = reading.show("helpcenter/guides/frame.html", step=step, guide_address=root, draft="")
    response.headers["Content-Security-Policy"] = _IN_A_FRAME.format(frames=" ".join(found.origins) or "*")
    return response


def _counted(reading: Reading, guide: Guide, told: tuple[ShownStep, str] | None) -> ShownStep:
    if told is None:
        raise Http404
    if counts(reading.request):
        reached(guide, told[1])
    return told[0]


def _listed(reading: Reading, rest: str, languages: Collection[str]) -> dict[str, Any]:
    """What search engines are told of a page below `/help/<language>/` that is told in these languages.

    In another one of the site it can be read too, in words of the first of them: that is not listed.
    """
    paths = in_each(reading.site.languages, rest)
    if reading.language not in paths:
        raise Http404
    return {
        "alternates": alternates(reading.site, {code: paths[code] for code in paths if code in languages}),
        "canonical_path": paths[reading.language],
        "site_languages": [(code, own_name(code), path) for code, path in paths.items()],
        "is_listed": reading.language in languages,
    }
