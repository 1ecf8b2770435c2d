"""Asked before sending: what the assistant shows while a question is written in a form or in the portal.

Of one page there is one `Turn`, found by the page's own id: what was shown last, whether an article of it was
opened, whether it helped. The question is kept masked, as searches are (decision 48), for 90 days. Strangers
ask, so what is kept has its limits: new pages of a connection and day, and all that was never sent.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.assistant.answering import Answer, Refusal, answer
from handrail.assistant.dialogue.meant import why_for_people
from handrail.assistant.dialogue.switching import is_stopped, may_not_speak
from handrail.assistant.models import Turn, Vote
from handrail.assistant.writing.rewriting import writer_for, written
from handrail.conversations.events import AnswerShown
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.core.abuse import within
from handrail.core.actors import Actor, ActorKind
from handrail.core.erasing import Person, join
from handrail.core.verbs import verb
from handrail.helpcenter.counting import masked, naming
from handrail.helpcenter.models import Site
from handrail.helpcenter.readers import Reader

log = logging.getLogger(__name__)
DAYS = 90  # for which a question that was not sent is kept
MOST_UNSENT = 100_000  # questions that are kept; the oldest go first
_WRITER_WAITS = 1.0  # seconds: the page that waits has one thread; then the article's own words are told
_MOST_WRITTEN = 30  # times a day that the writer is asked for one connection
_MOST_PAGES, _DAY = 200, 24 * 60 * 60  # of a connection, in so many seconds: more are answered and not kept


def ask_before(
    question: str,
    *,
    page: uuid.UUID,
    channel: str,
    reader: Reader,
    language: str,
    site: Site | None,
    address: str,
    mailbox: Mailbox | None = None,
) -> Answer | None:
    """The answer to a question that was not sent yet; None where the assistant is not sure or is stopped, and
    to what is for people: a topic of theirs, a wish for one, anger or distress.

    `page` is the id of the page on which it is written: once sent, nothing is answered there any more. What
    is asked there again takes the place of what was kept; only a refusal leaves an answer that was shown
    before. Of too many pages from one `address` in a day nothing is kept. Where the `mailbox` that it is
    written to consents, the writer says it, if it does so at once.
    """
    if is_stopped() or why_for_people(question, language=language):
        return None
    try:
        known = Turn.objects.filter(public_id=_key(page, channel)).first()
        if known is not None and known.conversation_id is not None:
            return None
        found = answer(question, reader=reader, language=language, site=site, channel=channel)
        is_kept = known is not None or within("asked before", address, most=_MOST_PAGES, seconds=_DAY)
        if isinstance(found, Answer) and is_kept and _may_be_written(mailbox, address):
            found = written(question, found, mailbox=mailbox, seconds=_WRITER_WAITS)
        may_show = _settle(page, channel, question, found, is_kept=is_kept)
    except Exception:  # whatever fails here must not keep anybody from sending
        log.exception("answer before sending failed")
        return None
    return found if may_show and isinstance(found, Answer) else None


def _may_be_written(mailbox: Mailbox | None, address: str) -> bool:
    """Whoever types asks again and again: a writer costs money."""
    return writer_for(mailbox) is not None and within(
        "written before", address, most=_MOST_WRITTEN, seconds=_DAY
    )


def answered_by(page: uuid.UUID, channel: str) -> bool:
    """Somebody says that it answers their question, and sends nothing; False where nothing was shown."""
    return bool(_shown(page, channel).update(vote=Vote.HELPED))


def opened_from(page: uuid.UUID, channel: str) -> None:
    """Somebody opened an article of the answer."""
    _shown(page, channel).update(read=True)


def sent_anyway(conversation: Conversation, *, page: uuid.UUID | None, channel: str) -> None:
    """The question was sent: whoever answers reads what was shown before. Twice is as good as once."""
    turn = _shown(page, channel).first() if page else None
    if turn is not None:
        _tell(conversation, turn=turn)


@verb
def _tell(conversation: Conversation, /, *, turn: Turn) -> None:
    turn.conversation = conversation
    turn.save(update_fields=["conversation"])
    shown = [{"title": one["title"], "url": one["url"]} for one in turn.sources]
    about = AnswerShown(turn.answer, shown, turn.read)
    record(conversation, about, by=Actor(ActorKind.ASSISTANT))


@transaction.atomic
def _settle(page: uuid.UUID, channel: str, question: str, found: Answer | Refusal, *, is_kept: bool) -> bool:
    """Keep what was found; False, and nothing kept, where the switch was pulled while it was looked for."""
    if may_not_speak():
        return False
    if is_kept:
        _keep(page, channel, question, found)
    return True


def _keep(page: uuid.UUID, channel: str, question: str, found: Answer | Refusal) -> None:
    """One statement, two the first time."""
    facts: dict[str, Any] = {
        "channel": channel,
        "question": masked(question),
        "language": found.language,
        "confidence": found.confidence,
        "sources": [one.facts for one in found.sources],
        "at": timezone.now(),
    }
    public_id = _key(page, channel)
    if isinstance(found, Answer):
        facts |= {"is_answer": True, "refused": "", "answer": found.text, "vote": None, "read": False}
        facts |= {"is_written": bool(found.bound)}
        Turn.objects.update_or_create(public_id=public_id, conversation=None, exchange=None, defaults=facts)
    elif not _shown(page, channel).exists():
        facts |= {"refused": found.reason.value}
        Turn.objects.update_or_create(public_id=public_id, conversation=None, exchange=None, defaults=facts)


def _key(page: uuid.UUID, channel: str) -> uuid.UUID:
    """No page names a turn that is not its own."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"asked before {channel} {page}")


def _shown(page: uuid.UUID, channel: str) -> QuerySet[Turn]:
    """The answer that stands on a page which was not sent yet; none, or one."""
    unsent = Turn.objects.filter(conversation=None, exchange=None, is_answer=True)
    return unsent.filter(public_id=_key(page, channel))


def forget_unsent() -> int:
    """Forget what was asked 90 days ago and never sent, and the oldest over MOST_UNSENT; returns how many."""
    unsent = Turn.objects.filter(conversation=None, exchange=None)
    over = unsent.order_by("-pk").values_list("pk", flat=True)[MOST_UNSENT : MOST_UNSENT + 1].first()
    before = timezone.now() - timedelta(days=DAYS)
    return unsent.filter(Q(at__lt=before) | Q(pk__lte=over or 0)).delete()[0]


def _naming(person: Person) -> QuerySet[Turn]:
    return Turn.objects.filter(naming(person, "question"), conversation=None, exchange=None)


def _count(person: Person) -> dict[str, int]:
    return {"questions asked before sending": _naming(person).count()}


@join("asked before sending", order=27, count=_count)
def erase_unsent(person: Person) -> Iterator[int]:
    """What was asked and not sent, where it names them."""
    with transaction.atomic():
        yield _naming(person).delete()[0]
