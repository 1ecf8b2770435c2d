"""Keep what was said: the message of an entry, its files, and its words for search."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, QuerySet, TextField, Value

from handrail.conversations.invitations import Invitation
from handrail.conversations.models import (
    Attachment,
    Conversation,
    Direction,
    Entry,
    Message,
    SearchRow,
    SendState,
)
from handrail.conversations.verbs.checking import keep_bytes
from handrail.conversations.verbs.mentioning import answer_mentions
from handrail.conversations.words import index_words
from handrail.core.kept_saves import insert
from handrail.core.plain_text import preview, text_to_html
from handrail.core.secrets.files import is_for_later, mask_file
from handrail.core.statements import Statement
from handrail.core.text_safety import safe_html


@dataclass(frozen=True)
class File:
    """One file that comes with a message; of one that `is_unchecked` a job looks for secrets first."""

    name: str
    content_type: str
    data: bytes
    inline: bool = False
    content_id: str = ""
    is_unchecked: bool = False

    @classmethod
    def from_outside(
        cls, name: str, content_type: str, data: bytes, inline: bool = False, content_id: str = ""
    ) -> Self:
        """As a customer sent it: a text loses its secrets here, a large one in a job (`checking`)."""
        if not is_for_later(content_type, name, len(data)):
            data, _found = mask_file(content_type, name, data)
        return cls.kept(name, content_type, data, inline, content_id)

    @classmethod
    def kept(
        cls, name: str, content_type: str, data: bytes, inline: bool = False, content_id: str = ""
    ) -> Self:
        """The same, after a door has kept the bytes of one that came `from_outside`."""
        is_unchecked = is_for_later(content_type, name, len(data))
        return cls(name, content_type, data, inline, content_id, is_unchecked)


LONGEST_HTML = 500_000
LONGEST_SHOWN = 100_000
_AS_VECTOR = "array_to_tsvector(%s::text[])"
_TEXTS = (
    "text",
    "quoted",
    "html",
    "quoted_html",
    "subject",
    "sender",
    "recipients",
    "message_id",
    "in_reply_to",
    "references",
)


def _without_nul(value: Any) -> Any:
    """PostgreSQL keeps every character but U+0000, which says nothing."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {key: _without_nul(inner) for key, inner in value.items()}
    return type(value)(map(_without_nul, value))


@dataclass(frozen=True)
class Words:
    """What somebody said, before it is kept.

    `text` are the new words, `quoted` what they quote and their signature (folded, never dropped).
    `html` and `quoted_html` are the same two parts as HTML; they are made safe when they are stored.
    """

    text: str
    quoted: str = ""
    html: str = ""
    quoted_html: str = ""
    subject: str = ""
    language: str | None = None
    sender: dict[str, str] = field(default_factory=dict)
    recipients: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    authentication: dict[str, str] = field(default_factory=dict)
    written_at: datetime | None = None
    raw: str | None = None
    files: tuple[File, ...] = ()
    import_batch: uuid.UUID | None = None
    invitation: Invitation | None = None
    protection: str = ""
    channel: str = ""  # by which door it came, if not by the conversation's own

    def __post_init__(self) -> None:
        for name in _TEXTS:
            object.__setattr__(self, name, _without_nul(getattr(self, name)))

    @property
    def preview(self) -> str:
        """One line for lists."""
        return preview(self.text)


def keep_words(
    entry: Entry,
    words: Words,
    direction: Direction,
    *,
    send_state: SendState = SendState.NONE,
    is_searched: bool = True,
    **more: Any,
) -> Message:
    """Store the message of `entry`, its files and its search row, in the verb's transaction.

    An agent who says something has answered what colleagues asked them there.
    """
    message = Message(
        entry=entry,
        conversation=entry.conversation.merged_into or entry.conversation,  # where it is read
        direction=direction,
        text=words.text,
        quoted=words.quoted,
        html=_html(words),
        quoted_html=_quoted_html(words),
        subject=words.subject[:500],
        language=words.language,
        sender=words.sender,
        recipients=words.recipients,
        message_id=words.message_id[:998],
        in_reply_to=list(words.in_reply_to)[:50],
        references=list(words.references)[:200],
        raw_id=words.raw,
        authentication=words.authentication,
        written_at=words.written_at,
        send_state=send_state,
        import_batch=words.import_batch,
        channel=words.channel,
        **more,
    )
    insert(message)
    _keep_with(message, words, is_searched=is_searched)
    return message


