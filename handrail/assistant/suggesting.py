"""What an agent might answer: the engine's answer to a customer's last question, and the nearest articles.

The answer is one that this customer may read. Articles that only the agent may read stand beside it, and
say so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.answering import Answer, Refusal, answer
from handrail.assistant.answering.answer import Source
from handrail.assistant.answering.drawing import as_html
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.models import Switch
from handrail.conversations.models import Conversation, Message
from handrail.conversations.models.message import Direction
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered, remembered
from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import Translation
from handrail.helpcenter.quoting import as_link
from handrail.helpcenter.readers import Reader, reader_for, reader_of_customer
from handrail.helpcenter.search import search

CHANNEL = "agent"
MOST_NEAR = 4  # articles
_KEPT_FOR = 600.0  # seconds
_MOST_KEPT = 500  # conversations
_FAR_BACK = 5  # messages
_LOOKED_AT = 300  # characters of a message
_SHORT = 8  # words of who says no more than that they want a person


@dataclass(frozen=True)
class Near:
    """An article that came near; `is_theirs`: the customer may read it, so it may go into a reply."""

    translation: Translation
    title: str
    passage: str
    is_theirs: bool

    @property
    def path(self) -> str:
        """Where the agent reads it."""
        return path_of(self.translation)


@dataclass(frozen=True)
class Suggestion:
    """What might be answered: `answer` where it is sure, and the articles that came nearest."""

    answer: Answer | None = None
    near: Sequence[Near] = ()

    @property
    def words(self) -> str:
        """The answer as safe HTML; empty without one."""
        return as_html(self.answer.blocks) if self.answer else ""

    @property
    def path(self) -> str:
        """Where the agent reads what the answer is taken from."""
        return path_of(self.answer.sources[0].translation) if self.answer else ""

    @property
    def html(self) -> str:
        """The answer as the composer takes it: its words, and the link to the article they are from."""
        return self.words + as_link(self.answer.sources[0].translation) if self.answer else ""

    @property
    def translations(self) -> dict[int, int | None]:
        """The revisions it is made of, by translation."""
        named = [one.translation for one in self.near]
        named += [one.translation for one in self.answer.sources] if self.answer else []
        return {one.pk: one.published_id for one in named}


_Key = tuple[int, str, frozenset[int], frozenset[str], bool]


@dataclass
class _Kept:
    """Suggestions that this process has made, by the message and those who may read."""

    of: dict[_Key, tuple[float, Suggestion]] = field(default_factory=dict)


_kept = _Kept()


@remembered
def suggests() -> bool:
    """Whether agents are shown what the assistant would answer: yes, until a lead says no."""
    found = Switch.objects.filter(pk=1).values_list("suggests", flat=True).first()
    return found is None or found


@needs(May.SETTINGS)
@transaction.atomic
def set_suggests(*, on: bool, by: Agent) -> None:
    """Show it to agents, or not; within two seconds everywhere."""
    Switch.objects.update_or_create(pk=1, defaults={"suggests": on})
    audit(by, "assistant suggestions switched", on=on)
    forget_remembered()


def suggested(conversation: Conversation, agent: Agent, language: str) -> Suggestion:
    """What to answer to the customer's last message; empty where they have said nothing.

    Asking the engine takes some fifty statements, once for a message: then it is kept for ten minutes in this
    process, as long as the articles and what both may read stay the same (three statements).
    """
    message = last_question(conversation)
    if message is None:
        return Suggestion()
    theirs, ours = reader_of_customer(conversation.customer), reader_for(agent)
    key = (message.pk, language, theirs.organisations, theirs.plans, ours.sees_internal)
    kept_at, found = _kept.of.get(key, (0.0, None))
    if found is None or time.monotonic() - kept_at > _KEPT_FOR or _is_stale(found, theirs, ours):
        found = _ask(question_of(conversation, message), language, theirs, ours)
        if len(_kept.of) >= _MOST_KEPT:
            _kept.of.clear()
        _kept.of[key] = (time.monotonic(), found)
    return found


def last_question(conversation: Conversation) -> Message | None:
    """What the customer asked last, passing over "thanks" and "a person, please"; one statement."""
    said = Message.objects.filter(conversation=conversation, direction=Direction.IN, automatic=False)
    last = list(said.exclude(text="").order_by("-pk")[:_FAR_BACK])
    return next((one for one in last if _asks(one.text)), last[0] if last else None)


def _asks(text: str) -> bool:
    heard = hear(text[:_LOOKED_AT])
    is_polite = heard.is_thanks or heard.is_greeting or heard.is_yes or heard.is_no
    return not (is_polite or (heard.wants_person and len(text.split()) <= _SHORT))


def question_of(conversation: Any, message: Message) -> str:
    """Its words; of a mail or a form the subject begins it, as what it is about often stands there alone."""
    subject = conversation.subject if conversation.channel != "chat" else ""
    return f"{subject}\n{message.text}" if subject and subject not in message.text else message.text


def forget_suggestions() -> None:
    """Ask everything anew, now."""
    _kept.of.clear()


def _ask(question: str, language: str, theirs: Reader, ours: Reader) -> Suggestion:
    said = answer(question, reader=theirs, language=language, channel=CHANNEL)
    near = [Near(one.translation, one.title, one.passage, is_theirs=True) for one in _beside(said)]
    return Suggestion(
        said if isinstance(said, Answer) else None,
        [*near, *_inside(question, language, theirs, ours)][:MOST_NEAR],
    )


def _inside(question: str, language: str, theirs: Reader, ours: Reader) -> list[Near]:
    """What only the agent may read, where there is such a thing; search finds it, nothing is said from it."""
    hidden = Translation.objects.readable_by(ours).exclude(
        pk__in=Translation.objects.readable_by(theirs).values("pk")
    )
    if not hidden.exists():
        return []
    hits = search(question, reader=ours, language=language, limit=MOST_NEAR)
    kept = set(hidden.filter(pk__in=[one.translation.pk for one in hits]).values_list("pk", flat=True))
    return [
        Near(one.translation, one.title, one.passage, is_theirs=False)
        for one in hits
        if one.translation.pk in kept
    ]


def _beside(said: Answer | Refusal) -> Sequence[Source]:
    """What is named besides the one the answer is taken from."""
    return said.sources[1:] if isinstance(said, Answer) else said.sources


def _readable_by(reader: Reader, translations: Sequence[int]) -> dict[int, int | None]:
    readable = Translation.objects.readable_by(reader).filter(pk__in=translations)
    return dict(readable.values_list("pk", "published"))


def _is_stale(found: Suggestion, theirs: Reader, ours: Reader) -> bool:
    """Whether an article was changed or withdrawn, or its readers were, since it was suggested."""
    named = found.translations
    hidden = {one.translation.pk for one in found.near if not one.is_theirs}
    for_them = {pk: revision for pk, revision in named.items() if pk not in hidden}
    if _readable_by(ours, list(named)) != named:
        return True
    return _readable_by(theirs, list(named)) != for_them
