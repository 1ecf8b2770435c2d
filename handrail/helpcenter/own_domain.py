"""A site's own domain, and addresses that articles had before.

On the domain of a site only the help center, forms and the portal answer: nobody signs in to the desk there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import quote

from django.conf import settings
from django.db.models import Case, F, When
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.deprecation import MiddlewareMixin

from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import OldAddress, Site, Translation
from handrail.helpcenter.readers import reader_of
from handrail.helpcenter.reading.pages import path_in
from handrail.helpcenter.reading.shelves import readable
from handrail.helpcenter.sites import host_of, languages_of, own_hosts, site_of

Handler = Callable[[HttpRequest], HttpResponse]
_OPEN = ("/help/", "/forms/", "/portal/", "/static/")
_OPEN_EXACTLY = {"/robots.txt", "/help"}
_LONGEST_PATH = 500
_IN_A_LANGUAGE = re.compile(r"/help/(?P<language>[A-Za-z0-9-]+)/(?P<slug>[^/]+)/?$")
_ZENDESK = re.compile(r"/hc/(?:[A-Za-z-]+/)?articles/\d+")


class OwnDomain:
    """Lets the domains of sites in (Django's own list knows those of the environment alone).

    The desk's own name is never a site's alone, whatever a site says.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer for a site's domain what is public; elsewhere everything."""
        host = host_of(request)
        if not host or host in settings.ALLOWED_HOSTS or host not in own_hosts():
            return self.get_response(request)
        told = str(request.META.get("HTTP_HOST", "")).lower()
        request.get_host = lambda: told  # type: ignore[method-assign]  # what validate_host would refuse
        if request.path == "/":
            return HttpResponseRedirect("/help/")
        if request.path.startswith(_OPEN) or request.path in _OPEN_EXACTLY:
            return self.get_response(request)
        return moved(request) or HttpResponseNotFound()


class MovedArticles(MiddlewareMixin):
    """Where nothing is, an article may have been: its readers are sent on, those who may read it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Look once more before a 404 leaves."""
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        return moved(request) or response


def moved(request: HttpRequest) -> HttpResponse | None:
    """On to the article that had this address, if whoever asks may read it (301)."""
    path, site = request.path[:_LONGEST_PATH], site_of(request)
    asked = {path, quote(path), path.rstrip("/"), f"{path.rstrip('/')}/"}
    if numbered := _ZENDESK.match(path):  # its title may be an older one: the number is what counts
        asked.add(numbered[0].lower())
    there = _moved_from(asked, site, request) or _instead(path, site, request)
    if not there or not site.is_on:
        return None
    response = HttpResponsePermanentRedirect(there)
    response.headers["Cache-Control"] = "private, no-store"  # who may read it, is known of this reader alone
    return response


def _moved_from(asked: Collection[str], site: Site, request: HttpRequest) -> str:
    """Where the article is read now that had one of these addresses; empty where this reader reads none."""
    found = _had(asked, site, request)
    return path_of(found) if found else ""


def _had(asked: Collection[str], site: Site, request: HttpRequest) -> Translation | None:
    olds = OldAddress.objects.filter(site=site, path__in=asked).values("translation")
    own_first = Case(When(language=F("article__source_language"), then=0), default=1)
    return readable(site, reader_of(request)).filter(pk__in=olds).order_by(own_first, "pk").first()


def _instead(path: str, site: Site, request: HttpRequest) -> str:
    """The same for an address at which it was read in place of a text in another language."""
    named = _IN_A_LANGUAGE.match(path)
    if named is None or named["language"] not in site.languages:
        return ""
    found = _had([f"/help/{code}/{named['slug']}/" for code in languages_of(site)], site, request)
    return path_in(named["language"], found) if found else ""
