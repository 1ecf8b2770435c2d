"""Another conversation to merge with or to link to: by number, by search, or of the same customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Place
from handrail.conversations.queries.rows import Row, draw_rows
from handrail.conversations.queries.searching import search

MOST = 20


@dataclass(frozen=True)
class Choices:
    """What one may choose; `exact` when a number was typed and found."""

    rows: list[Row]
    question: str
    exact: bool = False


def choices(agent: Agent, conversation: Any, question: str) -> Choices:
    """Conversations in the inbox besides this one: those that match, or without a question its customer's."""
    others = Conversation.objects.visible_to(agent).in_inbox().exclude(pk=conversation.pk)
    question = question.strip()
    if not question:
        theirs = others.filter(customer=conversation.customer_id).order_by("-last_activity_at")[:MOST]
        return Choices(draw_rows(theirs, agent), "")
    if other := find_other(agent, conversation, question):
        return Choices(draw_rows(others.filter(pk=other.pk), agent), question, exact=True)
    found = [hit.row.pk for hit in search(agent, question).hits]
    rows = {row.pk: row for row in draw_rows(others.filter(pk__in=found), agent)}
    return Choices([rows[pk] for pk in found if pk in rows][:MOST], question)


def find_other(agent: Agent, conversation: Conversation, number: str) -> Conversation | None:
    """The other conversation of that number (`812` or `#812`), or the one it has become part of.

    None for what this agent may not see, as for what is not there, and for the conversation itself.
    """
    digits = number.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    visible = Conversation.objects.visible_to(agent).select_related("customer", "mailbox")
    found = visible.filter(number=int(digits)).first()
    if found is not None and found.merged_into_id:
        found = visible.filter(pk=found.merged_into_id).first()
    if found is None or found.pk == conversation.pk or found.place != Place.INBOX:
        return None
    return found
