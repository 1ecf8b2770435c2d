"""Words that mean the same: a question with one of them asks for the others too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from handrail.core.remembered import remembered
from handrail.helpcenter.models import Synonyms
from handrail.helpcenter.search.analysis import Token, tokens

COUNTS = 0.8  # what a word counts that was not written but means the same
MOST_GROUPS = 500  # of a language
_Groups = Mapping[str, Sequence[Sequence[str]]]
_tried: ContextVar[_Groups] = ContextVar("synonyms_tried", default={})  # noqa: B039  never changed in place


@remembered
def _groups() -> dict[str, list[list[str]]]:
    """Every group by its language; remembered for as long as a page may be behind."""
    found: dict[str, list[list[str]]] = {}
    for language, words in Synonyms.objects.values_list("language", "words"):
        found.setdefault(language, []).append(words)
    return found


def meant_too(asked: Sequence[Token], language: str) -> Iterator[Token]:
    """What stands beside the words of a question in its groups; a phrase counts where it is asked whole."""
    terms = {token.term for token in asked}
    for group in (*_groups().get(language, ()), *_tried.get().get(language, ())):
        members = [list(tokens(words, language)) for words in group]
        if any(member and {token.term for token in member} <= terms for member in members):
            yield from (token for member in members for token in member if token.term not in terms)


@contextmanager
def synonyms_tried(groups: _Groups) -> Iterator[None]:
    """Inside, in this thread alone, these groups (by language) count beside those that are kept."""
    token = _tried.set(groups)
    try:
        yield
    finally:
        _tried.reset(token)
