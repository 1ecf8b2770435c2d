"""The door of every public page: which site, who reads, in which language. It sets no cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from handrail.accounts.models import Agent
from handrail.core.returning import token_back, with_way_back
from handrail.helpcenter.contact import MOST_READ, read_before, ways_from
from handrail.helpcenter.meaning.asking import wake
from handrail.helpcenter.models import Site
from handrail.helpcenter.readers import Reader, reader_of
from handrail.helpcenter.reading.languages import around, chosen, is_language, nearest, own_name
from handrail.helpcenter.reading.linking import root_of
from handrail.helpcenter.sites import site_of
from handrail.ui.fragments import render

P = ParamSpec("P")
Page = Callable[Concatenate["Reading", P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

posted_by_strangers = csrf_exempt  # what strangers post acts for nobody: there is no session to misuse


class Reading:
    """One request of a reader: the site, who they are, the language of the address."""

    def __init__(self, request: HttpRequest, language: str = "") -> None:
        self.request = request
        self.site: Site = site_of(request)
        self.reader: Reader = reader_of(request)
        if not self.site.is_on and not self.reader.sees_internal:
            raise Http404
        self.language = language or chosen(request, self.site)
        self.seen = read_before(request.GET.get("seen", ""))

    @cached_property
    def around(self) -> str:
        """What the page around the words speaks."""
        return around(self.language, self.site)

    def reads(self, article: int) -> None:
        """The way to a person carries this article too."""
        self.seen = [*[one for one in self.seen if one != article][-(MOST_READ - 1) :], article]

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the help center; whoever reads one may ask next."""
        wake()
        site, ways = self.site, ways_from(self.site)
        frame = {
            "site": site,
            "site_root": root_of(site),
            "site_icon": f"/help/logo?{site.logo_id[:8]}" if site.logo_id else "",
            "reader": self.reader,
            "here": self.language,
            "seen": ".".join(map(str, self.seen)),
            "ask": f"/help/ask/?lang={self.language}" if ways.ask else "",
            "sign_in": with_way_back(ways.sign_in, token_back(self.request)) if ways.sign_in else "",
            "home": f"/help/{self.language}/",
            "support": f"/help/{self.language}/{ways.support}" if ways.support else "",
            "tongues": [],
            "words": "",
            "site_languages": [(code, own_name(code), f"/help/{code}/") for code in site.languages],
            "is_listed": False,
        }
        return render(self.request, template, frame | context, status=status)

    def missing(self) -> HttpResponse:
        """Not there, or not for this reader: nobody is told which."""
        return self.show("helpcenter/public/missing.html", status=404)


def for_readers(page: Page[P]) -> View[P]:
    """A public page below `/help/<language>/`, in that language; what is not there is said in words."""

    @wraps(page)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = str(kwargs.pop("language", ""))
        reading = Reading(request, language)
        with translation.override(reading.around):
            response = _answer(reading, page, *args, **kwargs)
            response.headers["Content-Language"] = reading.language
        private = isinstance(getattr(request, "user", None), Agent) or reading.reader.customer
        response.headers.setdefault("Cache-Control", "private, no-store" if private else "no-cache")
        return response

    return door


def _answer(
    reading: Reading, page: Callable[..., HttpResponse], /, *args: object, **kwargs: object
) -> HttpResponse:
    try:
        return page(reading, *args, **kwargs)
    except Http404:
        return _in_a_language_of_the_site(reading, page, *args, **kwargs) or reading.missing()


def _in_a_language_of_the_site(
    reading: Reading, page: Callable[..., HttpResponse], /, *args: object, **kwargs: object
) -> HttpResponse | None:
    """On to the same page in a language that the site has, where it is there; None for any other address.

    From here on that is the language. To see whether it is there the page is made, and counted as by nobody.
    """
    site, asked, request = reading.site, reading.language, reading.request
    if asked in site.languages:
        return None
    reading.language = nearest(asked, site.languages) or site.fallback
    start = f"/help/{asked}/"
    if request.method not in ("GET", "HEAD") or not is_language(asked) or not request.path.startswith(start):
        return None
    method, request.method = request.method, "HEAD"
    try:
        page(reading, *args, **kwargs)
    except Http404:
        return None
    finally:
        request.method = method
    return redirect(f"/help/{reading.language}/{request.get_full_path().removeprefix(start)}")
