"""What a customer means where no word of the lists says it.

The lists stay first; this hears what they do not know, and answers in time or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handrail.assistant.dialogue.deciding import for_people
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.leanings import Remark, leanings
from handrail.assistant.dialogue.switching import topics
from handrail.assistant.dialogue.words_of import ends_of
from handrail.assistant.models import Because
from handrail.helpcenter.meaning.asking import MeaningUnknownError, meanings
from handrail.helpcenter.meaning.comparing import vector_of

_ENDS = re.compile(r"(?<=[.!?…؟])\s+|(?<=[。！？])|\n+")
_WHY = {Remark.UPSET: Because.UPSET, Remark.PERSON: Because.ASKED}
_OF_AN_ANSWER = (Remark.UNHELPED, Remark.YES)
_SURELY = 0.5  # of a logit, above which one of several sentences speaks for all
_LOOKED_AT = 16  # sentences of a message, from its beginning and its end
_LONGEST_REMARK = 300  # characters; who says more says something else too
WAITS = 0.2  # seconds


def why_for_people(text: str, *, language: str) -> Because | None:
    """Why what was written is for a person: by its words, else by what it means; None: it may be answered."""
    return for_people(hear(text, topics(), language=language)) or why_of(text)


def why_of(text: str, *, seconds: float = WAITS) -> Because | None:
    """Why it is for a person by what it means alone."""
    kind = meant(text, seconds=seconds)
    return _WHY.get(kind) if kind else None


def meant(text: str, *, after_answer: bool = False, seconds: float = WAITS) -> Remark | None:
    """Whether somebody wants a person or is upset, in words that no list has; both by any sentence of theirs.

    After an answer also whether all that was written says that it helped or did not. None where it is none of
    that, and where these `seconds` do not tell.
    """
    if not text.strip():
        return None
    parts = _parts(text)
    try:
        vectors = [vector_of(one) for one in meanings(parts, seconds=seconds)]
    except MeaningUnknownError:
        return None
    found = [leanings(part, vector) for part, vector in zip(parts, vectors, strict=True)]
    for kind in _WHY:
        if found[0][kind] > 0 or any(one[kind] > _SURELY for one in found[1:]):
            return kind
    may_judge = after_answer and len(text) <= _LONGEST_REMARK
    return next((kind for kind in _OF_AN_ANSWER if may_judge and found[0][kind] > 0), None)


def _parts(text: str) -> Sequence[str]:
    """All of it, and its sentences where there are more, however short: a wish often is."""
    said = [one for one in _ENDS.split(text) if one.strip()]
    return [text.strip(), *(ends_of(said, _LOOKED_AT) if len(said) > 1 else [])]
