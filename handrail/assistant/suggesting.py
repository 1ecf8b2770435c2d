"""What an agent might answer: the engine's answer to a customer's last question, and the nearest articles.

The answer is one that this customer may read. Articles that only the agent may read stand beside it, and
say so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.answering import Answer, answer_letter
from handrail.assistant.answering.drawing import as_html
from handrail.assistant.answering.features import same_language
from handrail.assistant.models import Switch
from handrail.assistant.unanswered import Letter, letter_of
from handrail.conversations.models import Conversation
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered, remembered
from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import Translation
from handrail.helpcenter.offering import told_in
from handrail.helpcenter.quoting import as_link
from handrail.helpcenter.readers import Reader, reader_for, reader_of_customer
from handrail.helpcenter.search import search

CHANNEL = "agent"
MOST_NEAR = 4  # articles
_KEPT_FOR = 600.0  # seconds
_MOST_KEPT = 500  # conversations
_AN_AGENT_WAITS = 1.0  # seconds for the meaning of a letter: it comes beside a page that is there


@dataclass(frozen=True)
class Near:
    """An article that came near; `is_theirs`: the customer may read it, so it may go into a reply.

    `is_foreign`: it is not in the customer's language.
    """

    translation: Translation
    title: str
    is_theirs: bool
    is_foreign: bool

    @property
    def path(self) -> str:
        """Where the agent reads it."""
        return path_of(self.translation)


@dataclass(frozen=True)
class Suggestion:
    """What might be answered: `answer` where it is sure, and the articles that came nearest.

    `language` is the customer's.
    """

    answer: Answer | None = None
    language: str = ""
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


class Spoken(NamedTuple):
    """In which language the customer is answered, and which one the agent reads."""

    customer: str
    agent: str


_Key = tuple[int, Spoken, frozenset[int], frozenset[str], bool]


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

    Asking the engine takes up to a hundred statements, once for a message: then it is kept for ten minutes in
    this process, as long as the articles and what both may read stay the same (three statements).
    """
    letter, spoken = letter_of(conversation), Spoken(language, agent.language.partition("-")[0])
    if letter is None:
        return Suggestion()
    theirs, ours = reader_of_customer(conversation.customer), reader_for(agent)
    key = (letter.last, spoken, theirs.organisations, theirs.plans, ours.sees_internal)
    kept_at, found = _kept.of.get(key, (0.0, None))
    if found is None or time.monotonic() - kept_at > _KEPT_FOR or _is_stale(found, theirs, ours):
        found = _ask(letter, spoken, theirs, ours)
        if len(_kept.of) >= _MOST_KEPT:
            _kept.of.clear()
        _kept.of[key] = (time.monotonic(), found)
    return found


def forget_suggestions() -> None:
    """Ask everything anew, now."""
    _kept.of.clear()


def _ask(letter: Letter, spoken: Spoken, theirs: Reader, ours: Reader) -> Suggestion:
    parts = letter.parts(spoken.customer)
    said = answer_letter(
        parts, reader=theirs, language=spoken.customer, channel=CHANNEL, seconds=_AN_AGENT_WAITS
    )
    told = said if isinstance(said, Answer) and letter.asks else None
    found = [one.translation for one in said.sources[1 if told else 0 :]]
    if not said.sources:
        found = _in_any_language(parts, spoken, theirs)
    near = [_near(one, spoken, is_theirs=True) for one in found]
    return Suggestion(
        told,
        spoken.customer,
        [*near, *_inside(parts, spoken, theirs, ours)][:MOST_NEAR],
    )


def _in_any_language(parts: Sequence[str], spoken: Spoken, theirs: Reader) -> list[Translation]:
    """What comes near where nothing is in a language of theirs or of the site: better than nothing."""
    hits = search(_longest(parts), reader=theirs, language=spoken.customer, limit=MOST_NEAR)
    return told_in([one.translation for one in hits], [spoken.customer, spoken.agent], reader=theirs)


def _inside(parts: Sequence[str], spoken: Spoken, theirs: Reader, ours: Reader) -> list[Near]:
    """What only the agent may read, where there is such a thing; search finds it, nothing is said from it.

    It is in the agent's language where it has that, else in the customer's; in another one only where nothing
    is in a language of theirs or of its site.
    """
    hidden = Translation.objects.readable_by(ours).exclude(
        pk__in=Translation.objects.readable_by(theirs).values("pk")
    )
    if not parts or not hidden.exists():
        return []
    hits = search(_longest(parts), reader=ours, language=spoken.customer, limit=MOST_NEAR)
    kept = set(hidden.filter(pk__in=[one.translation.pk for one in hits]).values_list("pk", flat=True))
    found = [one.translation for one in hits if one.translation.pk in kept]
    told = told_in(found, [spoken.agent, spoken.customer], reader=ours)
    known = [one for one in told if one.language in (spoken.agent, spoken.customer, one.site.fallback)]
    return [_near(one, spoken, is_theirs=False) for one in known or told]


def _near(of: Translation, spoken: Spoken, *, is_theirs: bool) -> Near:
    is_foreign = not same_language(of.language, spoken.customer)
    return Near(of, of.published.title if of.published else "", is_theirs, is_foreign)


def _longest(parts: Sequence[str]) -> str:
    """The story: search looks at one text."""
    return max(parts, key=len, default="")


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
