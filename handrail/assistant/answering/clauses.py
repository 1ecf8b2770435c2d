"""What of a question says something: "What can I do?" behind a comma makes it no other question.

Words that say nothing by themselves are stop words (`stop_words.toml`), and those by which one greets, thanks
and asks for a favour. All of it is pure.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from handrail.assistant.dialogue.reading import Read
from handrail.assistant.dialogue.words_of import Phrases, Sign, phrases, tokens_of, vocabularies

_LISTS = Path(__file__).with_name("stop_words.toml")
_BETWEEN = re.compile(r"(?<=[.!?;:,…—–])\s+|(?<=[。！？，；、؟])\s*")
_SAME = {"no": "nb", "nn": "nb"}
_WITHOUT_SPACES = {"ja", "zh"}  # there one character is no word that fills
_FEW = 3  # words, among which the language cannot be told
_TWO = 2  # words of another language that are hardly a name


def telling(words: str, language: str) -> str:
    """The question without clauses that say nothing; all of it where nothing else is there."""
    kept = [one for one in _BETWEEN.split(words) if says_something(one, language)]
    return " ".join(kept) or words


def says_something(words: str, language: str) -> bool:
    """Whether a question or a clause has a word that says something by itself.

    Of a few words the language may be another one than `language`, so all that we know are looked at.
    """
    read = Read(tokens_of(words))
    if not read.tokens:
        return False
    own = _base(language)
    others = _lists() if _TWO <= len(read.tokens) <= _FEW else ()
    return not any(read.is_only(_saying_nothing(one), (), slips=0) for one in {own, *others})


def telling_words(words: str, language: str) -> int:
    """How many words of a question say something by themselves; of a script without spaces, characters."""
    return len(telling_terms(words, language))


def telling_terms(words: str, language: str) -> frozenset[str]:
    """The words of a question that say something by themselves, as they are compared."""
    nothing = (one for some in _saying_nothing(_base(language)) for one in some)
    return frozenset(tokens_of(words)) - {one.words[0] for one in nothing if len(one.words) == 1}


def _base(language: str) -> str:
    base = language.partition("-")[0].lower()
    return _SAME.get(base, base)


@cache
def _lists() -> dict[str, Phrases]:
    read = tomllib.loads(_LISTS.read_text("utf-8"))
    return {language: phrases(words.split()) for language, words in read.items()}


@cache
def _saying_nothing(language: str) -> tuple[Phrases, ...]:
    polite = vocabularies().get(language)
    signs = (Sign.THANKS, Sign.GREETING, *(() if language in _WITHOUT_SPACES else (Sign.FILL,)))
    stop_words = _lists().get(language, phrases(()))
    return (stop_words, *(polite.of(sign) for sign in signs)) if polite else (stop_words,)
