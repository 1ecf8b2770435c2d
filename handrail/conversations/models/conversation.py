"""One exchange with a customer, over any channels."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox, Team, mailbox_ids, team_ids
from handrail.conversations.models.beside import by_parent, lies_beside
from handrail.conversations.models.ordering import due_order
from handrail.conversations.models.restriction import Reader
from handrail.core.models import Lockable
from handrail.customers.models import Customer

NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # sorts after everybody who waits; a real date, unlike 'infinity'


class Category(models.TextChoices):
    """The four kinds of statuses; "waiting for others" never hides the customer's wait."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for the customer")
    OTHERS = "others", _("Waiting for others")
    CLOSED = "closed", pgettext_lazy("conversation status", "Closed")


class Place(models.TextChoices):
    """Where a conversation lies, apart from its status."""

    INBOX = "inbox", _("Inbox")
    SPAM = "spam", _("Spam")
    TRASH = "trash", _("Trash")
    MERGED = "merged", _("Merged into another")
    SIDE = "side", _("Beside another")
    ASSISTANT = "assistant", _("With the assistant")


class Priority(models.IntegerChoices):
    """How urgent it is; ordered."""

    LOW = 10, _("Low")
    NORMAL = 20, _("Normal")
    HIGH = 30, _("High")
    URGENT = 40, _("Urgent")


# Of a new installation; shown in the reader's language until the team gives names of its own.
FIRST_NAMES = (
    gettext_noop("Open"),
    gettext_noop("Waiting for customer"),
    gettext_noop("Waiting for others"),
    "Closed",
)


def status_label(name: str) -> str:
    """A status' name as people read it."""
    if name == "Closed":
        return pgettext("conversation status", "Closed")
    return gettext(name) if name in FIRST_NAMES else name


class Status(models.Model):
    """A status with the team's own name, in one category, with the label the customer sees."""

    name = models.CharField(max_length=60)
    customer_label = models.CharField(max_length=60)
    category = models.CharField(max_length=10, choices=Category.choices)
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), condition=Q(replaced_by=None), name="status_name_once"),
            models.UniqueConstraint(
                fields=["category"], condition=Q(is_default=True), name="status_one_default_per_category"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(is_default=False), name="status_replaced_is_no_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as people read it."""
        return status_label(self.name)


class Tag(models.Model):
    """A word that agents put on conversations; `leaving` while it becomes another (`into`) or goes."""

    name = models.CharField(max_length=60)
    leaving = models.BooleanField(default=False, db_default=False)
    into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = [Lower("name")]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="tag_name_once")]

    def __str__(self) -> str:
        return self.name


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Questions about conversations; begin with `visible_to`."""

    def visible_to(self, agent: Agent) -> ConversationQuerySet:
        """The one gate: in the agent's mailboxes; a guest's, given to their team; restricted, naming them.
        What lies beside another is seen by whoever sees that one (`verbs/beside.py`), but for guests.

        Whatever belongs to a conversation is seen by whoever sees the conversation. What differs between
        two statements for two agents is in `Agent.statement_kind`.
        """
        rows = self.filter(mailbox_id__in=mailbox_ids(agent))
        if agent.is_guest:
            rows = rows.filter(team_id__in=team_ids(agent), parent=None)
        if not agent.reads_restricted:
            return rows.filter(restricted=False)
        named = Reader.objects.of(agent).values("conversation")
        return rows.filter(Q(restricted=False) | Q(pk__in=named))

    def in_inbox(self) -> ConversationQuerySet:
        """Neither spam nor trash, nor with the assistant: where people of the team work."""
        return self.filter(place=Place.INBOX)

    def awake(self) -> ConversationQuerySet:
        """In the inbox and not snoozed."""
        return self.in_inbox().filter(snoozed_until=None)

    def open(self) -> ConversationQuerySet:
        """Ours to answer: open or waiting for others, not snoozed."""
        return self.awake().filter(category__in=[Category.OPEN, Category.OTHERS])

    def waiting(self) -> ConversationQuerySet:
        """The customer's turn."""
        return self.awake().filter(category=Category.WAITING)

    def snoozed(self) -> ConversationQuerySet:
        """Asleep until their time comes or the customer writes."""
        return self.in_inbox().filter(snoozed_until__isnull=False)

    def closed(self) -> ConversationQuerySet:
        """Done."""
        return self.awake().filter(category=Category.CLOSED)

    def spam(self) -> ConversationQuerySet:
        """What nobody asked for."""
        return self.filter(place=Place.SPAM)

    def trash(self) -> ConversationQuerySet:
        """Thrown away; gone for good after thirty days."""
        return self.filter(place=Place.TRASH)

    def with_assistant(self) -> ConversationQuerySet:
        """The assistant answers, or nobody has said whether its answer helped; in nobody's queue."""
        return self.filter(place=Place.ASSISTANT)

    def not_closed(self) -> ConversationQuerySet:
        """In the inbox, open, waiting or asleep: somebody will come back to it."""
        return self.in_inbox().exclude(category=Category.CLOSED)

    def of_people(self, customers: Iterable[int]) -> ConversationQuerySet:
        """What these customers asked, or were asked, and what was asked of others because of it."""
        keys = list(customers)
        return self.filter(Q(customer__in=keys) | Q(parent__customer__in=keys))


