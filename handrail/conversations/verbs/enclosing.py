"""What of a conversation goes along when somebody outside is asked: the messages and files one has chosen.

Never a note, never what a message itself quotes, never an address; a quote is plain text, so nothing hidden
in foreign HTML leaves with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from django.utils import timezone

from handrail.conversations.models import Attachment, Conversation, Direction, Message
from handrail.conversations.verbs.checking import copy_file
from handrail.conversations.verbs.words import Words, index_message
from handrail.core.plain_text import text_to_html

MOST_QUOTED, MOST_ENCLOSED = 20, 20  # messages, files
LONGEST_QUOTE = 30_000  # letters of one message
_SAID = (Direction.IN, Direction.OUT)


@dataclass(frozen=True)
class Enclosed:
    """Entries of the conversation to quote, and files of its messages, by key."""

    entries: tuple[int, ...] = ()
    files: tuple[int, ...] = ()


NOTHING = Enclosed()


def quotable(conversation: Conversation) -> list[Message]:
    """What both sides said, oldest first: the newest hundred."""
    said = Message.objects.filter(conversation=conversation, direction__in=_SAID, automatic=False)
    said = said.select_related("entry__agent", "entry__customer").prefetch_related("attachments")
    return list(said.order_by("-entry__at", "-pk")[:100])[::-1]


def with_quotes(words: Words, conversation: Conversation, entries: Iterable[int]) -> tuple[Words, list[int]]:
    """The words with these messages quoted below, and which those are: others are passed over."""
    wanted = list(entries)[:MOST_QUOTED]
    if not wanted:
        return words, []
    found = Message.objects.filter(
        conversation=conversation, pk__in=wanted, direction__in=_SAID, automatic=False
    )
    said = list(found.select_related("entry__agent", "entry__customer").order_by("entry__at", "pk"))
    if not said:
        return words, []
    html = words.html or text_to_html(words.text)
    text = "\n\n".join([words.text.rstrip(), *map(_text, said)])
    return replace(words, text=text, html="\n".join([html, *map(_html, said)])), [one.pk for one in said]


def _heading(said: Message) -> str:
    """Who and when, in no language; not under which address."""
    entry = said.entry
    person = entry.agent or entry.customer
    name = (person.name if person else "") or entry.actor_label
    name = name if "@" not in name else ""
    return f"{name}, {timezone.localtime(entry.at):%Y-%m-%d %H:%M %z}:".removeprefix(", ")


def _text(said: Message) -> str:
    lines = said.text[:LONGEST_QUOTE].strip().splitlines()
    return "\n".join([_heading(said), *(f"> {line}".rstrip() for line in lines)])


def _html(said: Message) -> str:
    return (
        f"<p>{escape(_heading(said))}</p>\n<blockquote>{text_to_html(said.text[:LONGEST_QUOTE])}</blockquote>"
    )


def enclose_files(message: Message, conversation: Conversation, files: Iterable[int]) -> None:
    """Let these files of the conversation's messages go along; their bytes are shared, not stored twice."""
    wanted = list(files)[:MOST_ENCLOSED]
    if not wanted:
        return
    found = Attachment.objects.filter(
        pk__in=wanted, message__conversation=conversation, message__direction__in=_SAID
    )
    for file in found.order_by("pk"):
        copy_file(file, message)
    index_message(message, list(message.attachments.values_list("name", flat=True)))
