"""What customers and the assistant said to each other, and what became of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models import Conversation, Entry


class State(models.TextChoices):
    """How an exchange stands. *Parked*: nobody has said whether it helped, so nobody knows."""

    ANSWERING = "answering", _("The assistant answers")
    HANDED = "handed", _("Handed over")
    CONFIRMED = "confirmed", _("The customer said that it helped")
    PARKED = "parked", _("Parked as unknown")


class Because(models.TextChoices):
    """Why an exchange was handed over to a person."""

    ASKED = "asked", _("The customer asked for a person")
    UNHELPED = "unhelped", _("Its answers did not help")
    REPEATED = "repeated", _("The customer asked the same again")
    UPSET = "upset", _("The customer is upset or in distress")
    TOPIC = "topic", _("It is a matter for people")
    UNANSWERED = "unanswered", _("The assistant had no answer")
    FILE = "file", _("The customer sent a file")
    FAILED = "failed", _("The assistant failed")
    LATE = "late", _("The assistant took too long")
    OFF = "off", _("The assistant was switched off")
    AGAIN = "again", _("The customer came back after it was settled")
    TAKEN = "taken", _("Somebody of the team took it")


class Channel(models.TextChoices):
    """Where the customer asked."""

    CHAT = "chat", _("Chat")
    FORM = "form", _("Form")
    PORTAL = "portal", _("Portal")
    EMAIL = "email", _("E-mail")


class Exchange(models.Model):
    """The assistant's part of one conversation; it does not answer again in one that was handed over.

    Where a person has solved that and something else is asked, the same row begins anew (`began_at`); the
    turns before lose it and keep their conversation.

    `unhelped` counts the answers of which the customer said that they did not help; `awaits_word`: of the
    last one they have not said whether it did. `last_at` is the customer's last word. `pending` is what they
    said that the assistant has not answered yet, since `pending_at`: it is kept before anything is answered,
    so that no process can lose it. `topic` is the key of the matter for people because of which it was
    handed over.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="exchange"
    )
    channel = models.CharField(max_length=20, choices=Channel.choices)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANSWERING)
    why = models.CharField(max_length=12, choices=Because.choices, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    unhelped = models.PositiveSmallIntegerField(default=0)
    awaits_word = models.BooleanField(default=False)
    pending = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pending_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="answering") | Q(pending=None, pending_at=None),
                name="exchange_only_answering_has_pending",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed") | ~Q(why=""), name="exchange_handed_says_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["pending_at"], condition=Q(pending_at__isnull=False), name="exchange_pending"
            ),
            models.Index(fields=["last_at"], condition=Q(state="answering"), name="exchange_silent"),
            models.Index(fields=["began_at"], name="exchange_began"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.state}"


class Vote(models.TextChoices):
    """What the customer said of an answer."""

    HELPED = "helped", _("It helped")
    NOT = "not", _("It did not help")


class Turn(models.Model):
    """One question and what the assistant said to it, or that it had no answer.

    `exchange` is null while a form or portal has not been sent, and once another exchange has begun in its
    conversation; `conversation` is where it was asked, or what was sent anyway.
    `asked` and `said` are the entries, where there are any. `refused` is one of `answering.Why`, and
    `confidence` the probability (0 to 1) with which an article was right. `sources` are dicts: article,
    translation (keys), slug, title, language, heading, anchor, text. `is_written`: a writer said it. `read`:
    the customer opened one of the articles.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exchange = models.ForeignKey(
        Exchange, null=True, blank=True, on_delete=models.CASCADE, related_name="turns"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="turns"
    )
    channel = models.CharField(max_length=20, choices=Channel.choices)
    asked = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    said = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    question = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_answer = models.BooleanField(default=False)
    refused = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)
    confidence = models.FloatField(default=0.0)
    sources = models.JSONField(default=list, blank=True)
    is_written = models.BooleanField(default=False)
    vote = models.CharField(max_length=6, choices=Vote.choices, null=True, blank=True)  # noqa: DJ001  null: no word
    read = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asked"], condition=Q(asked__isnull=False), name="turn_answers_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="turn_at")]

    def __str__(self) -> str:
        return f"{self.at} {self.question[:40]}"
