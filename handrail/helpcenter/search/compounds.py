"""Words made of words: who asks for Kontoverwaltung finds Konto and Verwaltung, and the other way round.

A word is taken apart only into words that the asker reads somewhere alone, and only when they ask: nothing
of it is kept, so what one article says never changes how others are found by whoever may not read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection

from handrail.helpcenter.search.analysis import term_of
from handrail.helpcenter.search.spelling import Meant, Strange, columns
from handrail.helpcenter.search.vocabularies import Known

_LANGUAGES = frozenset({"da", "de", "fi", "nb", "nl", "nn", "no", "sv"})
_SHORTEST = 4  # letters of a part
_LINKS = ("", "s", "n", "en", "es", "er")  # between two parts
_PART, _PART_OF_STRANGE = 0.3, 0.6  # what a part counts beside the asked word, and where that stands nowhere
_WHOLE = 0.4  # what the compounds count that have the asked word
_COMMON = 0.1  # share of passages from which on a word is too common to be looked for in others
_LOOKED_AT = 100
_HOLDING = """
    SELECT asked.language, asked.word, array_agg(term.id ORDER BY term.id), sum(term.passages)::int
    FROM unnest(%(languages)s::text[], %(read)s::text[], %(words)s::text[]) asked (language, read, word)
    CROSS JOIN LATERAL (
        SELECT DISTINCT spelt.term
        FROM (
            SELECT term_id, starts_with(form, asked.word) AS begins,
                CASE WHEN starts_with(form, asked.word) THEN substr(form, length(asked.word) + 1)
                    ELSE left(form, length(form) - length(asked.word)) END AS rest
            FROM helpcenter_spelling
            WHERE vocabulary_id = ANY(asked.read::bigint[]) AND form LIKE '%%' || asked.word || '%%'
                AND (starts_with(form, asked.word) OR right(form, length(asked.word)) = asked.word)
                AND length(form) >= length(asked.word) + %(shortest)s
            ORDER BY form, term_id LIMIT %(most)s
        ) held JOIN helpcenter_term spelt ON spelt.id = held.term_id
        WHERE EXISTS (
            SELECT FROM unnest(%(links)s::text[]) link (letters), helpcenter_spelling alone
            WHERE alone.vocabulary_id = ANY(asked.read::bigint[]) AND length(alone.form) >= %(shortest)s
                AND alone.form = CASE
                    WHEN held.begins THEN CASE
                        WHEN starts_with(held.rest, letters) THEN substr(held.rest, length(letters) + 1) END
                    WHEN right(held.rest, length(letters)) = letters
                    THEN left(held.rest, length(held.rest) - length(letters)) END
        )
    ) whole
    JOIN helpcenter_term term ON term.vocabulary_id = ANY(asked.read::bigint[]) AND term.term = whole.term
    GROUP BY asked.language, asked.word
"""


def compounds_in(language: str) -> bool:
    """Whether words are written together there."""
    return language.partition("-")[0].lower() in _LANGUAGES


def parts(word: str, language: str) -> Iterator[tuple[str, str]]:
    """The terms of two words that this one may be made of, the likeliest first; mostly of no real ones."""
    found = []
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        head, tail = word[:at], word[at:]
        for link in _LINKS:
            bare = head.removesuffix(link)
            if head.endswith(link) and len(bare) >= _SHORTEST:
                found.append((len(link) - 10 * min(len(bare), len(tail)), bare, tail))
    for _, head, tail in sorted(found):
        yield term_of(head, language), term_of(tail, language)


def taken_apart(strange: Strange, known: Mapping[str, Known]) -> list[Meant]:
    """What a word is made of, if of two that are known; none in languages without compounds."""
    if compounds_in(strange.scale.language):
        counts = _PART if strange.term in known else _PART_OF_STRANGE
        for both in parts(strange.form, strange.scale.language):
            if all(one in known for one in both):
                return [Meant(known[one], counts) for one in both]
    return []


def holding(words: Iterable[tuple[Strange, Known]]) -> dict[tuple[str, str], Meant]:
    """By language and word, the compounds that a word is a part of, together; one statement, or none.

    They count as often as all of them and the word itself stand.
    """
    asked = {(one.scale.language, one.form): (one, known) for one, known in words if _may_be_part(one, known)}
    found: dict[tuple[str, str], Meant] = {}
    if not asked:
        return found
    values: dict[str, Any] = {"links": list(_LINKS), "shortest": _SHORTEST, "most": _LOOKED_AT}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, columns(one for one, _ in asked.values()) | values)
        for language, word, keys, passages in cursor.fetchall():
            own = asked[language, word][1]
            others = tuple(key for key in keys if key not in own.keys)
            found[language, word] = Meant(Known(others, passages + own.passages), _WHOLE)
    return found


def _may_be_part(word: Strange, known: Known) -> bool:
    is_rare = known.passages <= max(3, _COMMON * word.scale.passages)
    return (
        is_rare and len(word.form) >= _SHORTEST and word.form.isalpha() and compounds_in(word.scale.language)
    )
