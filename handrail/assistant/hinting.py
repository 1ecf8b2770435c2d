"""What writers are told of an article: that people, not it, answer questions such as its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may
from handrail.assistant.matters import matter_in, matters_by_key
from handrail.assistant.places import answers_anywhere
from handrail.helpcenter.hints import HINTS, Hint
from handrail.helpcenter.models import Article, Translation

_LOOKED_AT = 100  # titles and ways to ask of one article: about a tenth of a second


def matters_of(article: Article) -> list[str]:
    """The keys of the matters that its titles, or the ways in which it is asked for, are about."""
    written = article.translations.select_related("latest").prefetch_related("asked_as").order_by("pk")
    texts = islice(chain.from_iterable(_asked_by(one) for one in written), _LOOKED_AT)
    return [key for key in dict.fromkeys(matter_in(text, language=code) for text, code in texts) if key]


def hints(article: Article, agent: Agent) -> list[Hint]:
    """One line where the assistant answers anywhere, and leaves such questions to people."""
    found = matters_of(article) if answers_anywhere() else []
    if not found:
        return []
    known, leads = matters_by_key(), may(agent.role, May.SETTINGS)
    about = tuple((known[key].name, known[key].address if leads else "") for key in found if key in known)
    return [Hint(_("Questions like this go to people at once:"), about)]


def _asked_by(one: Translation) -> Iterator[tuple[str, str]]:
    if one.latest:
        yield one.latest.title, one.language
    for phrase in one.asked_as.all():
        yield phrase.words, one.language


HINTS.append(hints)
