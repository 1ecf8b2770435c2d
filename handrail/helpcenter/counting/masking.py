"""What somebody searched for, as it may be kept: nothing in it that could say who it was."""

from __future__ import annotations

import re
import unicodedata

from handrail.core.secrets import mask_secrets
from handrail.helpcenter.models.counts import LONGEST_WORDS

HIDDEN = "•"
_READ = 500  # characters of a search that are looked at
_ADDRESS = re.compile(r"\S*(?:@|%40|&commat;|&#0*64;)\S*", re.IGNORECASE)
_SECRET = re.compile(rf"\[([A-Za-z -]{{2,24}}) {HIDDEN}{HIDDEN}\w{{0,2}}\]")
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+")
_CODE = re.compile(r"(?=\S*\d)(?=\S*[^\W\d_])\S{12,}")  # letters and digits together, as keys and tokens are
_DIGITS = re.compile(r"\d+(?:[ .,:/-]?\d+)*")


def masked(words: str) -> str:
    """The words in lower case and single spaces, with addresses, links, secrets and digits as `•`; at most
    120 characters. Empty when nothing is left that one could read.

    >>> masked("Order 4711 of dora@nordlicht.example")
    'order • of •'
    """
    text = unicodedata.normalize("NFKC", words[:_READ].replace("\0", ""))
    text = _SECRET.sub(HIDDEN, mask_secrets(text).text)
    for hidden in (_ADDRESS, _LINK, _CODE, _DIGITS):
        text = hidden.sub(HIDDEN, text)
    text = " ".join(text.casefold().split())[:LONGEST_WORDS].strip()
    return text if any(sign.isalpha() for sign in text) else ""
