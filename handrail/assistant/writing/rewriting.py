"""Let the writer say an answer, if the mailbox consents and every sentence stands in a passage."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handrail.accounts.models import Mailbox
from handrail.assistant.answering.answer import Answer
from handrail.assistant.answering.parts import Block, Form
from handrail.assistant.models import Writer, WriterCall
from handrail.assistant.writing.binding import Bound, Passage, bind
from handrail.assistant.writing.prompt import messages, redacted
from handrail.assistant.writing.service import WriterRefused, Written, write
from handrail.conversations.models import Conversation
from handrail.core.vault import SecretUnreadableError
from handrail.helpcenter.meaning.asking import MeaningUnknownError, meanings
from handrail.helpcenter.meaning.comparing import nearness, vector_of
from handrail.helpcenter.meaning.sentences import sentences

_REST = 30.0  # seconds in which nobody asks again that did not answer
_MEANINGS_WAIT = 1.0  # seconds for the meanings of a few sentences
_MILLION = 1_000_000
LONGEST_SAID = 4000  # characters that are kept
Outcome = WriterCall.Outcome


@dataclass
class _Resting:
    """Not before `again_at` (a monotonic time) is the writer asked by this process."""

    again_at: float = field(default=0.0)


_resting = _Resting()


def written(
    question: str,
    answer: Answer,
    *,
    mailbox: Mailbox | None,
    conversation: Conversation | None = None,
    seconds: float | None = None,
) -> Answer:
    """The answer in the writer's words, or the very same answer: without consent, or where it goes wrong.

    It is waited for as long as its owner lets it think, and no longer than `seconds`.

    What was sent and what came of it is kept for admins (`WriterCall`), beside its `conversation`.
    """
    writer = writer_for(mailbox)
    if writer is None or time.monotonic() < _resting.again_at:
        return answer
    call = WriterCall(conversation=conversation)
    writer.seconds = min(writer.seconds, seconds or writer.seconds)
    chat = messages(question, answer.sources, answer.language)
    call.sent, begin = chat[-1]["content"], time.perf_counter()
    try:
        said = write(writer, chat)
    except (WriterRefused, SecretUnreadableError) as problem:
        _resting.again_at = time.monotonic() + _REST
        call.seconds, call.said = time.perf_counter() - begin, str(problem)[:LONGEST_SAID]
        call.outcome = Outcome.SLOW if call.seconds >= writer.seconds else Outcome.FAILED
        call.save()
        return answer
    kept, call.dropped = _bound(said.text, answer)
    call.seconds, call.outcome = time.perf_counter() - begin, Outcome.USED if kept else Outcome.UNSUPPORTED
    _count(call, writer, said)
    return _in_its_words(answer, kept) if kept else answer


def writer_for(mailbox: Mailbox | None) -> Writer | None:
    """The writer, where one is switched on and this mailbox's questions may be sent to it."""
    if mailbox is None:
        return None
    return Writer.objects.filter(pk=1, is_on=True, mailboxes=mailbox).first()


def _bound(said: str, answer: Answer) -> tuple[list[Bound], int]:
    passages = [
        Passage("\n".join([one.title, one.heading, one.passage]), one.translation.language)
        for one in answer.sources
    ]
    return bind(said, passages, language=answer.language, nearness=_nearness)


def _nearness(sentence: str, passage: str) -> float | None:
    """The cosine between a sentence and the nearest one of a passage; None where nobody knows."""
    try:
        own, *others = map(vector_of, meanings([sentence, *sentences(passage)], seconds=_MEANINGS_WAIT))
    except MeaningUnknownError:
        return None
    return max((nearness(own, one) for one in others), default=0.0)


def _in_its_words(answer: Answer, kept: Sequence[Bound]) -> Answer:
    blocks = [Block(Form.TEXT, " ".join(one.text for one in kept))]
    return replace(answer, blocks=blocks, bound=[(one.text, one.passage) for one in kept])


def _count(call: WriterCall, writer: Writer, said: Written) -> None:
    """Keep what it said and what that cost."""
    call.said, call.tokens_in, call.tokens_out = (
        redacted(said.text)[:LONGEST_SAID],
        said.tokens_in,
        said.tokens_out,
    )
    call.cost = (said.tokens_in * writer.price_in + said.tokens_out * writer.price_out) / _MILLION
    call.save()
