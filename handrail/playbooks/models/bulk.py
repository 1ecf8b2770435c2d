"""One act on many conversations, and how far it has come with each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation


class BulkState(models.TextChoices):
    """How far it is; one that sends is checked first, and then waits for a person's word."""

    CHECKING = "checking", _("Checking whom it reaches")
    READY = "ready", _("Not begun")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class BulkQuerySet(models.QuerySet["Bulk"]):
    """Questions about bulk changes."""

    def visible_to(self, agent: Agent) -> BulkQuerySet:
        """One's own. What a colleague has chosen may lie in mailboxes that one does not see."""
        return self.filter(agent=agent)


class Bulk(models.Model):
    """What is done to many conversations: `steps` as a macro's, for the `agent` who chose them.

    `source` says where they were chosen, in the agent's words; `kept` what its saved replies said then
    (`Step.keep`); `undoes` is the one it takes back.
    """

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulks")
    steps = models.JSONField(default=list)
    kept = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.READY)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )
    wave_left = models.IntegerField(default=0)
    next_wave_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agent", "-created_at"], name="bulk_of_agent")]

    def __str__(self) -> str:
        return f"{self.steps} {self.total}"

    @property
    def left(self) -> int:
        """Conversations to which nothing has happened yet."""
        return self.total - self.done - self.skipped


class ItemState(models.TextChoices):
    """How far it is with one conversation."""

    NEW = "new", _("Not checked")
    TODO = "todo", _("Not begun")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class BulkItem(models.Model):
    """One conversation of many: what stood in it before and after, or `why` it was skipped."""

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=ItemState.choices, default=ItemState.TODO)
    why = models.CharField(max_length=300, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bulk", "conversation"], name="bulk_item_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["bulk", "state", "id"], name="bulk_item_by_state")]

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.conversation_id} {self.state}"

    def skip(self, why: str) -> None:
        """Leave this conversation out, and say why; not saved."""
        self.state, self.why = ItemState.SKIPPED, why[:300]
