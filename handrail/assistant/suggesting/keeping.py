"""Suggestions are made by a job: looking one up takes up to a hundred statements and waits for a model.

A page that did so itself would keep everybody waiting who is served by the same process (decision 5).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.models import Suggested, Turn
from handrail.assistant.suggesting.finding import Spoken, find
from handrail.assistant.suggesting.suggestion import Suggestion, from_facts
from handrail.assistant.suggesting.unanswered import Letter, letter_of
from handrail.conversations.models import Conversation
from handrail.helpcenter.readers import Reader, reader_for, reader_of_customer

_NEW_FOR = timedelta(minutes=10)  # then there may be better articles
_LOST_AFTER = timedelta(seconds=20)  # a job that has not come by then is asked for again
_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class _Asked:
    """Who reads what is suggested to a letter."""

    letter: Letter
    spoken: Spoken
    theirs: Reader
    ours: Reader

    @property
    def readers(self) -> str:
        """Stands for all of it but the letter."""
        rights = [sorted(self.theirs.organisations), sorted(self.theirs.plans), self.ours.sees_internal]
        return hashlib.sha256(json.dumps([*self.spoken, *rights]).encode()).hexdigest()

    def kept(self) -> Suggested | None:
        """What there is of it."""
        return Suggested.objects.filter(message=self.letter.last, readers=self.readers).first()

    def drawn(self, kept: Suggested | None) -> Suggestion | None:
        """What was told, where it holds; see `from_facts`."""
        if kept is None or kept.told is None:
            return None
        return from_facts(kept.told, theirs=self.theirs, ours=self.ours)


def suggested(conversation: Conversation, agent: Agent, language: str) -> Suggestion | None:
    """What to answer to the customer's last message, in `language`; None while a job is making it.

    Empty where they have said nothing. Four statements; three more where the job is asked for.
    """
    asked = _asked(conversation, agent, language)
    if asked is None:
        return Suggestion()
    kept = asked.kept()
    is_new = kept is not None and timezone.now() - kept.asked_at < _NEW_FOR
    found = asked.drawn(kept) if is_new else None
    if found is None:
        _have_made(asked, conversation, agent)
    return found


def last_suggested(conversation: Conversation, agent: Agent, language: str) -> Suggestion | None:
    """What was shown last, however old, where every article in it still is what it was."""
    asked = _asked(conversation, agent, language)
    return asked.drawn(asked.kept()) if asked else None


def make(conversation: Conversation, agent: Agent, language: str) -> None:
    """Make what such agents are suggested, and keep it; for a job."""
    asked = _asked(conversation, agent, language)
    if asked is None:
        return
    told = Turn.objects.filter(conversation=conversation.pk, is_answer=True).values_list("sources", flat=True)
    known = frozenset(one["article"] for sources in told for one in sources[:1])
    found = find(asked.letter, asked.spoken, asked.theirs, asked.ours, known=known)
    Suggested.objects.update_or_create(
        message_id=asked.letter.last,
        readers=asked.readers,
        defaults={"told": found.as_facts(), "asked_at": timezone.now()},
    )


def forget_suggestions() -> None:
    """Make them all anew: what may be answered has changed."""
    Suggested.objects.all().delete()


def forget_old_suggestions() -> int:
    """Forget those asked for _KEPT ago; returns how many there were."""
    return Suggested.objects.filter(asked_at__lt=timezone.now() - _KEPT).delete()[0]


def _asked(conversation: Conversation, agent: Agent, language: str) -> _Asked | None:
    letter = letter_of(conversation)
    if letter is None:
        return None
    spoken = Spoken(language, agent.language.partition("-")[0])
    return _Asked(letter, spoken, reader_of_customer(conversation.customer), reader_for(agent))


@transaction.atomic
def _have_made(asked: _Asked, conversation: Conversation, agent: Agent) -> None:
    """Have it made, unless somebody has just asked for it; what is there no longer holds."""
    from handrail.assistant.tasks import make_suggestion

    ours = Suggested.objects.select_for_update()
    kept, is_first = ours.get_or_create(message_id=asked.letter.last, readers=asked.readers)
    if not is_first and kept.told is None and timezone.now() - kept.asked_at < _LOST_AFTER:
        return
    kept.told, kept.asked_at = None, timezone.now()
    kept.save(update_fields=["told", "asked_at"])
    make_suggestion.defer(conversation=conversation.pk, agent=agent.pk, language=asked.spoken.customer)
