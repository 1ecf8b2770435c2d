"""Publish at a time to come: somebody says when, a job does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Revision, State, Translation
from handrail.helpcenter.verbs.publishing import check_approval, publish

LONGEST = timedelta(days=366)


@needs(May.PUBLISH)
@transaction.atomic
def schedule(revision: Revision, *, at: datetime, by: Agent) -> Translation:
    """Let readers see the newest revision from `at` on; saving another one takes that back.

    Raises ValidationError for a time that has passed or lies more than a year ahead, and where the site
    wants a second pair of eyes for the author's own revision.
    """
    translation = Translation.objects.select_for_update(no_key=True).get(pk=revision.translation_id)
    check_approval(revision, by=by)
    if not timezone.now() < at <= timezone.now() + LONGEST:
        raise ValidationError(_("Choose a time to come, within a year."))
    if translation.latest_id != revision.pk:
        raise ValidationError(_("There is a newer version: look at it first."))
    translation.state, translation.publish_at = State.SCHEDULED, at
    translation.save(update_fields=["state", "publish_at"])
    Revision.objects.filter(pk=revision.pk).update(approved_by=by, approved_at=timezone.now())
    audit(by, "article scheduled", translation=translation.pk, revision=revision.number, at=at.isoformat())
    return translation


@needs(May.PUBLISH)
@transaction.atomic
def unschedule(translation: Translation, *, by: Agent) -> Translation:
    """Do not publish it at that time; it is a draft again."""
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    translation.refresh_from_db()
    if translation.state == State.SCHEDULED:
        translation.state, translation.publish_at = State.DRAFT, None
        translation.save(update_fields=["state", "publish_at"])
        audit(by, "article not scheduled", translation=translation.pk)
    return translation


def publish_due(now: datetime | None = None) -> int:
    """Publish whatever is due; returns how many. Each is a commit of its own."""
    due = Translation.objects.filter(state=State.SCHEDULED, publish_at__lte=now or timezone.now())
    return sum(_publish_one(pk) for pk in due.values_list("pk", flat=True)[:200])


@transaction.atomic
def _publish_one(pk: int) -> int:
    found = Translation.objects.select_for_update(skip_locked=True).filter(pk=pk, state=State.SCHEDULED)
    translation = found.first()
    if translation is None or translation.latest is None:
        return 0
    publish(translation.latest, by=None)
    return 1
