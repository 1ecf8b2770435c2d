"""The help center that answers at an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from handrail.core.remembered import remembered
from handrail.helpcenter.models import Site


def the_site() -> Site:
    """The site without a domain of its own: made when somebody first asks for it."""
    found = Site.objects.filter(host="").first()
    return found or _made()


@transaction.atomic
def _made() -> Site:
    languages = [code for code, _name in settings.LANGUAGES][:1]
    return Site.objects.get_or_create(host="", defaults={"name": "Help", "languages": languages})[0]


def site_at(host: str) -> Site:
    """The site whose domain this is (lower case, without port), else the one without a domain."""
    return Site.objects.filter(host=host.lower()).exclude(host="").first() or the_site()


def chosen_site(request: HttpRequest) -> Site:
    """The one that a page of the team is about (`site`), the one without a domain where none was chosen."""
    key = request.POST.get("site") or request.GET.get("site", "")
    found = Site.objects.filter(pk=int(key)).first() if key.isdigit() and len(key) < 10 else None
    return found or the_site()


def languages_of(site: Site) -> list[str]:
    """Those an article may be written in: the site's own first, then those of the house."""
    return list(dict.fromkeys([*site.languages, *(code for code, _name in settings.LANGUAGES)]))


@remembered
def own_hosts() -> frozenset[str]:
    """The domains that sites of ours have; a new one is known within two seconds."""
    return frozenset(Site.objects.exclude(host="").values_list("host", flat=True))


@remembered
def trusted_hosts() -> frozenset[str]:
    """Those to which links may lead that sign customers in."""
    return frozenset(Site.objects.filter(host_by_owner=True).exclude(host="").values_list("host", flat=True))


def host_of(request: HttpRequest) -> str:
    """The domain a request asks for, lower case and without port, whether we answer there or not."""
    return str(request.META.get("HTTP_HOST", "")).rsplit(":", 1)[0].lower().rstrip(".")


def site_of(request: HttpRequest) -> Site:
    """The site that a request is for."""
    return _site_among(host_of(request))


def site_around(request: HttpRequest) -> Site:
    """The site of the page that asks: a widget on a site's page asks from there, whatever host it asks."""
    origin = urlsplit(request.headers.get("Origin", "")).hostname or ""
    return _site_among(origin, host_of(request))


def _site_among(*hosts: str) -> Site:
    own = own_hosts()
    return next((site_at(host) for host in hosts if host in own), None) or the_site()
