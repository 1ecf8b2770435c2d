"""How a mailbox connects, and every mail that came in, with what became of it."""

from __future__ import annotations

import json
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.channels.email.answering.addresses import AnswerAddress
from handrail.channels.email.connecting.flowing import Flow, flow_of
from handrail.channels.email.connecting.grants import Grant, SignInService
from handrail.channels.email.matching.tokens import ascii_domain
from handrail.channels.email.practice.kept import PractisedMail
from handrail.channels.email.sending.outgoing import (
    AcknowledgedOnce,
    AcknowledgementText,
    History,
    Outgoing,
    SentBelow,
    SignatureText,
)
from handrail.channels.email.why_held import why_held
from handrail.conversations.models import Conversation, Entry, Message
from handrail.core.models import Blob
from handrail.core.vault import seal, unseal

__all__ = [
    "UNREAD",
    "AcknowledgedOnce",
    "AcknowledgementText",
    "AnswerAddress",
    "AutomaticMail",
    "Connection",
    "DomainCheck",
    "Grant",
    "History",
    "HookCall",
    "IncomingMail",
    "MailState",
    "Outgoing",
    "PractisedMail",
    "Security",
    "SentBelow",
    "SentByEsp",
    "SignInService",
    "SignatureText",
    "WayIn",
    "WayOut",
]


class Security(models.TextChoices):
    """How the connection is protected."""

    SSL = "ssl", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None (only on this machine)")


class WayIn(models.TextChoices):
    """How mail comes in."""

    IMAP = "imap", _("Fetched from its server (IMAP)")
    ESP = "esp", _("Passed on by an e-mail service")
    DROP = "drop", _("Delivered to Handrail by your own mail server")


class WayOut(models.TextChoices):
    """How mail goes out."""

    SMTP = "smtp", _("By a mail server (SMTP)")
    ESP = "esp", _("By an e-mail service")
    PRACTICE = "practice", _("Nowhere, to practise")


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Questions about connections."""

    def fetched(self) -> ConnectionQuerySet:
        """Mail is fetched from a server."""
        return self.filter(is_active=True, incoming=WayIn.IMAP).exclude(imap_host="")

    def delivered(self) -> ConnectionQuerySet:
        """Mail is brought to us."""
        return self.filter(is_active=True).exclude(incoming=WayIn.IMAP)

    def called(self) -> ConnectionQuerySet:
        """An e-mail service has reason to call: it brings mail, or sends and tells what became of it."""
        return self.filter(Q(incoming=WayIn.ESP) | Q(outgoing=WayOut.ESP)).exclude(esp="")

    def trusted(self) -> ConnectionQuerySet:
        """Mail to colleagues may leave here."""
        return self.sending().filter(for_colleagues=True)

    def sending(self) -> ConnectionQuerySet:
        """Mail goes out."""
        by_server = Q(outgoing=WayOut.SMTP) & ~Q(smtp_host="")
        by_service = Q(outgoing=WayOut.ESP) & ~Q(esp="")
        return self.filter(by_server | by_service | Q(outgoing=WayOut.PRACTICE), is_active=True)


class Connection(models.Model):
    """Where a mailbox's mail comes from and goes to; its secrets are sealed.

    `for_colleagues`: mail to agents and links into the portal may leave here, as an owner decided. Whoever
    runs the server reads them, and by the link to a new password one signs in as somebody else.
    """

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="connection")
    is_active = models.BooleanField(default=True)
    incoming = models.CharField(max_length=10, choices=WayIn.choices, default=WayIn.IMAP, db_default="imap")
    outgoing = models.CharField(max_length=10, choices=WayOut.choices, default=WayOut.SMTP, db_default="smtp")
    esp = models.CharField(max_length=20, blank=True, default="", db_default="")
    esp_sealed = models.TextField(blank=True, default="", db_default="")
    esp_region = models.CharField(max_length=30, blank=True, default="", db_default="")
    esp_domain = models.CharField(max_length=253, blank=True, default="", db_default="")
    esp_url = models.URLField(max_length=500, blank=True, default="", db_default="")
    hook_sealed = models.TextField(blank=True, default="", db_default="")
    hook_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
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
    for_colleagues = models.BooleanField(default=False, db_default=False)
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

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hook_hash"], condition=~Q(hook_hash=""), name="connection_hook_once"
            ),
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
    def sends(self) -> bool:
        """Whether all that is needed for sending was told."""
        return self.practises or bool(self.esp if self.outgoing == WayOut.ESP else self.smtp_host)

    @property
    def practises(self) -> bool:
        """Whether what is sent stays here, to be looked at."""
        return self.outgoing == WayOut.PRACTICE

    @property
    def receives(self) -> bool:
        """Whether mail can come in."""
        return bool(self.imap_host) if self.incoming == WayIn.IMAP else True

    @property
    def flow_in(self) -> Flow:
        """Whether mail comes in, as far as is known."""
        at = self.checked_at if self.incoming == WayIn.IMAP else self.arrived_at
        return flow_of(self.in_error, self.in_error_since, at, self.trial, "in")

    @property
    def flow_out(self) -> Flow:
        """Whether mail goes out, as far as is known."""
        return flow_of(self.out_error, self.out_error_since, self.sent_at, self.trial, "out")

    @property
    def sender_domain(self) -> str:
        """How the e-mail service calls the sender's domain."""
        return self.esp_domain or ascii_domain(self.mailbox.address.rpartition("@")[2])

    @property
    def esp_secrets(self) -> dict[str, str]:
        """The e-mail service's secrets by their names; raises SecretUnreadableError."""
        told = unseal(self.esp_sealed)
        return dict(json.loads(told)) if told else {}

    @esp_secrets.setter
    def esp_secrets(self, secrets: dict[str, str]) -> None:
        self.esp_sealed = seal(json.dumps(secrets)) if secrets else ""

    @property
    def token(self) -> str:
        """A fresh OAuth token, empty for a mailbox with a password. Raises MailboxProblem."""
        from handrail.channels.email.connecting.oauth import access_token

        return access_token(self) if self.service_id else ""

    @property
    def smtp_token(self) -> str:
        """The same, for sending."""
        return self.token

    def new_smtp_token(self, refused: str) -> str:
        """Another token after a server refused this one; empty when there is none to be had."""
        from handrail.channels.email.connecting.oauth import renewed_token

        return renewed_token(self, refused)


