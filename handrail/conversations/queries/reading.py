"""One conversation as its page shows it: facts, timeline, menus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE
from handrail.conversations.events import Assigned, Event, Merged, Received, read_event
from handrail.conversations.invitations import Invitation
from handrail.conversations.models import (
    Attachment,
    Category,
    Conversation,
    Draft,
    Entry,
    Follower,
    Link,
    Mention,
    Message,
    Seen,
    Status,
    Tag,
)
from handrail.conversations.priorities import why
from handrail.conversations.queries.assignees import Colleague, assignees_of, of_mailbox
from handrail.conversations.queries.beside import beside
from handrail.conversations.queries.masking import masked_entries, masked_files
from handrail.conversations.queries.readers import readers_of
from handrail.conversations.queries.sheet import Sheet, sheet_of
from handrail.conversations.verbs.drafting import find_draft
from handrail.conversations.verbs.words import LONGEST_SHOWN
from handrail.core.actors import ActorKind
from handrail.core.masking import mask
from handrail.core.plain_text import text_to_html
from handrail.core.remembered import remembered
from handrail.core.statements import Statement
from handrail.customers.models import Address, Note
from handrail.customers.verbs import normalise_address

MOST_ENTRIES = 200
MOST_PAST = 6
MOST_NOTES = 3  # about the customer, beside the conversation
_NAMES = {ActorKind.ASSISTANT: gettext_lazy("Assistant")}  # the others have names


@dataclass(frozen=True)
class Item:
    """One entry as the timeline draws it; `may` are the reader's rights."""

    pk: int
    kind: str
    public: bool
    at: datetime
    event: Event
    actor_kind: str
    actor: str
    agent_id: int | None
    mine: bool
    reason: str
    message: Message | None = None
    merged_from: int = 0  # the number of the conversation it was written in, if that is another
    files: list[Attachment] = field(default_factory=list)
    is_first_new: bool = False
    may: frozenset[str] = frozenset()

    @property
    def assigned_to_actor(self) -> bool:
        """Whether somebody took the conversation themselves."""
        return isinstance(self.event, Assigned) and self.event.assignee == self.agent_id

    @property
    def body(self) -> str:
        """What is read first, as safe HTML."""
        return self.message.html if self.message else ""

    @cached_property
    def folded(self) -> str:
        """What the mail quotes, and its signature, as safe HTML; empty when there is nothing to fold.

        Plain mails that came before `quoted_html` was kept have it made from their text.
        """
        return folded_html(self.message) if self.message else ""

    @property
    def meeting(self) -> Invitation | None:
        """The meeting that came with the words."""
        return self.event.meeting if isinstance(self.event, Received) else None

    @property
    def protection(self) -> str:
        """Whether the mail says that it is "signed" or "encrypted"; empty if neither."""
        return self.event.protection if isinstance(self.event, Received) else ""

    @property
    def is_message(self) -> bool:
        """Whether somebody said something, or it is one line about what happened."""
        return self.message is not None


@dataclass(frozen=True)
class Timeline:
    """Entries in the order they happened; `last` is the cursor for what comes after."""

    items: list[Item]
    last: int
    has_earlier: bool


@dataclass(frozen=True)
class Past:
    """An earlier conversation of the same customer."""

    number: int
    subject: str
    category: str
    last_activity_at: datetime


@dataclass(frozen=True)
class Reading:
    """Everything on the page of one conversation; `bounced` are addresses mail comes back from, and why."""

    conversation: Any
    tags: list[str]
    addresses: list[str]
    timeline: Timeline
    statuses: list[Status]
    agents: tuple[Colleague, ...]
    seen: int
    teams: tuple[Colleague, ...] = ()
    readers: Sequence[str] = ()
    past: Sequence[Past] = ()
    bounced: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    draft_files: Sequence[Attachment] = ()

    @cached_property
    def sheet(self) -> Sheet:
        """Its kind and its fields."""
        return sheet_of(self.conversation)

    @property
    def because(self) -> str:
        """Why its priority is what it is, in the reader's words."""
        one = self.conversation
        return why(one.impact, one.urgency, one.priority_reason)

    def bounce_of(self, address: str) -> str | None:
        """Why mail to an address of the customer comes back; None when it does not."""
        return self.bounced.get(normalise_address(address))


def folded_html(message: Message) -> str:
    """What a message quotes, and its signature, as safe HTML; empty when there is nothing to fold."""
    if message.quoted_html or not message.quoted.strip():
        return message.quoted_html
    is_plain = message.html == text_to_html(message.text[:LONGEST_SHOWN])
    return text_to_html(message.quoted[:LONGEST_SHOWN]) if is_plain else ""


