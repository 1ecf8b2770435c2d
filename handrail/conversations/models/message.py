"""The words of an entry: text, safe HTML, files, and how sending went."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.conversations.models.conversation import Conversation
from handrail.conversations.models.draft import Draft
from handrail.conversations.models.entry import Entry
from handrail.conversations.showing import Shown, shown_as
from handrail.core.models import Blob


class Direction(models.TextChoices):
    """Which way the words went."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")
    NOTE = "note", _("Only the team")
    FORWARD = "fwd", _("To somebody else")


class SendState(models.TextChoices):
    """How far sending has come; "unknown" means somebody should check before sending again."""

    NONE = "", ""
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNKNOWN = "unknown", _("Unknown, please check")
    PARTLY = "partly", _("Did not reach everybody")
    HELD = "held", _("Held")


def mentions() -> Func:
    """The Message-IDs that a message names, as one JSON array: an expression with an index of its own."""
    both = (F("references"), F("in_reply_to"))
    return Func(*both, arg_joiner=" || ", template="(%(expressions)s)", output_field=models.JSONField())


def waits_for_us() -> Q:
    """What an agent has scheduled, and what is held until they decide."""
    return Q(send_state=SendState.QUEUED, is_scheduled=True) | Q(send_state=SendState.HELD)


UNSENT = (SendState.FAILED, SendState.UNKNOWN)


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def visible_to(self, agent: Agent) -> MessageQuerySet:
        """Those of conversations that the agent may see."""
        return self.filter(conversation__in=Conversation.objects.visible_to(agent).values("pk"))

    def unsent(self) -> MessageQuerySet:
        """Ours that failed, or may have, or missed somebody; an admin sends them again or dismisses them."""
        return self.filter(send_state__in=(*UNSENT, SendState.PARTLY), dismissed_at=None)


class Message(models.Model):
    """What was said in one entry; 1:1, so that entries stay small.

    Until `send_after` a queued one waits: some seconds in which it can be taken back, or, if `is_scheduled`,
    for the time its writer chose. `before` is how the conversation stood, for putting that back.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="message")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=5, choices=Direction.choices)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_html = models.TextField(blank=True, default="", db_default="")
    subject = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10, null=True, blank=True)  # noqa: DJ001  null: not known
    sender = models.JSONField(default=dict)
    recipients = models.JSONField(default=dict)
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.JSONField(default=list)
    references = models.JSONField(default=list)
    raw = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    authentication = models.JSONField(default=dict)
    written_at = models.DateTimeField(null=True)
    send_state = models.CharField(
        max_length=10, choices=SendState.choices, blank=True, default=SendState.NONE
    )
    send_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    send_error = models.CharField(max_length=500, blank=True)
    dismissed_at = models.DateTimeField(null=True)
    import_batch = models.UUIDField(null=True, db_index=True)
    once = models.UUIDField(null=True, unique=True)
    automatic = models.BooleanField(default=False, db_default=False)
    is_scheduled = models.BooleanField(default=False, db_default=False)
    before = models.JSONField(null=True)
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")  # "": the conversation's

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="message_by_message_id"),
            GinIndex(
                mentions(),
                name="message_by_mention",
                fastupdate=False,
                condition=Q(direction__in=[Direction.IN, Direction.OUT]),
            ),
            GinIndex(OpClass("recipients", name="jsonb_path_ops"), name="message_by_recipient"),
            models.Index(fields=["send_after"], condition=waits_for_us(), name="message_waits"),
            models.Index(
                fields=["send_state"],
                condition=Q(send_state__in=["queued", "sending", "failed", "unknown", "partly"]),
                name="message_not_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def send_label(self) -> str:
        """How far sending has come, in words; a long page asks a hundred times."""
        return str(SendState(self.send_state).label)

    @property
    def is_doubtful(self) -> bool:
        """Whether our own server found that the sender may be forged (SPF, DKIM and DMARC, RFC 8601).

        DMARC decides where it was checked; without it, one check failed and none passed.
        """
        found = self.authentication
        if "dmarc" in found:
            return bool(found["dmarc"] == "fail")
        return bool({"fail", "softfail"} & {*found.values()}) and "pass" not in found.values()

    @property
    def recipient_addresses(self) -> list[str]:
        """Whom it went to, as written: To first, then Cc, then Bcc."""
        people = [person for name in ("to", "cc", "bcc") for person in self.recipients.get(name, [])]
        return [person["address"] for person in people if person.get("address")]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Questions about files."""

    def visible_to(self, agent: Agent) -> AttachmentQuerySet:
        """Those of messages in conversations that the agent may see, and of one's own drafts."""
        visible = Conversation.objects.visible_to(agent).values("pk")
        mine = Q(draft__in=Draft.objects.visible_to(agent).values("pk"))
        return self.filter(Q(message__conversation__in=visible) | mine)

    def checked(self) -> AttachmentQuerySet:
        """Those that can be read."""
        return self.filter(unchecked=None)

    def bytes_of(self) -> list[str]:
        """The keys of their bytes, one for each reference: whoever deletes them forgets these."""
        return [key for pair in self.values_list("blob", "unchecked") for key in pair if key]


class Attachment(models.Model):
    """A file of a message, or of a draft until it is sent.

    `unchecked`: the bytes as they came, while a job looks for secrets in them (`verbs/checking.py`). Until it
    has, `blob` is empty, so that nobody reads them by any way; `size` is that of what came.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="attachments")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    unchecked = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=255, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(message=None, draft__isnull=False) | Q(message__isnull=False, draft=None),
                name="attachment_of_message_or_draft",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["unchecked"], condition=Q(unchecked__isnull=False), name="attachment_unchecked"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_as(self) -> Shown | None:
        """How it can be shown; None when it can only be downloaded, or not even that yet."""
        if self.unchecked_id:
            return None
        return shown_as(self.content_type, self.name)


class SearchRowQuerySet(models.QuerySet["SearchRow"]):
    """Questions about words."""

    def visible_to(self, agent: Agent) -> SearchRowQuerySet:
        """Those of conversations that the agent may see."""
        return self.filter(conversation__in=Conversation.objects.visible_to(agent))


class SearchRow(models.Model):
    """The words of a message as search knows them: a cache that can be built again."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="search_row"
    )
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = SearchVectorField()

    objects = SearchRowQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["-at", "-message"], name="search_newest"),
        ]

    def __str__(self) -> str:
        return f"words of {self.pk}"
