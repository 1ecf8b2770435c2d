"""What search knows of an article: kept in the transaction that publishes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from handrail.helpcenter.meaning.queueing import ask_for_meanings
from handrail.helpcenter.models import Passage, Revision, SnippetText, Translation
from handrail.helpcenter.rendering import Around, render
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.passages import Section, sections

_TITLE, _HEADING, _SUMMARY = 2.0, 1.5, 1.0  # what a word there counts, where one in the text counts 1
# How often terms stand is counted by one writer at a time: two that wait for each other's counts would lock.
_ONE_WRITER = "SELECT pg_advisory_xact_lock(hashtext('helpcenter search index'))"
_COUNT_TERMS = """
    INSERT INTO helpcenter_term (language, term, passages)
    SELECT %(language)s, term, passages
    FROM unnest(%(terms)s::text[], %(passages)s::int[]) new (term, passages)
    ON CONFLICT (term, language) DO UPDATE SET passages = helpcenter_term.passages + excluded.passages
    RETURNING term, id
"""
_KEEP_POSTINGS = """
    INSERT INTO helpcenter_posting (passage_id, term_id, weight, length)
    SELECT * FROM unnest(
        %(passages)s::bigint[], %(terms)s::bigint[], %(weights)s::float8[], %(lengths)s::int[])
"""
_KEEP_SPELLINGS = """
    INSERT INTO helpcenter_spelling (language, form, term_id)
    SELECT %(language)s, form, term FROM unnest(%(forms)s::text[], %(terms)s::bigint[]) new (form, term)
    ON CONFLICT (term_id, form) DO NOTHING
"""
_COUNT_WORDS = """
    INSERT INTO helpcenter_vocabulary (language, passages, words)
    VALUES (%(language)s, %(passages)s, %(words)s)
    ON CONFLICT (language) DO UPDATE SET passages = helpcenter_vocabulary.passages + excluded.passages,
        words = helpcenter_vocabulary.words + excluded.words
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
        SELECT language, count(*) AS passages, sum(length) AS words FROM helpcenter_passage
        WHERE translation_id = %(translation)s GROUP BY language
    ) gone WHERE gone.language = helpcenter_vocabulary.language
"""


@transaction.atomic
def index(translation: Translation) -> None:
    """Make its published words findable, in the caller's transaction; their meaning follows by a job."""
    forget(translation)
    if translation.published is None:
        return
    counted = _counted(translation.published, translation.language)
    passages = Passage.objects.bulk_create(
        Passage(
            translation=translation,
            language=translation.language,
            ordinal=number,
            heading=one.section.heading[:300],
            anchor=one.section.anchor[:300],
            text=one.section.text,
            length=one.length,
        )
        for number, one in enumerate(counted)
    )
    _keep(translation.language, [one.pk for one in passages], counted)
    ask_for_meanings()


@transaction.atomic
def forget(translation: Translation) -> None:
    """Make it unfindable, in the caller's transaction; words that stand nowhere else go with it."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_WRITER)
        if not Passage.objects.filter(translation=translation).exists():
            return
        cursor.execute(_UNCOUNT, {"translation": translation.pk})
        nowhere = [term for term, passages in cursor.fetchall() if not passages]
        cursor.execute(_UNCOUNT_WORDS, {"translation": translation.pk})
        cursor.execute("DELETE FROM helpcenter_spelling WHERE term_id = ANY(%s)", [nowhere])
        cursor.execute("DELETE FROM helpcenter_term WHERE id = ANY(%s)", [nowhere])
    Passage.objects.filter(translation=translation).delete()


def index_all(language: str = "") -> int:
    """Index anew what is published (the way of a language was changed); returns how many there were."""
    found = Translation.objects.filter(published__isnull=False).select_related("published", "article")
    found = found.filter(language=language) if language else found
    done = 0
    for translation in found.iterator(chunk_size=200):
        index(translation)
        done += 1
    return done


@dataclass
class _Counted:
    """A passage's terms with their weights, its number of words, and how its words are spelt."""

    section: Section
    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    length: int = 0
    spellings: set[tuple[str, str]] = field(default_factory=set)

    def add(self, text: str, language: str, weight: float, *, is_body: bool = True) -> None:
        for token in tokens(text, language):
            self.length += is_body
            for term in (token.term, *token.also):
                self.weights[term] += weight
            self.spellings.add((token.form, token.term))


def _counted(revision: Revision, language: str) -> list[_Counted]:
    found = []
    for number, section in enumerate(sections(_html(revision, language))):
        one = _Counted(section)
        one.add(revision.title, language, _TITLE, is_body=False)
        if number == 0:
            one.add(revision.summary, language, _SUMMARY)
        one.add(section.heading, language, _HEADING)
        one.add(section.text, language, 1)
        found.append(one)
    return found


def _html(revision: Revision, language: str) -> str:
    """The article as readers get it, so that passages and their anchors are those of the page."""

    def snippet(key: str) -> str | None:
        texts = SnippetText.objects.filter(snippet__key=key, snippet__site=revision.translation.site_id)
        return texts.filter(language=language).values_list("body", flat=True).first()

    return render(revision.body, Around(language=language, snippet=snippet)).html


def _keep(language: str, passages: list[int], counted: list[_Counted]) -> None:
    in_how_many = Counter(term for one in counted for term in one.weights)
    words: dict[str, Any] = {"passages": len(counted), "words": sum(one.length for one in counted)}
    terms: dict[str, Any] = {"terms": list(in_how_many), "passages": list(in_how_many.values())}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WORDS, {"language": language} | words)
        cursor.execute(_COUNT_TERMS, {"language": language} | terms)
        ids = dict(cursor.fetchall())
        postings: dict[str, list[Any]] = {"passages": [], "terms": [], "weights": [], "lengths": []}
        for passage, one in zip(passages, counted, strict=True):
            for term, weight in one.weights.items():
                for name, value in zip(postings, (passage, ids[term], weight, one.length), strict=True):
                    postings[name].append(value)
        cursor.execute(_KEEP_POSTINGS, postings)
        spelt = list({(form, ids[term]) for one in counted for form, term in one.spellings})
        spellings: dict[str, Any] = {"forms": [form for form, _ in spelt], "terms": [key for _, key in spelt]}
        cursor.execute(_KEEP_SPELLINGS, {"language": language} | spellings)