class Conversation(Lockable):
    """The state of one exchange; what happened stands on its timeline of entries."""

    number = models.PositiveIntegerField(
        unique=True, editable=False, db_default=Func(Value("conversations_number_seq"), function="nextval")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=500, blank=True)
    channel = models.CharField(max_length=20, default="email")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="conversations")
    customer = (
        models.ForeignKey(  # conversation_of_customer begins with it: a second index misleads the planner
            Customer, on_delete=models.PROTECT, related_name="conversations", db_index=False
        )
    )
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=Category.choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations", db_index=False
    )
    restricted = models.BooleanField(default=False, db_default=False)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    priority_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.ForeignKey(
        "conversations.Kind",
        to_field="key",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.INBOX)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    ahead_since = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    waiting_order = models.GeneratedField(
        expression=Coalesce("waiting_since", Value(NEVER, output_field=models.DateTimeField())),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    due_order = models.GeneratedField(
        expression=due_order(), output_field=models.DateTimeField(), db_persist=True
    )
    language = models.CharField(max_length=10, null=True, blank=True)  # noqa: DJ001  null: not known, '' is no language
    fields = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, related_name="conversations", blank=True)
    preview = models.CharField(max_length=240, blank=True)
    last_activity_at = models.DateTimeField(default=timezone.now)
    last_customer_entry = models.BigIntegerField(default=0)
    last_side_entry = models.BigIntegerField(default=0, db_default=0)
    import_batch = models.UUIDField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sides", db_index=False
    )
    trashed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(category=Category.CLOSED, snoozed_until__isnull=False),
                name="conversation_closed_is_awake",
            ),
            models.CheckConstraint(
                condition=Q(place="trash", trashed_at__isnull=False) | ~Q(place="trash"),
                name="conversation_trashed_at_a_time",
            ),
            lies_beside(),
        ]
        indexes: ClassVar = [
            models.Index(
                "waiting_order",
                "id",
                include=["mailbox", "assignee", "category", "restricted"],
                condition=Q(place="inbox", snoozed_until=None, category__in=["open", "others"]),
                name="conversation_open_by_waiting",
            ),
            models.Index(
                F("last_activity_at").desc(),
                F("id").desc(),
                include=["mailbox", "assignee", "category", "restricted"],
                condition=Q(place="inbox", snoozed_until=None),
                name="conversation_by_activity",
            ),
            models.Index(
                "category",
                F("last_activity_at").desc(),
                F("id").desc(),
                include=["mailbox", "assignee", "restricted"],
                condition=Q(place="inbox", snoozed_until=None),
                name="conversation_category_activity",
            ),
            models.Index(
                "due_order",
                "id",
                include=["mailbox", "assignee", "category", "restricted"],
                condition=Q(place="inbox", snoozed_until=None, category__in=["open", "others"]),
                name="conversation_open_by_due",
            ),
            models.Index(
                "assignee",
                "due_order",
                "id",
                include=["mailbox", "category", "restricted"],
                condition=Q(place="inbox", snoozed_until=None, category__in=["open", "others"]),
                name="conversation_mine_by_due",
            ),
            models.Index(
                "snoozed_until",
                "id",
                include=["mailbox", "place", "restricted"],
                condition=Q(snoozed_until__isnull=False),
                name="conversation_snoozed",
            ),
            models.Index(
                "customer",
                F("last_activity_at").desc(),
                include=["mailbox", "place", "restricted"],
                name="conversation_of_customer",
            ),
            models.Index(
                "language",
                F("last_activity_at").desc(),
                F("id").desc(),
                include=["mailbox", "assignee", "category", "restricted"],
                condition=Q(place="inbox", snoozed_until=None, category__in=["open", "others"]),
                name="conversation_open_by_language",
            ),
            GinIndex(fields=["fields"], opclasses=["jsonb_path_ops"], name="conversation_fields"),
            models.Index(
                "team",
                "due_order",
                "id",
                include=["mailbox", "assignee", "category", "restricted"],
                condition=Q(
                    team__isnull=False, place="inbox", snoozed_until=None, category__in=["open", "others"]
                ),
                name="conversation_team_by_due",
            ),
            models.Index(
                "team",
                F("last_activity_at").desc(),
                F("id").desc(),
                include=["mailbox", "assignee", "category", "restricted"],
                condition=Q(team__isnull=False),
                name="conversation_team_by_activity",
            ),
            models.Index("mailbox", "id", condition=Q(restricted=True), name="conversation_restricted"),
            by_parent(),
            models.Index(
                "place",
                F("last_activity_at").desc(),
                F("id").desc(),
                include=["mailbox", "trashed_at", "restricted"],
                condition=Q(place__in=["spam", "trash", "assistant"]),
                name="conversation_put_away",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def family(self) -> list[int]:
        """Its key, and those of the conversations merged into it: entries stay where they were written."""
        if "merged_in" in self.__dict__:  # as `queries.reading.find` gives it
            return [self.pk, *(one["pk"] for one in self.__dict__["merged_in"] or [])]
        return [self.pk, *Conversation.objects.filter(merged_into=self.pk).values_list("pk", flat=True)]


class Seen(models.Model):
    """Up to which entry an agent has read a conversation; no time is kept."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="seen")
    entry = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="seen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.conversation_id} {self.entry}"
