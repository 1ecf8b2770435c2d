"""A question as one language has it: its words as terms, and which of them the asker can know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handrail.core.statements import prepared_cursor
from handrail.helpcenter.search.analysis import EXACT, Token, tokens
from handrail.helpcenter.search.compounds import compounds_in, parts
from handrail.helpcenter.search.spelling import Strange
from handrail.helpcenter.search.synonyms import meant_too
from handrail.helpcenter.search.vocabularies import Known, Scale

MOST_CHARACTERS = 1000
_MOST_WORDS = 40
_KNOWN = """
    SELECT asked.language, term.term, array_agg(term.id ORDER BY term.id), sum(term.passages)::int
    FROM unnest(%(languages)s::text[], %(read)s::text[], %(terms)s::text[]) asked (language, read, term)
    JOIN helpcenter_term term ON term.term = asked.term AND term.vocabulary_id = ANY(asked.read::bigint[])
    GROUP BY asked.language, term.term
"""


@dataclass
class Wording:
    """The words of a question, each once, and what means the same; `known` are the terms that stand there."""

    scale: Scale
    words: list[Token]
    beside: list[Token]
    known: dict[str, Known] = field(default_factory=dict)

    def of(self, token: Token) -> Known:
        """Where a word's term stands."""
        return self.known.get(token.term, Known())

    def whole(self) -> Iterator[Strange]:
        """The words, without what is cut from a script without spaces."""
        for token in self.words:
            if not token.is_piece:
                yield Strange(self.scale, token.form, token.term)

    def strange(self) -> Iterator[Strange]:
        """Those that nobody wrote there: what may be misspelt."""
        return (one for one in self.whole() if one.term not in self.known)

    def beginning(self, *, is_typing: bool) -> Iterator[Strange]:
        """The last word, where it may be the beginning of another one."""
        for token in self.words[-1:]:
            is_open = is_typing or token.term not in self.known
            if is_open and len(token.form) >= (1 if token.is_piece else 2):
                yield Strange(self.scale, token.form, token.term)


def wordings(question: str, among: Sequence[Scale]) -> list[Wording]:
    """The question in each of these languages; one statement."""
    found = [_wording(question[:MOST_CHARACTERS], scale) for scale in among]
    asked = [(one.scale, term) for one in found for term in _asked_for(one)]
    columns = {
        "languages": [scale.language for scale, _ in asked],
        "read": [scale.as_array for scale, _ in asked],
        "terms": [term for _, term in asked],
    }
    known: dict[str, dict[str, Known]] = {one.scale.language: one.known for one in found}
    with prepared_cursor() as cursor:
        cursor.execute(_KNOWN, columns)
        for language, term, keys, passages in cursor.fetchall():
            known[language][term] = Known(tuple(keys), passages)
    return found


def _wording(question: str, scale: Scale) -> Wording:
    words = {token.form + "".join(token.also): token for token in tokens(question, scale.language)}
    found = list(words.values())[:_MOST_WORDS]
    return Wording(scale, found, list(meant_too(found, scale.language)))


def _asked_for(wording: Wording) -> set[str]:
    """Terms, words as they are written where marks make another word, and what compounds may be made of."""
    both, language = [*wording.words, *wording.beside], wording.scale.language
    terms = {term for token in both for term in (token.term, *as_written(token))}
    if compounds_in(language):
        terms.update(term for one in wording.whole() for two in parts(one.form, language) for term in two)
    return terms


def as_written(token: Token) -> list[str]:
    """The terms that find a word only as it is written."""
    return [one for one in token.also if one.startswith(EXACT)]
