"""Whose words a question is understood by: an article's words are counted for those who may read it.

Whether a word is known, how rare it is, what a typo is taken for and how a beginning ends, all of it is
reckoned from vocabularies of articles that the asker may read. So an answer cannot tell what stands in others
(Büttcher and Clarke, "A Security Model for Full-Text File System Search in Multi-User Environments", 2005).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handrail.core.statements import prepared_cursor
from handrail.helpcenter.models import Article, Translation, Visibility, Vocabulary
from handrail.helpcenter.search.readable import Readable

# Who may read one passage of a vocabulary may read all of it: one is asked for.
_READ = """
    SELECT vocabulary.language, vocabulary.id, vocabulary.passages, vocabulary.words
    FROM helpcenter_vocabulary vocabulary, LATERAL (
        SELECT translation_id FROM helpcenter_passage WHERE vocabulary_id = vocabulary.id LIMIT 1
    ) by_score
    WHERE EXISTS (READABLE OFFSET 0) ORDER BY vocabulary.language, vocabulary.id
"""


@dataclass(frozen=True)
class Known:
    """A term that a reader can know: its keys, one in each vocabulary; in how many passages it stands."""

    keys: tuple[int, ...] = ()
    passages: int = 0


@dataclass(frozen=True)
class Scale:
    """What rare and long mean in a language, to one reader; `vocabularies` are those that they read."""

    language: str
    vocabularies: tuple[int, ...]
    passages: int
    words: int

    @property
    def average(self) -> float:
        """Words of a passage."""
        return max(1.0, self.words / max(1, self.passages))

    @property
    def as_array(self) -> str:
        """Its vocabularies as PostgreSQL reads them: an array that can stand in a column."""
        return f"{{{','.join(map(str, self.vocabularies))}}}"

    def rarity(self, passages: int) -> float:
        """Inverse document frequency as in BM25, never negative (Robertson and Zaragoza, 2009; Lucene)."""
        return math.log(1 + max(0.0, self.passages - passages + 0.5) / (passages + 0.5))


def scales(readable: Readable) -> list[Scale]:
    """The languages in which there is something to find among these articles; one statement."""
    with prepared_cursor() as cursor:
        cursor.execute(readable.inside(_READ), readable.values)
        rows: list[tuple[str, int, int, int]] = cursor.fetchall()
    return [_scale(language, list(found)) for language, found in groupby(rows, key=lambda row: row[0])]


def _scale(language: str, rows: Sequence[tuple[str, int, int, int]]) -> Scale:
    vocabularies = tuple(key for _, key, _, _ in rows)
    return Scale(language, vocabularies, sum(row[2] for row in rows), sum(row[3] for row in rows))


def vocabulary_of(translation: Translation) -> Vocabulary:
    """Where its words are counted, as long as its article is for those who may read it now."""
    found, _ = Vocabulary.objects.get_or_create(
        site_id=translation.site_id, language=translation.language, readers=readers_of(translation.article)
    )
    return found


def readers_of(article: Article) -> str:
    """For whom an article is: the same text for two articles means the same readers."""
    if article.visibility != Visibility.CUSTOMERS:
        return article.visibility
    organisations = sorted(article.organisations.values_list("pk", flat=True))
    if not article.plans and not organisations:
        return article.visibility
    narrowed = repr((sorted(article.plans), organisations)).encode()
    return f"{article.visibility} {hashlib.sha256(narrowed).hexdigest()}"
