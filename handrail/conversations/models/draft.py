"""What agents are writing, kept on the server until it is sent or thrown away."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handrail.accounts.models import Agent, Mailbox, mailbox_ids
from handrail.conversations.models.conversation import Conversation


class DraftKind(models.TextChoices):
    """What a draft will become."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Note")
    FORWARD = "forward", pgettext_lazy("what one writes", "Forward")
    CALL = "call", _("Call")


class DraftQuerySet(models.QuerySet["Draft"]):
    """Questions about drafts."""

    def visible_to(self, agent: Agent) -> DraftQuerySet:
        """One's own, in conversations one may still see; those not begun yet are always one's own."""
        at = Coalesce(OuterRef("conversation"), OuterRef("beside"))
        visible = Exists(Conversation.objects.visible_to(agent).filter(pk=at))
        mine = self.filter(agent=agent.pk)
        new = Q(conversation=None, beside=None, mailbox__in=mailbox_ids(agent))
        return mine.filter(visible | new)


class Draft(models.Model):
    """What an agent is writing: in a conversation, or (without one) to begin one from a `mailbox`.

    `html` is what the editor made, cleaned; empty for one that was written as plain text. `answers` is the
    entry that is answered or forwarded, if one was chosen. `beside` names the conversation beside which
    somebody outside is to be asked. `to` none: whom the conversation suggests.
    """

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="drafts")
    beside = models.ForeignKey(
        Conversation, null=True, on_delete=models.CASCADE, related_name="side_drafts", db_index=False
    )
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DraftKind.choices, default=DraftKind.REPLY)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, default="", db_default="")
    subject = models.CharField(max_length=500, blank=True, default="", db_default="")
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    to = models.CharField(max_length=4000, null=True)  # noqa: DJ001  null: whom the conversation suggests
    cc = models.CharField(max_length=2000, blank=True)
    bcc = models.CharField(max_length=2000, blank=True, default="", db_default="")
    answers = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="draft_once"),
            models.UniqueConstraint(fields=["beside", "agent"], name="draft_once_beside"),
            models.CheckConstraint(
                condition=Q(beside=None) | Q(conversation=None), name="draft_beside_begins_a_side"
            ),
            models.CheckConstraint(
                condition=Q(conversation__isnull=False) | Q(mailbox__isnull=False),
                name="draft_belongs_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
