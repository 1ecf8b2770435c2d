"""Widgets, the chats that began in them, and who takes chats now."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.channels.chat.limits import HERE
from handrail.channels.vouching import LONGEST_REALM, REALM
from handrail.conversations.models import Conversation, Entry
from handrail.core.models import Blob


class Widget(models.Model):
    """A chat that pages may show. What comes in is the mailbox's work; its hours and promise are that one's.

    `texts` are words by language ({"en": {"title": …, "greeting": …}}), `fields` what is asked before the
    first message ([{"key", "type", "label": {"en": …}, "required", "choices"}]), `shown` where and when the
    button appears. `secret` (sealed by `core.vault`) proves visitors' identity, whose ids are of `realm`.
    `has_assistant`: the assistant answers first, where it is not stopped.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="widgets")
    is_active = models.BooleanField(default=True)
    has_assistant = models.BooleanField(default=False, db_default=False)
    colour = models.CharField(max_length=7, default="#0f766e")
    side = models.CharField(
        max_length=5, choices=[("end", _("At the end")), ("start", _("At the start"))], default="end"
    )
    texts = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=list, blank=True)
    shown = models.JSONField(default=dict, blank=True)
    origins = models.JSONField(default=list, blank=True)
    secret = models.TextField(blank=True, default="", db_default="")
    realm = models.CharField(
        max_length=LONGEST_REALM, blank=True, default="", db_default="", validators=[REALM]
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ChatState(models.TextChoices):
    """Where a chat stands. But for the first three it is worked on like mail."""

    ANSWERING = "answering", _("The assistant answers")
    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("Talking")
    LEFT = "left", _("A message was left")
    MISSED = "missed", _("Missed")
    ENDED = "ended", _("Ended")


class Chat(models.Model):
    """What only a conversation that began in a widget has. The visitor's key is kept as its hash alone.

    `email` is what the visitor typed: unverified, answers go there and nothing follows from it. `is_by_mail`:
    somebody whom we knew by that address answered by mail, so what is said from then on is not shown in the
    widget, for whoever typed it need not be them. Without `key_hash` the visitor has had it forgotten; since
    `blocked_at` the team takes nothing from them any more. `connection` is the name of the day by which the
    place they began from is known (`core.abuse.hashed`), for two days at most. Their window said at `here_at`
    that it is open, and was closed at `left_at`, where that is later.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="chat"
    )
    widget = models.ForeignKey(Widget, on_delete=models.PROTECT, related_name="chats")
    key_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  null: forgotten
    state = models.CharField(max_length=9, choices=ChatState.choices)
    phase = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=2000, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=10, blank=True)
    fields = models.JSONField(default=list, blank=True)
    is_identified = models.BooleanField(default=False)
    is_by_mail = models.BooleanField(default=False)
    visitor_seen = models.BigIntegerField(default=0)
    here_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rating_text = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    transcripts = models.PositiveSmallIntegerField(default=0)
    blocked_at = models.DateTimeField(null=True)
    connection = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["widget"], condition=Q(state__in=["ringing", "talking"]), name="chat_live"),
            models.Index(fields=["begun_at"], condition=~Q(connection=""), name="chat_connection"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="chat_rating"),
        ]

    def __str__(self) -> str:
        return f"chat {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether somebody is to answer in the widget now."""
        return self.state in LIVE

    @property
    def is_here(self) -> bool:
        """Whether the visitor was there a moment ago."""
        return self.here_at is not None and self.here_at > timezone.now() - HERE


LIVE = (ChatState.RINGING, ChatState.TALKING)
AFTER_SEND = "keep_stay"  # what is said to a visitor ends nothing until an agent chooses that it does


class Told(models.Model):
    """One entry that the visitor of a chat is shown; its key is their cursor.

    Written under the lock of the conversation when the entry may be seen: a reply that waits to be sent is
    told when it leaves. So the order never changes afterwards, and what was never told cannot be read.
    """

    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="told", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "chat"], name="told_once")]
        indexes: ClassVar = [models.Index(fields=["chat", "id"], name="told_in_order")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.entry_id}"


class Upload(models.Model):
    """A file that a visitor has sent before the message it belongs to."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="uploads")
    once = models.UUIDField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["chat", "once"], name="upload_once")]

    def __str__(self) -> str:
        return self.name


class Signal(models.TextChoices):
    """How a chat that rings tells an agent who looks elsewhere."""

    NONE = "none", _("Only in the page")
    TITLE = "title", _("In the title of the tab too")
    SOUND = "sound", _("In the title of the tab, and with a sound")


class Seat(models.Model):
    """Whether an agent takes chats now, and how many at once. No history of it is kept.

    `here_until`: an open page of theirs said so a moment ago, and says it again before then; empty when no
    page did (`sitting`). `pushes`: what rings goes to their devices too. `misses` are chats that rang for
    nothing since they last took or passed one; after two it `is_paused`. `after_send` is what they last chose
    to follow an answer to a chat that was over, as `Agent.after_send` is for mail.
    """

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    takes_chats = models.BooleanField(default=False)
    limit = models.PositiveSmallIntegerField(default=3)
    misses = models.PositiveSmallIntegerField(default=0)
    is_paused = models.BooleanField(default=False)
    signal = models.CharField(max_length=5, choices=Signal.choices, default=Signal.TITLE, db_default="title")
    enter_sends = models.BooleanField(default=False, db_default=False)
    pushes = models.BooleanField(default=False, db_default=False)
    here_until = models.DateTimeField(null=True)
    after_send = models.CharField(max_length=20, default=AFTER_SEND, db_default=AFTER_SEND)

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Offer(models.Model):
    """A ringing chat that is offered to one agent until then; gone when taken, declined or over.

    Of one that was transferred: only `among` these it rings, and who had it gets it `back_to` them.
    """

    chat = models.OneToOneField(Chat, on_delete=models.CASCADE, primary_key=True, related_name="offer")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    passed_by = models.JSONField(default=list, blank=True)
    among = models.JSONField(default=list, blank=True)
    back_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], name="offer_until")]

    def __str__(self) -> str:
        return f"offer of chat {self.pk}"
