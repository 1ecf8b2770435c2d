"""Look for the answer to what a customer asked, and say it; in a job, with no lock held while looking."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from handrail.assistant.answering import Answer, Refusal, answer
from handrail.assistant.answering.drawing import as_html
from handrail.assistant.dialogue import deciding
from handrail.assistant.dialogue.applying import ASSISTANT, apply
from handrail.assistant.dialogue.deciding import Found, for_people
from handrail.assistant.dialogue.doors import door_of, is_silenced
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.leanings import Remark
from handrail.assistant.dialogue.meant import meant
from handrail.assistant.dialogue.standing import question_of, standing_of, turns_of
from handrail.assistant.dialogue.switching import topics
from handrail.assistant.models import Because, Exchange, State, Turn, Vote
from handrail.assistant.writing.rewriting import written
from handrail.conversations import events
from handrail.conversations.models import Conversation, Direction
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.words import keep_words
from handrail.core.alone import Space, alone
from handrail.core.jobs import note_failure, note_success
from handrail.core.kept_saves import update
from handrail.core.language import detect_language
from handrail.core.verbs import verb
from handrail.helpcenter.meaning.asking import MeaningUnknownError, meanings
from handrail.helpcenter.meaning.comparing import nearness, vector_of

log = logging.getLogger(__name__)
_SAME_MEANING = 0.93  # cosine of two questions, from which on they ask the same
_MEANINGS_WAIT = 0.3  # seconds
_SAID = {Because.ASKED: Found.PERSON, Because.UPSET: Found.UPSET, Because.TOPIC: Found.TOPIC}
_MEANT = {
    Remark.PERSON: Found.PERSON,
    Remark.UPSET: Found.UPSET,
    Remark.UNHELPED: Found.UNHELPED,
    Remark.YES: Found.YES,
}


def look(conversation: int) -> bool:
    """Answer what is pending in a conversation, or hand it over; False when nothing is (any more).

    One job at a time does: whoever finds another one there leaves to it what has become pending meanwhile.
    """
    is_told, last = False, None
    with alone(Space.LOOKING, conversation) as is_alone:
        while is_alone and (exchange := _pending(conversation)) and exchange.pending_id != last:
            last = exchange.pending_id
            is_told = _look(exchange)
    return is_told


def _pending(conversation: int) -> Exchange | None:
    found = Exchange.objects.filter(pk=conversation, state=State.ANSWERING, pending__isnull=False)
    return found.select_related("conversation__mailbox").first()


def _look(exchange: Exchange) -> bool:
    question, asked = question_of(exchange), exchange.pending_id or 0
    try:
        came = _heard(exchange, question) or _found(exchange, question)
    except Exception as error:  # whatever it is: nobody waits in front of a silent assistant
        log.exception("the assistant failed")
        note_failure("assistant", str(exchange.pk), error)
        came = Outcome(Found.FAILED)
    else:
        note_success("assistant", str(exchange.pk))
    return respond(exchange.conversation, asked=asked, question=question, came=came)


@dataclass(frozen=True)
class Outcome:
    """What came of what was written: an answer or refusal, its language, the key of a matter for people."""

    found: Found
    language: str = ""
    topic: str = ""
    said: Answer | Refusal | None = None


def _found(exchange: Exchange, question: str) -> Outcome:
    said, found = _answer(exchange, question), Found.NOTHING
    if isinstance(said, Answer):
        found = Found.SAME if _is_same(exchange, question, said) else Found.ANSWER
    return Outcome(found, said.language, said=said)


def _heard(exchange: Exchange, question: str) -> Outcome | None:
    """What was said that is no question, by words of the language in which it is written, which may be
    another one than was thought, or by what it means.
    """
    language = detect_language(question, hint=exchange.language) or exchange.language
    heard = hear(question, topics(), language=language)
    if why := for_people(heard):
        return Outcome(_SAID[why], language, heard.topic)
    kind = meant(question, after_answer=turns_of(exchange).filter(is_answer=True).exists())
    return Outcome(_MEANT[kind], language) if kind else None


def _answer(exchange: Exchange, question: str) -> Answer | Refusal:
    conversation, door = exchange.conversation, door_of(exchange.channel)
    said = answer(
        question,
        reader=door.reader(conversation),
        language=exchange.language,
        site=door.site(conversation),
        channel=exchange.channel,
    )
    if (
        isinstance(said, Refusal)
        or not Exchange.objects.filter(pk=exchange.pk, pending=exchange.pending_id).exists()
    ):
        return said  # too late, which `respond` finds as well: no writer is paid for it
    return written(question, said, mailbox=conversation.mailbox, conversation=conversation)


def _is_same(exchange: Exchange, question: str, said: Answer) -> bool:
    """Whether it was answered so before, or asked in other words, in this exchange or one before it.

    Another part of an article of which they said that it did not help is the same as well.
    """
    told = list(turns_of(exchange).filter(is_answer=True))
    if not told:
        return False
    article = said.sources[0].translation.article_id
    in_vain = [one for one in told if one.vote == Vote.NOT and one.sources[0]["article"] == article]
    if in_vain or any(said.text == one.answer for one in told):
        return True
    return _means_the_same(question, [one.question for one in told])


def _means_the_same(question: str, before: Sequence[str]) -> bool:
    try:
        own, *others = map(vector_of, meanings([question, *before], seconds=_MEANINGS_WAIT))
    except MeaningUnknownError:
        return False
    return any(nearness(own, one) >= _SAME_MEANING for one in others)


@verb
def respond(conversation: Conversation, /, *, asked: int, question: str, came: Outcome) -> bool:
    """Say what was found to the entry `asked`, or hand over. False when it is too late.

    It is too late when something else was asked meanwhile, a person has gone on, or it was said before; what
    took longer than anybody should wait is said to nobody, and a person goes on.
    """
    exchange = Exchange.objects.filter(pk=conversation.pk, pending=asked).first()
    if exchange is None:
        return False
    exchange.conversation = conversation
    is_late = exchange.pending_at and exchange.pending_at <= timezone.now() - deciding.LATE
    found, said = Found.LATE if is_late else came.found, came.said
    now, is_stopped = standing_of(exchange), is_silenced(exchange)
    decision = deciding.on_found(now, found, question, is_stopped=is_stopped, topic=came.topic)
    exchange.language = came.language or exchange.language  # in which they write
    if said is not None:
        turn = _turn(exchange, asked, question, said, is_said=decision.answers)
        if decision.answers and isinstance(said, Answer):
            _say(conversation, turn, said)
        turn.save()
    by = conversation.customer.as_actor() if decision.vote else ASSISTANT  # who said so by what they wrote
    apply(exchange, decision, by=by, near=said.near if isinstance(said, Refusal) else None)
    return True


def _turn(exchange: Exchange, asked: int, question: str, said: Answer | Refusal, *, is_said: bool) -> Turn:
    return Turn(
        public_id=uuid.uuid4(),
        exchange=exchange,
        conversation=exchange.conversation,
        channel=exchange.channel,
        asked_id=asked,
        question=question,
        language=said.language,
        is_answer=is_said,
        refused=said.reason if isinstance(said, Refusal) else "",
        answer=said.text if isinstance(said, Answer) else "",
        confidence=said.confidence,
        sources=[one.facts for one in said.sources],
        is_written=isinstance(said, Answer) and bool(said.bound),
    )


def _say(conversation: Conversation, turn: Turn, said: Answer) -> None:
    """The answer's own entry: automatic, nobody's reply; the customer waits for nothing after it."""
    shown = ("title", "url", "heading", "language")
    sources = [{name: one[name] for name in shown} for one in turn.sources]
    about = events.AssistantAnswered(str(turn.public_id), round(said.confidence, 3), sources, turn.is_written)
    turn.said = record(conversation, about, by=ASSISTANT)
    words = Words(text=said.text, html=as_html(said.blocks), language=said.language)
    keep_words(turn.said, words, Direction.OUT, automatic=True, is_searched=False)
    conversation.waiting_since = None
    conversation.last_activity_at = max(conversation.last_activity_at, turn.said.at)
    update(conversation, "waiting_since", "last_activity_at")
