"""Asked before sending: what the assistant shows while a question is written in a form or in the portal.

Of one page there is one `Turn`, found by the page's own id: what was shown last, whether an article of it was
opened, whether it helped. The question is kept masked, as searches are (decision 48), for 90 days.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from handrail.assistant.answering import Answer, Refusal, answer
from handrail.assistant.answering.answer import Source
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.switching import is_stopped, topics
from handrail.assistant.models import Turn, Vote
from handrail.conversations.events import AnswerShown
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.core.actors import Actor, ActorKind
from handrail.core.erasing import Person, join
from handrail.core.verbs import verb
from handrail.helpcenter.counting import masked, naming
from handrail.helpcenter.models import Site
from handrail.helpcenter.readers import Reader

log = logging.getLogger(__name__)
DAYS = 90  # for which a question that was not sent is kept


def ask_before(
    question: str, *, page: uuid.UUID, channel: str, reader: Reader, language: str, site: Site | None
) -> Answer | None:
    """The answer to a question that was not sent yet; None where the assistant is not sure or is stopped, and
    to what is for people: a topic of theirs, a wish for one, anger or distress.

    `page` is the id of the page on which it is written. What is asked there again takes the place of what was
    kept; only a refusal leaves an answer that was shown before.
    """
    if is_stopped() or _is_for_people(question):
        return None
    try:
        found = answer(question, reader=reader, language=language, site=site, channel=channel)
    except Exception:  # whatever fails here must not keep anybody from sending
        log.exception("answer before sending failed")
        return None
    _keep(page, channel, question, found)
    return found if isinstance(found, Answer) else None


def _is_for_people(question: str) -> bool:
    heard = hear(question, topics())
    return bool(heard.topic) or heard.wants_person or heard.is_upset


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
    shown = [{"title": one["title"], "url": one["address"]} for one in turn.sources]
    about = AnswerShown(turn.answer, shown, turn.read)
    record(conversation, about, by=Actor(ActorKind.ASSISTANT))


def _keep(page: uuid.UUID, channel: str, question: str, found: Answer | Refusal) -> None:
    """One statement, two the first time."""
    facts: dict[str, Any] = {
        "channel": channel,
        "question": masked(question),
        "language": found.language,
        "confidence": found.confidence,
        "sources": [_as_json(one) for one in found.sources],
        "at": timezone.now(),
    }
    public_id = _key(page, channel)
    if isinstance(found, Answer):
        facts |= {"is_answer": True, "refused": "", "answer": found.text, "vote": None, "read": False}
        Turn.objects.update_or_create(public_id=public_id, conversation=None, exchange=None, defaults=facts)
    elif not _shown(page, channel).exists():
        facts |= {"refused": found.reason.value}
        Turn.objects.update_or_create(public_id=public_id, conversation=None, exchange=None, defaults=facts)


def _as_json(one: Source) -> dict[str, Any]:
    """A source as a turn keeps it."""
    return {
        "article": one.translation.article_id,
        "translation": one.translation.pk,
        "slug": one.slug,
        "title": one.title,
        "language": one.translation.language,
        "heading": one.heading,
        "anchor": one.anchor,
        "address": one.address,
        "text": one.passage,
    }


def _key(page: uuid.UUID, channel: str) -> uuid.UUID:
    """No page names a turn that is not its own."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"asked before {channel} {page}")


def _shown(page: uuid.UUID, channel: str) -> QuerySet[Turn]:
    """The answer that stands on a page which was not sent yet; none, or one."""
    unsent = Turn.objects.filter(conversation=None, exchange=None, is_answer=True)
    return unsent.filter(public_id=_key(page, channel))


def forget_unsent() -> int:
    """Forget what was asked and never sent 90 days ago; returns how many questions."""
    before = timezone.now() - timedelta(days=DAYS)
    return Turn.objects.filter(conversation=None, exchange=None, at__lt=before).delete()[0]


def _naming(person: Person) -> QuerySet[Turn]:
    return Turn.objects.filter(naming(person, "question"), conversation=None, exchange=None)


def _count(person: Person) -> dict[str, int]:
    return {"questions asked before sending": _naming(person).count()}


@join("asked before sending", order=27, count=_count)
def erase_unsent(person: Person) -> Iterator[int]:
    """What was asked and not sent, where it names them."""
    with transaction.atomic():
        yield _naming(person).delete()[0]
