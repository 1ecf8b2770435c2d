"""What may be meant by a word that stands in no article: a typo's nearest words, a beginning's ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

_SHORTEST = 4  # letters: shorter ones are near to everything
_LONG = 8  # letters from which on two slips are forgiven
_ALIKE = 0.18  # similarity of trigrams from which on a word is looked at (two letters of five changed places)
_LOOKED_AT, _MEANT, _ENDS = 40, 3, 8
_BY_SLIPS = {1: 0.8, 2: 0.5}  # what a corrected word counts
_BEGUN = 0.7  # what a word counts of which only the beginning was typed
_ALIKE_WORDS = """
    SELECT asked.word, near.form, term.id, term.term, term.passages
    FROM unnest(%(words)s::text[]) asked (word), LATERAL (
        SELECT form, term_id FROM helpcenter_spelling
        WHERE language = %(language)s AND form %% asked.word
            AND length(form) BETWEEN length(asked.word) - 4 AND length(asked.word) + 4
        ORDER BY similarity(form, asked.word) DESC, form LIMIT %(most)s
    ) near JOIN helpcenter_term term ON term.id = near.term_id
"""
_BEGINNINGS = """
    SELECT term.id, term.passages FROM helpcenter_spelling JOIN helpcenter_term term ON term.id = term_id
    WHERE helpcenter_spelling.language = %(language)s AND form LIKE %(begins)s
    GROUP BY term.id, term.passages ORDER BY term.passages DESC, term.id LIMIT %(most)s
"""


_Near = tuple[int, int, int]  # slips, term, in how many passages


@dataclass(frozen=True)
class Meant:
    """A term that may be meant, and how much it counts beside one that was written right."""

    term: int
    passages: int
    weight: float


def corrected(words: Mapping[str, str], language: str) -> dict[str, list[Meant]]:
    """For each word (with its own term) the terms of the nearest spellings, where any is near.

    A word is near to another one by its letters or by those of its stem: a slip may be in another form of it.
    """
    asked = [word for word in words if len(word) >= _SHORTEST and not any(map(str.isdigit, word))]
    if not asked:
        return {}
    near: dict[str, list[_Near]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(_ALIKE)])
        cursor.execute(_ALIKE_WORDS, {"words": asked, "language": language, "most": _LOOKED_AT})
        for word, form, term, stem, passages in cursor.fetchall():
            slips = _slips(word, words[word], form, stem)
            if slips is not None:
                near.setdefault(word, []).append((slips, term, passages))
    return {word: list(_nearest(found)) for word, found in near.items()}


def begun(word: str, language: str) -> list[Meant]:
    """The terms of the commonest words that begin with these letters; one statement."""
    begins = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNINGS, {"language": language, "begins": begins, "most": _ENDS})
        return [Meant(term, passages, _BEGUN) for term, passages in cursor.fetchall()]


def _slips(word: str, own_stem: str, form: str, stem: str) -> int | None:
    most = 2 if len(word) >= _LONG else 1
    slips = slips_between(word, form, most=most)
    if slips != 1 and len(own_stem) >= _SHORTEST and slips_between(own_stem, stem, most=1) is not None:
        return 1
    return slips


def _nearest(found: list[_Near]) -> Iterator[Meant]:
    least = min(slips for slips, _, _ in found)
    terms = {term: passages for slips, term, passages in found if slips == least}
    for term, passages in list(terms.items())[:_MEANT]:
        yield Meant(term, passages, _BY_SLIPS[max(1, least)])


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
