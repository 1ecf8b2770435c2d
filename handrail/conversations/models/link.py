"""One conversation names another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models.conversation import Conversation


class LinkReason(models.TextChoices):
    """Why one conversation names another."""

    STRANGER = "stranger", _("Somebody else answered a mail of it")
    FORGED = "forged", _("Its reference is not ours")
    UNPROVEN = "unproven", _("It may not come from its sender")
    CLOSED = "closed", _("It was closed long ago")
    COPY = "copy", _("The same mail came to both mailboxes")
    BOTH = "both", _("A mail answers both")
    PARTED = "parted", _("An agent took it out")
    RELATED = "related", _("Related")
    DUPLICATE = "duplicate", _("Duplicate of")
    CAUSED = "caused", _("Caused by")
    SPLIT = "split", _("Split from")


BY_HAND = (LinkReason.RELATED, LinkReason.DUPLICATE, LinkReason.CAUSED)


class Link(models.Model):
    """One conversation refers to another, though neither is part of the other."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="linked_from")
    reason = models.CharField(max_length=10, choices=LinkReason.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "to"], name="link_once"),
            models.CheckConstraint(condition=~Q(conversation=F("to")), name="link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.to_id}"
