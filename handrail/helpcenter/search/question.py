"""A question as the index is asked: terms, and how much each counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from handrail.helpcenter.search.analysis import EXACT, Token, tokens
from handrail.helpcenter.search.spelling import Meant, begun, corrected
from handrail.helpcenter.search.synonyms import COUNTS, meant_too

MOST_CHARACTERS = 1000
_MOST_WORDS = 40
_FOLDED_BESIDE_EXACT = 0.4  # what the folded word counts where the word as written has a mark of its own
_FOREIGN = 0.6  # what a word counts in articles of another language than the question's: names, codes
_RARE_ABROAD = (
    0.02  # share of passages up to which a word there is a name rather than another language's word
)
_SHORTEST_ABROAD = 3
_KNOWN = """
    SELECT term.language, term.term, term.id, term.passages
    FROM unnest(%(languages)s::text[], %(terms)s::text[]) asked (language, term)
    JOIN helpcenter_term term ON term.term = asked.term AND term.language = asked.language
"""


@dataclass(frozen=True)
class Scale:
    """What rare and long mean in a language."""

    language: str
    passages: int
    words: int

    @property
    def average(self) -> float:
        """Words of a passage."""
        return max(1.0, self.words / max(1, self.passages))

    def rarity(self, passages: int) -> float:
        """Inverse document frequency as in BM25, never negative (Robertson and Zaragoza, 2009; Lucene)."""
        return math.log(1 + max(0.0, self.passages - passages + 0.5) / (passages + 0.5))


@dataclass(frozen=True)
class Asked:
    """A term that is asked for: what it counts where it stands, in how many passages, how long those are."""

    term: int
    counts: float
    passages: int
    average: float


@dataclass
class Question:
    """The terms of a question; `most` is about what a passage gets that has all its words, by language."""

    asked: list[Asked] = field(default_factory=list)
    most: dict[str, float] = field(default_factory=dict)


def scales(languages: Sequence[str] | None) -> list[Scale]:
    """The languages that have something to find."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language, passages, words FROM helpcenter_vocabulary"
            " WHERE passages > 0 AND (%(languages)s::text[] IS NULL OR language = ANY(%(languages)s))"
            " ORDER BY language",
            {"languages": None if languages is None else list(languages)},
        )
        return [Scale(*row) for row in cursor.fetchall()]


def understood(words: str, language: str, among: Sequence[Scale], *, is_typing: bool) -> Question:
    """The terms that a question asks for in each of these languages.

    In the languages of the question (all, where it says none) misspelt words are corrected; `is_typing` takes
    the last word for a beginning.
    """
    asked = {scale.language: _distinct(words, scale.language) for scale in among}
    beside = {of: list(meant_too(found, of)) for of, found in asked.items()}
    known = _known({of: [*found, *beside[of]] for of, found in asked.items()})
    spelt = {_likeliest(known)} if len(among) > 1 and not language else {one.language for one in among}
    question = Question()
    for scale in among:
        terms = known.get(scale.language, {})
        if (
            language
            and not _same(language, scale.language)
            and any(_same(language, one.language) for one in among)
        ):
            _abroad(question, scale, asked[scale.language], terms)
        else:
            _at_home(question, scale, asked[scale.language], terms)
            same = [Meant(*terms[one.term], COUNTS) for one in beside[scale.language] if one.term in terms]
            _add_meant(question, scale, same)
            if same and any(one.term not in terms for one in asked[scale.language]):
                _expect(question, scale, same)
            if scale.language in spelt:
                _correct(question, scale, asked[scale.language], terms, is_typing=is_typing)
    return question


def _likeliest(known: dict[str, dict[str, tuple[int, int]]]) -> str:
    return max(known, key=lambda language: len(known[language]), default="")


def _same(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def _distinct(words: str, language: str) -> list[Token]:
    found = {token.form + "".join(token.also): token for token in tokens(words[:MOST_CHARACTERS], language)}
    return list(found.values())[:_MOST_WORDS]


def _known(asked: dict[str, list[Token]]) -> dict[str, dict[str, tuple[int, int]]]:
    pairs = {(language, term) for language, found in asked.items() for one in found for term in _terms(one)}
    known: dict[str, dict[str, tuple[int, int]]] = {}
    if not pairs:
        return known
    with connection.cursor() as cursor:
        languages, terms = zip(*pairs, strict=True)
        cursor.execute(_KNOWN, {"languages": list(languages), "terms": list(terms)})
        for language, term, key, passages in cursor.fetchall():
            known.setdefault(language, {})[term] = (key, passages)
    return known


def _terms(token: Token) -> list[str]:
    """What is asked for: the term, and the word as written where marks make another word of it."""
    return [token.term, *(one for one in token.also if one.startswith(EXACT))]


def _at_home(question: Question, scale: Scale, words: list[Token], known: dict[str, tuple[int, int]]) -> None:
    most = 0.0
    for token in words:
        exact = [known[one] for one in _terms(token)[1:] if one in known]
        for term, passages in exact:
            question.asked.append(Asked(term, scale.rarity(passages), passages, scale.average))
        folded = _FOLDED_BESIDE_EXACT if exact else 1
        term, passages = known.get(token.term, (0, 0))
        most += scale.rarity(passages) * folded + sum(scale.rarity(passages) for _, passages in exact)
        if term:
            question.asked.append(Asked(term, scale.rarity(passages) * folded, passages, scale.average))
    question.most[scale.language] = most


def _correct(
    question: Question,
    scale: Scale,
    words: list[Token],
    known: dict[str, tuple[int, int]],
    *,
    is_typing: bool,
) -> None:
    unknown = {one.form: one.term for one in words if one.term not in known and not one.is_piece}
    meant = corrected(unknown, scale.language)
    last = words[-1] if words else None
    for found in meant.values():
        _expect(question, scale, found)
    if last and (is_typing or last.term not in known) and len(last.form) >= (1 if last.is_piece else 2):
        meant[last.form] = [*meant.get(last.form, []), *begun(last.form, scale.language)]
    _add_meant(question, scale, [one for found in meant.values() for one in found])


def _add_meant(question: Question, scale: Scale, meant: Iterable[Meant]) -> None:
    asked = {one.term for one in question.asked}
    wanted = {one.term: one for one in sorted(meant, key=lambda one: one.weight) if one.term not in asked}
    for one in wanted.values():
        counts = scale.rarity(one.passages) * one.weight
        question.asked.append(Asked(one.term, counts, one.passages, scale.average))


def _expect(question: Question, scale: Scale, meant: Sequence[Meant]) -> None:
    """Of a strange word for which we take others, no more is expected than those can give."""
    if meant:
        commonest = max(one.passages for one in meant)
        question.most[scale.language] -= scale.rarity(0) - scale.rarity(commonest)


def _abroad(question: Question, scale: Scale, words: list[Token], known: dict[str, tuple[int, int]]) -> None:
    rare = max(3, scale.passages * _RARE_ABROAD)
    for token in words:
        term, passages = known.get(token.term, (0, 0))
        if term and passages <= rare and len(token.form) >= _SHORTEST_ABROAD:
            question.asked.append(Asked(term, scale.rarity(passages) * _FOREIGN, passages, scale.average))
    question.most[scale.language] = sum(scale.rarity(known.get(one.term, (0, 0))[1]) for one in words)
