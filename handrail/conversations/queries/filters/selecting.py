"""A filter as a view holds it: a value that two statements can share, so that they are kept."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime

from handrail.accounts.models import Agent
from handrail.conversations.models import ConversationQuerySet
from handrail.conversations.queries.filters.applying import asking_of, narrow, problems_of, read, with_words
from handrail.conversations.queries.filters.operators import OPERATORS, Asking
from handrail.conversations.queries.filters.tree import Filter, Problem

LONG_AGO = datetime(1970, 1, 2)  # stands for now where the filter does not look at the clock


@dataclass(frozen=True)
class Selection:
    """A filter with the clock it is read by: to the minute where it moves with the clock.

    The zone is named apart, because the same moment in two zones is equal, and their days are not.
    `facts` are those the conditions are made of, such as the names of mailboxes.
    """

    filter: Filter
    zone: str
    now: datetime
    facts: tuple[Hashable, ...] = ()

    def __call__(self, rows: ConversationQuerySet, me: Agent) -> ConversationQuerySet:
        """What the filter holds of these rows, for this agent."""
        return with_words(narrow(rows, self.filter, Asking(me, self.now), strictly=True), self.filter)

    @property
    def is_slow(self) -> bool:
        """Whether it looks for what no index of conversations knows."""
        operators = [OPERATORS.get(term.name) for term in self.filter.operators]
        return bool(self.filter.texts) or any(operator and operator.is_slow for operator in operators)


def selection_of(text: str, agent: Agent) -> Selection:
    """What a view with this filter selects for this agent, now."""
    found, now = read(text), asking_of(agent).now.replace(second=0, microsecond=0)
    operators = [OPERATORS.get(term.name) for term in found.operators]
    if not any(operator and operator.is_relative for operator in operators):
        now = LONG_AGO.replace(tzinfo=now.tzinfo)
    facts = [operator.depends_on() for operator in operators if operator and operator.depends_on]
    return Selection(replace(found, is_cut=False), agent.time_zone, now, tuple(facts))


def problems_of_view(text: str, agent: Agent) -> list[Problem]:
    """What of a view's filter cannot be understood, or is not there any more."""
    return problems_of(read(text), asking_of(agent))
