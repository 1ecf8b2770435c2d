"""What this room erases of a person: their conversations, and their traces in those of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from handrail.conversations.models import Attachment, Conversation, Draft, Entry, Message
from handrail.conversations.verbs.erasing import blank, empty_messages, erase_words, forget_all
from handrail.conversations.verbs.words import index_message
from handrail.core.actors import SYSTEM
from handrail.core.erasing import Person, join, strike, strike_all
from handrail.core.erasing_own import naming

TEXTS = ("text", "quoted", "html", "quoted_html", "subject", "send_error", "message_id")
LISTS = ("sender", "recipients", "in_reply_to", "references")
_NAMED = ("joined", "parted")  # kinds that name people


def _own(person: Person) -> QuerySet[Conversation]:
    return Conversation.objects.of_people(person.customers)


def reached(person: Person) -> QuerySet[Conversation]:
    """Conversations that an erasure changes: their own, and those of others where they wrote or are named."""
    elsewhere = Q(pk__in=_written_elsewhere(person).values("conversation"))
    named = Q(pk__in=_naming(person).values("conversation"))
    return Conversation.objects.filter(Q(pk__in=_own(person).values("pk")) | elsewhere | named)


def _count(person: Person) -> dict[str, int]:
    own = _own(person)
    messages = Message.objects.filter(conversation__in=own)
    return {
        "conversations": own.count(),
        "messages": messages.count(),
        "files": Attachment.objects.filter(Q(message__in=messages) | Q(draft__conversation__in=own)).count(),
        "drafts": Draft.objects.filter(conversation__in=own).count(),
        "elsewhere": _written_elsewhere(person).count() + _naming(person).count(),
    }


@join("conversations", order=10, count=_count)
def erase_conversations(person: Person) -> Iterator[int]:
    """Their conversations, their messages elsewhere, and what names them: each in its own transaction."""
    for conversation in _own(person).order_by("pk").iterator(chunk_size=100):
        erase_words(conversation, by=SYSTEM, why="person")
        yield 1
    for key in list(_written_elsewhere(person).values_list("pk", flat=True)):
        with transaction.atomic():
            empty_messages(Message.objects.filter(pk=key))
        yield 1
    for message in _naming(person).iterator(chunk_size=100):
        with transaction.atomic():
            _strike_message(message, person)
        yield 1
    yield from _entries(person)
    yield from _heads(person)


def _written_elsewhere(person: Person) -> QuerySet[Message]:
    """What they wrote into conversations of others."""
    theirs = Message.objects.filter(entry__customer__in=person.customers).exclude(
        conversation__in=_own(person)
    )
    return theirs.exclude(text="", html="", subject="", sender={}, raw=None)


def _naming(person: Person) -> QuerySet[Any]:
    """Messages in conversations of others in which one of the addresses stands."""
    casts = {f"{name}_told": Cast(name, TextField()) for name in LISTS}
    found = Q(pk__in=[])
    for name in (*TEXTS, *casts):
        found |= naming(name, person.addresses)
    return Message.objects.annotate(**casts).filter(found).exclude(conversation__in=_own(person))


def _strike_message(message: Message, person: Person) -> None:
    for name in TEXTS:
        setattr(message, name, strike(getattr(message, name), person.addresses))
    for name in LISTS:
        setattr(message, name, strike_all(getattr(message, name), person.addresses))
    raw, message.raw = message.raw_id, None  # nothing can be struck out of the mail itself
    message.save(update_fields=[*TEXTS, *LISTS, "raw"])
    index_message(message, [file.name for file in message.attachments.all()])
    if raw:
        forget_all([raw])


def _entries(person: Person) -> Iterator[int]:
    """Their name, and their addresses, on the timelines of others."""
    theirs = Entry.objects.filter(customer__in=person.customers)
    with transaction.atomic():
        for entry in theirs.exclude(data={}):
            Entry.objects.filter(pk=entry.pk).update(data=blank(entry.data))
        yield theirs.exclude(actor_label="").update(actor_label="", reason="")
    told = Entry.objects.annotate(told=Cast("data", TextField()))
    named = Q(kind__in=_NAMED, data__name__in=[*person.names, *person.addresses])
    for entry in told.filter(named | naming("told", person.addresses)).order_by("pk"):
        data = blank(entry.data) if entry.kind in _NAMED else strike_all(entry.data, person.addresses)
        Entry.objects.filter(pk=entry.pk).update(data=data)
        yield 1


def _heads(person: Person) -> Iterator[int]:
    """Subjects, previews, fields and drafts of others that name an address."""
    drafted = ("text", "html", "subject", "to", "cc", "bcc")
    for model, names in ((Conversation, ("subject", "preview")), (Draft, drafted)):
        found = Q(pk__in=[])
        for name in names:
            found |= naming(name, person.addresses)
        rows: Any = model._base_manager.filter(found)
        for row in rows.order_by("pk"):
            struck = {name: strike_all(getattr(row, name), person.addresses) for name in names}
            model._base_manager.filter(pk=row.pk).update(**struck)
            yield 1
