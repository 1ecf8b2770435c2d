"""What a lead can do about a question that was answered wrongly, where it was asked and on the test bench.

Each of WAYS is named by what a form says (`what`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.assistant.leaving import add_to_matter, leave_new_matter
from handrail.assistant.models import Case, Phrased, Turn
from handrail.assistant.review import correcting
from handrail.assistant.review.blocking import block
from handrail.assistant.review.listing import conversation_of
from handrail.assistant.review.naming import article_named
from handrail.conversations.models import Conversation
from handrail.core.requests import whole_number
from handrail.helpcenter.learning.leading import editor_of
from handrail.helpcenter.models import Article
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.search import search
from handrail.helpcenter.search.phrases.keeping import tidied
from handrail.helpcenter.sites import the_site

OWN = "new"  # chosen instead of a matter: one of the team's own
_FOUND = 5  # articles that search finds for the question


@dataclass(frozen=True)
class Asked:
    """A question as it may be kept, and the conversation and turn it is from, where it is a customer's."""

    words: str
    language: str
    conversation: Conversation | None = None
    turn: Turn | None = None

    @classmethod
    def by_turn(cls, turn: Turn) -> Asked:
        """What a customer asked: numbers, addresses and secrets are masked."""
        return cls(correcting.words_of(turn.question), turn.language, conversation_of(turn), turn)

    @classmethod
    def by_case(cls, case: Case) -> Asked:
        """A question of the test bench, as it stands there."""
        return cls(case.words, case.language, case.conversation)


def chosen_article(told: QueryDict, agent: Agent) -> Article | None:
    """The article that is chosen (`article`, its key) or named (`other`); None for none."""
    if name := told.get("other", "").strip():
        return article_named(name, agent=agent)
    pk = whole_number(told.get("article", ""))
    return Article.objects.visible_to(reader_for(agent)).filter(pk=pk).first() if pk else None


def near_articles(words: str, language: str, agent: Agent) -> list[int]:
    """The keys of the articles that search finds for a question, best first."""
    hits = search(words, reader=reader_for(agent), language=language, limit=_FOUND)
    return [hit.translation.article_id for hit in hits]


def _mend(asked: Asked, told: QueryDict, agent: Agent) -> str:
    article = _article(told, agent)
    correcting.mend(article, words=correcting.words_of(asked.words), language=asked.language, by=agent)
    return editor_of(article, asked.language)


def _write(asked: Asked, told: QueryDict, agent: Agent) -> str:
    site = the_site()
    language = asked.language or site.fallback
    made = correcting.write(site, words=correcting.words_of(asked.words), language=language, by=agent)
    return editor_of(made.article, made.language)


def _withhold(asked: Asked, told: QueryDict, agent: Agent) -> str:
    correcting.withhold(_article(told, agent), by=agent)
    return ""


def _block(asked: Asked, told: QueryDict, agent: Agent) -> str:
    article = _article(told, agent)
    of = asked.conversation
    block(article, words=asked.words, language=asked.language, by=agent, conversation=of)
    return ""


def _phrase(asked: Asked, told: QueryDict, agent: Agent) -> str:
    words, article = told.get("words", ""), _article(told, agent)
    of = correcting.add_phrase(article, language=asked.language, words=words, by=agent)
    phrase = of.asked_as.filter(words__in=tidied([words])).first()
    if asked.turn is not None and phrase is not None:
        Phrased.objects.get_or_create(turn=asked.turn, phrase=phrase)
    return ""


def _synonyms(asked: Asked, told: QueryDict, agent: Agent) -> str:
    words = told.get("words", "").split(",")
    correcting.add_synonyms(asked.language or "en", words=words, by=agent)
    return ""


def _topic(asked: Asked, told: QueryDict, agent: Agent) -> str:
    words = [word.strip() for word in told.get("words", "").split(",") if word.strip()]
    if told.get("topic") == OWN:
        leave_new_matter(told.get("name", ""), language=asked.language, words=words, by=agent)
    else:
        add_to_matter(told.get("topic", ""), language=asked.language, words=words, by=agent)
    return ""


def _case(asked: Asked, told: QueryDict, agent: Agent) -> str:
    _keep(asked, chosen_article(told, agent), agent)
    return ""


def _silent(asked: Asked, told: QueryDict, agent: Agent) -> str:
    _keep(asked, None, agent)
    return ""


# Each returns the address where one goes on, "" for where one is; raises ValidationError in words for people.
WAYS: dict[str, Callable[[Asked, QueryDict, Agent], str]] = {
    "mend": _mend,
    "write": _write,
    "withhold": _withhold,
    "block": _block,
    "phrase": _phrase,
    "synonyms": _synonyms,
    "case": _case,
    "silent": _silent,
    "topic": _topic,
}


def _keep(asked: Asked, expected: Article | None, agent: Agent) -> None:
    of = asked.conversation
    correcting.keep_case(asked.words, language=asked.language, expected=expected, by=agent, conversation=of)


def _article(told: QueryDict, agent: Agent) -> Article:
    found = chosen_article(told, agent)
    if found is None:
        raise ValidationError(_("Choose an article."))
    return found
