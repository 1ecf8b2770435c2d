"""What agents were told, how each of them wants it, and the browsers that take push messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models import Conversation
from handrail.helpcenter.models import Article


class Kind(models.TextChoices):
    """What one is told of."""

    MENTIONED = "mentioned", _("Somebody mentions me in a note")
    ASSIGNED = "assigned", _("Somebody gives me a conversation")
    ANSWERED = "answered", _("A customer writes in a conversation of mine")
    NOTED = "noted", _("A colleague writes a note in a conversation of mine")
    FOLLOWED = "followed", _("Something happens in a conversation that I follow")
    BESIDE = "beside", _("Somebody outside answers in a side conversation of mine")
    UNSENT = "unsent", _("A reply of mine could not be sent")
    VERIFY = "verify", _("An article that I look after is to be verified")


class Way(models.TextChoices):
    """How one is told, besides the list in the page."""

    MAIL = "mail", _("By mail")
    PUSH = "push", _("On my devices")


# What an agent gets who has chosen nothing; the list in the page has everything.
DEFAULT_WAYS: dict[str, list[str]] = {
    Kind.MENTIONED: [Way.MAIL, Way.PUSH],
    Kind.ASSIGNED: [Way.MAIL, Way.PUSH],
    Kind.ANSWERED: [Way.PUSH],
    Kind.NOTED: [],
    Kind.FOLLOWED: [Way.PUSH],
    Kind.BESIDE: [Way.PUSH],
    Kind.UNSENT: [Way.MAIL, Way.PUSH],
    Kind.VERIFY: [Way.MAIL],
}


class Notification(models.Model):
    """An agent was told of one entry, or of an article that is to be verified by `due_on`.

    `instead_of` names a colleague who is away.
    """

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    entry = models.BigIntegerField(null=True, blank=True)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.CharField(max_length=200, blank=True)
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)  # none: no mail is wanted, or it was sent

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "entry", "kind"], name="notification_once"),
            models.UniqueConstraint(fields=["agent", "article", "due_on"], name="notification_article_once"),
            models.CheckConstraint(
                condition=Q(conversation__isnull=False, entry__isnull=False, article=None, due_on=None)
                | Q(article__isnull=False, due_on__isnull=False, conversation=None, entry=None),
                name="notification_of_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agent", "-id"], name="notification_newest"),
            models.Index(fields=["agent"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.agent_id} {self.entry or self.article_id}"


class Choice(models.Model):
    """How an agent wants to be told.

    `ways` names, for each kind, the ways besides the page. `mail_after` are minutes in which one may read it
    in the page first: what is read by then is not mailed. Between `quiet_from` and `quiet_until`, in the
    agent's zone, nothing is mailed or pushed; it waits. While away (`away_until`) the substitute is told too.
    """

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ways = models.JSONField(default=dict, blank=True)
    mail_after = models.PositiveSmallIntegerField(default=15)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    away_until = models.DateTimeField(null=True, blank=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"choice of {self.agent_id}"

    def wants(self, kind: str, way: str) -> bool:
        """Whether the agent wants to be told of this kind in this way."""
        chosen: dict[str, Any] = self.ways or DEFAULT_WAYS
        return way in chosen.get(kind, DEFAULT_WAYS.get(kind, []))

    def is_away(self, now: datetime) -> bool:
        """Whether the agent has said that they are away."""
        return self.away_until is not None and self.away_until > now


class Subscription(models.Model):
    """A browser that takes push messages (W3C Push API): where to send, and with which keys."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.label


class ServerKey(models.Model):
    """This installation's own pair of keys for push (VAPID, RFC 8292); one row, the private one sealed."""

    public = models.CharField(max_length=120)
    private = models.TextField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="server_key_only_one")]

    def __str__(self) -> str:
        return "server key"
