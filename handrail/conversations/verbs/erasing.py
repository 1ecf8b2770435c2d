"""Erase the words of a conversation: what is left is a husk, so that the numbers hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from handrail.conversations.events import Erased
from handrail.conversations.models import (
    Attachment,
    Category,
    Conversation,
    Draft,
    Entry,
    Mention,
    Message,
    SearchRow,
    SendState,
)
from handrail.conversations.timeline import record
from handrail.conversations.verbs.statuses import close
from handrail.core import blobs
from handrail.core.actors import Actor, ActorKind
from handrail.core.verbs import verb

# Kinds whose facts are the team's own words or numbers; of all others every text goes.
NEUTRAL_KINDS = (
    *("status_changed", "assigned", "priority_changed", "tagged", "untagged", "snoozed", "woke"),
    *("acknowledged", "merged", "erased"),
)
NEUTRAL_FACTS = ("report", "group", "state", "why")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("text", "quoted", "html", "quoted_html", "subject", "message_id", "send_error"), ""),
    "sender": {},
    "recipients": {},
    "in_reply_to": [],
    "references": [],
    "authentication": {},
    "raw": None,
    "once": None,
}
_beside: list[Callable[[int], None]] = []


def erase_beside(erase: Callable[[int], None]) -> Callable[[int], None]:
    """Let a room above erase what it keeps of a conversation, in the same transaction."""
    _beside.append(erase)
    return erase


@verb
def erase_words(conversation: Conversation, /, *, by: Actor, why: str) -> bool:
    """Erase everything that was said or attached, drafts and mails too; False when nothing was left of it.

    What lies beside it may quote it: that goes as well. With its person erased, it is closed. Numbers,
    times, assignee, tags and the kinds of entries stay.
    """
    for side in Conversation.objects.filter(parent=conversation).order_by("pk"):
        erase_words(side, by=by, why=why)
    messages = Message.objects.filter(conversation=conversation)
    erased_before = conversation.erased_at is not None
    if erased_before and not messages.exclude(text="", subject="", sender={}).exists():
        return False
    if why == "person" and conversation.category != Category.CLOSED:
        close(conversation, by=by)  # nobody is left to answer
    for erase in _beside:
        erase(conversation.pk)
    erase_drafts(Draft.objects.filter(Q(conversation=conversation) | Q(beside=conversation)))
    empty_messages(messages)
    Mention.objects.filter(conversation=conversation).delete()
    blank_entries(Entry.objects.filter(conversation=conversation))
    conversation.subject = conversation.preview = ""
    conversation.fields = {}
    conversation.erased_at = timezone.now()
    conversation.save(update_fields=["subject", "preview", "fields", "erased_at"])
    record(conversation, Erased(why=why), by=by)
    return True


def empty_messages(messages: QuerySet[Message]) -> None:
    """Nothing of what was said stays, nor its files and its mail; a reply that waits is sent no more."""
    keys = list(messages.values_list("pk", flat=True))
    files = Attachment.objects.filter(message__in=keys)
    kept = files.bytes_of()
    kept += messages.exclude(raw=None).values_list("raw", flat=True)
    files.delete()
    SearchRow.objects.filter(message__in=keys).delete()
    waiting = Message.objects.filter(pk__in=keys, send_state__in=[SendState.QUEUED, SendState.SENDING])
    waiting.update(send_state=SendState.NONE)
    Message.objects.filter(pk__in=keys).update(**EMPTY)
    forget_all(kept)


def erase_drafts(drafts: QuerySet[Draft]) -> None:
    """What was being written, with its files."""
    files = Attachment.objects.filter(draft__in=drafts)
    kept = files.bytes_of()
    files.delete()
    drafts.delete()
    forget_all(kept)


def blank_entries(entries: QuerySet[Entry]) -> None:
    """Facts without a person: kinds, numbers and times stay, and who of the team it was."""
    entries.filter(actor_kind=ActorKind.CUSTOMER).update(actor_label="", reason="")
    for entry in entries.exclude(kind__in=NEUTRAL_KINDS).exclude(data={}):
        Entry.objects.filter(pk=entry.pk).update(data=blank(entry.data))


def blank(value: Any, name: str = "") -> Any:
    """The value with every text in it emptied, but those that come from a fixed list."""
    if isinstance(value, dict):
        return {key: blank(one, key) for key, one in value.items() if key != "invitation"}
    if isinstance(value, list):
        return []
    return "" if isinstance(value, str) and name not in NEUTRAL_FACTS else value


def forget_all(keys: Iterable[str]) -> None:
    """Drop one reference for each; always in the same order, so that two erasures wait for each other."""
    for key in sorted(keys):
        blobs.forget(key)
