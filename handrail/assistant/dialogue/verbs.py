"""What happens between a customer and the assistant; each verb asks the machine and records what it says."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from handrail.assistant.dialogue import deciding
from handrail.assistant.dialogue.applying import apply
from handrail.assistant.dialogue.deciding import Choice
from handrail.assistant.dialogue.doors import is_silenced
from handrail.assistant.dialogue.hearing import hear as understand
from handrail.assistant.dialogue.standing import standing_of, was_chosen
from handrail.assistant.dialogue.switching import may_not_speak, topics
from handrail.assistant.models import Because, Exchange, State
from handrail.conversations.models import Conversation, Entry, Place
from handrail.core.kept_saves import update
from handrail.core.verbs import verb


@verb
def begin(
    conversation: Conversation, /, *, entry: Entry, channel: str, language: str, has_files: bool = False
) -> bool:
    """Let the assistant answer what a customer has just begun with; False while it is stopped.

    What it says at once stands there when this is committed; an answer is looked for by a job.
    """
    if may_not_speak():
        return False
    exchange, _is_new = Exchange.objects.get_or_create(
        conversation=conversation,
        defaults={"channel": channel, "language": language, "began_at": entry.at, "last_at": entry.at},
    )
    conversation.place = Place.ASSISTANT
    update(conversation, "place")
    _heard(conversation, exchange, entry, has_files=has_files)
    return True


@verb
def hear(
    conversation: Conversation, /, *, entry: Entry, has_files: bool = False, was_closed: bool = False
) -> bool:
    """The customer wrote on; False where people have gone on from the assistant, or it never was.

    `was_closed`: until this word the conversation was, so that a new question begins a new exchange.
    """
    exchange = Exchange.objects.filter(pk=conversation.pk).first()
    if exchange is None:
        return False
    is_settled = was_closed and _is_settled(conversation, exchange)
    if exchange.state == State.HANDED and not is_settled:
        return False
    return _heard(conversation, exchange, entry, has_files=has_files, is_settled=is_settled)


def _is_settled(conversation: Conversation, exchange: Exchange) -> bool:
    """Whether what was asked before and is closed is over: by a person, or by the customer's own yes."""
    is_here = conversation.place == Place.INBOX and conversation.merged_into_id is None
    return is_here and exchange.state in (State.HANDED, State.CONFIRMED)


def _heard(
    conversation: Conversation,
    exchange: Exchange,
    entry: Entry,
    *,
    has_files: bool,
    is_settled: bool = False,
) -> bool:
    exchange.conversation = conversation
    text = entry.message.text
    now = standing_of(exchange)
    understood = understand(text, topics(), language=exchange.language)
    told = {"has_files": has_files, "is_stopped": is_silenced(exchange), "is_settled": is_settled}
    decision = deciding.on_words(now, text, understood, **told)
    if now.state == State.HANDED and not decision.is_anew:
        return False
    exchange.last_at = entry.at
    by = conversation.customer.as_actor(entry.actor_label)
    apply(exchange, decision, by=by, asked=entry)
    return True


@verb
def choose(conversation: Conversation, /, *, choice: Choice, once: uuid.UUID) -> bool:
    """The customer clicked: it helped, it did not, or they want a person; False when that changes nothing.

    The same `once` twice is one click.
    """
    exchange = Exchange.objects.filter(pk=conversation.pk).first()
    if exchange is None or was_chosen(exchange, once):
        return False
    exchange.conversation = conversation
    before = standing_of(exchange)
    decision = deciding.on_choice(before, choice, is_stopped=is_silenced(exchange))
    if decision.standing == before:
        return False
    apply(exchange, decision, by=conversation.customer.as_actor(), once=once)
    return True


@verb
def park(conversation: Conversation, /, *, at: datetime | None = None) -> bool:
    """A day of silence: nobody knows whether it helped; False where something else has happened."""
    exchange = Exchange.objects.filter(pk=conversation.pk, state=State.ANSWERING).first()
    if exchange is None or exchange.last_at > (at or timezone.now()) - deciding.SILENCE:
        return False
    exchange.conversation = conversation
    decision = deciding.on_silence(standing_of(exchange))
    if decision.standing.state != State.PARKED:
        return False
    apply(exchange, decision)
    return True


@verb
def give_up(conversation: Conversation, /, *, why: Because) -> bool:
    """Hand over whoever is in front of the assistant: it was stopped, it failed or it took too long."""
    exchange = Exchange.objects.filter(pk=conversation.pk, state=State.ANSWERING).first()
    if exchange is None or (why != Because.OFF and exchange.pending_at is None):
        return False
    exchange.conversation = conversation
    apply(exchange, deciding.on_stop(standing_of(exchange), why))
    return True
