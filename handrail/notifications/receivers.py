"""Who hears of what: assignees, those a note mentions, the author of what could not be sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from handrail.conversations.events import Assigned, Noted, Received, SendFailed, read_event
from handrail.conversations.models import Entry, Message
from handrail.conversations.queries.reading import assignable
from handrail.core.receivers import receiver
from handrail.notifications.mentions import find_mentions
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
    """The customer wrote in a conversation that somebody has."""
    assignees = _assignees(entries)
    for entry in entries:
        if assignee := assignees.get(entry.pk):
            tell(entry, Kind.ANSWERED, [assignee])


@receiver(Noted)
def tell_of_note(entry: Entry) -> None:
    """Those whom a note mentions; whose conversation it is hears of it once."""
    text = Message.objects.filter(pk=entry.pk).values_list("text", flat=True).first() or ""
    colleagues = {one.pk: one.name for one in assignable(entry.conversation.mailbox_id)}
    mentioned = find_mentions(text, colleagues)
    tell(entry, Kind.MENTIONED, mentioned)
    concerned = _assignees([entry]).values()
    tell(entry, Kind.NOTED, [one for one in concerned if one not in mentioned])


@receiver(SendFailed)
def tell_author(entry: Entry) -> None:
    """A reply of theirs did not leave."""
    event = read_event(entry.kind, entry.data)
    if isinstance(event, SendFailed) and not event.automatic:
        author = Entry.objects.filter(pk=event.entry).values_list("agent", flat=True).first()
        tell(entry, Kind.UNSENT, [author] if author else [])


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
