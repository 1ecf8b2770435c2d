"""The help center that answers at an address."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

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
