"""Who hears of what: assignees, those a note mentions, followers, the author of what could not be sent.

Who has several reasons hears of an entry once: a mention comes before the assignee, both before a follower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from handrail.conversations.events import (
    Assigned,
    Noted,
    Received,
    Replied,
    SendFailed,
    SideAnswered,
    SideSent,
    StatusChanged,
    read_event,
)
from handrail.conversations.models import Category, Entry, Follower, Mention
from handrail.core.receivers import receiver
from handrail.notifications.models import Kind
from handrail.notifications.verbs import tell


@receiver(Assigned)
def tell_assignee(entry: Entry) -> None:
    """Somebody else gave it to them."""
    event = read_event(entry.kind, entry.data)
    if isinstance(event, Assigned) and event.assignee:
        tell(entry, Kind.ASSIGNED, [event.assignee])


@receiver(Received, gathers=True)
def tell_of_answers(entries: Sequence[Entry]) -> None:
    """The customer wrote in a conversation that somebody has or follows."""
    assignees, followers = _assignees(entries), _followers(entries)
    for entry in entries:
        if assignee := assignees.get(entry.pk):
            tell(entry, Kind.ANSWERED, [assignee])
        tell(entry, Kind.FOLLOWED, followers[entry.pk])


@receiver(Noted)
def tell_of_note(entry: Entry) -> None:
    """Those whom a note mentions, in person or by their team; whose conversation it is; who follows it."""
    tell(entry, Kind.MENTIONED, Mention.objects.filter(entry=entry.pk).values_list("agent", flat=True))
    tell(entry, Kind.NOTED, _assignees([entry]).values())
    tell(entry, Kind.FOLLOWED, _followers([entry])[entry.pk])


@receiver(Replied)
def tell_of_reply(entry: Entry) -> None:
    """A colleague answered the customer."""
    tell(entry, Kind.FOLLOWED, _followers([entry])[entry.pk])


@receiver(StatusChanged, gathers=True)
def tell_of_closing(entries: Sequence[Entry]) -> None:
    """Somebody closed them."""
    closings = [entry for entry in entries if _closes(entry)]
    followers = _followers(closings) if closings else {}
    for entry in closings:
        if agents := followers[entry.pk]:
            tell(entry, Kind.FOLLOWED, agents)


def _closes(entry: Entry) -> bool:
    event = read_event(entry.kind, entry.data)
    return isinstance(event, StatusChanged) and event.new_category == Category.CLOSED != event.old_category


@receiver(SideAnswered)
def tell_of_answer_beside(entry: Entry) -> None:
    """Whom it was asked for: who has the conversation, who has written there; and who follows it."""
    event = read_event(entry.kind, entry.data)
    if isinstance(event, SideAnswered):
        asked = Entry.objects.filter(
            kind=SideSent.kind, conversation__number=event.number, agent__isnull=False
        )
        tell(entry, Kind.BESIDE, [*_assignees([entry]).values(), *asked.values_list("agent", flat=True)])
        tell(entry, Kind.FOLLOWED, _followers([entry])[entry.pk])


@receiver(SendFailed)
def tell_author(entry: Entry) -> None:
    """A reply of theirs did not leave."""
    event = read_event(entry.kind, entry.data)
    if isinstance(event, SendFailed) and not event.automatic:
        author = Entry.objects.filter(pk=event.entry).values_list("agent", flat=True).first()
        tell(entry, Kind.UNSENT, [author] if author else [])


def _followers(entries: Sequence[Entry]) -> dict[int, list[int]]:
    """By entry, who followed its conversation by then, or one that has become part of it."""
    keys = {entry.conversation_id for entry in entries}
    rows = Follower.objects.filter(Q(conversation__in=keys) | Q(conversation__merged_into__in=keys))
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for agent, since, *those in rows.values_list(
        "agent", "created_at", "conversation", "conversation__merged_into"
    ):
        for key in keys.intersection(those):
            found[key].append((agent, since))
    return {
        entry.pk: [agent for agent, since in found[entry.conversation_id] if since <= entry.at]
        for entry in entries
    }


def _assignees(entries: Sequence[Entry]) -> dict[int, int]:
    """Whose conversation it was when each of these happened: receivers may run late, and again."""
    keys = [entry.conversation_id for entry in entries]
    rows = Entry.objects.filter(conversation__in=keys, kind=Assigned.kind).order_by("pk")
    given: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for conversation, pk, assignee in rows.values_list("conversation", "pk", "data__assignee"):
        given[conversation].append((pk, assignee))
    had = {entry.pk: _assignee(entry, given[entry.conversation_id]) for entry in entries}
    return {pk: assignee for pk, assignee in had.items() if assignee}


def _assignee(entry: Entry, given: list[tuple[int, int | None]]) -> int | None:
    if not given:
        return entry.conversation.assignee_id
    before = [assignee for pk, assignee in given if pk < entry.pk]
    return before[-1] if before else None
