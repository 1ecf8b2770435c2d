"""The engine's answer to a customer's last question, and the nearest articles.

The answer is one that this customer may read. Articles that only the agent may read stand beside it, and
say so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from handrail.assistant.answering import Answer, answer_letter
from handrail.assistant.answering.drawing import as_html
from handrail.assistant.suggesting.suggestion import Near, Suggestion, Told
from handrail.assistant.suggesting.unanswered import Letter
from handrail.helpcenter.models import Translation
from handrail.helpcenter.offering import told_in
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.search import search

CHANNEL = "agent"
MOST_NEAR = 4  # articles
_MODEL_WAKES = 10.0  # seconds for the meaning of a letter: nobody else waits for this job


class Spoken(NamedTuple):
    """In which language the customer is answered, and which one the agent reads."""

    customer: str
    agent: str


def find(
    letter: Letter, spoken: Spoken, theirs: Reader, ours: Reader, *, known: Collection[int] = ()
) -> Suggestion:
    """Ask the engine what to answer; up to a hundred statements, and as long as its model loads.

    Articles that are `known` (their keys) were answered with before, and somebody still asks: they are near
    at most.
    """
    parts = letter.parts(spoken.customer)
    said = answer_letter(
        parts, reader=theirs, language=spoken.customer, channel=CHANNEL, seconds=_MODEL_WAKES
    )
    is_new = isinstance(said, Answer) and said.sources[0].translation.article_id not in known
    told = _told(said) if isinstance(said, Answer) and is_new and letter.asks else None
    found = [one.translation for one in said.sources[1 if told else 0 :]]
    if not said.sources:
        found = _in_any_language(parts, spoken, theirs)
    near = [Near(one, is_theirs=True) for one in found] + _inside(parts, spoken, theirs, ours)
    return Suggestion(told, spoken.customer, near[:MOST_NEAR])


def _told(said: Answer) -> Told:
    return Told(said.sources[0].translation, as_html(said.blocks), said.confidence)


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
    return [Near(one, is_theirs=False) for one in known or told]


def _longest(parts: Sequence[str]) -> str:
    """The story: search looks at one text."""
    return max(parts, key=len, default="")
