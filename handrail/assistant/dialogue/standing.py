"""How an exchange stands, as the machine reads it."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from handrail.assistant.dialogue.deciding import Standing
from handrail.assistant.models import Exchange, State, Turn
from handrail.conversations import events
from handrail.conversations.models import Entry, Message

SAID = (
    *(events.AssistantBegan.kind, events.AssistantAnswered.kind, events.AssistantAsked.kind),
    events.AssistantJudged.kind,
)
_CLICKS = (events.AssistantJudged.kind, events.HandedOver.kind)


def standing_of(exchange: Exchange) -> Standing:
    """How it stands, in two statements; what was asked in an exchange before is asked before."""
    said = Entry.objects.filter(conversation=exchange.pk, kind__in=SAID, at__gte=exchange.began_at)
    last = said.order_by("-pk").first()
    turns = list(turns_of(exchange).order_by("pk"))
    answers = [one for one in turns if one.is_answer and one.exchange_id == exchange.pk]
    return Standing(
        state=State(exchange.state),
        unhelped=exchange.unhelped,
        awaits_word=exchange.awaits_word,
        is_unjudged=bool(answers) and answers[-1].vote is None,
        is_judged_now=last is not None and _judges(last, exchange.pending_id),
        is_pending=exchange.pending_id is not None,
        has_begun=last is not None,
        asked_back=last is not None and last.kind == events.AssistantAsked.kind,
        asked=tuple(one.question for one in turns),
    )


def _judges(said: Entry, pending: int | None) -> bool:
    """Whether an entry says that what is pending called an answer no help."""
    return pending is not None and said.pk > pending and said.kind == events.AssistantJudged.kind


def turns_of(exchange: Exchange) -> QuerySet[Turn]:
    """What was asked in it, and in those before it in the same conversation."""
    return Turn.objects.filter(Q(exchange=exchange) | Q(conversation=exchange.pk))


def was_chosen(exchange: Exchange, once: uuid.UUID) -> bool:
    """Whether this very click was heard before."""
    clicks = Entry.objects.filter(conversation=exchange.pk, kind__in=_CLICKS)
    return clicks.filter(data__once=str(once)).exists()


def question_of(exchange: Exchange) -> str:
    """What waits for an answer: all that the customer has written since the assistant spoke to it last.

    What they said to people before this exchange is none of it. What is pending is, though by the same words
    they may have said that the answer before did not help, which is written down after them.
    """
    spoke = Entry.objects.filter(conversation=exchange.pk, kind__in=SAID)
    spoke = spoke.exclude(kind=events.AssistantBegan.kind)
    last = spoke.order_by("-pk").values_list("pk", flat=True).first() or 0
    written = Message.objects.filter(entry__conversation=exchange.pk, entry__kind=events.Received.kind)
    written = written.filter(Q(pk__gt=last) | Q(pk=exchange.pending_id))
    written = written.filter(entry__at__gte=exchange.began_at, automatic=False)
    texts = written.order_by("pk").values_list("text", flat=True)
    return "\n".join(texts)
