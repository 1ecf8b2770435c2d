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
    kinds = list(said.order_by("pk").values_list("kind", flat=True))
    turns = list(turns_of(exchange).order_by("pk"))
    answers = [one for one in turns if one.is_answer and one.exchange_id == exchange.pk]
    return Standing(
        state=State(exchange.state),
        unhelped=exchange.unhelped,
        awaits_word=exchange.awaits_word,
        is_unjudged=bool(answers) and answers[-1].vote is None,
        is_pending=exchange.pending_id is not None,
        has_begun=bool(kinds),
        asked_back=bool(kinds) and kinds[-1] == events.AssistantAsked.kind,
        asked=tuple(one.question for one in turns),
    )


def turns_of(exchange: Exchange) -> QuerySet[Turn]:
    """What was asked in it, and in those before it in the same conversation."""
    return Turn.objects.filter(Q(exchange=exchange) | Q(conversation=exchange.pk))


def was_chosen(exchange: Exchange, once: uuid.UUID) -> bool:
    """Whether this very click was heard before."""
    clicks = Entry.objects.filter(conversation=exchange.pk, kind__in=_CLICKS)
    return clicks.filter(data__once=str(once)).exists()


def question_of(exchange: Exchange) -> str:
    """What waits for an answer: all that the customer has written since the assistant spoke to it last.

    What they said to people before this exchange is none of it.
    """
    spoke = Entry.objects.filter(conversation=exchange.pk, kind__in=SAID)
    spoke = spoke.exclude(kind=events.AssistantBegan.kind)
    last = spoke.order_by("-pk").values_list("pk", flat=True).first() or 0
    written = Message.objects.filter(entry__conversation=exchange.pk, entry__kind=events.Received.kind)
    written = written.filter(pk__gt=last, entry__at__gte=exchange.began_at, automatic=False)
    texts = written.order_by("pk").values_list("text", flat=True)
    return "\n".join(texts)
