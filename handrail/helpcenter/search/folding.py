"""Letters that people take for the same: ș, ş and s; ё and е; ß and ss; ١ and 1.

Marks are dropped where readers leave them away (Latin, Greek, Cyrillic, Hebrew, Arabic), never where a vowel
is one (the scripts of India and of Southeast Asia).
"""

from __future__ import annotations

import unicodedata
from functools import cache

_MARKS = ((0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6ED))
_ALIKE = str.maketrans(
    {
        "ı": "i",
        "ß": "ss",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ς": "σ",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ـ": "",
    }
)
_ROMANIAN = str.maketrans({"ş": "ș", "ţ": "ț"})
_LONGEST = 4096  # of words, remembered: the common ones of a language are few


def tidy(text: str) -> str:
    """The text as words are cut from it: one form for each letter, lower case, any script's digits as 0 to 9.

    ё becomes е and ş becomes ș: two spellings of one letter, which the stemmers must not see as two.
    """
    lower = unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i").replace("ё", "е")
    lower = lower.translate(_ROMANIAN) if "ş" in lower or "ţ" in lower else lower
    return lower if lower.isascii() else "".join(_digit(letter) for letter in lower)


@cache
def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def fold(word: str) -> str:
    """The word without the marks that people leave away; a word that is nothing but marks stays."""
    if word.isascii():
        return word
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if not _is_mark(letter))
    return unicodedata.normalize("NFC", bare).translate(_ALIKE) or word


def _is_mark(letter: str) -> bool:
    code = ord(letter)
    return code >= 0x300 and any(first <= code <= last for first, last in _MARKS)
