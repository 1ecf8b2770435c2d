"""A brand's logo: the one of its help center, shown there, above forms and in the portal."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from handrail.core import blobs
from handrail.core.pictures import NoPicture, kind_of_picture
from handrail.helpcenter.models import Site


def version_of(site: Site | None) -> str:
    """What stands behind `?` in the address of its logo, so that a new one is fetched; "" without a logo."""
    return (site.logo_id or "")[:8] if site else ""


def logo_of(site: Site | None) -> HttpResponse:
    """The picture, if it is one that browsers draw and nothing else. Raises Http404 without."""
    if site is None or not site.logo_id:
        raise Http404
    data = blobs.open_bytes(site.logo_id)
    try:
        kind = kind_of_picture(data)
    except NoPicture:
        raise Http404 from None
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
