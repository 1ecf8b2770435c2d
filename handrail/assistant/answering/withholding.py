"""Articles that are never answered from, however well they fit, or not to some questions; leads say so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from handrail.assistant.answering.clauses import telling_terms
from handrail.assistant.answering.evidence import Evidence
from handrail.assistant.dialogue.words_of import tokens_of
from handrail.assistant.models import Blocked, Withheld
from handrail.core.remembered import remembered
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.meaning.comparing import Vector, nearness, vector_of

MOST_BLOCKED = 200  # questions
ALIKE = 0.8  # cosine from which on two questions are alike (decision 50)
_tried: ContextVar[frozenset[int]] = ContextVar("withheld_tried", default=frozenset())


@dataclass(frozen=True)
class Block:
    """A question that is not answered from an article: the words that say something, and their meaning."""

    article: int
    terms: frozenset[str]
    vector: Vector | None

    def fits(self, terms: frozenset[str], vector: Vector | None) -> bool:
        """Whether a question is such a one: it says the same words, or means nearly the same."""
        if terms and self.terms == terms:
            return True
        return self.vector is not None and vector is not None and nearness(self.vector, vector) >= ALIKE


@remembered
def withheld() -> frozenset[int]:
    """The keys of those articles; remembered for as long as a page may be behind."""
    return frozenset(Withheld.objects.values_list("article", flat=True))


@remembered
def blocks() -> tuple[Block, ...]:
    """The questions that are not answered from an article; remembered as long."""
    kept = Blocked.objects.values_list("article", "words", "language", "meaning")
    return tuple(
        Block(article, _terms(words, language), _vector(meaning) if meaning else None)
        for article, words, language, meaning in kept
    )


def answerable(found: Sequence[Evidence], words: str, language: str, vector: str | None) -> list[Evidence]:
    """What may be answered from, in its order; `vector` is what the question means, None where unknown."""
    left_out = withheld() | _tried.get() | _blocked(words, language, vector)
    return [one for one in found if one.article not in left_out]


def _blocked(words: str, language: str, vector: str | None) -> frozenset[int]:
    if not (kept := blocks()):
        return frozenset()
    terms, meant = _terms(words, language), vector_of(vector) if vector else None
    return frozenset(one.article for one in kept if one.fits(terms, meant))


def _terms(words: str, language: str) -> frozenset[str]:
    """What of it says something, but no numbers and addresses; of small talk all of it."""
    words = masked(words)
    return telling_terms(words, language) or frozenset(tokens_of(words))


_vector = lru_cache(maxsize=MOST_BLOCKED)(vector_of)


@contextmanager
def withholding_tried(articles: Collection[int]) -> Iterator[None]:
    """Inside, in this thread alone, these are not answered from either."""
    token = _tried.set(frozenset(articles))
    try:
        yield
    finally:
        _tried.reset(token)
