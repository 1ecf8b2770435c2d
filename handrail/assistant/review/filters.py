"""Which turns a lead looks at: what is chosen above the list, and the week's sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import CharField, F, Q, Window
from django.db.models.functions import MD5, Cast, Floor, RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.assistant.models import Because, Channel, State, Turn, Verdict, Vote
from handrail.conversations.models import Conversation

BANDS = 5  # of confidence, each a fifth wide
PEOPLE = "people"  # of what became of it: for people because of a matter, so nothing was looked up
EACH = 4  # turns of each band in the week's sample

Choices = dict[str, str | Promise]
CHANNELS: Choices = dict(Channel.choices)
VOTES: Choices = {**dict(Vote.choices), "none": _("No vote")}
OUTCOMES: Choices = {
    "told": _("It answered"),
    "refused": _("It had no answer"),
    **{state.value: state.label for state in State},
    PEOPLE: _("It went to people because of a matter"),
}
SURE: Choices = {str(band): f"{20 * band}–{20 * band + 20} %" for band in range(BANDS)}
REVIEWED: Choices = {"no": _("Not yet reviewed"), **dict(Verdict.choices)}


@dataclass(frozen=True)
class Filter:
    """What is chosen; every part is a key of its choices, or empty for all. `sample`: the week's sample."""

    channel: str = ""
    language: str = ""
    vote: str = ""
    outcome: str = ""
    sure: str = ""
    reviewed: str = ""
    sample: str = ""

    @property
    def query(self) -> str:
        """The same as a query string."""
        return urlencode({name: value for name, value in vars(self).items() if value})


def filter_of(told: Mapping[str, str]) -> Filter:
    """What an address says; what is no choice counts as nothing chosen."""
    known = {"channel": CHANNELS, "vote": VOTES, "outcome": OUTCOMES, "sure": SURE, "reviewed": REVIEWED}
    chosen = {name: told.get(name, "") for name, choices in known.items() if told.get(name) in choices}
    return Filter(
        language=told.get("language", "").replace("\x00", "")[:10],
        sample=told.get("sample", "") and "1",
        **chosen,
    )


def condition(chosen: Filter) -> Q:
    """The filter as a condition on turns, all but the sample."""
    found = Q()
    for name in ("channel", "language"):
        if value := getattr(chosen, name):
            found &= Q(**{name: value})
    if chosen.vote:
        found &= Q(vote=None if chosen.vote == "none" else chosen.vote)
    if chosen.outcome:
        found &= _outcome(chosen.outcome)
    if chosen.sure:
        least = int(chosen.sure) / BANDS
        found &= Q(confidence__gte=least, confidence__lt=least + 1 / BANDS)
    if chosen.reviewed:
        found &= Q(review=None) if chosen.reviewed == "no" else Q(review__verdict=chosen.reviewed)
    return found


def _outcome(outcome: str) -> Q:
    if outcome in ("told", "refused"):
        return Q(is_answer=outcome == "told")
    if outcome == PEOPLE:
        return Q(exchange__state=State.HANDED, exchange__why=Because.TOPIC)
    return Q(exchange__state=outcome)


def visible_turns(agent: Agent) -> Q:
    """The one gate: turns of conversations that the agent may see, and those that no conversation has."""
    seen = Conversation.objects.visible_to(agent).values("pk")
    return (
        Q(conversation__in=seen)
        | Q(conversation=None, exchange__in=seen)
        | Q(conversation=None, exchange=None)
    )


def sample_of(agent: Agent, now: datetime) -> list[int]:
    """The keys of last week's turns to look at: EACH of every band of confidence, the same all week.

    Stratified, so that rare bands are seen too; which ones is told by a hash of the turn and by nothing about
    who asked. A week begins on Monday, UTC. One statement.
    """
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    band = Floor(F("confidence") * BANDS)
    place = Window(RowNumber(), partition_by=[band], order_by=MD5(Cast("public_id", CharField())))
    rows = Turn.objects.filter(visible_turns(agent), at__gte=monday - timedelta(days=7), at__lt=monday)
    return list(rows.annotate(place=place).filter(place__lte=EACH).values_list("pk", flat=True))
