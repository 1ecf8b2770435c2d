"""What the pages of leads have in common: the site they are about, texts by language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from handrail.helpcenter.models import Site
from handrail.ui.words import languages_by_name


def by_language(request: HttpRequest, name: str, site: Site) -> dict[str, str]:
    """What was typed into the fields of one name, by the site's languages."""
    return {code: request.POST.get(f"{name}-{code}", "") for code in site.languages}


def languages_of(site: Site) -> list[tuple[str, str]]:
    """The site's languages with their names, its first one first."""
    first, *others = site.languages or [site.fallback]
    return [*languages_by_name([first]), *languages_by_name(others)]


def back_to_page(site: Site, anchor: str = "") -> HttpResponse:
    """To the page about one site."""
    return redirect(f"{reverse('support_page')}?site={site.pk}{anchor}")
