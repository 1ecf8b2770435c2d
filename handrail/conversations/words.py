"""The words of a text as search knows them, in any script: no case, no diacritics, no language.

Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) become pairs of letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

Pairs = Callable[[str], Iterable[str]]

LONGEST_TEXT = 200_000
LONGEST_WORD = 60
MOST_WORDS = 20_000

# Letters, digits and the vowel signs of scripts that \w leaves out (Indic, South-East Asian).
_WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0fbc\u102b-\u109f\u17b4-\u17d3\u200d])*"
)
_UNSPACED = re.compile(
    r"[\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u20d0-\u20ff]")
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)


def fold(text: str) -> str:
    """The text without case and diacritics; full-width and other compatible forms become plain ones."""
    # Twice each: a compatible form may be a capital (℡), and a small letter may come apart again (ŉ).
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).translate(_FOLDED)


def index_words(*texts: str) -> list[str]:
    """The distinct words of the texts, bounded, as they are stored."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _words(fold(text[:LONGEST_TEXT]), pair=_stored_pairs):
            found[word] = None
            if len(found) >= MOST_WORDS:
                return list(found)
    return list(found)


def prefix_query(question: str) -> str:
    """The question as a tsquery: every word, each as a prefix; '' when there is no word in it."""
    return " & ".join(f"'{word}':*" for word in asked_words(question))


def exact_query(question: str) -> str:
    """The question as a tsquery: every word as it is; '' when there is no word in it."""
    return " & ".join(f"'{word}'" for word in asked_words(question))


def asked_words(question: str) -> list[str]:
    """The distinct words of a question, as search looks for them; 16 at most."""
    return list(dict.fromkeys(_words(fold(question[:1000]), pair=_asked_pairs)))[:16]


def _words(text: str, pair: Pairs) -> Iterator[str]:
    for match in _WORD.finditer(text):
        yield from _split_scripts(match.group()[: 4 * LONGEST_WORD], pair)


def _split_scripts(word: str, pair: Pairs) -> Iterator[str]:
    position = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > position:
            yield word[position : run.start()][:LONGEST_WORD]
        yield from pair(run.group())
        position = run.end()
    if position < len(word):
        yield word[position:][:LONGEST_WORD]


def _stored_pairs(run: str) -> Iterable[str]:
    """Pairs, and the last letter alone, so that a one-letter question finds every place."""
    return [run[i : i + 2] for i in range(len(run))]


def _asked_pairs(run: str) -> Iterable[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
