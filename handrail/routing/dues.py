"""When a conversation is due, written to `next_due_at` in the transaction that changes what it depends on.

The promise is the first reply's until an agent has answered publicly, then the next reply's, counted from the
oldest message that nobody has answered. The clock runs while it is ours: open, or waiting for others. What an
import brought promises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from handrail.conversations import events
from handrail.conversations.models import Category, Conversation, Entry, Place, SendState
from handrail.core.kept_saves import update
from handrail.core.statements import Statement
from handrail.core.verbs import Work, verb
from handrail.routing.clock import Pause, due
from handrail.routing.promises import promised

RUNNING = (Category.OPEN, Category.OTHERS)
_DEPENDS_ON = ("waiting_since", "category", "priority", "place", "mailbox_id")
# What these do to a promise shows in the fields above; entries of other kinds may have come or gone.
_SHOWN_BY_FIELDS = {
    kind.kind
    for kind in (
        *(events.Received, events.Replied, events.Acknowledged, events.Noted, events.Joined),
        *(events.StatusChanged, events.PriorityChanged, events.Assigned, events.Tagged, events.Untagged),
        *(events.Snoozed, events.Woke, events.Bounced, events.SendDismissed),
        *(events.Nudged, events.TimedOut),
        *(events.SideBegun, events.SideAnswered, events.SideSent, events.SideReceived),
        *(events.SideClosed, events.SideOpened),
        *(events.ChatBegun, events.ChatTaken, events.ChatLeft, events.ChatMissed, events.ChatEnded),
        *(events.ChatRated, events.ChatTranscript),
        *(events.AssistantBegan, events.AssistantAnswered, events.AssistantAsked, events.AssistantJudged),
        *(events.AssistantParked, events.HandedOver),
        *(events.ChatTransferred, events.ChatReturned, events.OutcomeSet),
    )
}


class Told(NamedTuple):
    """What the timeline says: since when somebody waits whom no import brought, whether they had an answer
    before, and when the clock stood.
    """

    since: datetime | None
    is_answered: bool = False
    pauses: tuple[Pause, ...] = ()


def settle(work: Work) -> None:
    """Write anew what is due in the conversations that a unit of work has changed."""
    changed = [(conversation, not before) for conversation, before in _changed(work)]
    told = _told_of([one for one, is_new in changed if _is_told(one, is_new=is_new)])
    for conversation, is_new in changed:
        _write(conversation, _due(conversation, told.get(conversation.pk), is_new=is_new))


@verb
def renew(conversation: Conversation, /) -> None:
    """Write anew what is due: the promises, the hours or the mailbox have changed."""
    told = _told_of([conversation] if _is_told(conversation, is_new=False) else [])
    _write(conversation, _due(conversation, told.get(conversation.pk), is_new=False))


def _changed(work: Work) -> Iterable[tuple[Conversation, dict[str, object]]]:
    held: dict[int, list[tuple[Conversation, dict[str, object]]]] = {}
    for one, before in zip(work.locked, work.before, strict=True):
        if isinstance(one, Conversation) and one.pk is not None:  # none: it was deleted
            held.setdefault(one.pk, []).append((one, before))
    for pk, twins in held.items():
        conversation, before = twins[0]
        if len(twins) > 1:  # several objects of one row: only the row knows
            found = Conversation.objects.filter(pk=pk).first()
            if found is None:
                continue
            conversation = found
        is_elsewhere = bool(_kinds(work, pk) - _SHOWN_BY_FIELDS)
        if is_elsewhere or any(getattr(conversation, name) != before.get(name) for name in _DEPENDS_ON):
            yield conversation, before


def _kinds(work: Work, conversation: int) -> set[str]:
    named: Any = work.touched.get(conversation, {}).get("entries", [])
    return {kind for _entry, kind in named}


def _write(conversation: Conversation, at: datetime | None) -> None:
    if conversation.next_due_at != at:
        conversation.next_due_at = at
        update(conversation, "next_due_at")


def _is_running(conversation: Conversation) -> bool:
    is_ours = conversation.category in RUNNING and conversation.place == Place.INBOX
    return is_ours and conversation.waiting_since is not None


def _is_told(conversation: Conversation, *, is_new: bool) -> bool:
    """Whether only the timeline knows since when and for what it waits."""
    if not _is_running(conversation) or _is_fresh(conversation, is_new=is_new):
        return False
    return promised(conversation.mailbox_id, conversation.priority) is not None


def _is_fresh(conversation: Conversation, *, is_new: bool) -> bool:
    return is_new and conversation.import_batch is None


def _due(conversation: Conversation, told: Told | None, *, is_new: bool) -> datetime | None:
    """When it is due; None when nothing is promised, or it is the customer's turn."""
    if not _is_running(conversation):
        return None
    promise = promised(conversation.mailbox_id, conversation.priority)
    if promise is None:
        return None
    if _is_fresh(conversation, is_new=is_new):
        told = Told(conversation.waiting_since)
    if told is None or told.since is None:
        return None
    length = promise.following if told.is_answered else promise.first
    return due(told.since, length, promise.hours, told.pauses) if length is not None else None


def _told_of(conversations: list[Conversation]) -> dict[int, Told]:
    """What the timelines say, in one statement."""
    if not conversations:
        return {}
    keys = [one.pk for one in conversations]
    rows = _TOLD.rows(*keys) if len(keys) == 1 else _telling(Conversation.objects.filter(pk__in=keys))
    return {
        key: Told(asked, is_answered, _pauses(zip(times or [], categories or [], strict=True)))
        for key, asked, is_answered, times, categories in rows
    }


def _telling(rows: Any) -> Any:
    """Since when each waits stands written: a unit of work settles when its verbs are done."""
    since = OuterRef("waiting_since")
    entries = Entry.objects.filter(conversation=OuterRef("pk")).order_by()
    said = Entry.objects.filter(message__conversation=OuterRef("pk")).order_by()  # merged ones too
    asked = said.filter(
        kind__in=[events.Received.kind, events.Called.kind],
        at__gte=since,
        message__automatic=False,
        message__import_batch=None,
    )
    never_left = Q(message__send_state__in=[SendState.FAILED, SendState.UNKNOWN, SendState.HELD])
    answers = said.filter(kind=events.Replied.kind, message__automatic=False).exclude(never_left)
    changes = entries.filter(kind=events.StatusChanged.kind, at__gte=since).values("conversation")
    to = KT("data__new_category")
    return rows.annotate(
        asked=Subquery(asked.order_by("at").values("at")[:1]),
        is_answered=Exists(answers),
        times=Subquery(changes.annotate(all=ArrayAgg("at", order_by=("at", "pk"))).values("all")),
        categories=Subquery(changes.annotate(all=ArrayAgg(to, order_by=("at", "pk"))).values("all")),
    ).values_list("pk", "asked", "is_answered", "times", "categories")


_TOLD = Statement(lambda key: _telling(Conversation.objects.filter(pk=key)))


def _pauses(changes: Iterable[tuple[datetime, str]]) -> tuple[Pause, ...]:
    """The times in which it was not ours: waiting for the customer, or closed."""
    pauses, stands_since = [], None
    for at, category in changes:
        if category not in RUNNING:
            stands_since = stands_since or at
        elif stands_since is not None:
            pauses.append(Pause(stands_since, at))
            stands_since = None
    return tuple(pauses)
