"""From a text to the terms it is found by, in the way of its language.

Words are cut where Unicode has letters, digits and the marks on them, so that no vowel sign breaks a word;
what is written without spaces becomes overlapping pieces (two characters of Chinese, Japanese and Korean,
three of Thai, Lao, Khmer and Burmese). Words are stemmed with Snowball where it knows the language
(https://snowballstem.org), then folded. Decision "search of articles" says what was measured.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from handrail.helpcenter.search.folding import fold, tidy

VERSION = 1  # one more whenever a text gets other terms or other passages: articles are then indexed again
_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
# Where words are written as syllables with spaces between them, two that stand side by side count too.
_SYLLABLES = {"vi"}
# Where a mark makes another word, the word as it is written counts beside the folded one.
_TONAL = {"vi"}
EXACT = "="  # begins a term that is found only as it is written
_THREES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_TWOS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
_PIECES = re.compile(f"([{_THREES}]+)|([{_TWOS}]+)|([^{_THREES}{_TWOS}]+)")
_ASCII = re.compile(r"[a-z0-9]+")  # of text that is nothing but ASCII, the same words and sooner
_LONGEST = 60  # characters of a term: what is longer is no word


@dataclass(frozen=True)
class Token:
    """One word of a text: as people write it (folded), and the term it counts as.

    `also` are further terms that find it; a question asks for them only where they are the word as written.
    A `piece` is cut from a script without spaces: its form is no word that could be misspelt. A `pair` is two
    words side by side, beside each of them: it says more where it stands, and nothing where it does not.
    """

    form: str
    term: str
    also: tuple[str, ...] = ()
    is_piece: bool = False
    is_pair: bool = False


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words of a text, in order, each as often as it stands there; a pair before its second word."""
    base = language.partition("-")[0].lower()
    if base in _SYLLABLES:
        return _with_pairs(text, base)
    return (token for word in _cut(text) for token in _of_word(word, base))


def _with_pairs(text: str, base: str) -> Iterator[Token]:
    before = ""
    for word in _cut(text):
        for token in _of_word(word, base):
            if not token.is_piece:
                yield from _pair(before, token.form)
                before = token.form
            yield token


def _cut(text: str) -> list[str]:
    tidied = tidy(text)
    return _ASCII.findall(tidied) if tidied.isascii() else _words().findall(tidied)


def _of_word(word: str, base: str) -> Iterable[Token]:
    if word.isascii():
        return (_token(word[:_LONGEST], base),)
    return _of_scripts(word, base)


def _of_scripts(word: str, base: str) -> Iterator[Token]:
    for threes, twos, letters in _PIECES.findall(word):
        if letters:
            yield _token(letters[:_LONGEST], base)
        else:
            yield from (Token(one, one, is_piece=True) for one in _pieces(threes or twos, 3 if threes else 2))


def _pair(one: str, other: str) -> Iterator[Token]:
    both = f"{one} {other}"
    if one and len(both) <= _LONGEST:
        yield Token(both, both, is_piece=True, is_pair=True)


def term_of(word: str, language: str) -> str:
    """The term that one word (tidy, of a script with spaces) counts as."""
    return _token(word[:_LONGEST], language.partition("-")[0].lower()).term


def _pieces(run: str, size: int) -> Iterator[str]:
    if len(run) <= size:
        yield run
        return
    for at in range(len(run) - size + 1):
        yield run[at : at + size]


@lru_cache(maxsize=20_000)  # the words that stand in most texts; some megabytes
def _token(word: str, language: str) -> Token:
    folded = fold(word)
    term = fold(_stem(word, language))
    also = [_stem(folded, language)] if folded != word else []
    if language in _TONAL and folded != word:
        also.append(EXACT + word)
    return Token(folded, term, tuple(one for one in also if one != term))


def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer else word


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


@cache
def _words() -> re.Pattern[str]:
    """Letters and digits with the marks on them; both joiners of Unicode hold a word together."""
    marks = "".join(
        re.escape(letter)
        for letter in map(chr, range(0x300, min(sys.maxunicode, 0x20000)))
        if unicodedata.category(letter) in ("Mn", "Mc")
    )
    return re.compile(rf"(?:[^\W_]++[{marks}\u200c\u200d]*+)++")
