"""The part of a passage that has most of a question's words, short enough to be read in a list."""

from __future__ import annotations

import re

from handrail.helpcenter.search.analysis import tokens

LENGTH = 320  # characters, more or less
_SENTENCE = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])|\n+")


def excerpt(text: str, words: str, language: str) -> str:
    """Whole sentences from the one on that has most words of the question."""
    if len(text) <= LENGTH:
        return " ".join(text.split())
    asked = {token.term for token in tokens(words, language)}
    sentences = [one for one in _SENTENCE.split(text) if one and one.strip()]
    shared = [len(asked & {token.term for token in tokens(one, language)}) for one in sentences]
    at = shared.index(max(shared))
    found = sentences[at].strip()
    for following in sentences[at + 1 :]:
        if len(found) + len(following) > LENGTH:
            break
        found = f"{found} {following.strip()}"
    return found if len(found) <= 2 * LENGTH else found[: 2 * LENGTH].rsplit(" ", 1)[0] + "…"
