"""What may be meant by a word that stands in no article: a typo's nearest words, a beginning's ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from handrail.helpcenter.search.vocabularies import Known, Scale

_SHORTEST = 4  # letters: shorter ones are near to everything
_LONG = 8  # letters from which on two slips are forgiven
ALIKE = 0.18  # similarity of trigrams from which on a word is looked at (two letters of five changed places)
_LOOKED_AT, _MEANT, _ENDS = 40, 3, 8
_BY_SLIPS = {1: 0.8, 2: 0.5}  # what a corrected word counts
_BEGUN = 0.7  # what a word counts of which only the beginning was typed
_ALIKE_WORDS = """
    SELECT asked.language, asked.word, near.form, near.term,
        array_agg(term.id ORDER BY term.id), sum(term.passages)::int
    FROM unnest(%(languages)s::text[], %(read)s::text[], %(words)s::text[]) asked (language, read, word)
    CROSS JOIN LATERAL (
        SELECT form, spelt.term, similarity(form, asked.word) AS alike
        FROM helpcenter_spelling spelling JOIN helpcenter_term spelt ON spelt.id = spelling.term_id
        WHERE spelling.vocabulary_id = ANY(asked.read::bigint[]) AND form %% asked.word
            AND length(form) BETWEEN length(asked.word) - 4 AND length(asked.word) + 4
        GROUP BY form, spelt.term ORDER BY alike DESC, form, spelt.term LIMIT %(most)s
    ) near
    JOIN helpcenter_term term ON term.vocabulary_id = ANY(asked.read::bigint[]) AND term.term = near.term
    GROUP BY asked.language, asked.word, near.form, near.term, near.alike
    ORDER BY near.alike DESC, near.form, near.term
"""
_BEGINNINGS = """
    SELECT asked.language, ends.keys, ends.passages
    FROM unnest(%(languages)s::text[], %(read)s::text[], %(first)s::text[], %(last)s::text[])
        asked (language, read, first, last),
    LATERAL (
        SELECT array_agg(term.id ORDER BY term.id) AS keys, sum(term.passages)::int AS passages
        FROM (
            SELECT DISTINCT spelt.term
            FROM helpcenter_spelling spelling JOIN helpcenter_term spelt ON spelt.id = spelling.term_id
            WHERE spelling.vocabulary_id = ANY(asked.read::bigint[])
                AND form ~>=~ asked.first AND form ~<~ asked.last
        ) begun
        JOIN helpcenter_term term ON term.vocabulary_id = ANY(asked.read::bigint[]) AND term.term = begun.term
        GROUP BY term.term ORDER BY sum(term.passages) DESC, term.term LIMIT %(most)s
    ) ends
"""
_LAST = "\U0010ffff"  # after every letter


_Near = tuple[int, Known]  # slips, and what may be meant


@dataclass(frozen=True)
class Meant:
    """A term that may be meant, and how much it counts beside one that was written right."""

    term: Known
    weight: float


@dataclass(frozen=True)
class Strange:
    """A word that nobody wrote in what this reader reads of a language; `term` is what it would count as."""

    scale: Scale
    form: str
    term: str = ""


def corrected(words: Iterable[Strange]) -> dict[tuple[str, str], list[Meant]]:
    """By language and word, the terms of the nearest spellings, where any is near; one statement.

    A word is near to another one by its letters or by those of its stem: a slip may be in another form of it.
    How alike words must be that are looked at is the database's `pg_trgm.similarity_threshold`: ALIKE.
    """
    asked = {(one.scale.language, one.form): one for one in words if _may_be_a_slip(one.form)}
    if not asked:
        return {}
    near: dict[tuple[str, str], list[_Near]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE_WORDS, columns(asked.values()) | {"most": _LOOKED_AT})
        for language, word, form, stem, keys, passages in cursor.fetchall():
            slips = _slips(word, asked[language, word].term, form, stem)
            if slips is not None:
                near.setdefault((language, word), []).append((slips, Known(tuple(keys), passages)))
    return {word: list(_nearest(found)) for word, found in near.items()}


def begun(words: Sequence[Strange]) -> dict[str, list[Meant]]:
    """By language, the terms of the commonest words that begin with these letters; one statement."""
    found: dict[str, list[Meant]] = {}
    if not words:
        return found
    first = [one.form for one in words]
    ends = {"first": first, "last": [form + _LAST for form in first], "most": _ENDS}
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNINGS, columns(words) | ends)
        for language, keys, passages in cursor.fetchall():
            found.setdefault(language, []).append(Meant(Known(tuple(keys), passages), _BEGUN))
    return found


def columns(words: Iterable[Strange]) -> dict[str, Any]:
    """Words as the columns of a statement: their languages, what may be read there, the words."""
    rows = [(one.scale.language, one.scale.as_array, one.form) for one in words]
    languages, read, forms = ([row[at] for row in rows] for at in range(3))
    return {"languages": languages, "read": read, "words": forms}


def _may_be_a_slip(form: str) -> bool:
    return len(form) >= _SHORTEST and not any(map(str.isdigit, form))


def _slips(word: str, own_stem: str, form: str, stem: str) -> int | None:
    most = 2 if len(word) >= _LONG else 1
    slips = slips_between(word, form, most=most)
    if slips != 1 and len(own_stem) >= _SHORTEST and slips_between(own_stem, stem, most=1) is not None:
        return 1
    return slips


def _nearest(found: list[_Near]) -> Iterator[Meant]:
    least = min(slips for slips, _ in found)
    for known in list(dict.fromkeys(known for slips, known in found if slips == least))[:_MEANT]:
        yield Meant(known, _BY_SLIPS[max(1, least)])


def slips_between(one: str, other: str, *, most: int) -> int | None:
    """How many letters were left out, added, replaced or swapped; None where it is more than `most`.

    Optimal string alignment distance: Damerau, "A technique for computer detection and correction of
    spelling errors" (1964).
    """
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, also in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != also))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == also:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
        before, last = last, row
    return last[-1] if last[-1] <= most else None
