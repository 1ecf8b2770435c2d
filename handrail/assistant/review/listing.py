"""The turns as the list and the page of one show them, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.models import Channel, Exchange, Review, Turn
from handrail.assistant.review.filters import PEOPLE, Filter, condition, sample_of, visible_turns
from handrail.assistant.review.left import are_among, left_between, merged
from handrail.conversations.events import HandedOver
from handrail.conversations.models import Conversation, Entry, Message
from handrail.conversations.models.message import Direction
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.models import Translation
from handrail.helpcenter.readers import reader_for

MOST = 50  # lines of a page
_MASKED = (Channel.FORM, Channel.PORTAL)  # of these the question itself is not kept


@dataclass(frozen=True)
class Written:
    """A question as it was sent by a form or the portal."""

    subject: str
    text: str


@dataclass(frozen=True)
class Listed:
    """One page of turns, newest first, and among them what went to people because of a matter (`Exchange`).

    `next_before` begins the next page, 0 where there is none, and `next_until` is the moment from which back
    it reaches. `is_cut`: more went to people than a page bears. `written` has what was sent, of those of
    which only a masked question is kept.
    """

    lines: Sequence[Turn | Exchange]
    next_before: int
    languages: Sequence[str]
    written: Mapping[int, Written]
    next_until: datetime | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class Passage:
    """An article that a turn named, as far as the agent may still see it."""

    article: int
    title: str
    language: str
    heading: str
    text: str
    translation: Translation | None


def turns_of(agent: Agent, chosen: Filter) -> QuerySet[Turn]:
    """The turns that the filter chooses, newest first."""
    found = Turn.objects.filter(visible_turns(agent) & condition(chosen))
    if chosen.sample:
        found = found.filter(pk__in=sample_of(agent, timezone.now()))
        found = found if chosen.reviewed else found.filter(review=None)  # nobody is asked twice
    return found.select_related("exchange", "conversation", "exchange__conversation", "review").order_by(
        "-pk"
    )


def listed(agent: Agent, chosen: Filter, *, before: int = 0, until: datetime | None = None) -> Listed:
    """A page of them, those before a turn and `until` a moment; at most four statements."""
    languages = Turn.objects.exclude(language="").order_by("language").values_list("language", flat=True)
    found = turns_of(agent, chosen) if chosen.outcome != PEOPLE else Turn.objects.none()
    found = found.filter(pk__lt=before) if before else found
    turns = list(found[: MOST + 1])
    last = turns[MOST - 1] if len(turns) > MOST else None
    left = list[Exchange]()
    if are_among(chosen):
        left = list(left_between(agent, chosen, after=last.at if last else None, until=until)[: MOST + 1])
    is_cut = len(left) > MOST
    return Listed(
        lines=list(merged(turns[:MOST], left[:MOST])),
        next_before=last.pk if last else 0,
        languages=list(languages.distinct()),
        written=as_written(turns[:MOST]),
        next_until=last.at if last else left[MOST - 1].began_at if is_cut else None,
        is_cut=is_cut,
    )


def find_turn(agent: Agent, key: UUID) -> Turn | None:
    """One turn, if the agent may see it."""
    return turns_of(agent, Filter()).filter(public_id=key).first()


def beside(agent: Agent, chosen: Filter, turn: Turn) -> tuple[UUID | None, UUID | None]:
    """The keys of the next turn (older) and of the one before in the filtered list; two statements."""
    found = turns_of(agent, chosen).values_list("public_id", flat=True)
    older = found.filter(pk__lt=turn.pk).first()
    return older, found.filter(pk__gt=turn.pk).order_by("pk").first()


def passages_of(turn: Turn, agent: Agent) -> list[Passage]:
    """What the turn named, best first; titles are those of then. One statement."""
    named = [one for one in turn.sources if isinstance(one, dict)]
    seen = Translation.objects.visible_to(reader_for(agent)).select_related("article", "site")
    known = seen.in_bulk([one.get("translation") for one in named])
    return [
        Passage(
            article=one.get("article", 0),
            title=one.get("title", ""),
            language=one.get("language", ""),
            heading=one.get("heading", ""),
            text=one.get("text", ""),
            translation=known.get(one.get("translation", 0)),
        )
        for one in named
    ]


def named_meanwhile(turn: Turn) -> list[dict[str, str]]:
    """The article (`title`, `url`, `language`), if one, that was named to whoever waits for a person instead.

    One statement where it was refused in a conversation.
    """
    if turn.is_answer or turn.asked_id is None or (conversation := conversation_of(turn)) is None:
        return []
    handed = Entry.objects.filter(conversation=conversation, kind=HandedOver.kind, pk__gt=turn.asked_id)
    told = handed.order_by("pk").values_list("data__near", flat=True).first()
    return list(told or ())


def as_written(turns: Sequence[Turn]) -> dict[int, Written]:
    """Of turns that keep their question masked what was sent, by their keys, where it says the same.

    Somebody may have sent other words than those that were looked up. One statement.
    """
    sent = [one for one in turns if one.channel in _MASKED and one.conversation_id and one.question]
    theirs = Message.objects.filter(conversation__in=[one.conversation_id for one in sent])
    first = theirs.filter(direction=Direction.IN).order_by("conversation", "pk").distinct("conversation")
    said = dict(first.values_list("conversation", "text"))
    found = {one.pk: _written(one, said.get(one.conversation_id or 0, "")) for one in sent}
    return {key: written for key, written in found.items() if written}


def _written(turn: Turn, text: str) -> Written | None:
    subject = turn.conversation.subject if turn.conversation else ""
    for words in (text, text.rpartition("\n\n")[0]):  # a form writes its other answers below the message
        if masked(words) == turn.question:
            return Written("", words)
        if masked(f"{subject} {words}") == turn.question:
            return Written(subject, words)
    return None


def conversation_of(turn: Turn) -> Conversation | None:
    """In which it was asked; None where nothing was sent."""
    if turn.conversation is not None or turn.exchange is None:
        return turn.conversation
    return turn.exchange.conversation


def review_of(turn: Turn) -> Review | None:
    """What a lead said of it, None while nobody has."""
    return getattr(turn, "review", None)
