"""What an admin has set for the mails of a mailbox, and what was sent: rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation, Entry, Message

LONGEST_SIGNATURE, LONGEST_TEXT = 4_000, 5_000


class History(models.TextChoices):
    """What a reply quotes of what was said before."""

    NONE = "", _("Nothing")
    LAST = "last", _("The last message")
    WHOLE = "whole", _("The whole conversation")


class Outgoing(models.Model):
    """How the mails of a mailbox leave: with which signature and history, and whether arrivals are told."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="outgoing")
    acknowledges = models.BooleanField(default=False)
    signature = models.TextField(blank=True, max_length=LONGEST_SIGNATURE)
    history = models.CharField(max_length=5, choices=History.choices, blank=True, default=History.NONE)

    def __str__(self) -> str:
        return f"mails of {self.mailbox}"


class SignatureText(models.Model):
    """The signature for customers who write in one language; others get the mailbox's (`Outgoing`)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=10)
    text = models.TextField(max_length=LONGEST_SIGNATURE)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "language"], name="signature_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"signature of {self.mailbox}: {self.language}"


class AcknowledgementText(models.Model):
    """What an acknowledgement says in one language. Without words for `outside` hours, `within` counts."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="acknowledgements")
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=150)
    within = models.TextField(max_length=LONGEST_TEXT)
    outside = models.TextField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "language"], name="acknowledgement_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox}: {self.language}"


class AcknowledgedOnce(models.Model):
    """A conversation whose arrival was told: its key makes a second time impossible, merges and all."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="acknowledged"
    )
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"acknowledgement of {self.conversation_id}"


class SentBelow(models.Model):
    """What stood below the words of a reply when it was sent first: signature and history."""

    message = models.OneToOneField(
        Message, primary_key=True, on_delete=models.CASCADE, related_name="sent_below"
    )
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"below {self.message_id}"
