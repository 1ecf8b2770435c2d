"""Conditions about what belongs to one agent: whom a note mentions, what they follow.

An agent has few of them among a hundred thousand conversations. So their keys are read first, into an array,
and the conversations found by key: PostgreSQL, which takes an array for ten values, then never goes through
all conversations of a mailbox to find those few.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.functions import Coalesce

from handrail.accounts.models import Agent
from handrail.conversations.models import Category, Follower, Mention


class _IsOneOf(Func):
    """Whether a value is in an array."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
    conditional = True


def is_followed_by(agent: Agent) -> Q:
    """The agent follows the conversation, or one that has become part of it."""
    return _in(Follower.objects.filter(agent=agent.pk))


def is_mentioning(agent: Agent) -> Q:
    """A note in it mentions the agent, who has not answered; in a closed one, a note since it was closed."""
    asked = Mention.objects.filter(agent=agent.pk).unsettled()
    return _in(asked) & (~Q(category=Category.CLOSED) | _in(asked.filter(after_closing=True)))


def _in(theirs: QuerySet[Any]) -> Q:
    where = Coalesce(F("conversation__merged_into"), F("conversation"))
    return Q(_IsOneOf(F("pk"), ArraySubquery(theirs.order_by().values_list(where))))
