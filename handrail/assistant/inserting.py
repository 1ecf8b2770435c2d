"""An agent put an article into what they write to a customer."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from handrail.assistant.models import Inserted
from handrail.conversations.models import Conversation
from handrail.helpcenter.counting import inserted
from handrail.helpcenter.models import Translation

KEPT = timedelta(days=90)


def was_inserted(translation: Translation, conversation: Conversation) -> None:
    """Count it, and keep in which conversation: what was asked there is how people ask for the article."""
    inserted(translation)
    Inserted.objects.bulk_create(
        [Inserted(conversation=conversation, translation=translation)], ignore_conflicts=True
    )


def forget_inserted() -> int:
    """Forget what was inserted KEPT ago; returns how much there was."""
    gone, _ = Inserted.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return gone
