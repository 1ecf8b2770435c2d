"""What went to people because of a matter, as leads look through it: were they meant?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from handrail.accounts.models import Agent
from handrail.assistant.models import Because, Exchange, State, Turn
from handrail.assistant.review.filters import PEOPLE, Filter
from handrail.conversations.events import Received
from handrail.conversations.models import Conversation, Entry


def are_among(chosen: Filter) -> bool:
    """Whether they are listed too: not where something is chosen that only what was looked up has."""
    is_of_answers = chosen.sample or chosen.sure or chosen.vote or chosen.reviewed
    return not is_of_answers and chosen.outcome in ("", State.HANDED, PEOPLE)


def left_of(agent: Agent, chosen: Filter) -> QuerySet[Exchange]:
    """Those the agent may see, newest first, each with its `question` and the conversation's `number`."""
    seen = Conversation.objects.visible_to(agent).values("pk")
    found = Exchange.objects.filter(conversation__in=seen, state=State.HANDED, why=Because.TOPIC)
    for name in ("channel", "language"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    said = Entry.objects.filter(conversation=OuterRef("pk"), kind=Received.kind, at__lte=OuterRef("last_at"))
    question = Subquery(said.order_by("-pk").values("message__text")[:1])
    return found.annotate(question=question, number=F("conversation__number")).order_by("-began_at", "-pk")


def left_between(
    agent: Agent, chosen: Filter, *, after: datetime | None, until: datetime | None
) -> QuerySet[Exchange]:
    """Those that belong on the page of the turns which were asked between two moments."""
    found = left_of(agent, chosen)
    found = found.filter(began_at__gte=after) if after else found
    return found.filter(began_at__lt=until) if until else found


def merged(turns: Sequence[Turn], left: Sequence[Exchange]) -> Iterator[Turn | Exchange]:
    """The turns as they stand, each of the others before the first turn that is older."""
    rest = list(left)
    for turn in turns:
        while rest and rest[0].began_at >= turn.at:
            yield rest.pop(0)
        yield turn
    yield from rest
