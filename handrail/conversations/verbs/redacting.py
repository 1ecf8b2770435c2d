"""Make words or a file unreadable for good, in every copy. The one change to the past, and recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Redacted
from handrail.conversations.models import Attachment, Conversation, Draft, Entry, Merge, Message
from handrail.conversations.redactions import LONGEST_PASSAGE, holds, redact_html, redact_json, redact_text
from handrail.conversations.timeline import record
from handrail.conversations.verbs.words import index_message
from handrail.core import blobs
from handrail.core.actors import Actor
from handrail.core.plain_text import preview, text_to_html
from handrail.core.verbs import verb

SHORTEST_PASSAGE = 3
Forget = Callable[[list[int], str], None]
_forgetting: list[Forget] = []


class RedactRefused(ValueError):
    """What should be redacted is not here, or is so short that it stands everywhere."""


def register_redacting(forget: Forget) -> None:
    """Let a room above forget what it keeps of redacted entries; it gets their keys and the mark."""
    if forget not in _forgetting:
        _forgetting.append(forget)


@verb
@needs(May.SETTINGS)
def redact_passage(conversation: Conversation, /, *, passage: str, by: Actor) -> int:
    """Put a mark in the place of a passage all over the conversation; returns in how many messages.

    In words, quotes, subjects, drafts, copies, search and previews, and in what was asked beside it. The
    original mails of those messages are forgotten. Nobody can undo it. Raises RedactRefused when it stands
    nowhere.
    """
    passage = " ".join(passage.replace("\x00", "").split())
    if not SHORTEST_PASSAGE <= len(passage) <= LONGEST_PASSAGE:
        raise RedactRefused
    mark = _mark(by)
    messages = _with_copies(Message.objects.filter(_here(conversation)))
    touched = [one for one in messages if _holds(one, passage)]
    drafted = _redact_drafts(conversation, passage, mark)
    if not touched and not drafted and not holds(passage, conversation.subject):
        raise RedactRefused
    heads = _conversations(conversation, touched)
    for one in heads:
        one.subject = redact_text(passage, mark)(one.subject)[:500]
        one.save(update_fields=["subject"])
    for message in touched:
        message.conversation.subject = redact_text(passage, mark)(message.conversation.subject)
        _redact(message, passage, mark)
    _redact_events(conversation, passage, mark)
    _forget_originals(touched, mark)
    _sum_up_words(heads)
    record(conversation, Redacted(what="passage", messages=len(touched)), by=by)
    return len(touched)


def _redact_drafts(conversation: Conversation, passage: str, mark: str) -> int:
    """What agents are writing, whether as text or as HTML; returns how many drafts held the passage."""
    beside = Q(beside=conversation) | Q(conversation__parent=conversation)
    drafts = Draft.objects.filter(Q(conversation__in=conversation.family()) | beside)
    found = [one for one in drafts if holds(passage, one.text)]
    for draft in found:
        draft.text = redact_html(passage, mark)(redact_text(passage, mark)(draft.text))
        draft.save(update_fields=["text"])
    return len(found)


def _redact_events(conversation: Conversation, passage: str, mark: str) -> None:
    """Lines about what happened may repeat words of others: of a mail server, for one."""
    events = Entry.objects.filter(conversation__in=conversation.family(), message=None).exclude(data={})
    for entry in events:
        if holds(passage, str(entry.data)):
            entry.data = redact_json(entry.data, redact_text(passage, mark))
            entry.save(update_fields=["data"])


@verb
@needs(May.SETTINGS)
def redact_message(conversation: Conversation, /, *, entry: int, by: Actor) -> int:
    """Take all words and files of a message away, and of its copies; who wrote it and when stays.

    What others quote of it stays: redact the passage for that. Raises RedactRefused.
    """
    touched = _with_copies(Message.objects.filter(conversation=conversation, pk=entry))
    if not touched:
        raise RedactRefused
    mark = _mark(by)
    for message in touched:
        message.text, message.html = mark, text_to_html(mark)
        message.quoted = message.quoted_html = ""
        message.subject = mark if message.subject else ""
        _forget_files(Attachment.objects.filter(message=message), mark, name=mark)
        message.entry.data = {
            key: None if key == "invitation" else value for key, value in message.entry.data.items()
        }
        message.entry.save(update_fields=["data"])
        _keep(message)
    _forget_originals(touched, mark)
    _sum_up_words(_conversations(conversation, touched))
    record(conversation, Redacted(what="message", messages=len(touched)), by=by)
    return len(touched)


@verb
@needs(May.SETTINGS)
def redact_file(conversation: Conversation, /, *, file: uuid.UUID, by: Actor) -> int:
    """Take a file's bytes and name away, in every message here that holds the same. Raises RedactRefused."""
    here = Attachment.objects.filter(message__in=Message.objects.filter(_here(conversation)))
    found = here.filter(public_id=file).first()
    if found is None:
        raise RedactRefused
    mark = _mark(by)
    bytes_of_it = {"blob": found.blob_id, "unchecked": found.unchecked_id}
    messages = _with_copies(Message.objects.filter(pk__in=here.filter(**bytes_of_it).values("message")))
    same = Attachment.objects.filter(message__in=messages, **bytes_of_it)
    _forget_files(same, mark, name=mark)
    for message in messages:
        _keep(message)
    _forget_originals(messages, mark)
    record(conversation, Redacted(what="file", messages=len(messages)), by=by)
    return len(messages)


