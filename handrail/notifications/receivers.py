"""Who hears of what: assignees, those a note mentions, the author of what could not be sent."""

from __future__ import annotations

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


@receiver(Received)
def tell_of_answer(entry: Entry) -> None:
    """The customer wrote in a conversation that somebody has."""
    tell(entry, Kind.ANSWERED, _concerned(entry))


@receiver(Noted)
def tell_of_note(entry: Entry) -> None:
    """Those whom a note mentions; whose conversation it is hears of it once."""
    text = Message.objects.filter(pk=entry.pk).values_list("text", flat=True).first() or ""
    colleagues = {one.pk: one.name for one in assignable(entry.conversation.mailbox_id)}
    mentioned = find_mentions(text, colleagues)
    tell(entry, Kind.MENTIONED, mentioned)
    tell(entry, Kind.NOTED, [one for one in _concerned(entry) if one not in mentioned])


@receiver(SendFailed)
def tell_author(entry: Entry) -> None:
    """A reply of theirs did not leave."""
    event = read_event(entry.kind, entry.data)
    if isinstance(event, SendFailed) and not event.automatic:
        author = Entry.objects.filter(pk=event.entry).values_list("agent", flat=True).first()
        tell(entry, Kind.UNSENT, [author] if author else [])


def _concerned(entry: Entry) -> list[int]:
    """Whose conversation it was when this happened: receivers may run late, and again."""
    given = Entry.objects.filter(conversation=entry.conversation_id, kind=Assigned.kind).order_by("-pk")
    before = given.filter(pk__lt=entry.pk).values_list("data__assignee", flat=True).first()
    assignee = before or (None if given.exists() else entry.conversation.assignee_id)
    return [assignee] if assignee else []
