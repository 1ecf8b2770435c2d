"""Forms, and what was sent by them until it stands in a conversation."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation
from handrail.core.models import Blob
from handrail.helpcenter.models import Site

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as #0f766e."))


class Form(models.Model):
    """What people fill in; what they send is the mailbox's work, with its hours, promise and acknowledgement.

    `brand` is the help center whose logo and name stand above it, and whose colour is taken before its own.
    `languages` come in the order in which they are offered, the first is the team's own. `texts` are words by
    name and language ({"title": {"en": …}}), `fields` what is asked (see `fields.py`). `origins` are the web
    sites that may show it or post to it (none named: any). `kind` and `tags` are put on every conversation.
    `answers_first`: the assistant shows its answer before something is sent.
    Programs and forms elsewhere may send it where it `takes_programs`: they do no work against robots.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="forms")
    is_active = models.BooleanField(default=True)
    colour = models.CharField(max_length=7, default="#0f766e", validators=[COLOUR])
    brand = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    languages = models.JSONField(default=list)
    texts = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=list, blank=True)
    origins = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=44, blank=True)
    tags = models.JSONField(default=list, blank=True)
    answers_first = models.BooleanField(default=False, db_default=False)
    asks_missing = models.BooleanField(default=True)
    takes_programs = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def drawn_in(self) -> str:
        """The colour of its page (#rrggbb)."""
        return (self.brand.colour if self.brand else "") or self.colour


class SubmissionState(models.TextChoices):
    """What became of something that was sent."""

    NEW = "new", _("Being read")
    DONE = "done", _("In a conversation")
    HELD = "held", _("Held")
    FAILED = "failed", _("Could not be read")
    DISMISSED = "dismissed", _("Dismissed")


class Submission(models.Model):
    """What somebody sent, secrets masked, kept before it is acknowledged. Once it is read, its words stand in
    the conversation alone; `missing` are then the keys of fields that would have helped and were empty.
    `page` is the id of the page it was written on: by it what the assistant showed there is found.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    once = models.UUIDField()
    page = models.UUIDField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=10, blank=True)
    values = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.NEW)
    reason = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    missing = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "once"], name="submission_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at"], condition=~Q(state="done"), name="submission_unread"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"


class SubmissionFile(models.Model):
    """A file that came with what was sent, until it is an attachment of the conversation."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=44)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=150)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name
