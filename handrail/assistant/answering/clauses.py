"""What of a question says something: "What can I do?" behind a comma makes it no other question.

Which words say nothing by themselves is known from PostgreSQL's lists of stop words
(https://snowballstem.org); of languages for which it has none nothing is left out.
"""

from __future__ import annotations

import re

from django.db import connection

_BETWEEN = re.compile(r"(?<=[.!?;:,…—–])\s+|(?<=[。！？，；])")
_LISTS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
_SAYS_SOMETHING = """
    SELECT length(to_tsvector(%(list)s::regconfig, clause)) > 0
    FROM unnest(%(clauses)s::text[]) WITH ORDINALITY asked (clause, at) ORDER BY at
"""


def telling(words: str, language: str) -> str:
    """The question without clauses of stop words alone; all of it where nothing else is there.

    At most one statement, and none where there is but one clause.
    """
    clauses = [one for one in _BETWEEN.split(words) if one.strip()]
    stop_words = _LISTS.get(language.partition("-")[0].lower())
    if len(clauses) < 2 or not stop_words:
        return words
    with connection.cursor() as cursor:
        cursor.execute(_SAYS_SOMETHING, {"list": f"pg_catalog.{stop_words}", "clauses": clauses})
        kept = [clause for clause, (says,) in zip(clauses, cursor.fetchall(), strict=True) if says]
    return " ".join(kept) or words