def _here(conversation: Conversation) -> Q:
    """What was said in it, and beside it, where it may have been quoted."""
    return Q(conversation=conversation) | Q(conversation__parent=conversation)


def _mark(by: Actor) -> str:
    return _("[redacted by %(name)s]") % {"name": by.label}


def _with_copies(messages: QuerySet[Message]) -> list[Message]:
    """The messages, what splits have copied of them, and what they are copies of."""
    keys = set(messages.values_list("pk", flat=True))
    both = Q(copied__original__in=keys) | Q(copies__in=keys)
    keys |= set(Message.objects.filter(both).values_list("pk", flat=True))
    keys |= set(Message.objects.filter(copied__original__in=keys).values_list("pk", flat=True))
    return list(Message.objects.filter(pk__in=keys).select_related("entry", "conversation").order_by("pk"))


def _holds(message: Message, passage: str) -> bool:
    texts = (message.text, message.quoted, message.html, message.quoted_html, message.subject)
    names = message.attachments.values_list("name", flat=True)
    return holds(passage, *texts, *names, str(message.entry.data))


def _redact(message: Message, passage: str, mark: str) -> None:
    plain, rich = redact_text(passage, mark), redact_html(passage, mark)
    message.text, message.quoted = plain(message.text), plain(message.quoted)
    message.html, message.quoted_html = rich(message.html), rich(message.quoted_html)
    message.subject = plain(message.subject)[:500]
    message.entry.data = redact_json(message.entry.data, plain)
    message.entry.save(update_fields=["data"])
    for file in message.attachments.all():
        file.name = plain(file.name)[:255]
        file.save(update_fields=["name"])
    _keep(message)


def _keep(message: Message) -> None:
    message.save(update_fields=["text", "quoted", "html", "quoted_html", "subject"])
    index_message(message, list(message.attachments.values_list("name", flat=True)))


def _forget_originals(messages: Iterable[Message], mark: str) -> None:
    """The mails as they came hold the words too: they go, here and where a room above keeps them."""
    touched = list(messages)
    for message in touched:
        if message.raw_id:
            key, message.raw = message.raw_id, None
            message.save(update_fields=["raw"])
            blobs.forget(key)
    for forget in _forgetting:
        forget([message.pk for message in touched], mark)


def _forget_files(files: QuerySet[Attachment], mark: str, *, name: str) -> None:
    for file in files:
        kept = [key for key in (file.blob_id, file.unchecked_id) if key]
        file.blob, file.unchecked = blobs.put(mark.encode()), None
        file.name, file.content_type, file.size = name[:255], "text/plain", file.blob.size
        file.content_id, file.inline = "", False
        file.save()
        for key in kept:
            blobs.forget(key)


def _conversations(conversation: Conversation, messages: Iterable[Message]) -> list[Conversation]:
    """This one, its parts, and those that hold copies."""
    keys = {*conversation.family(), *(message.conversation_id for message in messages)}
    others = Conversation.objects.filter(pk__in=keys - {conversation.pk})
    return [conversation, *others.order_by("pk")]


def _sum_up_words(conversations: list[Conversation]) -> None:
    """Previews show the newest words: make them again. Those a merge keeps for its undo are forgotten."""
    for one in conversations:
        said = Message.objects.filter(entry__public=True)
        said = said.filter(entry__conversation=one) if one.merged_into_id else said.filter(conversation=one)
        newest = said.order_by("-entry__at", "-pk").first()
        one.preview = preview(newest.text) if newest else ""
        one.save(update_fields=["preview"])
    either = Q(conversation__in=conversations) | Q(into__in=conversations)
    for merge in Merge.objects.filter(either):
        for side in ("before", "after"):
            merge.kept[side]["preview"] = None
        merge.save(update_fields=["kept"])
