"""What a customer has written that nobody has answered yet, as one letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from handrail.assistant.answering.letters import asks, parts_of
from handrail.assistant.dialogue.hearing import hear
from handrail.conversations.models import Conversation, Message
from handrail.conversations.models.message import Direction

_FAR_BACK = 10  # messages, theirs and ours
_LOOKED_AT = 300  # characters of a message
_SHORT = 8  # words of who says no more than that they want a person


@dataclass(frozen=True)
class Letter:
    """Their words since our last answer, oldest first; `last` is the key of the message that asks.

    `subject` is "" after an answer of ours, and of a chat: there it says no more what is asked. `is_first`:
    we have not answered yet.
    """

    last: int
    subject: str
    texts: Sequence[str]
    is_first: bool

    @property
    def asks(self) -> bool:
        """Whether it may be answered: what comes after an answer of ours mostly thanks, unless it asks."""
        return self.is_first or any(map(asks, self.texts))

    def parts(self, language: str) -> list[str]:
        """What is asked of the help center."""
        return parts_of(self.subject, self.texts, language)


def letter_of(conversation: Any) -> Letter | None:
    """What the customer asked last, passing over "thanks" and "a person, please"; one statement.

    None where we have said the last word: nothing is left to be answered.
    """
    said = Message.objects.filter(conversation=conversation, direction__in=(Direction.IN, Direction.OUT))
    found = list(said.filter(automatic=False).exclude(text="").order_by("-pk")[:_FAR_BACK])
    if not found or found[0].direction == Direction.OUT:
        return None
    theirs = [one for one in found if one.direction == Direction.IN]
    last = next((one for one in theirs if _asks(one.text)), theirs[0])
    before = [one for one in found if one.pk <= last.pk]
    theirs_since = list(takewhile(lambda one: one.direction == Direction.IN, before))
    is_first = len(theirs_since) == len(before)
    subject = _subject(conversation) if is_first else ""
    return Letter(last.pk, subject, [one.text for one in theirs_since[::-1]], is_first)


def _subject(conversation: Conversation) -> str:
    """What a mail or a form is about, which often stands there alone."""
    return conversation.subject if conversation.channel != "chat" else ""


def _asks(text: str) -> bool:
    heard = hear(text[:_LOOKED_AT])
    is_polite = heard.is_thanks or heard.is_greeting or heard.is_yes or heard.is_no
    return not (is_polite or (heard.wants_person and len(text.split()) <= _SHORT))
