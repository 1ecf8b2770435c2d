"""A mail that was sent from a mailbox where one practises."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, may
from handrail.conversations.models import Message
from handrail.core.models import Blob


class PractisedMailQuerySet(models.QuerySet["PractisedMail"]):
    """Questions about mails that were kept."""

    def readable_by(self, agent: Agent) -> Self:
        """What was said in conversations that the agent sees; other mails are for who gets them, and owners.

        By a link to a new password one would sign in as a colleague, by one into the portal as a customer,
        and an answer to a notification is a colleague's note.
        """
        named = Message.objects.exclude(message_id="").filter(message_id=OuterRef("message_id"))
        is_said, is_seen = Exists(named), Exists(named.filter(pk__in=Message.objects.visible_to(agent)))
        if may(agent.role, May.EVERYTHING):
            return self.filter(is_seen | ~is_said)
        return self.filter(is_seen | (~is_said & Q(recipients__contains=[agent.email])))


class PractisedMail(models.Model):
    """One mail as it would have left, and the addresses it would have gone to; the newest are kept.

    By its `message_id` the message of ours is found that it carries, if it carries one.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    recipients = ArrayField(models.CharField(max_length=320))
    subject = models.CharField(max_length=998, blank=True)
    message_id = models.CharField(max_length=998, blank=True, default="", db_default="")
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PractisedMailQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mailbox", "-id"], name="practised_of_mailbox")]

    def __str__(self) -> str:
        return f"practised mail {self.pk}"
