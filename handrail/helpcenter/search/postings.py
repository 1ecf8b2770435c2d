"""Which terms stand in which passages, how often, and how they are spelt: the tables behind `ranking`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from handrail.helpcenter.models import Translation, Vocabulary
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.passages import Section

# How often terms stand is counted by one writer at a time: two that wait for each other's counts would lock.
_ONE_WRITER = "SELECT pg_advisory_xact_lock(hashtext('helpcenter search index'))"
_COUNT_TERMS = """
    INSERT INTO helpcenter_term (vocabulary_id, term, passages)
    SELECT %(vocabulary)s, term, passages
    FROM unnest(%(terms)s::text[], %(passages)s::int[]) new (term, passages)
    ON CONFLICT (vocabulary_id, term) DO UPDATE SET passages = helpcenter_term.passages + excluded.passages
    RETURNING term, id
"""
_KEEP_POSTINGS = """
    INSERT INTO helpcenter_posting (passage_id, term_id, weight, length)
    SELECT * FROM unnest(
        %(passages)s::bigint[], %(terms)s::bigint[], %(weights)s::float8[], %(lengths)s::int[])
"""
_KEEP_SPELLINGS = """
    INSERT INTO helpcenter_spelling (vocabulary_id, form, term_id)
    SELECT %(vocabulary)s, form, term FROM unnest(%(forms)s::text[], %(terms)s::bigint[]) new (form, term)
    ON CONFLICT (term_id, form) DO NOTHING
"""
_COUNT_WORDS = """
    UPDATE helpcenter_vocabulary SET passages = passages + %(passages)s, words = words + %(words)s
    WHERE id = %(vocabulary)s
"""
_UNCOUNT = """
    WITH gone AS (
        DELETE FROM helpcenter_posting USING helpcenter_passage passage
        WHERE passage_id = passage.id AND passage.translation_id = %(translation)s RETURNING term_id
    ), fewer AS (SELECT term_id, count(*) AS passages FROM gone GROUP BY term_id)
    UPDATE helpcenter_term SET passages = greatest(0, helpcenter_term.passages - fewer.passages) FROM fewer
    WHERE id = fewer.term_id RETURNING id, helpcenter_term.passages
"""
_UNCOUNT_WORDS = """
    UPDATE helpcenter_vocabulary SET passages = greatest(0, helpcenter_vocabulary.passages - gone.passages),
        words = greatest(0, helpcenter_vocabulary.words - gone.words)
    FROM (
        SELECT vocabulary_id, count(*) AS passages, sum(length) AS words FROM helpcenter_passage
        WHERE translation_id = %(translation)s GROUP BY vocabulary_id
    ) gone WHERE gone.vocabulary_id = helpcenter_vocabulary.id
"""


@dataclass
class Counted:
    """A passage's terms with their weights, its number of words, and how its words are spelt."""

    section: Section
    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    length: int = 0
    spellings: set[tuple[str, str]] = field(default_factory=set)

    def add(self, text: str, language: str, weight: float, *, is_body: bool = True) -> None:
        """Count a text's words, each as `weight`."""
        for token in tokens(text, language):
            for term in (token.term, *token.also):
                self.weights[term] += weight
            if not token.is_pair:
                self.length += is_body
                self.spellings.add((token.form, token.term))


def lock_index() -> None:
    """Be the only one that counts words until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_WRITER)


def forget_words(translation: Translation) -> None:
    """Its passages have no words any more; what stands nowhere else goes with them. Needs `lock_index`."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCOUNT, {"translation": translation.pk})
        nowhere = [term for term, passages in cursor.fetchall() if not passages]
        cursor.execute(_UNCOUNT_WORDS, {"translation": translation.pk})
        cursor.execute("DELETE FROM helpcenter_spelling WHERE term_id = ANY(%s)", [nowhere])
        cursor.execute("DELETE FROM helpcenter_term WHERE id = ANY(%s)", [nowhere])


def keep_words(vocabulary: Vocabulary, passages: Sequence[int], counted: Sequence[Counted]) -> None:
    """These passages have these words from now on. Needs `lock_index`."""
    in_how_many = Counter(term for one in counted for term in one.weights)
    within = {"vocabulary": vocabulary.pk}
    words: dict[str, Any] = {"passages": len(counted), "words": sum(one.length for one in counted)}
    terms: dict[str, Any] = {"terms": list(in_how_many), "passages": list(in_how_many.values())}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WORDS, within | words)
        cursor.execute(_COUNT_TERMS, within | terms)
        ids = dict(cursor.fetchall())
        postings: dict[str, list[Any]] = {"passages": [], "terms": [], "weights": [], "lengths": []}
        for passage, one in zip(passages, counted, strict=True):
            for term, weight in one.weights.items():
                for name, value in zip(postings, (passage, ids[term], weight, one.length), strict=True):
                    postings[name].append(value)
        cursor.execute(_KEEP_POSTINGS, postings)
        spelt = list({(form, ids[term]) for one in counted for form, term in one.spellings})
        spellings: dict[str, Any] = {"forms": [form for form, _ in spelt], "terms": [key for _, key in spelt]}
        cursor.execute(_KEEP_SPELLINGS, within | spellings)
