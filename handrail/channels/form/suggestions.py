"""What might answer a question before it is sent: a list that rooms with articles join."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Suggestion(NamedTuple):
    """An article that may help: its title and its address."""

    title: str
    address: str


Suggest = Callable[[str, str], list[Suggestion]]
"""Takes what was typed and a language, returns the best first; it must be quick and say nothing private."""

SUGGESTIONS: list[Suggest] = []
MOST = 5
LONGEST = 1_000


def suggested(text: str, language: str) -> list[Suggestion]:
    """At most five articles; none where nobody has joined."""
    found = [one for suggest in SUGGESTIONS for one in suggest(text[:LONGEST], language)]
    return list(dict.fromkeys(found))[:MOST]
