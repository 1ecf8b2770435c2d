"""Is it certain which words of an answer are new? A quote may hold what must not be said again."""

from __future__ import annotations

import re

from handrail.channels.email.quoting.marks import begins_history, is_quoted
from handrail.channels.email.quoting.new_words import new_words
from handrail.channels.email.reading.letters import Letter
from handrail.conversations.models import Conversation, Message

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|mso-hide|\bhidden\b",
    re.IGNORECASE,
)
_SHORTEST = 20  # characters; a shorter line may be said twice by chance
_MOST_MESSAGES, _MOST_LINES = 500, 2_000
_SIGNS = ("+hra.", "[hr.")


def new_text(letter: Letter, conversation: Conversation) -> str | None:
    """The new words of an answer as text; None when it is not certain that they are all new.

    Certain is: the words stand above everything quoted, nothing among them looks like a quote, and no line
    of them was said in the conversation before.
    """
    if letter.forward or letter.protection == "encrypted" or _HIDDEN.search(letter.html):
        return None
    new = new_words(letter).text.new.strip()
    if not new or not _stands_above(new, letter.text) or _looks_quoted(new):
        return None
    return None if _was_said(new, conversation) else new


def _stands_above(new: str, whole: str) -> bool:
    return " ".join(whole.split()).startswith(" ".join(new.split()))


def _looks_quoted(text: str) -> bool:
    lines = text.splitlines()
    if len(lines) > _MOST_LINES or any(sign in text.lower() for sign in _SIGNS):
        return True
    return any(is_quoted(line) or begins_history(lines, at) for at, line in enumerate(lines))


def _was_said(new: str, conversation: Conversation) -> bool:
    """Whether one of the longer lines stands in what was said before, by whomever: a quote without a mark."""
    lines = [plain for line in new.splitlines() if len(plain := _plain(line)) >= _SHORTEST]
    if not lines:
        return False
    said = Message.objects.filter(conversation__in=conversation.family()).order_by("-pk")
    for texts in said.values_list("text", "quoted", "subject")[:_MOST_MESSAGES]:
        before = _plain("\n".join(texts))
        if any(line in before or (before and len(before) >= _SHORTEST and before in line) for line in lines):
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
