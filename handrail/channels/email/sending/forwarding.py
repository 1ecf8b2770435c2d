"""What a forward carries below the agent's words: whole messages with who, when and to whom, and their files.

As in a reply's history nothing in it fetches, hidden copies stay hidden, and notes never leave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from django.db.models import QuerySet
from django.utils import timezone

from handrail.channels.email.sending.signatures import Part
from handrail.conversations.models import Attachment, Direction, Message
from handrail.conversations.verbs.checking import to_send
from handrail.core.plain_text import text_to_html
from handrail.core.text_safety import safe_html
from handrail.core.zones import zone

MOST_LETTERS = 300_000  # of all messages together
_LINE = "---------- Forwarded message ----------"  # a form that programs read, as in `attributions.py`
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r'\salt="([^"]*)"')
_LEAVES = (Direction.IN, Direction.OUT)


def forwarded_below(message: Message) -> Part:
    """The forwarded messages as text and HTML, in the order they were said."""
    return told(message.conversation_id, _of(message))


def forwarded_files(message: Message) -> list[Attachment]:
    """The files of the forwarded messages, pictures between the words among them.

    Those that still wait to be looked through for secrets are so now.
    """
    return to_send(files_along(message.conversation_id, _of(message)))


def told(conversation: int, of: Sequence[int]) -> Part:
    """What these messages of a conversation are in a forward, in the order they were said."""
    parts: list[Part] = []
    left = MOST_LETTERS
    for said in _said(conversation, of):
        part = _part(said)
        left -= max(len(part.text), len(part.html))
        if parts and left < 0:
            break
        parts.append(part)
    return Part("\n\n".join(part.text for part in parts), "\n".join(part.html for part in parts))


def files_along(conversation: int, of: Sequence[int]) -> QuerySet[Attachment]:
    """The files that go along with them."""
    files = Attachment.objects.filter(
        message__in=of, message__conversation=conversation, message__direction__in=_LEAVES
    )
    return files.order_by("message", "pk")


def _of(message: Message) -> list[int]:
    return list(message.entry.data.get("of", []))


def _said(conversation: int, of: Sequence[int]) -> list[Message]:
    said = Message.objects.filter(
        pk__in=of, conversation=conversation, direction__in=_LEAVES, automatic=False
    )
    return list(said.select_related("entry__agent", "conversation__mailbox").order_by("entry__at", "pk"))


def _part(said: Message) -> Part:
    heads = _heads(said)
    words = f"{said.text}\n\n{said.quoted}".strip()
    text = f"{_LINE}\n" + "\n".join(f"{name}: {value}" for name, value in heads) + f"\n\n{words}"
    lines = "<br>\n".join(f"{name}: {escape(value)}" for name, value in heads)
    return Part(text, f"<p>{escape(_LINE)}<br>\n{lines}</p>\n{_html(said, words)}")


def _heads(said: Message) -> list[tuple[str, str]]:
    mailbox = said.conversation.mailbox
    at = timezone.localtime(said.entry.at, zone(mailbox.time_zone))
    ours = {"name": mailbox.name, "address": mailbox.address}
    sender = said.sender or (ours if said.direction == Direction.OUT else {})
    to = ", ".join(filter(None, (_person(one) for one in said.recipients.get("to", []))))
    heads = [("From", _person(sender)), ("Date", at.strftime("%Y-%m-%d %H:%M %z")), ("Subject", said.subject)]
    return [(name, " ".join(value.split())) for name, value in [*heads, ("To", to)] if value]


def _person(person: dict[str, str]) -> str:
    name, address = person.get("name", ""), person.get("address", "")
    return f"{name} <{address}>" if name and address else name or address


def _html(said: Message, words: str) -> str:
    whole = said.html + said.quoted_html
    if not whole.strip() or len(whole) > MOST_LETTERS:
        return text_to_html(words[:MOST_LETTERS])
    return _PICTURE.sub(_alt, safe_html(whole))


def _alt(picture: re.Match[str]) -> str:
    told = _ALT.search(picture[0])
    return f"[{told[1]}]" if told and told[1].strip() else ""
