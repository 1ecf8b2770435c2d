"""The words by which customers say what they want, in each language: `words/*.toml`, as patterns. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("words")
LONGEST_TEXT, LONGEST_TOKEN, MOST_TOKENS = 20_000, 40, 2_000  # characters, characters of a word, words
_NOT = re.compile(r"n['’ʼ]t\b")
# Scripts without spaces: each of their characters is a word.
_NO_SPACES = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_NO_SPACES}]|[^\W_{_NO_SPACES}]+\*?|[\U0001F44D\U0001F44E]")
_ALIKE = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ى": "ي", "ة": "ه", "ـ": None})
_VOICED = {"\u3099", "\u309a"}  # marks that make another kana


class Sign(StrEnum):
    """What words are a sign of."""

    PERSON = "person"
    ALONE = "alone"
    VERB = "verbs"
    NOUN = "nouns"
    FAR = "far"
    FILL = "fill"
    YES = "yes"
    ASKS = "asks"
    PARTICLE = "particles"
    NO = "no"
    UNHELPED = "unhelped"
    THANKS = "thanks"
    GREETING = "greeting"
    UPSET = "upset"
    HARM = "harm"


SHIPPED_TOPICS = ("billing", "security", "legal", "cancelling")


def tokens_of(text: str) -> list[str]:
    """The words of a text, as they are compared: small, without accents and apostrophes; 2,000 at most.

    Strangers send texts of any length: the middle of a long one is not looked at, and of each word its
    beginning.
    """
    small = _NOT.sub("nt", unicodedata.normalize("NFKC", without_the_middle(text)).casefold())
    apart = unicodedata.normalize("NFD", small)
    bare = "".join(c for c in apart if c in _VOICED or not unicodedata.combining(c))
    words = _WORD.findall(unicodedata.normalize("NFC", bare).translate(_ALIKE))
    return [word[:LONGEST_TOKEN] for word in ends_of(words, MOST_TOKENS)]


def ends_of(parts: list[str], most: int) -> list[str]:
    """The first and the last of too many parts of a text, `most` together."""
    half = most // 2
    return parts if len(parts) <= most else [*parts[:half], *parts[-half:]]


def without_the_middle(text: str) -> str:
    """The beginning and the end of a text that is too long to be looked at: wishes stand in either."""
    half = LONGEST_TEXT // 2
    return text if len(text) <= LONGEST_TEXT else f"{text[:half]}\n{text[-half:]}"


@dataclass(frozen=True)
class Phrase:
    """Words that stand behind one another; one that ends with * stands for all that begin like it.

    `is_own`: it counts in its own language alone, as elsewhere it is an ordinary word.
    """

    words: tuple[str, ...]
    is_own: bool = False

    @classmethod
    def of(cls, text: str) -> Phrase:
        """A phrase as it is written in the lists."""
        return cls(tuple(tokens_of(text)), text.endswith("!"))


class Phrases:
    """Some phrases, found by the letter with which they begin."""

    def __init__(self, found: Iterable[Phrase] = ()) -> None:
        self._found = tuple(one for one in found if one.words)
        self._by_letter: dict[str, list[Phrase]] = {}
        for one in self._found:
            self._by_letter.setdefault(one.words[0][0], []).append(one)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._found)

    def that_begin(self, letters: Iterable[str]) -> Iterator[Phrase]:
        """Those that begin with one of the letters."""
        for letter in letters:
            yield from self._by_letter.get(letter, ())


def phrases(texts: Iterable[str]) -> Phrases:
    """The phrases of a list as it is written; what holds no word is left out."""
    return Phrases(Phrase.of(text) for text in texts)


_NONE = Phrases()


@dataclass(frozen=True)
class Vocabulary:
    """The phrases of one language, by what they are a sign of; of topics by their key.

    `abroad` are those that count whatever language somebody writes.
    """

    signs: Mapping[str, Phrases]
    abroad: Mapping[str, Phrases]

    def of(self, sign: str, *, is_own: bool = True) -> Phrases:
        """The phrases of a sign, for somebody who writes this language or not."""
        return (self.signs if is_own else self.abroad).get(sign, _NONE)

    @classmethod
    def read(cls, told: Mapping[str, Iterable[str]]) -> Vocabulary:
        """As a list is written."""
        signs = {sign: phrases(texts) for sign, texts in told.items()}
        abroad = {sign: Phrases(one for one in some if not one.is_own) for sign, some in signs.items()}
        return cls(signs, abroad)


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """What is shipped, by language."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.toml"))}
    return {language: Vocabulary.read(told) for language, told in read.items()}