def find(agent: Agent, number: int) -> Any:
    """The conversation with its customer, tags and addresses, in one statement; raises DoesNotExist."""
    found = _FOUND.objects(agent, number)
    if not found:
        raise Conversation.DoesNotExist
    return found[0]


def _with_everything(agent: Agent, number: int) -> Any:
    visible = Conversation.objects.visible_to(agent)
    tags = Tag.objects.filter(conversations=OuterRef("pk")).order_by().values("conversations")
    addresses = Address.objects.filter(customer=OuterRef("customer")).order_by().values("customer")
    notes = Note.objects.filter(customer=OuterRef("customer")).order_by("-pk")
    seen = Seen.objects.filter(agent=agent.pk, conversation=OuterRef("pk")).values("entry")[:1]
    links = Link.objects.order_by()
    to = links.filter(conversation=OuterRef("pk"), to__in=visible.values("pk")).values("conversation")
    by = links.filter(to=OuterRef("pk"), conversation__in=visible.values("pk")).values("to")
    parts = Conversation.objects.filter(merged_into=OuterRef("pk")).order_by().values("merged_into")
    part = JSONObject(pk="pk", number="number", at="merge__at")
    here_or_part = Q(conversation=OuterRef("pk")) | Q(conversation__merged_into=OuterRef("pk"))
    follows = Follower.objects.filter(agent=agent.pk)
    asked = Mention.objects.filter(agent=agent.pk).unsettled()
    still_asked = Q(after_closing=True) | ~Exact(OuterRef("category"), Value(Category.CLOSED))
    return (
        visible.select_related("mailbox", "customer__organisation", "status", "assignee", "team")
        .annotate(
            tag_names=Subquery(tags.annotate(all=ArrayAgg("name", order_by="name")).values("all")),
            address_values=Subquery(addresses.annotate(all=ArrayAgg("value", order_by="pk")).values("all")),
            bounced_values=Subquery(
                addresses.filter(bounced_at__isnull=False)
                .annotate(all=JSONBAgg(JSONObject(address="normalised", reason="bounce_reason")))
                .values("all")
            ),
            customer_notes=ArraySubquery(notes.values(told=JSONObject(text="text", by="by"))[:MOST_NOTES]),
            seen_entry=Coalesce(Subquery(seen), Value(0)),
            refers_to=Subquery(to.annotate(all=_linked("to__number")).values("all")),
            referred_by=Subquery(by.annotate(all=_linked("conversation__number")).values("all")),
            beside=beside(visible),
            merged_in=Subquery(parts.annotate(all=JSONBAgg(part, order_by="pk")).values("all")),
            is_mentioned=Exists(asked.filter(still_asked).filter(here_or_part)),
            is_followed=Exists(follows.filter(here_or_part)),
        )
        .filter(number=number)
    )


def _linked(number: str) -> JSONBAgg:
    """The conversations at the other end, and why."""
    return JSONBAgg(JSONObject(number=number, reason="reason"), order_by="pk")


_FOUND = Statement(_with_everything)


def read(agent: Agent, conversation: Any) -> Reading:
    """What the page shows besides: at most six statements, whatever the conversation's length."""
    draft = find_draft(conversation, agent=agent.pk)
    return replace(
        _reading(agent, conversation, read_timeline(conversation, agent, seen=conversation.seen_entry)),
        past=_past(agent, conversation),
        draft=draft,
        draft_files=list(draft.attachments.all()) if draft else [],
    )


def read_written(conversation: Any, agent: Agent, *, since: int) -> Reading:
    """What changes on the page when the agent has written the entry `since`: the rest stays as it is."""
    return _reading(agent, conversation, read_newer(conversation, agent, after=since - 1))


def _reading(agent: Agent, conversation: Any, timeline: Timeline) -> Reading:
    agents, teams = assignees_of(conversation, agent)
    addresses, bounced = conversation.address_values or [], conversation.bounced_values or []
    return Reading(
        conversation=conversation,
        tags=conversation.tag_names or [],
        addresses=[mask(address) for address in addresses] if agent.is_guest else addresses,
        bounced={} if agent.is_guest else {one["address"]: one["reason"] for one in bounced},
        timeline=timeline,
        statuses=all_statuses(),
        agents=agents,
        teams=teams,
        readers=readers_of(conversation) if conversation.restricted else (),
        seen=conversation.seen_entry,
    )


_STATUSES = Statement(lambda: Status.objects.filter(replaced_by=None))


@remembered
def all_statuses() -> list[Status]:
    """The team's statuses, in their order."""
    return _STATUSES.objects()


def assignable(mailbox: int) -> tuple[Colleague, ...]:
    """Active agents who may see a mailbox and answer, by name."""
    return of_mailbox(mailbox).agents


