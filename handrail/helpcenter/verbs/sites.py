"""Help centers: one for each brand, with what its readers see of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may
from handrail.core import blobs
from handrail.core.audit import audit
from handrail.core.pictures import NoPicture, without_metadata
from handrail.helpcenter.models import Site

MOST = 50
LARGEST_LOGO = 200 * 1024  # bytes


@needs(May.SETTINGS)
@transaction.atomic
def save_site(site: Site, *, by: Agent, logo: bytes | None = None, drops_logo: bool = False) -> Site:
    """Keep what was changed of a help center (its fields are set already), with another logo if there is one.

    A domain that an owner keeps is one that links to customers may lead to (`host_by_owner`).
    Raises ValidationError in words for whoever did it.
    """
    if site._state.adding and Site.objects.count() >= MOST:
        raise ValidationError(_("There are too many help centers."))
    site.full_clean(exclude=["logo"])
    as_before = Site.objects.filter(pk=site.pk, host=site.host, host_by_owner=True)
    site.host_by_owner = may(by.role, May.EVERYTHING) or as_before.exists()
    if logo is not None or drops_logo:
        _change_logo(site, logo)
    site.save()
    audit(by, "help center saved", site=site.pk, **_told(site))
    return site


def _change_logo(site: Site, logo: bytes | None) -> None:
    if logo is not None:
        logo = _cleaned(logo)
    old = site.logo_id
    site.logo_id = blobs.put(logo).key if logo is not None else None
    if old:
        site.save()
        blobs.forget(old)


def _cleaned(logo: bytes) -> bytes:
    """Without what cameras and programs write beside the picture."""
    try:
        clean = without_metadata(logo)
    except NoPicture:
        clean = b""
    if not 0 < len(clean) <= LARGEST_LOGO:
        raise ValidationError(_("The logo is a PNG, JPEG, GIF or WebP file of at most 200 kB."))
    return clean


def _told(site: Site) -> dict[str, Any]:
    names = ("name", "host", "languages", "is_on", "needs_approval", "checks_outside")
    return {name: getattr(site, name) for name in names}
