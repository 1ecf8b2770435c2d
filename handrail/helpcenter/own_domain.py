"""A site's own domain, and addresses that articles had before.

On the domain of a site only the help center, forms and the portal answer: nobody signs in to the desk there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.deprecation import MiddlewareMixin

from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import OldAddress
from handrail.helpcenter.readers import reader_of
from handrail.helpcenter.reading.shelves import readable
from handrail.helpcenter.sites import host_of, own_hosts, site_of

Handler = Callable[[HttpRequest], HttpResponse]
_OPEN = ("/help/", "/forms/", "/portal/", "/static/")
_OPEN_EXACTLY = {"/robots.txt", "/help"}
_LONGEST_PATH = 500
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
    path = request.path[:_LONGEST_PATH]
    asked = {path, quote(path), path.rstrip("/"), f"{path.rstrip('/')}/"}
    if numbered := _ZENDESK.match(path):  # its title may be an older one: the number is what counts
        asked.add(numbered[0].lower())
    site = site_of(request)
    olds = OldAddress.objects.filter(site=site, path__in=asked).values("translation")
    found = readable(site, reader_of(request)).filter(pk__in=olds).first()
    if found is None or not site.is_on:
        return None
    response = HttpResponsePermanentRedirect(path_of(found))
    response.headers["Cache-Control"] = "private, no-store"  # who may read it, is known of this reader alone
    return response
