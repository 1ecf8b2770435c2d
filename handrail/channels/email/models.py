"""How a mailbox connects, and every mail that came in, with what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.grants import Grant, SignInService
from handrail.channels.email.sending.outgoing import (
    AcknowledgedOnce,
    AcknowledgementText,
    History,
    Outgoing,
    SentBelow,
)
from handrail.conversations.models import Conversation, Entry
from handrail.core.models import Blob
from handrail.core.vault import seal, unseal

__all__ = [
    "UNREAD",
    "AcknowledgedOnce",
    "AcknowledgementText",
    "Connection",
    "Grant",
    "History",
    "IncomingMail",
    "MailState",
    "Outgoing",
    "Security",
    "SentBelow",
    "SignInService",
]


class Security(models.TextChoices):
    """How the connection is protected."""

    SSL = "ssl", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None (only on this machine)")


class Connection(models.Model):
    """Where a mailbox's mail is fetched and sent; its secrets are sealed."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="connection")
    is_active = models.BooleanField(default=True)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.SSL)
    imap_user = models.CharField(max_length=320, blank=True)
    imap_sealed = models.TextField(blank=True)
    imap_folder = models.CharField(max_length=200, default="INBOX")
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.STARTTLS)
    smtp_user = models.CharField(max_length=320, blank=True)
    smtp_sealed = models.TextField(blank=True)
    service = models.ForeignKey(SignInService, null=True, blank=True, on_delete=models.PROTECT)
    trial = models.JSONField(default=dict, blank=True)
    fetch_existing = models.BooleanField(default=False)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    in_error = models.CharField(max_length=500, blank=True)
    in_error_since = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    out_error = models.CharField(max_length=500, blank=True)
    out_error_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(imap_port__lte=65535, smtp_port__lte=65535), name="connection_ports"
            ),
        ]

    def __str__(self) -> str:
        return f"connection of {self.mailbox}"

    @property
    def imap_secret(self) -> str:
        """The password for fetching; raises SecretUnreadableError when the keys have changed."""
        return unseal(self.imap_sealed)

    @imap_secret.setter
    def imap_secret(self, secret: str) -> None:
        self.imap_sealed = seal(secret)

    @property
    def smtp_secret(self) -> str:
        """The password for sending; raises SecretUnreadableError when the keys have changed."""
        return unseal(self.smtp_sealed)

    @smtp_secret.setter
    def smtp_secret(self, secret: str) -> None:
        self.smtp_sealed = seal(secret)

    @property
    def token(self) -> str:
        """A fresh OAuth token, empty for a mailbox with a password. Raises MailboxProblem."""
        from handrail.channels.email.connecting.oauth import access_token

        return access_token(self) if self.service_id else ""

    @property
    def smtp_token(self) -> str:
        """The same, for sending."""
        return self.token


class MailState(models.TextChoices):
    """What became of an incoming mail."""

    NEW = "new", _("New")
    ACCEPTED = "accepted", _("Accepted")
    DUPLICATE = "duplicate", _("Duplicate")
    HELD = "held", _("Held")
    FAILED = "failed", _("Failed")


UNREAD = (MailState.HELD, MailState.FAILED)


class IncomingMail(models.Model):
    """One mail as it came, durable before it was acknowledged; it can be processed again."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="incoming_mails")
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10)
    path = models.CharField(max_length=1000, blank=True)
    folder = models.CharField(max_length=200, blank=True)
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.NEW)
    reason = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    message_id = models.CharField(max_length=998, blank=True)
    words_key = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveIntegerField(default=0)
    import_batch = models.UUIDField(null=True, db_index=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "folder", "uid_validity", "uid"], name="mail_fetched_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["mailbox", "message_id"], condition=~Q(message_id=""), name="mail_by_message_id"
            ),
            models.Index(fields=["mailbox", "raw"], name="mail_by_raw"),
            models.Index(
                fields=["state", "-id"], condition=Q(state__in=["new", "held", "failed"]), name="mail_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def is_to_be_read(self) -> bool:
        """Whether it still waits to be read, or could not be."""
        return self.state not in (MailState.ACCEPTED, MailState.DUPLICATE)


class AutomaticMail(models.Model):
    """A mail that nobody wrote went to this address: counted for a day, so that no loop goes on."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=320)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address", "mailbox", "at"], name="automatic_by_address"),
            models.Index(fields=["at"], name="automatic_by_time"),
        ]

    def __str__(self) -> str:
        return f"automatic mail to {self.address}"
