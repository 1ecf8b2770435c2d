"""Conversations by the beginning of their number, or by words: what one may want to point to."""

from __future__ import annotations

from django.db.models import Case, Q, When

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.conversations.queries.rows import Row, draw_rows
from handrail.conversations.queries.searching import search

DIGITS = 9  # no number is longer
SHORTEST = 2  # letters; one alone is in everything


def conversations_called(agent: Agent, typed: str, *, most: int) -> list[Row]:
    """Those one may see whose number begins with `typed`, that number first; or that have its words."""
    typed = typed.strip()
    if typed.isascii() and typed.isdigit():
        return _by_number(agent, typed, most)
    if len(typed) < SHORTEST:
        return []
    return [hit.row for hit in search(agent, typed).hits[:most]]


def _by_number(agent: Agent, digits: str, most: int) -> list[Row]:
    if len(digits) > DIGITS or digits.startswith("0"):
        return []
    begun = int(digits)
    fits = Q()
    for more in range(DIGITS - len(digits) + 1):  # ranges, which the index knows
        fits |= Q(number__gte=begun * 10**more, number__lt=(begun + 1) * 10**more)
    found = Conversation.objects.visible_to(agent).filter(fits, parent=None)
    return draw_rows(found.order_by(Case(When(number=begun, then=0), default=1), "-number")[:most], agent)