class MailState(models.TextChoices):
    """What became of an incoming mail."""

    NEW = "new", _("New")
    ACCEPTED = "accepted", _("Accepted")
    DUPLICATE = "duplicate", _("Duplicate")
    HELD = "held", _("Held")
    FAILED = "failed", _("Failed")
    DISMISSED = "dismissed", _("Dismissed")


UNREAD = (MailState.HELD, MailState.FAILED)


class IncomingMail(models.Model):
    """One mail as it came, durable before it was acknowledged; it can be processed again."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="incoming_mails")
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    posted = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
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
                fields=["mailbox", "-id"], condition=Q(source__in=["esp", "drop"]), name="mail_delivered"
            ),
            models.Index(
                fields=["state", "-id"], condition=Q(state__in=["new", "held", "failed"]), name="mail_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def why(self) -> str:
        """Why it is held or failed, in the reader's language."""
        return why_held(self.reason)

    @property
    def is_to_be_read(self) -> bool:
        """Whether it still waits to be read, or could not be."""
        return self.state not in (MailState.ACCEPTED, MailState.DUPLICATE)


class DomainCheck(models.Model):
    """What the domain name system said of a mailbox's domain when it was last asked.

    `asked_at` is when somebody asked for it to be looked at again; None when that has been done.
    """

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="domain_check")
    selectors = ArrayField(models.CharField(max_length=63), default=list, blank=True)
    findings = models.JSONField(default=list, blank=True)
    domain = models.CharField(max_length=253, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"domain of {self.mailbox}"


class SentByEsp(models.Model):
    """The name that an e-mail service gave a message of ours: its webhooks and some answers use that."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    esp = models.CharField(max_length=20)
    esp_id = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["esp_id", "esp", "message"], name="sent_by_esp_once"),
        ]

    def __str__(self) -> str:
        return f"{self.esp} {self.esp_id}"


class HookCall(models.Model):
    """A call of a webhook that was taken: services call again, and others may too; once is enough."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "key"], name="hook_call_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="hook_call_by_time")]

    def __str__(self) -> str:
        return f"hook call {self.pk}"


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
