"""Many ask at the same moment, the model answers them at once.

It reads all its weights for every call, so ten short texts take it little longer than one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_FEW = 4  # texts up to which a caller is somebody with a question, not a job with a portion of articles


@dataclass(eq=False)
class _Asked:
    texts: Sequence[str]
    found: list[str] | None = None


class Together:
    """Lets one caller in at a time, who asks for the others as well: questions first, then what is long."""

    def __init__(self, encode: Callable[[Sequence[str]], list[str]]) -> None:
        self._encode = encode
        self._one_at_a_time = threading.Lock()
        self._waiting: list[_Asked] = []
        self._list = threading.Lock()

    def meanings(self, texts: Sequence[str]) -> list[str]:
        """The vectors of texts; raises what the model raises for just these."""
        mine = _Asked(texts)
        if len(texts) <= _FEW:
            with self._list:
                self._waiting.append(mine)
        with self._one_at_a_time:
            if mine.found is None:
                self._answer_questions()
            if mine.found is None:
                mine.found = self._encode(mine.texts)
        return mine.found

    def _answer_questions(self) -> None:
        """What fails here, each caller tries again alone."""
        with self._list:
            asked, self._waiting = self._waiting, []
        try:
            found = self._encode([text for one in asked for text in one.texts]) if asked else []
        except Exception:  # one text must not cost the others their answer
            return
        for one in asked:
            one.found, found = found[: len(one.texts)], found[len(one.texts) :]
