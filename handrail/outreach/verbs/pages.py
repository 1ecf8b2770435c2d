"""Open the support page; say one sentence to everybody, for a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Site
from handrail.outreach.models import Notice, SupportPage
from handrail.outreach.models.page import LONGEST_NOTICE
from handrail.outreach.verbs.words import by_language

LONGEST_STANDING = timedelta(days=31)


@needs(May.SETTINGS)
@transaction.atomic
def set_page(site: Site, *, is_on: bool, by: Agent | None) -> SupportPage:
    """Let readers find the page about support, or let them not."""
    page, _is_new = SupportPage.objects.update_or_create(site=site, defaults={"is_on": is_on})
    audit(by, "support page changed", site=site.pk, is_on=is_on)
    return page


@needs(May.SETTINGS)
@transaction.atomic
def put_notice(site: Site, *, words: Mapping[str, str], ends_at: datetime | None, by: Agent | None) -> Notice:
    """Say this above the support page, forms, the portal and chats, in the place of what stood there.

    Raises ValidationError without words, or for an end that has passed or is more than 31 days away.
    """
    now, told = timezone.now(), by_language(words, longest=LONGEST_NOTICE)
    if not told:
        raise ValidationError(_("Write one sentence."))
    if ends_at is None or not now < ends_at <= now + LONGEST_STANDING:
        raise ValidationError(_("Choose an end to come, within 31 days."))
    _end_those_of(site, now)
    made = Notice.objects.create(
        site=site, words=told, begins_at=now, ends_at=ends_at, by=str(by) if by else "Handrail"
    )
    audit(by, "notice put up", site=site.pk, notice=made.pk, until=ends_at.isoformat())
    return made


@needs(May.SETTINGS)
@transaction.atomic
def end_notice(site: Site, *, by: Agent | None) -> bool:
    """Take down what stands there; whether something stood there."""
    ended = _end_those_of(site, timezone.now())
    if ended:
        audit(by, "notice taken down", site=site.pk)
    return ended > 0


def _end_those_of(site: Site, now: datetime) -> int:
    return Notice.objects.current(now).filter(site=site).order_by().update(ends_at=now)
