"""What a customer means where no word of the lists says it, by sentences (`meant.toml`) that mean the same.

The lists stay first; this hears what they do not know, and answers in time or not at all.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from handrail.assistant.dialogue.deciding import for_people
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.switching import topics
from handrail.assistant.models import Because
from handrail.assistant.places import answers_anywhere
from handrail.helpcenter.meaning.asking import MeaningUnknownError, meanings
from handrail.helpcenter.meaning.comparing import Vector, nearness, vector_of
from handrail.helpcenter.meaning.sentences import sentences

_SENTENCES = Path(__file__).with_name("meant.toml")
_SIGNS = {"upset": Because.UPSET, "person": Because.ASKED}
_ALIKE = {"upset": 0.42, "person": 0.48}  # cosine from which on a sentence means the same (decision 51)
_PLAINLY = 0.1  # how much nearer it must be to such an example than to an ordinary question
_LOOKED_AT = 6  # sentences of a message
WAITS = 0.2  # seconds


@dataclass
class _Examples:
    """The meanings of the sentences, asked for once by each process, beside everything else."""

    known: dict[str, list[Vector]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def learn(self) -> None:
        """Ask what they mean, once; whoever fails tries again with the next question."""
        if self.known or not self.lock.acquire(blocking=False):
            return
        try:
            if not self.known:
                self.known = {
                    sign: [vector_of(one) for one in meanings(texts)] for sign, texts in _examples().items()
                }
        except MeaningUnknownError:
            pass
        finally:
            self.lock.release()


_kept = _Examples()


def why_for_people(text: str, *, language: str) -> Because | None:
    """Why what was written is for a person: by its words, else by what it means; None: it may be answered."""
    return for_people(hear(text, topics(), language=language)) or meant(text)


def meant(text: str, *, seconds: float = WAITS) -> Because | None:
    """Whether somebody wants a person or is upset, in words that no list has.

    None where it is neither, and where these `seconds` do not tell.
    """
    if not _kept.known:
        threading.Thread(target=_kept.learn, daemon=True).start()
        return None
    try:
        said = [vector_of(one) for one in meanings(sentences(text)[:_LOOKED_AT], seconds=seconds)]
    except MeaningUnknownError:
        return None
    return next((why for sign, why in _SIGNS.items() if any(_is(sign, one) for one in said)), None)


def learn() -> None:
    """Know the meanings of the examples now, where the assistant answers anywhere."""
    if not _kept.known and answers_anywhere():
        _kept.learn()


def _is(sign: str, vector: Vector) -> bool:
    near = _nearest(vector, sign)
    return near >= _ALIKE[sign] and near >= _nearest(vector, "plain") + _PLAINLY


def _nearest(vector: Vector, sign: str) -> float:
    return max(nearness(vector, one) for one in _kept.known[sign])


@cache
def _examples() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(_SENTENCES.read_text("utf-8"))
    return found
