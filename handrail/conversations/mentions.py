"""Whom a note mentions: @Ben, @Ben Ortiz; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_AT = re.compile(r"(?<![\w@.])@(?=\w)")


def find_mentions(text: str, people: Mapping[int, str]) -> list[int]:
    """Keys of the people whose names stand behind an @, in the order of the text.

    The whole name or its first word counts, without regard to case; a first word that several share counts
    for none of them, and the longest name wins. An @ within an address mentions nobody.
    """
    spoken = _spoken(people)
    found: dict[int, None] = {}
    for at in _AT.finditer(text):
        rest = text[at.end() : at.end() + 200].casefold()
        fitting = (name for name in spoken if rest.startswith(name) and not rest[len(name) :][:1].isalnum())
        if name := max(fitting, key=len, default=""):
            found[spoken[name]] = None
    return list(found)


def _spoken(people: Mapping[int, str]) -> dict[str, int]:
    """What one may write behind the @, in folded case, and whom it means."""
    whole: dict[str, list[int]] = {}
    for key, name in people.items():
        words = name.casefold().split()
        for said in {" ".join(words), *words[:1]}:
            whole.setdefault(said, []).append(key)
    return {said: keys[0] for said, keys in whole.items() if said and len(keys) == 1}
