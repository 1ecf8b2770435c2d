"""A second pair of eyes: ask for it, say what is to change, settle what was said."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.models import Remark, State, Translation

LONGEST_REMARK = 4000
MOST_REMARKS = 500


@needs(May.WRITE)
@transaction.atomic
def ask_review(translation: Translation, *, by: Agent) -> Translation:
    """Say that the newest revision waits for somebody else to read it."""
    return _now(translation, State.REVIEW)


@needs(May.WRITE)
@transaction.atomic
def send_back(translation: Translation, *, remark: str, by: Agent) -> Translation:
    """Make it a draft again, with what is to change in words. Raises ValidationError without them."""
    say(translation, text=remark, by=by)
    return _now(translation, State.DRAFT)


@needs(May.WRITE)
@transaction.atomic
def say(translation: Translation, *, text: str, by: Agent) -> Remark:
    """Leave a remark for whoever writes it. Raises ValidationError for an empty one, or one too many."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write what you want to say."))
    if translation.remarks.count() >= MOST_REMARKS:
        raise ValidationError(_("There are too many remarks here: settle some of them."))
    return Remark.objects.create(
        translation=translation,
        revision=translation.latest,
        author=by,
        by=str(by),
        text=text[:LONGEST_REMARK],
    )


@needs(May.WRITE)
def settle(remark: Remark, *, is_settled: bool, by: Agent) -> Remark:
    """Say that a remark has been taken care of, or that it has not."""
    remark.settled_at = timezone.now() if is_settled else None
    remark.save(update_fields=["settled_at"])
    return remark


def _now(translation: Translation, state: State) -> Translation:
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    translation.refresh_from_db()
    translation.state, translation.publish_at = state, None
    translation.save(update_fields=["state", "publish_at"])
    return translation
