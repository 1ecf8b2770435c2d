"""Do what the machine decided: keep the state, and record what is said and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from handrail.assistant.answering.answer import Source
from handrail.assistant.dialogue.deciding import Decision, Say
from handrail.assistant.dialogue.doors import door_of
from handrail.assistant.models import Because, Exchange, State, Turn
from handrail.conversations import events
from handrail.conversations.models import Category, Conversation, Entry, Place
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.snoozing import wake
from handrail.conversations.verbs.statuses import close, set_status
from handrail.core.actors import SYSTEM, Actor, ActorKind
from handrail.core.kept_saves import update

ASSISTANT = Actor(ActorKind.ASSISTANT, "Assistant")
_QUOTED = 500  # characters of a question that the entry of handing over quotes
_MOST_QUOTED = 20
_STATE = (
    *("state", "why", "topic", "unhelped", "awaits_word", "pending", "pending_at"),
    *("began_at", "last_at", "settled_at", "language"),
)


def apply(
    exchange: Exchange,
    decision: Decision,
    *,
    by: Actor = ASSISTANT,
    asked: Entry | None = None,
    once: uuid.UUID | None = None,
    near: Source | None = None,
) -> None:
    """Inside a verb that holds the conversation: `asked` is what the customer wrote, `once` names a click.

    `near` is named to whoever is handed over, as what may help until a person answers.
    """
    now = timezone.now()
    if decision.is_anew and asked is not None:
        _begin_anew(exchange, asked)
    _stand(exchange, decision, asked, now)
    if decision.vote is not None:
        _vote(exchange, decision, by, once)
    _say(exchange.conversation, decision)
    if decision.why is not None:
        _hand_over(exchange, _known(exchange, decision, once, near), by, now)
    elif decision.closes:
        _settle(exchange)
    elif exchange.state == State.PARKED:
        record(exchange.conversation, events.AssistantParked(), by=ASSISTANT)
    exchange.save(update_fields=_STATE)
    if decision.looks:
        look_later(exchange)


def _begin_anew(exchange: Exchange, asked: Entry) -> None:
    """What was said before stays with the conversation, and is no part of what begins with `asked`."""
    Turn.objects.filter(exchange=exchange).update(exchange=None, conversation=exchange.pk)
    exchange.began_at = asked.at
    exchange.conversation.place = Place.ASSISTANT
    update(exchange.conversation, "place")


def _stand(exchange: Exchange, decision: Decision, asked: Entry | None, now: datetime) -> None:
    """How it stands from now on."""
    after = decision.standing
    exchange.state, exchange.unhelped = after.state, after.unhelped
    exchange.awaits_word = after.awaits_word
    exchange.why, exchange.topic = decision.why or "", decision.topic
    exchange.settled_at = None if after.state == State.ANSWERING else now
    if decision.looks and asked is not None:
        exchange.pending, exchange.pending_at = asked, exchange.pending_at or now  # who writes on waits on
    elif not after.is_pending:
        exchange.pending = exchange.pending_at = None


def look_later(exchange: Exchange) -> None:
    """Let a worker look for the answer, as soon as this is committed."""
    from handrail.assistant.tasks import look_for_answer  # which answers by the verbs

    look_for_answer.defer(conversation=exchange.pk)


def _vote(exchange: Exchange, decision: Decision, by: Actor, once: uuid.UUID | None) -> None:
    last = Turn.objects.filter(exchange=exchange, is_answer=True).order_by("-pk").first()
    if last is not None and last.vote is None:
        last.vote = decision.vote
        last.save(update_fields=["vote"])
    if decision.why is None or once is None:  # the click's own entry is that of handing over
        about = events.AssistantJudged(choice=str(decision.vote), once=str(once or ""))
        record(exchange.conversation, about, by=by)


def _say(conversation: Conversation, decision: Decision) -> None:
    for say in decision.says:
        if say == Say.WHO:
            record(conversation, events.AssistantBegan(), by=ASSISTANT)
        elif say in (Say.QUESTION, Say.SETTLED):
            what = "question" if say == Say.QUESTION else "helped"
            record(conversation, events.AssistantAsked(what=what), by=ASSISTANT)
    if conversation.waiting_since is not None and decision.says and not decision.looks and not decision.why:
        conversation.waiting_since = None  # it is the customer's turn
        update(conversation, "waiting_since")


def _settle(exchange: Exchange) -> None:
    """The customer's yes: only that closes."""
    conversation = exchange.conversation
    _into_inbox(conversation)
    close(conversation, by=ASSISTANT)
    door_of(exchange.channel).confirmed(conversation)


def _hand_over(exchange: Exchange, told: events.HandedOver, by: Actor, now: datetime) -> None:
    """Into the inbox, to the front of whatever waits there, with all that is known.

    Whom it only had no answer for waits where they would without an assistant.
    """
    conversation = exchange.conversation
    _into_inbox(conversation)
    _let_wait(conversation)
    conversation.waiting_since = conversation.waiting_since or exchange.last_at
    conversation.ahead_since = None if told.why == Because.UNANSWERED else now
    update(conversation, "waiting_since", "ahead_since")
    record(conversation, told, by=by)
    door_of(exchange.channel).handed_over(conversation)


def _known(
    exchange: Exchange, decision: Decision, once: uuid.UUID | None, near: Source | None
) -> events.HandedOver:
    """All that whoever goes on should read, so that the customer repeats nothing."""
    about = door_of(exchange.channel).about(exchange.conversation)
    turns = list(Turn.objects.filter(exchange=exchange))
    return events.HandedOver(
        why=str(decision.why),
        topic=decision.topic,
        asked=_asked(exchange),
        tried=[_tried(one, turn) for turn in turns if turn.is_answer for one in turn.sources[:1]],
        read=[one["title"] for turn in turns if turn.read for one in turn.sources[:1]],
        near=[{name: near.facts[name] for name in ("title", "url", "language")}] if near else [],
        language=exchange.language,
        page=about.page,
        fields=list(about.fields),
        once=str(once or ""),
    )


def _let_wait(conversation: Conversation) -> None:
    """Who waits for a person is not hidden by a conversation that is closed, asleep or waits for them."""
    wake(conversation, by=SYSTEM, why="customer")
    if conversation.category in (Category.CLOSED, Category.WAITING):
        set_status(conversation, to=default_status(Category.OPEN), by=SYSTEM)


def _into_inbox(conversation: Conversation) -> None:
    if conversation.place == Place.ASSISTANT:
        conversation.place = Place.INBOX
        update(conversation, "place")


def _asked(exchange: Exchange) -> list[str]:
    said = Entry.objects.filter(conversation=exchange.pk, kind=events.Received.kind)
    said = said.filter(at__gte=exchange.began_at)
    texts = said.order_by("pk").values_list("message__text", flat=True)[:_MOST_QUOTED]
    return [text[:_QUOTED] for text in texts if text]


def _tried(source: dict[str, str], turn: Turn) -> dict[str, str]:
    return {"title": source["title"], "url": source.get("url", ""), "vote": turn.vote or ""}
