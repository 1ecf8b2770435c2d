"""Where things of the help center stand: the one place that knows its addresses."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

from handrail.helpcenter.models import Site, Translation


def path_of(translation: Translation) -> str:
    """The path of an article in a language, from the root of its site."""
    return f"/help/{translation.language}/{quote(translation.slug)}/"


def address_of(translation: Translation, site: Site) -> str:
    """The whole address, on the site's own domain where it has one."""
    root = f"https://{site.host}" if site.host else settings.PUBLIC_URL.rstrip("/")
    return root + path_of(translation)
