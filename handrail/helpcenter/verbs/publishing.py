"""What readers see, and what they do not see any more."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Origin, Revision, State, Translation
from handrail.helpcenter.search.indexing import forget, index


@needs(May.PUBLISH)
@transaction.atomic
def publish(revision: Revision, *, by: Agent | None) -> Translation:
    """Let readers see this revision, from now on; it is found by search when this commits.

    Where the site wants a second pair of eyes, raises ValidationError for the author's own revision. What a
    machine wrote is published by a person only, who read it.
    """
    _require_a_person(revision, by)
    translation = Translation.objects.select_for_update(no_key=True).get(pk=revision.translation_id)
    check_approval(revision, by=by)
    translation.published, translation.published_at = revision, timezone.now()
    translation.publish_at = None
    if translation.latest_id == revision.pk:
        translation.state = State.PUBLISHED
    translation.save()
    if by is not None:
        Revision.objects.filter(pk=revision.pk).update(approved_by=by, approved_at=timezone.now())
    audit(by, "article published", translation=translation.pk, revision=revision.number)
    index(translation)
    return translation


@needs(May.PUBLISH)
@transaction.atomic
def archive(translation: Translation, *, by: Agent | None) -> Translation:
    """Take it from readers, in this language; everything that was written stays."""
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    translation.refresh_from_db()
    translation.published, translation.state, translation.publish_at = None, State.ARCHIVED, None
    translation.save()
    audit(by, "article archived", translation=translation.pk)
    forget(translation)
    return translation


def _require_a_person(revision: Revision, by: Agent | None) -> None:
    if revision.origin == Origin.MACHINE and by is None and revision.approved_by_id is None:
        raise ValidationError(_("A machine wrote this: somebody has to read and publish it."))


def check_approval(revision: Revision, *, by: Agent | None) -> None:
    """Raise ValidationError where the site wants a second pair of eyes and `by` wrote this revision."""
    wants = revision.translation.site.needs_approval
    if wants and by is not None and revision.author_id == by.pk:
        raise ValidationError(_("Somebody else has to read this before it is published."))