def _keep_with(message: Message, words: Words, *, is_searched: bool) -> None:
    if message.entry.agent_id is not None:
        answer_mentions(message.entry)
    for file in words.files:
        _keep_file(message, file)
    if is_searched:
        search = SearchRow(**_search_row(message, [file.name for file in words.files]))
        insert(search, words=_AS_VECTOR)


def already_said(conversation: Conversation, once: uuid.UUID | None) -> Entry | None:
    """The entry that this very sending of a form has made before (two clicks, a lost answer), if it has.

    The conversation's row must be locked by the verb, so that two at once come one behind the other.
    """
    if once is None:
        return None
    found: list[Message] = _SAID.objects(conversation.pk, once)
    return found[0].entry if found else None


def started(once: uuid.UUID | None) -> Entry | None:
    """The entry of the conversation that this very sending of a form has begun before, if it has."""
    said = Message.objects.select_related("entry__conversation").filter(once=once).first() if once else None
    return said.entry if said else None


def _said(conversation: int, once: uuid.UUID) -> QuerySet[Message]:
    return Message.objects.select_related("entry").filter(conversation=conversation, once=once)


_SAID = Statement(_said)


def _html(words: Words) -> str:
    """A page shows so much and no more; the whole is in the text, in search, and in the original."""
    if words.html and len(words.html) <= LONGEST_HTML:
        return safe_html(words.html)
    return text_to_html(words.text[:LONGEST_SHOWN])


def _quoted_html(words: Words) -> str:
    """What is folded away, in the form of what is not."""
    if words.html and max(len(words.html), len(words.quoted_html)) <= LONGEST_HTML:
        return safe_html(words.quoted_html) if words.quoted_html else ""
    return text_to_html(words.quoted[:LONGEST_SHOWN])


def fold(message: Message, words: Words) -> bool:
    """Fold what a kept HTML message quotes, if `words` are those it was kept from; False changes nothing.

    They are when text and quote are the same, and the HTML is all of theirs, unfolded.
    """
    new, quoted = _html(words), _quoted_html(words)
    is_same = (words.text, words.quoted) == (message.text, message.quoted)
    is_whole = _bare(message.html) == _bare(new + quoted)
    if message.quoted_html or not words.html or not quoted or not is_same or not is_whole:
        return False
    message.html, message.quoted_html = new, quoted
    message.save(update_fields=["html", "quoted_html"])
    return True


def _bare(html: str) -> str:
    """The words of safe HTML alone, without white space: how it is cut changes tags, never words."""
    return "".join(re.sub(r"<[^>]*>", "", html).split())


def _keep_file(message: Message, file: File) -> None:
    Attachment.objects.create(
        message=message,
        **keep_bytes(file.data, is_unchecked=file.is_unchecked),
        name=_without_nul(file.name)[:255],
        content_type=_without_nul(file.content_type)[:150],
        size=len(file.data),
        inline=file.inline,
        content_id=_without_nul(file.content_id)[:255],
    )


def index_message(message: Message, file_names: list[str]) -> None:
    """Make the search row of a message again."""
    row = _search_row(message, file_names)
    words = Func(Value(row.pop("words"), output_field=ArrayField(TextField())), function="array_to_tsvector")
    SearchRow.objects.filter(message=row.pop("message")).update(words=words, **row)


def _search_row(message: Message, file_names: list[str]) -> dict[str, Any]:
    sender = message.sender
    words = index_words(
        message.subject or message.conversation.subject,
        sender.get("name", ""),
        sender.get("address", ""),
        *file_names,
        message.text,
        message.quoted,
    )
    conversation = message.conversation_id
    return {"message": message, "conversation_id": conversation, "at": message.entry.at, "words": words}
