"""What somebody who waits in a chat has asked: the first words since the team answered, and how many more."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left

from handrail.conversations.events import Received, Replied
from handrail.conversations.models import Entry
from handrail.core.plain_text import preview

_READ = 1000  # characters of which the line is made


class Question(NamedTuple):
    """The first words of a wait, in one line, and how many messages came after them."""

    text: str
    more: int


def asked(conversation: str = "pk") -> dict[str, Any]:
    """What to annotate rows with for `question_of`; `conversation` names their conversation's key."""
    theirs = _unanswered(conversation)
    first = theirs.order_by("pk").values(line=Left("message__text", _READ))[:1]
    counted = theirs.order_by().values("conversation").annotate(all=Count("pk")).values("all")
    return {"asked_first": Subquery(first), "asked_count": Subquery(counted)}


def _unanswered(conversation: str) -> QuerySet[Entry]:
    """What came since a person of the team last wrote; what the assistant said is no answer of the team's."""
    answers = Entry.objects.filter(
        conversation=OuterRef("conversation"), kind=Replied.kind, agent__isnull=False, pk__gt=OuterRef("pk")
    )
    theirs = Entry.objects.filter(conversation=OuterRef(conversation), kind=Received.kind)
    return theirs.filter(~Exists(answers), message__automatic=False)


def question_of(row: Any, otherwise: str) -> Question:
    """What a row with `asked` asks; `otherwise` where all is answered, or the words were redacted."""
    text = preview(row.asked_first or "")
    return Question(text, row.asked_count - 1) if text else Question(otherwise, 0)