def read_timeline(conversation: Conversation, agent: Agent, *, seen: int = 0, before: int = 0) -> Timeline:
    """The newest 200 entries (before the entry `before`, if given), in two statements."""
    family = conversation.family()
    newest = _BEFORE.objects(family, before) if before else _NEWEST.objects(family)
    shown = _in_order(newest[:MOST_ENTRIES])
    last = max((entry.pk for entry in shown), default=0)
    return Timeline(_items(shown, agent, seen, conversation.pk), last, len(newest) > MOST_ENTRIES)


def _in_order(newest_first: list[Any]) -> list[Any]:
    """By their time, which an imported entry brings along.

    One of the future is of a clock that was set back since: it stands before what was committed after it.
    """
    now = earliest = timezone.now()
    keyed = []
    for entry in newest_first:
        earliest = entry.at if entry.at <= now else earliest
        keyed.append((earliest, entry.pk, entry))
    return [entry for _, _, entry in sorted(keyed, key=lambda one: one[:2])]


def read_newer(conversation: Conversation, agent: Agent, *, after: int) -> Timeline:
    """Entries after the cursor, in the order they were committed."""
    shown = _AFTER.objects(conversation.family(), after)
    last = shown[-1].pk if shown else after
    return Timeline(_items(shown, agent, 0, conversation.pk), last, has_earlier=False)


def read_entry(conversation: Conversation, agent: Agent, entry: int) -> Timeline:
    """One entry of the conversation; no items when it is of another."""
    shown = list(_entries(conversation.family()).filter(pk=entry))
    return Timeline(_items(shown, agent, 0, conversation.pk), entry, has_earlier=False)


def _entries(family: list[int]) -> Any:
    """The entries of a conversation and of those merged into it, with who wrote them and where."""
    names = {"agent_name": F("agent__name"), "customer_name": F("customer__name")}
    names["written_in"] = F("conversation__number")
    return Entry.objects.filter(conversation__in=family).select_related("message").annotate(**names)


def _newest(family: list[int]) -> Any:
    return _entries(family).order_by("-pk")[: MOST_ENTRIES + 1]


def _before(family: list[int], before: int) -> Any:
    return _entries(family).filter(pk__lt=before).order_by("-pk")[: MOST_ENTRIES + 1]


def _after(family: list[int], after: int) -> Any:
    return _entries(family).after(after)[:MOST_ENTRIES]


_NEWEST, _BEFORE, _AFTER = Statement(_newest), Statement(_before), Statement(_after)
_FILES = Statement(lambda messages: Attachment.objects.filter(message__in=messages).order_by("pk"))


def _items(entries: list[Any], agent: Agent, seen: int, here: int) -> list[Item]:
    entries = [entry for entry in entries if not _said_twice(entry, here)]
    messages = [entry.pk for entry in entries if hasattr(entry, "message")]
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in _FILES.objects(messages):
        files[file.message_id or 0].append(file)
    first_new = next(
        (entry.pk for entry in entries if seen and entry.pk > seen and entry.agent_id != agent.pk), 0
    )
    if agent.is_guest:
        masked_entries(entries)
        files = defaultdict(list, {key: masked_files(some) for key, some in files.items()})
    return [
        _item(
            entry,
            agent,
            files=files[entry.pk],
            is_first_new=entry.pk == first_new,
            merged_from=entry.written_in if entry.conversation_id != here else 0,
        )
        for entry in entries
    ]


def _said_twice(entry: Any, here: int) -> bool:
    """What was merged says so itself too; here the line of the other is enough."""
    is_elsewhere = entry.kind == Merged.kind and entry.conversation_id != here
    return bool(is_elsewhere and entry.data["number"] == entry.written_in)


def _item(entry: Any, agent: Agent, **more: Any) -> Item:
    return Item(
        pk=entry.pk,
        kind=entry.kind,
        public=entry.public,
        at=entry.at,
        event=read_event(entry.kind, entry.data),
        actor_kind=entry.actor_kind,
        actor=entry.agent_name or entry.customer_name or str(_NAMES.get(entry.actor_kind, entry.actor_label)),
        agent_id=entry.agent_id,
        mine=entry.agent_id == agent.pk,
        reason=entry.reason,
        message=getattr(entry, "message", None),
        may=TABLE.get(agent.role, frozenset()),
        **more,
    )


def _past(agent: Agent, conversation: Conversation) -> list[Past]:
    found = _PAST.rows(agent, conversation.customer_id, conversation.pk)
    return [Past(*values) for values in found]


def _others(agent: Agent, customer: int, conversation: int) -> Any:
    return (
        Conversation.objects.visible_to(agent)
        .in_inbox()
        .filter(customer=customer)
        .exclude(pk=conversation)
        .order_by("-last_activity_at")
        .values_list("number", "subject", "category", "last_activity_at")[:MOST_PAST]
    )


_PAST = Statement(_others)
