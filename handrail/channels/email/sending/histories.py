"""What was said before, quoted below a reply: bounded, no notes, nothing that fetches, no hidden copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from handrail.channels.email.sending.attributions import attribution, attribution_html
from handrail.channels.email.sending.knowing import known_to_all
from handrail.channels.email.sending.outgoing import History
from handrail.channels.email.sending.signatures import Part
from handrail.conversations.models import Direction, Message, SendState
from handrail.core.plain_text import text_to_html
from handrail.core.text_safety import safe_html
from handrail.core.zones import zone

MOST_MESSAGES = {History.LAST: 1, History.WHOLE: 20}
MOST_LETTERS = 30_000  # of text and of HTML each; some programs cut a mail at 100 kB
_LOOKED_AT = 100  # newest messages, to find those that may be quoted
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r'\salt="([^"]*)"')


def history_below(message: Message, how: str) -> Part:
    """What `message` quotes, newest first; empty when there is nothing, or nothing is wanted."""
    if how not in MOST_MESSAGES:
        return Part()
    texts: list[str] = []
    pages: list[str] = []
    left = MOST_LETTERS
    for part in _quoted(message, MOST_MESSAGES[History(how)]):
        left -= max(len(part.text), len(part.html))
        if texts and left < 0:
            break
        texts.append(part.text)
        pages.append(part.html)
    if not texts:
        return Part()
    return Part("\n\n".join(texts), '<div class="mail_quote">\n' + "\n".join(pages) + "\n</div>")


def _quoted(message: Message, most: int) -> Iterator[Part]:
    conversation = message.conversation
    language = conversation.language or conversation.mailbox.language
    there = zone(conversation.customer.time_zone or conversation.mailbox.time_zone)
    for said in _earlier(message, most):
        name = _name(said)
        at = timezone.localtime(said.entry.at, there)
        yield Part(
            f"{attribution(language, name, at)}\n{_marked(_text(said))}",
            f'{attribution_html(language, name, at)}\n<blockquote type="cite">\n{_html(said)}\n</blockquote>',
        )


def _earlier(message: Message, most: int) -> list[Message]:
    """What both sides said for themselves and all who get this know: no notes, no machine's words, nothing
    that never left.
    """
    arrived = [SendState.SENT, SendState.PARTLY]
    said = Q(direction=Direction.IN) | Q(direction=Direction.OUT, send_state__in=arrived)
    earlier = Message.objects.filter(said, conversation=message.conversation_id, automatic=False)
    found = earlier.filter(pk__lt=message.pk).select_related("entry__agent", "entry__customer")
    return list(islice(known_to_all(message, found.order_by("-pk")[:_LOOKED_AT]), most))


def _name(said: Message) -> str:
    entry = said.entry
    known = said.sender.get("name") or (entry.agent.name if entry.agent else "") or entry.actor_label
    return str(known or said.sender.get("address", ""))


def _text(said: Message) -> str:
    return said.text if len(said.text) <= MOST_LETTERS else f"{said.text[:MOST_LETTERS]} …"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines()) or ">"


def _html(said: Message) -> str:
    """Made safe once more, without pictures: remote ones tell on the reader, ours are not enclosed."""
    if not said.html.strip() or len(said.html) > MOST_LETTERS:
        return text_to_html(_text(said))
    return _PICTURE.sub(_alt, safe_html(said.html))


def _alt(picture: re.Match[str]) -> str:
    told = _ALT.search(picture[0])
    return f"[{told[1]}]" if told and told[1].strip() else ""
